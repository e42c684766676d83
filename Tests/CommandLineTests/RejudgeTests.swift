import Foundation
import Provenance
import TestSupport
import Testing

/// A stored run under another consensus rule.
@Suite struct RejudgeTests {
  /// A run of three seats on a simulator, of which one finds a critical fault that is there.
  private func withVeto(_ body: (Program, ProviderSimulator) async throws -> Void) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("import os\n\n\ndef show(path):\n    os.system(\"ls \" + path)\n", to: "app.py")
    let evidence = SimulatedPanel.quote("os.system(\"ls \" + path)")
    try await ProviderSimulator.run(answering: { request in
      let findings = request.model?.contains("DeepSeek") == true ? [SimulatedPanel.finding(evidence)] : []
      return .answer(SimulatedPanel.answer(to: request.body, findings: findings), to: request, by: request.model)
    }) { simulator in
      try program.write(
        SimulatedPanel.configuration(
          port: simulator.baseURL,
          personas: ["technical_architect", "security_analyst", "qa_evaluator", "delivery_engineer"]),
        to: "moe-judge.yaml")
      let judged = try await program.run(
        arguments: ["judge", "app.py", "--no-progress", "--format", "json"], environment: SimulatedPanel.keys)
      #expect(judged.code == 1, "\(judged.output)\(judged.error)")
      try await body(program, simulator)
    }
  }

  private func contents(_ program: Program) throws -> [String: Data] {
    let files = FileManager.default.enumerator(atPath: program.folder.path + "/.moe-judge/runs")
    let names = files?.compactMap { $0 as? String } ?? []
    return Dictionary(
      names.compactMap { name in
        (try? Data(contentsOf: program.folder.appending(path: ".moe-judge/runs/\(name)"))).map { (name, $0) }
      }, uniquingKeysWith: { first, _ in first })
  }

  @Test func `without the veto the votes decide, nobody is asked, and the stored run stays as it is`() async throws {
    try await withVeto { program, simulator in
      let before = try contents(program)
      let asked = simulator.requests.count
      let result = try await program.run("runs", "rejudge", "--no-veto", "--format", "json")
      let json = try JSONValue(parsing: result.output)
      #expect(json["before"]?["outcome"] == "fail" && json["after"]?["outcome"] == "pass", "\(result.output)")
      #expect(result.code == 0 && json["after"]?["exit_code"] == 0 && json["changed"] == 1)
      let judgment = json["judgments"]?[0]
      #expect(judgment?["before"]?["rule"] == "critical_finding" && judgment?["after"]?["rule"] == "share_pass")
      #expect(judgment?["before"]?["consensus_rule"]?["veto"] == true)
      #expect(judgment?["after"]?["consensus_rule"]?["veto"] == false)
      let table = try await program.run("runs", "rejudge", "--no-veto")
      #expect(table.output.contains("fail → pass  app.py\n  before: critical_finding: "), "\(table.output)")
      #expect(table.output.contains("\n  after:  share_pass: 75 % of the weight holds pass"), "\(table.output)")
      #expect(simulator.requests.count == asked)
      #expect(try contents(program) == before)
    }
  }

  @Test func `another threshold moves the outcome, and the exit code is that of the new one`() async throws {
    try await withVeto { program, _ in
      // Three of four seats hold pass: 75 % reaches 3/4 and not 4/5.
      let reached = try await program.run("runs", "rejudge", "--no-veto", "--threshold", "3/4")
      #expect(reached.code == 0 && reached.output.contains("the run: fail → pass, exit code 0"), "\(reached.output)")
      let missed = try await program.run("runs", "rejudge", "--no-veto", "--threshold", "4/5")
      #expect(missed.code == 3 && missed.output.contains("fail → no_consensus"), "\(missed.output)")
      let few = try await program.run("runs", "rejudge", "--no-veto", "--least-families", "9")
      #expect(few.code == 3 && few.output.contains("too_few_families"), "\(few.output)")
      let same = try await program.run("runs", "rejudge", "--veto")
      #expect(same.code == 1 && same.output.contains("0 with another outcome; the run: fail, exit code 1"))
    }
  }

  @Test func `a rule that is none, and a run that cannot be judged by another, say what to do`() async throws {
    let signed = try await SignedRun.offline()
    defer { signed.program.remove() }
    func rejudge(_ words: String...) async throws -> Program.Result {
      try await signed.program.run(arguments: ["runs", "rejudge", signed.run] + words)
    }
    for words in [[], ["--threshold", "1/2"], ["--assessed-share", "3/2"], ["--least-families", "-1"]] {
      #expect(try await signed.program.run(arguments: ["runs", "rejudge", signed.run] + words).code == 2)
    }
    let unknown = try await signed.program.run("runs", "rejudge", "2020", "--no-veto")
    #expect(unknown.code == 2 && unknown.error.contains(signed.run), "\(unknown.error)")
    let lines = try signed.lines()
    try signed.write(Array(lines.dropLast(2)))
    let unfinished = try await rejudge("--no-veto")
    #expect(unfinished.code == 3 && unfinished.error.contains("runs resume \(signed.run)"), "\(unfinished.error)")
    try signed.write(lines.enumerated().map { $0 == 2 ? $1 + " " : $1 })
    let altered = try await rejudge("--no-veto")
    #expect(altered.code == 1 && altered.error.contains("runs verify \(signed.run)"), "\(altered.error)")
    try signed.write(lines)
    try signed.prune()
    let pruned = try await rejudge("--no-veto")
    #expect(pruned.code == 3 && pruned.error.contains("Judge its artifacts anew"), "\(pruned.error)")
  }
}
