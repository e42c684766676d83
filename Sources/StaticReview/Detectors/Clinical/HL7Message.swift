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
    func fault(_ text: String) -> [ClinicalPayload.Fault] { [.init(line: line, message: text)] }
    let id = field(3).split(separator: "^", omittingEmptySubsequences: false).map(String.init)
    if id.count >= 3, id[2] == "LN", let wrong = CodeSystems.fault(of: id[0], in: CodeSystems.loinc) {
      return fault(wrong)
    }
    if id.count >= 3, id[2] == "LN", ClinicalCodes.contradicts(display: id[1], code: id[0]) {
      return fault("'\(id[0])' does not stand for '\(id[1])'")
    }
    if field(11).isEmpty, fields.count > 5 { return fault("OBX without the status of its result (OBX-11)") }
    guard field(2) == "NM" else { return [] }
    let text = field(5)
    if text.isEmpty { return [] }
    guard let value = Double(text) else { return fault("OBX-5 '\(text)' is no number, as OBX-2 says it is") }
    let unit = field(6).split(separator: "^").first.map(String.init) ?? ""
    let bounds = field(7).split(separator: "-").compactMap { Double($0.trimmed) }
    if bounds.count == 2, bounds[0] < bounds[1], field(8) == "N", value < bounds[0] || value > bounds[1] {
      return fault("a value outside of its range is flagged as normal")
    }
    guard id.count >= 3, id[2] == "LN", let measure = ClinicalCodes.loinc[id[0]] else { return [] }
    if unit.isEmpty { return measure.units["{INR}"] == nil ? fault("a value without a unit (OBX-6)") : [] }
    guard let known = ClinicalUnits.canonical(unit) else { return [] }
    guard let range = measure.units[known] else {
      let isSame = measure.units.keys.contains {
        Set([$0, known]) == ["10*3/uL", "10*9/L"] || Set([$0, known]) == ["mmol/L", "meq/L"]
      }
      return isSame ? [] : fault("'\(unit)' is no unit of what LOINC \(id[0]) measures")
    }
    return range.contains(value) ? [] : fault("\(text) \(unit) cannot be; look at the unit and the decimal point")
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
