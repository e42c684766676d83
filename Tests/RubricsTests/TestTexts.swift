import Foundation
import JudgeTypes
import Testing

@testable import Rubrics

/// A taxonomy small enough to read in a test.
let smallTaxonomy = Taxonomy(terms: [
  term("PostgreSQL", "database", ["Postgres"], rivals: "relational"),
  term("MySQL", "database", [], rivals: "relational"),
  term("TLS", "cryptography", ["TLS 1.3"]),
  term("REST", "protocol", ["RESTful"], isExact: true),
  term("HIPAA", "regulation", []),
  term("unit test", "testing", ["unit tests"]),
  term("Kotlin", "language", []),
])

private func term(
  _ name: String, _ category: String, _ aliases: [String], rivals: String? = nil, isExact: Bool = false
) -> Taxonomy.Term {
  Taxonomy.Term(name: name, category: category, aliases: aliases, isExact: isExact, rivals: rivals)
}

func extract(_ text: String, path: String = "adrs/adr-060-storage.md") -> [Constraint] {
  ConstraintExtractor(taxonomy: smallTaxonomy).extract(path: path, text: text).constraints
}

/// `line LEVEL` of each constraint.
func findings(_ text: String) -> [String] { extract(text).map { "\($0.line) \($0.level.rawValue)" } }

/// The levels found in `sentence` where it stands alone in the section `heading` of a record with a decision.
func levels(_ sentence: String, in heading: String = "Decision") -> [Level] {
  let decision = heading == "Decision" ? "" : "\n## Decision\n"
  return extract("# T\n\n## \(heading)\n\n\(sentence)\n\(decision)").map(\.level)
}

/// The rule that found `sentence` in a decision.
func rules(_ sentence: String) -> [String] { extract("# T\n\n## Decision\n\n\(sentence)\n").map(\.rule) }

func record(_ text: String, path: String = "adrs/adr-060-storage.md") throws -> DecisionRecord {
  try DecisionRecord(path: path, text: text)
}

/// A folder of its own, gone after `body`.
func withFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rubrics-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

func write(_ text: String, _ path: String) throws {
  let url = URL(fileURLWithPath: path)
  try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(text.utf8).write(to: url)
}

/// A generator of the same numbers on every machine.
struct FixedNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}
