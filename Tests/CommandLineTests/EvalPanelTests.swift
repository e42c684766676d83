import Foundation
import Provenance
import TestSupport
import Testing

/// `eval compare SUITE`: each judge alone, the panel, the panel with debate, on the same cases.
@Suite struct EvalPanelTests {
  private static let faulty =
    "import sqlite3\n\n\ndef connect():\n    return sqlite3.connect(\"orders.db\")\n"
  private static let sound = "def add(a, b):\n    return a + b\n"
  private static let seats = ["delivery_engineer", "qa_evaluator", "security_analyst"]

  private func write(_ program: Program) throws {
    var cases = ""
    for (name, text, outcome) in [("a", Self.faulty, "fail"), ("b", Self.sound, "pass")] {
      try program.write(text, to: "evals/small/artifacts/\(name).py")
      cases +=
        #"{"id": "\#(name)", "artifact": "artifacts/\#(name).py", "kind": "code", "expect": {"outcome": "\#(outcome)"}, "source": "test"}"#
        + "\n"
    }
    try program.write(cases, to: "evals/small/cases.jsonl")
    try program.write(
      "id: small\nname: Small\nrubrics: [secure-defaults]\ncases: [cases.jsonl]\nsplit: {train: 60, dev: 20, holdout: 20}\n",
      to: "evals/small/suite.yaml")
  }

  /// Three seats, of which the QA evaluator alone holds the faulty case back, with everything it was asked about failed.
  private func withPanel(_ body: (Program) async throws -> Void) async throws {
    let program = try Program()
    defer { program.remove() }
    try write(program)
    try await ProviderSimulator.run(answering: { request in
      let sees = request.body.contains("sqlite3") && request.body.contains("DIMENSION-ID:edge_cases")
      let finding: JSONValue = [
        "rule": "lost_data", "severity": "critical", "message": "orders are kept in a file",
        "dimension": "edge_cases",
        "evidence": [SimulatedPanel.quote("return sqlite3.connect(\"orders.db\")", path: "evals/small/artifacts/a.py")],
      ]
      return .answer(
        SimulatedPanel.answer(to: request.body, findings: sees ? [finding] : []), to: request, by: request.model)
    }) { simulator in
      try program.write(
        SimulatedPanel.configuration(port: simulator.baseURL, personas: Self.seats), to: "moe-judge.yaml")
      try await body(program)
    }
  }

  private func compare(_ program: Program, _ more: String...) async throws -> JSONValue {
    let result = try await program.run(
      arguments: ["eval", "compare", "small", "--format", "json"] + more, environment: SimulatedPanel.keys)
    #expect(result.code == 0, "\(result.error)")
    return try JSONValue(parsing: result.output)
  }

  @Test func `judges, panel and debate are held against each other with what each cost`() async throws {
    try await withPanel { program in
      let json = try await compare(program, "--cache", "off")
      let contenders = json["contenders"]?.arrayValue ?? []
      #expect(contenders.count == 5 && contenders.last?["kind"] == "debate", "\(json.pretty)")
      #expect(contenders.allSatisfy { $0["cases"] == 2 })
      let judges = contenders.filter { $0["kind"] == "judge" }
      #expect(json["best_judge"] == "qa_evaluator" && judges.map { $0["right"]?.intValue } == [2, 1, 1])
      // Every call is paid once: by its judge, by the panel, and what the debate took by it alone.
      let tokens = judges.compactMap { $0["tokens"]?.intValue }.reduce(0, +)
      #expect(tokens > 0 && contenders[3]["tokens"]?.intValue == tokens)
      #expect(json["debated"] == 1 && (contenders[4]["tokens"]?.intValue ?? 0) > tokens)
      #expect((contenders[4]["cost_usd"]?.doubleValue ?? 0) > (contenders[3]["cost_usd"]?.doubleValue ?? 1))
      #expect(json["pairs"]?.arrayValue?.count == 3 && json["pairs"]?[0]?["p"] == .null)
      let table = try await program.run(
        arguments: ["eval", "compare", "small", "--rounds", "0"], environment: SimulatedPanel.keys)
      #expect(table.code == 0 && table.output.contains("panel over qa_evaluator: 0 mended"), "\(table.error)")
      #expect(table.output.contains("flatters it") && table.output.contains("holds no debate"), "\(table.output)")
    }
  }

  @Test func `answers that were kept are told, and no price is made of them`() async throws {
    try await withPanel { program in
      _ = try await compare(program)
      let again = try await compare(program)
      #expect(again["kept_answers"] == 6, "\(again.pretty)")
      #expect(again["notes"]?.arrayValue?.contains { $0.stringValue?.contains("--cache off") == true } == true)
      #expect(again["pairs"]?.arrayValue?.allSatisfy { $0["cost_per_extra_right_usd"] == .null } == true)
    }
  }

  @Test func `offline it says what its panel is, and one argument must be a suite`() async throws {
    let program = try Program()
    defer { program.remove() }
    try write(program)
    let offline = try await program.run("eval", "compare", "small", "--offline")
    #expect(offline.code == 0 && offline.output.contains("one reviewer in six roles"), "\(offline.error)")
    #expect(!offline.output.contains("panel with debate"))
    try program.write("{}", to: "before.json")
    let file = try await program.run("eval", "compare", "before.json")
    #expect(file.code == 2 && file.error.contains("Name a second saved run"), "\(file.error)")
    let none = try await program.run("eval", "compare", "none", "--offline")
    #expect(none.code == 2 && none.error.contains("no such suite"), "\(none.error)")
  }
}
