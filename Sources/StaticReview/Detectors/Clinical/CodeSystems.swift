/// Code systems by their canonical address, with the form and check digit of their codes.
enum CodeSystems {
  static let loinc = "http://loinc.org"
  static let snomed = "http://snomed.info/sct"
  static let ucum = "http://unitsofmeasure.org"

  /// Addresses that people write for a system and that no other reads as it.
  static func canonical(for system: String) -> String? {
    let text = system.lowercased()
    guard ![loinc, snomed, ucum].contains(system), !text.hasPrefix("urn:oid:"), !text.contains("/fhir/") else {
      return nil
    }
    let bare = text.replacing("https://", with: "").replacing("http://", with: "").replacing("www.", with: "")
    switch bare {
    case "loinc.org", "loinc.org/", "loinc", "ln", "loinc.com": return loinc
    case "snomed.info/sct", "snomed.info/sct/", "snomed.info", "snomed.org/sct", "snomed.org", "snomed", "snomed-ct",
      "snomedct", "snomed ct", "sct":
      return snomed
    case "unitsofmeasure.org", "unitsofmeasure.org/", "ucum.org", "ucum", "unitofmeasure.org": return ucum
    case "icd-10", "icd10", "icd-10-cm", "icd10cm":
      return "http://hl7.org/fhir/sid/" + (bare.hasSuffix("cm") ? "icd-10-cm" : "icd-10")
    case "rxnorm": return "http://www.nlm.nih.gov/research/umls/rxnorm"
    default: return nil
    }
  }

  private static let diagnosis = Pattern.fixed(#"\A[A-Z]\d[0-9A-Z](?:\.?[0-9A-Z-]{1,4})?(?:[*+!]|†)?\z"#)
  private static let anatomical = Pattern.fixed(#"\A[A-Z](?:\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?)?\z"#)

  /// What is wrong with a code of the system, in words; nil where nothing is, or where the system is not known here.
  static func fault(of code: String, in system: String) -> String? {
    let isNumber = !code.isEmpty && code.allSatisfy { $0.isASCII && $0.isNumber }
    switch system {
    case loinc:
      if ["LP", "LA", "LL", "LG", "MTHU"].contains(where: code.hasPrefix) { return nil }
      let parts = code.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 2, parts[1].count == 1, (1...7).contains(parts[0].count),
        (parts[0] + parts[1]).allSatisfy(\.isNumber)
      else {
        return "'\(code)' does not have the form of a LOINC code"
      }
      return luhn(parts[0]) == parts[1].first?.wholeNumberValue
        ? nil : "'\(code)' is no LOINC code: its check digit is wrong"
    case snomed:
      if code.contains(where: { ":=|+{} ".contains($0) }) { return nil }
      guard isNumber, (6...18).contains(code.count) else {
        return "'\(code)' does not have the form of a SNOMED CT code"
      }
      return verhoeff(code) ? nil : "'\(code)' is no SNOMED CT code: its check digit is wrong"
    case "http://www.nlm.nih.gov/research/umls/rxnorm":
      return isNumber && code.count <= 8 ? nil : "'\(code)' does not have the form of an RxNorm code"
    case "http://hl7.org/fhir/sid/cvx":
      return isNumber && code.count <= 3 ? nil : "'\(code)' does not have the form of a CVX code"
    case "http://www.whocc.no/atc":
      return anatomical.occurs(in: code) ? nil : "'\(code)' does not have the form of an ATC code"
    default:
      guard system.hasPrefix("http://hl7.org/fhir/sid/icd-10"), !system.contains("pcs") else { return nil }
      return diagnosis.occurs(in: code) ? nil : "'\(code)' does not have the form of an ICD-10 code"
    }
  }

  /// The check digit by Luhn's algorithm, as LOINC has it.
  static func luhn(_ digits: Substring) -> Int {
    let sum = digits.reversed().enumerated().reduce(0) { sum, pair in
      let value = pair.element.wholeNumberValue ?? 0
      guard pair.offset % 2 == 0 else { return sum + value }
      return sum + (value * 2 > 9 ? value * 2 - 9 : value * 2)
    }
    return (10 - sum % 10) % 10
  }

  private static let product = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 0, 6, 7, 8, 9, 5], [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
    [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
    [4, 0, 1, 2, 3, 9, 5, 6, 7, 8], [5, 9, 8, 7, 6, 0, 4, 3, 2, 1], [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
    [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
    [8, 7, 6, 5, 9, 3, 2, 1, 0, 4], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
  ]
  private static let turns = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 5, 7, 6, 2, 8, 3, 0, 9, 4], [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
    [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
    [9, 4, 5, 3, 1, 2, 6, 8, 7, 0], [4, 2, 8, 6, 5, 7, 3, 9, 0, 1], [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
    [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
  ]

  /// Whether the last digit is the check digit by Verhoeff's algorithm, as SNOMED CT has it.
  static func verhoeff(_ digits: String) -> Bool {
    digits.reversed().enumerated().reduce(0) { sum, pair in
      product[sum][turns[pair.offset % 8][pair.element.wholeNumberValue ?? 0]]
    } == 0
  }
}
