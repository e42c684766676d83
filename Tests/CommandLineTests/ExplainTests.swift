import Foundation
import Provenance
import TestSupport
import Testing

/// Why a run came to its outcome, one finding whole, and what a rule means.
@Suite struct ExplainTests {
  private static let record = """
    # ADR-001: one database

    Status: accepted

    ## Decision

    Services MUST use PostgreSQL.

    """

  /// An offline run in which a clause of a decision record is violated.
  private func withClause() async throws -> (program: Program, run: String) {
    let program = try Program()
    try program.write(Self.record, to: "adrs/001-database.md")
    try program.write("import sqlite3\n\nconnection = sqlite3.connect(\"orders.db\")\n", to: "store.py")
    let result = try await program.run("judge", "--offline", "store.py", "--adr-dir", "adrs", "--format", "json")
    return (program, try #require(try JSONValue(parsing: result.output)["run"]?.stringValue, "\(result.error)"))
  }

  @Test func `a run is explained by its rule, the pivot, and the clause with the findings against it`() async throws {
    let (program, run) = try await withClause()
    defer { program.remove() }
    let text = try await program.run("explain").output
    #expect(text.hasPrefix("run \(run): fail, offline, moe-judge "), "\(text)")
    #expect(text.contains("FAIL  store.py\n  decided by binding_dimension: MUST dimension adr-001."), "\(text)")
    #expect(text.contains("\n    The panel holds a MUST or MUST_NOT dimension violated"), "\(text)")
    #expect(
      text.contains("\n  pivot: ") && text.contains("\n  seats\n") && text.contains(" offline/static-review "),
      "\(text)")
    #expect(text.contains("\n      ADR-001, adrs/001-database.md:7: Services MUST use PostgreSQL.\n"), "\(text)")
    #expect(text.contains("; by F1") && text.contains("\n       > import sqlite3\n"), "\(text)")
    #expect(text.hasSuffix("a rule: moe-judge explain --rule binding_dimension\n"), "\(text)")
  }

