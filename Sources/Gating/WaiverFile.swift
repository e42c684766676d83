internal import JudgeTypes
internal import Provenance
public import YAMLFiles

/// The file of a team's waivers.
public enum WaiverFile {
  public static let fileName = "moe-judge-waivers.yaml"

  public static let schema = Schema.object([
    .init(
      "waivers",
      .list(
        of: .object([
          .init("finding", .string(.nonEmpty), "the fingerprint of a finding, as explain and the gate show it"),
          .init("rule", .string(.nonEmpty), "a rule, red flag or clause, as findings name it"),
          .init("dimension", .string(.identifier), "a dimension, and all that speaks against it and no other"),
          .init(
            "paths", .list(of: .string(.nonEmpty), minimum: 1), "the files and folders it is about; all unless said"),
          .init("count", .integer(1...10_000), "of a finding: how many of the same fault it covers; 1 unless said"),
          .init("reason", .string(.nonEmpty), required: true, "why it is let through"),
          .init("author", .string(.nonEmpty), required: true, "who says so"),
          .init("expires", .string(.nonEmpty), required: true, "its last day, such as 2027-01-31, in UTC"),
        ])), required: true, "what is let through until a day")
  ])

  /// - Parameter path: its name, for messages.
  /// - Throws: `FileProblems` with everything that does not fit.
  public static func waivers(from text: String, path: String) throws(FileProblems) -> [Waiver] {
    let value = try YAMLFile.value(of: text, path: path, schema: schema)
    let items = value["waivers"]?.list ?? []
    let problems = items.enumerated().flatMap { Self.problems(of: $1, key: "waivers[\($0)]", path: path) }
    guard problems.isEmpty else { throw FileProblems(problems) }
    return items.map(waiver)
  }

  private static func problems(of item: YAMLValue, key: String, path: String) -> [FileProblem] {
    var problems = GatePaths.problems(of: item["paths"], key: "\(key).paths", path: path)
    if ["finding", "rule", "dimension"].allSatisfy({ item[$0]?.string == nil }) {
      problems.append(
        FileProblem(
          path: path, line: item.line, column: item.column, key: key,
          message: "it names nothing that it waives. Name a finding by its fingerprint, a rule or a dimension."))
    }
    if let finding = item["finding"], let mark = finding.string, mark.count != GateReason.fingerprintDigits {
      problems.append(
        FileProblem(
          path: path, line: finding.line, column: finding.column, key: "\(key).finding",
          message:
            "found '\(mark)'; expected the \(GateReason.fingerprintDigits) digits that the gate shows in brackets. "
            + "Write the whole fingerprint."))
    }
    if let expires = item["expires"], let day = expires.string, !isDay(day) {
      problems.append(
        FileProblem(
          path: path, line: expires.line, column: expires.column, key: "\(key).expires",
          message: "found '\(day)'; expected a day that the calendar has. Write it such as 2027-01-31."))
    }
    return problems
  }

  /// Whether a text is a day, `YYYY-MM-DD`.
  public static func isDay(_ text: String) -> Bool { Timestamp.milliseconds(rfc3339: text + "T00:00:00.000Z") != nil }

  private static func waiver(_ item: YAMLValue) -> Waiver {
    Waiver(
      fingerprint: item["finding"]?.string, rule: item["rule"]?.string,
      dimension: (item["dimension"]?.string).map { .init($0) }, paths: (item["paths"]?.strings).map(GatePaths.init),
      count: item["count"]?.integer ?? 1,
      terms: GateReason.Waiver(
        reason: item["reason"]?.string ?? "", author: item["author"]?.string ?? "",
        expires: item["expires"]?.string ?? ""))
  }
}
