internal import JudgeTypes

/// FHIR resources in JSON, and the faults in them.
enum ClinicalPayload {
  private static let marker = Pattern.fixed(#""resourceType"\s*:\s*"[A-Z]"#)

  /// Whether it holds resources, and is not their definition: profiles and value sets speak of codes without a patient.
  static func isPayload(_ source: Source) -> Bool {
    switch source.language {
    case .json: marker.matches(source.bytes) || HL7Objects.isMessage(source.bytes)
    // An object with comments, as handbooks show resources, and no script.
    case .javascript:
      source.text.first { !isBlank($0) } == UInt8(ascii: "{") && marker.matches(source.bytes)
    default: false
    }
  }

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
    var found = roots.filter { $0["resourceType"]?.string == nil }.flatMap(HL7Objects.faults)
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
