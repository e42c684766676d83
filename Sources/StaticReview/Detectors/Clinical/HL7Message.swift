internal import JudgeTypes

/// HL7 v2 messages: segments of fields between bars.
enum HL7Message {
  private static let start = Pattern.fixed(#"(?m)^MSH\|\^~\\&"#)

  static let detector = Detector.file("hl7_message", reading: { source, _ in start.matches(source.bytes) }) {
    source, rule in
    guard start.matches(source.bytes) else { return [] }
    var faults: [ClinicalPayload.Fault] = []
    var message = ""
    var line = source.firstLine
    for part in source.bytes.lineParts() {
      defer { line += part.endsLine ? 1 : 0 }
      let fields = String(decoding: part.bytes, as: UTF8.self).split(separator: "|", omittingEmptySubsequences: false)
        .map(String.init)
      switch fields.first {
      case "MSH": message = fields.count > 6 ? fields[6] : ""
      case "PID": faults += patient(fields, message, line)
      case "OBX": faults += observation(fields, line)
      default: break
      }
    }
    var lines: Set<Int> = []
    return faults.filter { lines.insert($0.line).inserted }.map {
      Hit(rule, in: source.path, lines: $0.line...$0.line, message: $0.message)
    }
  }

  private static func patient(_ fields: [String], _ message: String, _ line: Int) -> [ClinicalPayload.Fault] {
    func field(_ index: Int) -> String { index < fields.count ? fields[index] : "" }
    var faults: [ClinicalPayload.Fault] = []
    if field(3).isEmpty, field(2).isEmpty {
      faults.append(.init(line: line, message: "PID without an identifier of the patient"))
    }
    let birth = field(7).prefix(8)
    if birth.count == 8, message.count >= 8, birth > message.prefix(8) {
      faults.append(.init(line: line, message: "a date of birth after the message"))
    }
    return faults
  }

  private static func observation(_ fields: [String], _ line: Int) -> [ClinicalPayload.Fault] {
    func field(_ index: Int) -> String { index < fields.count ? fields[index] : "" }
    let id = field(3).split(separator: "^", omittingEmptySubsequences: false).map(String.init)
    return HL7Result(
      type: field(2), code: id.first ?? "", name: id.count > 1 ? id[1] : "", isLOINC: id.count > 2 && id[2] == "LN",
      value: field(5), unit: field(6).split(separator: "^").first.map(String.init) ?? "", range: field(7),
      flag: field(8), status: fields.count > 5 ? field(11) : "F"
    ).faults(at: .init(id: line, value: line, unit: line, status: line))
  }
}

extension [UInt8] {
  /// The parts between separators; `\r\n` ends one line.
  fileprivate func lineParts() -> [(bytes: ArraySlice<UInt8>, endsLine: Bool)] {
    var parts: [(bytes: ArraySlice<UInt8>, endsLine: Bool)] = []
    var from = startIndex
    for index in indices where self[index] == 0x0A || self[index] == 0x0D {
      parts.append((self[from..<index], self[index] == 0x0A))
      from = index + 1
    }
    parts.append((self[from...], false))
    return parts
  }
}
