import Foundation
import Provenance
import Testing

/// `eval run` and its neighbours on a suite that measures the extraction of constraints.
@Suite struct EvalExtractionTests {
  private func write(_ program: Program, more: String = "") throws {
    try program.write(
      "# Stores\n\nStatus: accepted\n\n## Decision\n\nOrders MUST be kept in PostgreSQL.\nSecrets MUST NOT be logged.\n",
      to: "evals/records/a.md")
    try program.write("# Notes\n\nWe met on Tuesday.\n", to: "evals/records/b.md")
    try program.write(
      #"{"id": "a", "artifact": "a.md", "kind": "adr", "expect": {"findings": [{"rule": "must", "line": 7, "end_line": 7}, {"rule": "may", "line": 8, "end_line": 8}]}}"#
        + "\n" + #"{"id": "b", "artifact": "b.md", "kind": "adr", "expect": {}}"# + "\n",
      to: "evals/records/cases.jsonl")
    try program.write(
      "id: records\nname: Records\nmeasures: constraints\ncases: [cases.jsonl]\nsplit: {train: 60, dev: 20, holdout: 20}\n"
        + more, to: "evals/records/suite.yaml")
  }

  @Test func `records are read without a panel, each level has a line, and what differs is named`() async throws {
    let program = try Program()
    defer { program.remove() }
    try write(program)
    let result = try await program.run("eval", "run", "records", "--details")
    #expect(result.code == 0 && result.error.isEmpty, "\(result.error)")
    #expect(result.output.contains("records wholly right: 1 of 2") && result.output.contains("\nMUST_NOT "))
    #expect(result.output.contains("  + must_not a.md:8-8\n") && result.output.contains("  - may a.md:8-8\n"))
    let history = try await program.run("eval", "history", "records")
    #expect(history.output.contains("finding F1") && !history.output.contains("outcome F1  no figure"))
  }

  @Test func `the figures come as JSON, and saved runs of it are compared`() async throws {
    let program = try Program()
    defer { program.remove() }
    try write(program)
    let result = try await program.run(
      "eval", "run", "records", "--offline", "--no-history", "--format", "json", "--save", "before.json")
    let json = try JSONValue(parsing: result.output)
    #expect(json["measures"] == "constraints" && json["cases_right"]?.intValue == 1, "\(result.error)")
    #expect(json["all"]?["counts"]?["f1"]?.doubleValue == 0.5 && json["levels"]?.arrayValue?.count == 3)
    try program.write("# Stores\n\nStatus: accepted\n\n## Decision\n\nOrders are.\n", to: "evals/records/a.md")
    #expect(try await program.run("eval", "run", "records", "--no-history", "--save", "now.json").code == 0)
    let compared = try await program.run("eval", "compare", "before.json", "now.json")
    #expect(compared.code == 0 && compared.output.contains("2 cases: 0 mended, 0 broken"), "\(compared.error)")
  }

  @Test func `below its floors the whole suite fails, and a part of it does not`() async throws {
    let program = try Program()
    defer { program.remove() }
    try write(program, more: "floors: {recall: 51}\n")
    let whole = try await program.run("eval", "run", "records", "--no-history")
    #expect(whole.code == 1 && whole.error.contains("recall 50.0 % is below 51 %"), "\(whole.error)")
  }

  @Test func `what needs a panel refuses the suite and says what to use`() async throws {
    let program = try Program()
    defer { program.remove() }
    try write(program)
    for command in ["improve", "compare", "calibrate"] {
      let refused = try await program.run("eval", command, "records", "--offline")
      #expect(refused.code == 2 && refused.error.contains("measures the extraction"), "\(refused.error)")
      #expect(refused.error.contains("moe-judge eval run records"))
    }
    let repeated = try await program.run("eval", "run", "records", "--repeat", "2")
    #expect(repeated.code == 2 && repeated.error.contains("Leave it out"))
  }

  @Test func `a record that is not there is named`() async throws {
    let program = try Program()
    defer { program.remove() }
    try write(program)
    try FileManager.default.removeItem(at: program.folder.appending(path: "evals/records/b.md"))
    let result = try await program.run("eval", "run", "records")
    #expect(result.code == 2 && result.error.contains("evals/records/b.md"), "\(result.error)")
  }
}
