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
