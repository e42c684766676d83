/// HL7 v2 messages that were turned into JSON: objects named as the segments are, with fields in words.
enum HL7Objects {
  private static let marker = Pattern.fixed(#""(?:OBX|obx|ORU_R01\.OBSERVATION)"\s*:\s*[\[{]"#)

  static func isMessage(_ bytes: [UInt8]) -> Bool { marker.matches(bytes) }

  static func faults(in root: JSONNode) -> [ClinicalPayload.Fault] {
    var faults: [ClinicalPayload.Fault] = []
    root.eachObject { object in
      for key in ["OBX", "obx"] {
        guard let held = object[key] else { continue }
        for result in held.isObject ? [held] : held.items where result.isObject { faults += observation(result) }
      }
    }
    return faults
  }

  private static func member(_ node: JSONNode, _ names: String...) -> JSONNode.Member? {
    node.members.first { member in names.contains(member.key.lowercased().filter { $0.isLetter || $0.isNumber }) }
  }

  private static func text(_ node: JSONNode?) -> String? {
    node?.string ?? node?.number.map { $0 == $0.rounded() ? String(Int($0)) : String($0) }
  }

  private static func observation(_ result: JSONNode) -> [ClinicalPayload.Fault] {
    guard let value = member(result, "value", "observationvalue", "obx5"), let written = text(value.value) else {
      return []
    }
    func field(_ names: String...) -> String {
      result.members.first { member in
        names.contains(member.key.lowercased().filter { $0.isLetter || $0.isNumber })
      }.flatMap { text($0.value) } ?? ""
    }
    let id = member(result, "observationid", "observationidentifier", "code", "obx3")
    let code = id.flatMap { member($0.value, "id", "identifier", "code") }.flatMap { text($0.value) } ?? ""
    let name = id.flatMap { member($0.value, "text", "display", "name") }.flatMap { text($0.value) } ?? ""
    let system = id.flatMap { member($0.value, "system", "codingsystem", "namecodingsystem") }.flatMap {
      text($0.value)
    }
    let unit = member(result, "units", "unit", "obx6")
    let place = HL7Result.Place(
      id: id?.line ?? result.line, value: value.line, unit: unit?.line ?? value.line, status: result.line)
    let isStatusKnown = member(result, "status", "resultstatus", "observationresultstatus", "obx11") != nil
    return HL7Result(
      type: field("valuetype", "obx2"), code: code, name: name,
      isLOINC: ["LN", "LOINC", CodeSystems.loinc].contains(system ?? ""), value: written,
      unit: unit.flatMap { text($0.value) ?? member($0.value, "id", "identifier", "code").flatMap { text($0.value) } }
        ?? "",
      range: field("referencerange", "referencesrange", "obx7"), flag: field("abnormalflags", "abnormalflag", "obx8"),
      status: isStatusKnown ? field("status", "resultstatus", "observationresultstatus", "obx11") : "F"
    ).faults(at: place)
  }
}

/// One result of a message, however that is written.
struct HL7Result {
  struct Place {
    let id: Int
    let value: Int
    let unit: Int
    let status: Int
  }

  let type: String
  let code: String
  let name: String
  let isLOINC: Bool
  let value: String
  let unit: String
  let range: String
  let flag: String
  let status: String

  private static let unitless = Pattern.fixed(
    #"(?i)\b(?:ratio|index|ph|inr|score|scale|count|number|fraction|gravity|titer|presence)\b"#)

  func faults(at place: Place) -> [ClinicalPayload.Fault] {
    func fault(_ line: Int, _ text: String) -> [ClinicalPayload.Fault] { [.init(line: line, message: text)] }
    if isLOINC, let wrong = CodeSystems.fault(of: code, in: CodeSystems.loinc) { return fault(place.id, wrong) }
    if isLOINC, ClinicalCodes.contradicts(display: name, code: code) {
      return fault(place.id, "'\(code)' does not stand for '\(name)'")
    }
    if status.isEmpty { return fault(place.status, "OBX without the status of its result (OBX-11)") }
    guard type == "NM", !value.isEmpty else { return [] }
    guard let number = Double(value) else {
      return fault(place.value, "OBX-5 '\(value)' is no number, as OBX-2 says it is")
    }
    let bounds = range.split(separator: "-").compactMap { Double($0.filter { !$0.isWhitespace }) }
    let isFlaggedNormal = flag == "N" && bounds.count == 2 && bounds[0] < bounds[1]
    if isFlaggedNormal, number < bounds[0] || number > bounds[1] {
      return fault(place.value, "a value outside of its range is flagged as normal")
    }
    let measure = isLOINC ? ClinicalCodes.loinc[code] : nil
    if unit.isEmpty {
      let needsUnit =
        measure.map { $0.units["{INR}"] == nil && $0.units["[pH]"] == nil }
        ?? (isLOINC && bounds.count == 2 && !Self.unitless.occurs(in: name))
      return needsUnit ? fault(place.unit, "a value without a unit (OBX-6)") : []
    }
    guard let measure, let known = ClinicalUnits.canonical(unit) else { return [] }
    guard let possible = measure.units[known] else {
      let isSame = measure.units.keys.contains {
        Set([$0, known]) == ["10*3/uL", "10*9/L"] || Set([$0, known]) == ["mmol/L", "meq/L"]
      }
      return isSame ? [] : fault(place.unit, "'\(unit)' is no unit of what LOINC \(code) measures")
    }
    return possible.contains(number)
      ? [] : fault(place.value, "\(value) \(unit) cannot be; look at the unit and the decimal point")
  }
}
