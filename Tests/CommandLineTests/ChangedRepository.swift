import Foundation
import Provenance

/// A repository whose last commit changes `app.py` and, with it, something that decides.
struct ChangedRepository {
  /// How the change is judged.
  enum Way: CaseIterable {
    /// As CI does: the change itself, held against where it starts.
    case inCI
    /// The file as it is now, by the files of the commit before.
    case byRevision
    /// Nobody says what the change is held against, so that its own files decide: what the attack comes to where it works.
    case unguarded

    static let guarded = [inCI, byRevision]
  }

  static let sound = "import os\n\n\ndef show(path):\n    os.system(\"ls \" + path)\n"

  let program: Program

  /// - Parameters:
  ///   - base: the files of the commit before, by path, beside `app.py`.
  ///   - change: what the last commit does besides changing `app.py`.
  init(base: [String: String], artifact: String = sound, change: (Program) throws -> Void) throws {
    program = try Program()
    try program.git("init", "-q")
    try program.write("# nothing yet\n", to: "app.py")
    try program.write(".moe-judge/\n.std*\n", to: ".gitignore")
    for (path, text) in base { try program.write(text, to: path) }
    try program.git("add", ".")
    try program.git("commit", "-qm", "base")
    try program.write(artifact, to: "app.py")
    try change(program)
    try program.git("add", "-A", ".")
    try program.git("commit", "-qm", "change")
  }

  /// The result as one JSON document; no answer of an earlier run is used.
  func judged(_ way: Way, _ more: [String] = [], environment: [String: String] = [:]) async throws -> Program.Result {
    let words =
      switch way {
      case .inCI: ["--diff", "HEAD~1..HEAD"]
      case .byRevision: ["app.py", "--config-rev", "HEAD~1"]
      case .unguarded: ["app.py"]
      }
    return try await program.run(
      arguments: ["judge", "--no-progress", "--format", "json"] + words + more,
      environment: environment.merging(way == .inCI ? ["CI": "1"] : [:]) { $1 })
  }

  func judgment(_ way: Way, _ more: [String] = [], environment: [String: String] = [:]) async throws -> JSONValue {
    let result = try await judged(way, more, environment: environment)
    guard let judgment = try? JSONValue(parsing: result.output)["judgments"]?[0] else {
      return ["error": .string(result.error), "code": .integer(Int(result.code))]
    }
    return judgment
  }

  /// The rules of the findings.
  func rules(_ way: Way, _ more: [String] = ["--offline"]) async throws -> [String] {
    try await judgment(way, more)["findings"]?.arrayValue?.compactMap { $0["rule"]?.stringValue } ?? ["no judgment"]
  }
}
