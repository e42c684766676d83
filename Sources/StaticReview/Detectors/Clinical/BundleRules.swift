/// Bundles: entries, requests and references among them.
enum BundleRules {
  static func faults(of bundle: JSONNode) -> [ClinicalPayload.Fault] {
    var faults: [ClinicalPayload.Fault] = []
    let type = bundle["type"]?.string
    if type == nil { faults.append(.init(line: bundle.line(of: "resourceType"), message: "a Bundle without a type")) }
    let entries = bundle["entry"]?.items ?? []
    if type == "transaction" || type == "batch" {
      for entry in entries where entry["request"]?["method"] == nil || entry["request"]?["url"] == nil {
        faults.append(.init(line: entry.line, message: "an entry of a \(type ?? "") without its request"))
      }
    }
    guard !["searchset", "history", "batch"].contains(type ?? "") else { return faults }
    var known: Set<String> = []
    var patients: Set<String> = []
    for entry in entries {
      let resource = entry["resource"]
      let kind = resource?["resourceType"]?.string ?? ""
      var names = [entry["fullUrl"]?.string].compactMap(\.self)
      if let id = resource?["id"]?.string { names.append("\(kind)/\(id)") }
      known.formUnion(names)
      if kind == "Patient" { patients.formUnion(names) }
    }
    for entry in entries {
      guard let resource = entry["resource"] else { continue }
      resource.eachObject { object in
        guard let reference = object["reference"]?.string, !reference.hasPrefix("#") else { return }
        let line = object.line(of: "reference")
        if reference.hasPrefix("urn:uuid:"), !known.contains(reference) {
          faults.append(.init(line: line, message: "a reference to no entry of the Bundle"))
        } else if reference.hasPrefix("Patient/") || reference.contains("/Patient/") && !reference.contains("?"),
          !patients.isEmpty,
          !patients.contains(where: {
            $0 == reference || $0.hasSuffix("/" + reference) || reference.hasSuffix("/" + $0)
          })
        {
          faults.append(.init(line: line, message: "a reference to another patient than the Bundle's"))
        }
      }
    }
    return faults
  }
}
