internal import JudgeTypes

/// FHIR resources in JSON, and the faults in them.
enum ClinicalPayload {
  private static let marker = Pattern.fixed(#""resourceType"\s*:\s*"[A-Z]"#)

  /// Whether it holds resources, and is not their definition: profiles and value sets speak of codes without a patient.
  static func isPayload(_ source: Source) -> Bool { source.language == .json && marker.matches(source.bytes) }

  static let detector = Detector.file("clinical_payload", reading: { source, _ in isPayload(source) }) { source, rule in
    guard isPayload(source), !source.isPartial, source.bytes.count < 4_000_000 else { return [] }
    var reader = JSONReader(source.bytes[...], firstLine: source.firstLine)
    return faults(in: reader.values()).map {
      Hit(rule, in: source.path, lines: $0.line...$0.line, message: $0.message)
    }
  }

  struct Fault: Hashable {
    let line: Int
    let message: String
  }

  /// The faults of the resources in `values`, one for a line.
  static func faults(in values: [JSONNode]) -> [Fault] {
    let roots = values.flatMap { $0.items.isEmpty ? [$0] : $0.items }
    var found: [Fault] = []
    for root in roots where root["resourceType"]?.string != nil {
      if definitions.contains(root["resourceType"]?.string ?? "") { continue }
      if root["resourceType"]?.string == "Bundle" { found += BundleRules.faults(of: root) }
      for resource in resources(in: root) {
        found += ResourceRules.faults(of: resource.node, isContained: resource.isContained)
      }
      root.eachObject { object in
        found += CodingRules.faults(of: object) + QuantityRules.faults(of: object) + PeriodRules.faults(of: object)
      }
      found += LifeRules.faults(of: resources(in: root).map(\.node))
    }
    var lines: Set<Int> = []
    return found.sorted { ($0.line, $0.message) < ($1.line, $1.message) }.filter { lines.insert($0.line).inserted }
  }

  private static let definitions: Set<String> = [
    "StructureDefinition", "ValueSet", "CodeSystem", "ConceptMap", "CapabilityStatement", "ImplementationGuide",
    "SearchParameter",
    "OperationDefinition", "Questionnaire", "NamingSystem", "StructureMap", "TestScript", "PlanDefinition",
    "ActivityDefinition",
    "Library", "Measure", "MessageDefinition", "GraphDefinition", "CompartmentDefinition", "OperationOutcome",
  ]

  /// The resource, those in its bundle, and those that they contain.
  static func resources(in root: JSONNode) -> [(node: JSONNode, isContained: Bool)] {
    var all: [(node: JSONNode, isContained: Bool)] = []
    func add(_ node: JSONNode, isContained: Bool) {
      guard node["resourceType"]?.string != nil else { return }
      all.append((node, isContained))
      for inner in node["contained"]?.items ?? [] { add(inner, isContained: true) }
      for entry in node["entry"]?.items ?? [] {
        if let resource = entry["resource"] { add(resource, isContained: false) }
      }
      for parameter in node["parameter"]?.items ?? [] {
        if let resource = parameter["resource"] { add(resource, isContained: false) }
      }
    }
    add(root, isContained: false)
    return all
  }
}

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

/// Doses of medication orders.
enum DoseRules {
  private static let spoken = Pattern.fixed(#"(?i)\b(\d+(?:[.,]\d+)?) ?(mg|g|mcg|µg|ug|ml|units?|IU)\b"#)
  /// Drugs whose single dose is counted in micrograms, with the most milligrams that anybody takes of them at once.
  private static let strong: [(String, Double)] = [
    ("levothyroxin", 1), ("digoxin", 1.5), ("fentanyl", 2), ("warfarin", 30), ("methotrexat", 100), ("colchicin", 3),
    ("alprazolam", 10),
    ("clonazepam", 20), ("tacrolimus", 50), ("phenprocoumon", 20), ("salbutamol", 20), ("apixaban", 20),
    ("lisinopril", 100), ("ramipril", 40),
    ("bisoprolol", 40), ("amlodipin", 40), ("simvastatin", 160), ("atorvastatin", 160), ("metformin", 3_000),
    ("paracetamol", 4_000),
    ("acetaminophen", 4_000), ("ibuprofen", 3_200), ("amoxicillin", 4_000),
  ]

  static func faults(of resource: JSONNode) -> [ClinicalPayload.Fault] {
    var faults: [ClinicalPayload.Fault] = []
    let drug =
      (resource["medicationCodeableConcept"]?["text"]?.string ?? "") + " "
      + (resource["medicationCodeableConcept"]?["coding"]?.items.compactMap { $0["display"]?.string }.joined(
        separator: " ") ?? "")
    for key in ["dosageInstruction", "dosage"] {
      for dosage in resource[key]?.items ?? [] {
        for amount in dosage["doseAndRate"]?.items ?? [] {
          for name in ["doseQuantity", "rateQuantity"] {
            guard let dose = amount[name] else { continue }
            if dose["unit"] == nil, dose["code"] == nil {
              faults.append(.init(line: amount.line(of: name), message: "a dose without a unit"))
            }
            if let value = dose["value"]?.number, value <= 0 {
              faults.append(.init(line: dose.line(of: "value"), message: "a dose of \(value)"))
            }
            if name == "doseQuantity" { faults += contradictions(dose, dosage, drug.lowercased()) }
          }
        }
        if let timing = dosage["timing"]?["repeat"], timing["frequency"] != nil,
          timing["period"] == nil || timing["periodUnit"] == nil
        {
          faults.append(
            .init(
              line: timing.line(of: "frequency"),
              message: "how often, but not in what time: period or periodUnit is missing"))
        }
      }
    }
    return faults
  }

  private static func contradictions(_ dose: JSONNode, _ dosage: JSONNode, _ drug: String) -> [ClinicalPayload.Fault] {
    guard let value = dose["value"]?.number,
      let unit = (dose["code"] ?? dose["unit"])?.string.flatMap(ClinicalUnits.canonical),
      let factor = ["mg": 1.0, "g": 1_000, "ug": 0.001][unit]
    else { return [] }
    if let most = strong.first(where: { drug.contains($0.0) })?.1, value * factor > most {
      return [
        .init(
          line: dose.line(of: "value"), message: "a dose that nobody can take; look at the unit and the decimal point")
      ]
    }
    guard let text = dosage["text"]?.string else { return [] }
    let said = spoken.groups(in: text).compactMap { group -> Double? in
      guard let number = group[0].flatMap({ Double($0.replacing(",", with: ".")) }),
        let unit = group[1].flatMap(ClinicalUnits.canonical),
        let factor = ["mg": 1.0, "g": 1_000, "ug": 0.001][unit]
      else { return nil }
      return number * factor
    }
    guard said.count == 1, abs(said[0] - value * factor) > 0.001 * max(1, said[0]) else { return [] }
    // "2 tablets of 500 mg" is a dose of 1000 mg.
    guard (value * factor / said[0]).rounded() != value * factor / said[0] || value * factor / said[0] > 4 else {
      return []
    }
    return [.init(line: dose.line(of: "value"), message: "the dose differs from what the dosage says in words")]
  }
}
