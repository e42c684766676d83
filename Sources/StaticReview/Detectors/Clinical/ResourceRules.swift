/// What each resource must have.
enum ResourceRules {
  private struct Needs: Sendable {
    let all: [String]
    let statuses: Set<String>
    init(_ all: String, _ statuses: String = "") {
      self.all = all.split(separator: " ").map(String.init)
      self.statuses = Set(statuses.split(separator: " ").map(String.init))
    }
  }

  private static let request = "active on-hold cancelled revoked completed entered-in-error stopped draft unknown"
  private static let event = "preparation in-progress not-done on-hold stopped completed entered-in-error unknown"
  /// `a|b` is met by either.
  private static let needs: [String: Needs] = [
    "Observation": Needs(
      "status code subject|focus|device",
      "registered preliminary final amended corrected cancelled entered-in-error unknown"),
    "MedicationRequest": Needs(
      "status intent subject medicationCodeableConcept|medicationReference|medication", request),
    "MedicationStatement": Needs("status subject medicationCodeableConcept|medicationReference|medication"),
    "MedicationAdministration": Needs(
      "status subject medicationCodeableConcept|medicationReference|medication",
      "in-progress not-done on-hold completed entered-in-error stopped unknown"),
    "MedicationDispense": Needs("status medicationCodeableConcept|medicationReference|medication"),
    "Condition": Needs("subject code"),
    "AllergyIntolerance": Needs("patient"),
    "Procedure": Needs("status subject", event),
    "Encounter": Needs("status class"),
    "DiagnosticReport": Needs(
      "status code subject",
      "registered partial preliminary final amended corrected appended cancelled entered-in-error unknown modified"),
    "Immunization": Needs(
      "status vaccineCode patient occurrenceDateTime|occurrenceString", "completed entered-in-error not-done"),
    "ServiceRequest": Needs("status intent subject", request),
  ]

  static func faults(of resource: JSONNode, isContained: Bool) -> [ClinicalPayload.Fault] {
    let type = resource["resourceType"]?.string ?? ""
    let line = resource.line(of: "resourceType")
    var faults: [ClinicalPayload.Fault] = []
    if let needs = needs[type] {
      for need in needs.all
      where !need.split(separator: "|").contains(where: { isFilled(resource[String($0)]) || resource["_" + $0] != nil })
      {
        let name = need.split(separator: "|").first.map(String.init) ?? need
        guard !isContained || !["subject", "patient"].contains(name) else { continue }
        faults.append(
          .init(
            line: line, message: "\(type) without '\(name == "medicationCodeableConcept" ? "medication[x]" : name)'"))
      }
      if let status = resource["status"]?.string, !needs.statuses.isEmpty, !needs.statuses.contains(status) {
        faults.append(.init(line: resource.line(of: "status"), message: "'\(status)' is no status of \(type)"))
      }
    }
    switch type {
    case "Observation": faults += observation(resource, line)
    case "AllergyIntolerance", "Condition": faults += clinicalStatus(resource, type, line)
    case "MedicationRequest", "MedicationDispense", "MedicationStatement": faults += DoseRules.faults(of: resource)
    case "Patient": faults += patient(resource)
    default: break
    }
    return faults
  }

  private static func isFilled(_ node: JSONNode?) -> Bool {
    guard let node else { return false }
    if let text = node.string { return !text.isEmpty }
    if case .array(let items) = node.content { return !items.isEmpty }
    if case .object(let members) = node.content { return !members.isEmpty }
    return true
  }

  private static func observation(_ resource: JSONNode, _ line: Int) -> [ClinicalPayload.Fault] {
    let hasValue = resource.members.contains {
      $0.key.hasPrefix("value") || ["dataAbsentReason", "component", "hasMember"].contains($0.key)
    }
    var faults: [ClinicalPayload.Fault] = []
    if !hasValue, ["final", "amended", "corrected"].contains(resource["status"]?.string ?? "") {
      faults.append(.init(line: line, message: "a final Observation has neither a value nor a reason for its absence"))
    }
    if resource["dataAbsentReason"] != nil, let value = resource.members.first(where: { $0.key.hasPrefix("value") }) {
      faults.append(.init(line: value.line, message: "an Observation has a value and a reason for its absence"))
    }
    return faults
  }

  private static func coded(_ node: JSONNode?) -> String? { node?["coding"]?.items.first?["code"]?.string }

  private static func clinicalStatus(_ resource: JSONNode, _ type: String, _ line: Int) -> [ClinicalPayload.Fault] {
    let clinical = coded(resource["clinicalStatus"])
    let verification = coded(resource["verificationStatus"])
    if verification == "entered-in-error" {
      guard resource["clinicalStatus"] != nil else { return [] }
      return [
        .init(
          line: resource.line(of: "clinicalStatus"),
          message: "\(type) that was entered in error still has a clinical status")
      ]
    }
    var faults: [ClinicalPayload.Fault] = []
    let isProblem = resource["category"]?.items.contains { coded($0) == "problem-list-item" } ?? false
    if resource["clinicalStatus"] == nil, type == "AllergyIntolerance" || isProblem {
      faults.append(.init(line: line, message: "\(type) without a clinical status"))
    }
    let hasEnded = resource.members.contains { $0.key.hasPrefix("abatement") }
    if hasEnded, let clinical, ["active", "recurrence", "relapse"].contains(clinical) {
      faults.append(
        .init(line: resource.line(of: "clinicalStatus"), message: "a Condition that has abated is given as \(clinical)")
      )
    }
    return faults
  }

  private static let date = Pattern.fixed(#"\A\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?\z"#)

  private static func patient(_ resource: JSONNode) -> [ClinicalPayload.Fault] {
    var faults: [ClinicalPayload.Fault] = []
    if let gender = resource["gender"]?.string, !["male", "female", "other", "unknown"].contains(gender) {
      faults.append(
        .init(line: resource.line(of: "gender"), message: "'\(gender)' is no administrative gender of FHIR"))
    }
    if let birth = resource["birthDate"]?.string, !date.occurs(in: birth) || birth < "1890" {
      faults.append(.init(line: resource.line(of: "birthDate"), message: "'\(birth)' is no possible date of birth"))
    }
    return faults
  }
}
