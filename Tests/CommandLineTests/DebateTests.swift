import Foundation
import Provenance
import Synchronization
import TestSupport
import Testing

/// Debates over real HTTP: three seats share the clause of a record, and two of them overlook that it is broken.
@Suite struct DebateTests {
  private let artifact = "import sqlite3\n\n\ndef connect():\n    return sqlite3.connect(\"orders.db\")\n"
  private let record = """
    # ADR-001: one database

    Status: accepted

    ## Decision

    - Services MUST use PostgreSQL.

    """
  private let personas = ["technical_architect", "security_analyst", "qa_evaluator"]

  /// Runs `body` with a panel in which the architect sees the fault from the beginning, and the others as `debating` says.
  private func withPanel(
    _ configuration: String = "", debating: @escaping @Sendable (SimulatedRequest) -> SimulatedReply,
    _ body: (Program, ProviderSimulator) async throws -> Void
  ) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    try FileManager.default.createDirectory(
      at: program.folder.appending(path: "adrs"), withIntermediateDirectories: true)
    try program.write(record, to: "adrs/001-database.md")
    try await ProviderSimulator.run(answering: { request in
      if request.body.contains("AREAS OF DISAGREEMENT") { return debating(request) }
      return request.body.contains("DIMENSION-ID:adr_compliance") ? Self.against(request) : Self.content(request)
    }) { simulator in
      try program.write(
        SimulatedPanel.configuration(port: simulator.baseURL) + "\n" + configuration, to: "moe-judge.yaml")
      try await body(program, simulator)
    }
  }

  /// Nothing is wrong.
  private static func content(_ request: SimulatedRequest) -> SimulatedReply {
    .answer(SimulatedPanel.answer(to: request.body), to: request, by: request.model)
  }

  /// The clause is broken on line 5, everything else is fine.
  private static func against(_ request: SimulatedRequest) -> SimulatedReply {
    let text = SimulatedPanel.answer(to: request.body)
    guard let answer = try? JSONValue(parsing: text), let dimensions = answer["dimensions"]?.arrayValue else {
      return .badRequest
    }
    let clause = dimensions.compactMap { $0["id"]?.stringValue }.first { $0.hasPrefix("adr-001") } ?? ""
    let finding: JSONValue = [
      "rule": "other_database", "severity": "high", "message": "orders are kept in SQLite",
      "dimension": .string(clause),
      "evidence": [SimulatedPanel.quote("return sqlite3.connect(\"orders.db\")")],
    ]
    var object = answer.objectValue ?? [:]
    object["findings"] = [finding]
    return .answer(JSONValue.object(object).canonical, to: request, by: request.model)
  }

  private func arguments(_ others: String...) -> [String] {
    [
      "judge", "app.py", "--adr-dir", "adrs", "--rubric", "adr-001", "--no-progress", "--model",
      "qa_evaluator=openai/gpt-4o",
    ]
      + others
      + personas.flatMap { ["--persona", $0] }
  }

  private func judgment(_ output: String) throws -> JSONValue {
    try #require(try JSONValue(parsing: output)["judgments"]?[0])
  }

  @Test func `a minority that quotes the fault turns the panel, and the record of it holds`() async throws {
    try await withPanel(debating: Self.against) { program, simulator in
      let result = try await program.run(arguments: arguments("--format", "json"), environment: SimulatedPanel.keys)
      #expect(result.code == 1, "\(result.error)")
      let judgment = try judgment(result.output)
      #expect(judgment["outcome_before_debate"]?.stringValue == "pass", "\(result.output)")
      #expect(judgment["outcome"]?.stringValue == "fail" && judgment["debate_end"]?.stringValue == "agreed")
      #expect(judgment["rounds"]?.arrayValue?.count == 1 && judgment["usage"]?["calls"] == 6)
      #expect(judgment["rounds"]?[0]?["changes"]?.arrayValue?.count == 2)
      #expect(judgment["rounds"]?[0]?["tokens"]?.intValue ?? 0 > 300)
      // The seats are told of each other by number alone, after the artifact, which stands first as it did before.
      let asked = simulator.requests.map(\.body).filter { $0.contains("AREAS OF DISAGREEMENT") }
      #expect(asked.count == 3 && asked.allSatisfy { $0.contains("Judge 1: ") && $0.contains("BEGIN ARTIFACT") })
      let verified = try await program.run("runs", "verify")
      #expect(verified.code == 0 && verified.output.hasSuffix("holds\n"), "\(verified.output)")
      let shown = try await program.run("runs", "show")
      #expect(
        shown.output.contains("debate: 1 round, until the seats agreed, "), "\(shown.output)"
      )
      #expect(shown.output.contains("round 1: security_analyst pass → fail; adr-001"), "\(shown.output)")
      #expect(try await program.run("explain").output.contains("debate"))
      #expect(try await program.run("runs", "rejudge", "latest", "--no-veto").code == 1)
    }
  }

  @Test func `a panel that gives way without evidence passes nothing`() async throws {
    try await withPanel(debating: Self.content) { program, _ in
      let result = try await program.run(
        arguments: arguments("--format", "json", "--threshold", "3/4"), environment: SimulatedPanel.keys)
      let judgment = try judgment(result.output)
      let change = judgment["rounds"]?[0]?["changes"]?[0]
      #expect(
        change?["seat"]?.stringValue == "technical_architect" && change?["supported"]?.boolValue == false,
        "\(result.output)")
      #expect(judgment["outcome"]?.stringValue == "no_consensus" && judgment["debate_end"]?.stringValue == "unchanged")
      #expect(result.code == 3)
      let table = try await program.run("runs", "show")
      #expect(table.output.contains("not counted, without new evidence"), "\(table.output)")
      #expect(table.output.contains("dissent: technical_architect holds fail"), "\(table.output)")
    }
  }

  @Test func `without rounds none is held, by flag or by file, and the flag comes first`() async throws {
    try await withPanel("consensus: {rounds: 0}\n", debating: Self.against) { program, simulator in
      for (flags, calls) in [([], 3), (["--rounds", "1"], 6)] {
        let before = simulator.requests.count
        let result = try await program.run(
          arguments: arguments("--cache", "off") + flags, environment: SimulatedPanel.keys)
        #expect(result.code == (calls == 3 ? 0 : 1), "\(result.error)")
        #expect(simulator.requests.count - before == calls)
      }
      for words in [["--rounds", "4"], ["--rounds", "2", "--offline"]] {
        let refused = try await program.run(arguments: ["judge", "app.py"] + words)
        #expect(refused.code == 2 && refused.error.contains("--rounds"), "\(refused.error)")
      }
    }
  }

  @Test func `what was asked is kept, so that the same debate is not paid for twice`() async throws {
    try await withPanel(debating: Self.against) { program, simulator in
      let first = try await program.run(arguments: arguments("--format", "json"), environment: SimulatedPanel.keys)
      let asked = simulator.requests.count
      let second = try await program.run(arguments: arguments("--format", "json"), environment: SimulatedPanel.keys)
      #expect(simulator.requests.count == asked)
      #expect(try judgment(second.output)["outcome"] == judgment(first.output)["outcome"])
      #expect(try await program.run("runs", "verify").code == 0)
    }
  }

  @Test func `a budget that covers the first words alone ends the debate, and the command says so`() async throws {
    try await withPanel(debating: Self.content) { program, _ in
      let plan = try await program.run(
        arguments: arguments("--dry-run", "--format", "json"), environment: SimulatedPanel.keys)
      let planned = try JSONValue(parsing: plan.output)
      #expect(planned["debate_calls_limit"] == 9, "\(plan.output)")
      // What a call may take is reserved, and settled with 120 tokens. A content seat is asked again about all that it alone looks
      // at, and is told of the others, which takes more than its first word did.
      let seats = planned["artifacts"]?[0]?["seats"]?.arrayValue ?? []
      let longest = seats.compactMap { $0["input_tokens"]?.intValue }.max() ?? 0
      let most = longest + (planned["output_tokens_limit"]?.intValue ?? 0) / 3
      let result = try await program.run(
        arguments: arguments("--format", "json", "--budget-tokens", "\(most + 2 * 120)", "-j", "1"),
        environment: SimulatedPanel.keys)
      let judgment = try judgment(result.output)
      #expect(result.code == 5, "\(result.error)")
      #expect(judgment["debate_end"]?.stringValue == "budget", "\(result.output)")
      #expect(judgment["outcome"]?.stringValue == "pass")
      #expect(try await program.run("runs", "verify").code == 0)
    }
  }
}