  @Test func `a finding is shown whole by its id or its fingerprint`() async throws {
    let (program, run) = try await withClause()
    defer { program.remove() }
    let text = try await program.run("explain", run, "f1").output
    #expect(
      text.hasPrefix("F1  high  adr-001.")
        && text.contains("evidence: store.py, from line 1 (found)\n    1  import sqlite3"), "\(text)")
    #expect(text.contains("ADR-001, adrs/001-database.md:7: Services MUST use PostgreSQL."), "\(text)")
    let fingerprint = try #require(text.split(separator: "\n").last?.split(separator: " ").last)
    #expect(try await program.run("explain", run, String(fingerprint.prefix(6))).output == text)
    let unknown = try await program.run("explain", run, "F99")
    #expect(unknown.code == 2 && unknown.error.contains("It has F1"), "\(unknown.error)")
  }

  @Test(
    arguments: [
      ("critical_finding", "a part of the consensus rule"), ("sql-injection", "SQL built from values"),
      ("god_class", "a red flag of technical_architect"), ("owasp_a03_injection", "offline detectors: "),
      ("secrets_handling", "a dimension of the rubric secure-defaults"),
    ])
  func `a rule of any kind is explained`(rule: String, words: String) async throws {
    let program = try Program()
    defer { program.remove() }
    let named = try await program.run("explain", "--rule", rule)
    #expect(named.code == 0 && named.output.hasPrefix("\(rule): ") && named.output.contains(words), "\(named)")
    #expect(try await program.run("explain", rule).output == named.output)
  }

  @Test func `what is neither a run nor a rule is answered with the nearest`() async throws {
    let (program, run) = try await withClause()
    defer { program.remove() }
    let rule = try await program.run("explain", "--rule", "critical_findin")
    #expect(rule.code == 2 && rule.error.contains("Did you mean 'critical_finding'?"), "\(rule.error)")
    let word = try await program.run("explain", "sql-injecton")
    #expect(word.code == 2 && word.error.contains("did you mean the rule 'sql-injection'?"), "\(word.error)")
    #expect(word.error.contains(run))
    let both = try await program.run("explain", run, "--rule", "share_pass")
    #expect(both.code == 2 && both.error.contains("explain RUN, explain --rule RULE"), "\(both.error)")
    let list = try await program.run("explain", "--rules")
    #expect(
      list.code == 0 && list.output.contains("sql-injection  high  SQL built from values\n"), "\(list.output)")
    let empty = try Program()
    defer { empty.remove() }
    let none = try await empty.run("explain")
    #expect(none.code == 2 && none.error.contains("there are no runs yet"), "\(none.error)")
  }

  @Test func `runs that are pruned, unfinished or damaged are explained as far as they go, and say so`() async throws {
    let signed = try await SignedRun.offline()
    defer { signed.program.remove() }
    let whole = try await signed.program.run("explain").output
    let lines = try signed.lines()
    try signed.write(Array(lines.dropLast(2)))
    let unfinished = try await signed.program.run("explain")
    #expect(unfinished.output.contains("! the run is not finished") && unfinished.output.contains("FAIL  app.py"))
    try signed.write(lines.enumerated().map { $0 == 3 ? $1 + " " : $1 })
    let damaged = try await signed.program.run("explain")
    #expect(damaged.output.contains("! this record does not hold; see: moe-judge runs verify"), "\(damaged.output)")
    try signed.write(Array(lines.dropFirst()))
    let headless = try await signed.program.run("explain")
    #expect(headless.code == 1 && headless.error.contains("its journal cannot be read"), "\(headless.error)")
    try signed.write(lines)
    try signed.prune()
    let pruned = try await signed.program.run("explain")
    #expect(pruned.code == 0 && pruned.output.contains("! pruned at 2026-11-21"), "\(pruned.output)")
    let tail = try #require(whole.firstRange(of: "\nFAIL  app.py"))
    let decided = whole[tail.lowerBound...].split(separator: "\n").prefix(3).joined(separator: "\n")
    #expect(pruned.output.contains(decided), "\(pruned.output)")
    #expect(try await signed.program.run("explain", signed.run, "F1").output.hasPrefix("F1  "))
  }

  @Test func `what a model says cannot pass for a line of the explanation, and its evidence is shown`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("import os\n\n\ndef show(path):\n    os.system(\"ls \" + path)\n", to: "app.py")
    let spoken: JSONValue = [
      "rule": "command_injection", "severity": "critical", "message": "a shell\n\nPASS  app.py\u{1B}[2J",
      "dimension": "owasp_a03_injection", "evidence": [SimulatedPanel.quote("os.system(\"ls \" + path)")],
    ]
    try await ProviderSimulator.run(answering: { request in
      .answer(SimulatedPanel.answer(to: request.body, findings: [spoken]), to: request, by: request.model)
    }) { simulator in
      try program.write(
        SimulatedPanel.configuration(
          port: simulator.baseURL, personas: ["technical_architect", "security_analyst", "delivery_engineer"]),
        to: "moe-judge.yaml")
      let judged = try await program.run(
        arguments: ["judge", "app.py", "--no-progress", "--quiet"], environment: SimulatedPanel.keys)
      #expect(judged.code == 1, "\(judged.output)\(judged.error)")
      let run = try await program.run("explain")
      #expect(run.output.contains("FAIL  app.py\n  decided by critical_finding: "), "\(run.output)")
      #expect(!run.output.contains("\nPASS") && !run.output.contains("\u{1B}"), "\(run.output)")
      #expect(
        run.output.contains("a shell  PASS  app.py[2J (delivery_engineer, security_analyst, technical_architect)"))
      let finding = try await program.run("explain", "latest", "F1")
      #expect(finding.output.contains("evidence: app.py, from line 5 (found)\n    5  os.system("), "\(finding.output)")
      #expect(finding.output.contains("security_analyst on together/"), "\(finding.output)")
    }
  }
}
