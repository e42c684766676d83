import Evals
import Foundation
import Provenance
import Testing

/// `eval improve` on a small suite of real files, from a panel that a team's own rule file weakened.
@Suite struct EvalImproveTests {
  private func weakened() throws -> Program {
    let program = try Program()
    try EightyCases.write(to: program)
    try EightyCases.weaken(program)
    return program
  }

  private func learned(_ program: Program) -> String? {
    try? String(contentsOf: program.folder.appending(path: "rubrics/rules/learned.yaml"), encoding: .utf8)
  }

  private func ledger(_ program: Program) throws -> HoldoutLedger {
    try HoldoutLedger(
      text: String(contentsOf: program.folder.appending(path: "evals/small/ledger.json"), encoding: .utf8))
  }

  @Test func `a weakened panel recovers, writes its files, keeps its ledger, and can take the change back`()
    async throws
  {
    let program = try weakened()
    defer { program.remove() }
    let before = try await program.run("eval", "run", "small", "--offline", "--split", "holdout", "--format", "json")
    let result = try await program.run("eval", "improve", "small", "--offline", "-o", "report.md")
    #expect(result.code == 0 && result.output.contains("adopted: "), "\(result.output)\(result.error)")
    #expect(learned(program)?.contains("weak-crypto: high") == true)
    #expect(try ledger(program).uses.map(\.state) == [.tested])
    let after = try await program.run("eval", "run", "small", "--offline", "--split", "holdout", "--format", "json")
    let f1 = { (output: String) throws in try JSONValue(parsing: output)["all"]?["outcome_f1"] }
    #expect(try f1(before.output) != 1)
    #expect(try f1(after.output) == 1, "\(after.output)")
    let report = try String(contentsOf: program.folder.appending(path: "report.md"), encoding: .utf8)
    #expect(report.contains("+++ b/rubrics/rules/learned.yaml") && report.contains("| baseline |"))
    // Of the holdout nobody learns which cases changed.
    let suite = try SuiteFile.suite(in: program.folder.appending(path: "evals/small").path)
    for evalCase in suite.cases(in: .holdout) { #expect(!report.contains("- \(evalCase.id)\n")) }
    let back = try await program.run("eval", "improve", "--rollback", "latest")
    #expect(back.code == 0 && learned(program) == nil, "\(back.error)")
    let twice = try await program.run("eval", "improve", "--rollback", "latest")
    #expect(twice.code == 2 && twice.error.contains("taken back before"))
    let resumed = try await program.run("eval", "improve", "--resume", "latest")
    #expect(resumed.code == 2 && learned(program) == nil, "\(resumed.error)")
    // The same panel learns the same, and that met this holdout before.
    let again = try await program.run("eval", "improve", "small", "--offline")
    #expect(again.code == 0 && again.output.contains("already_tested: "), "\(again.output)")
    #expect(try ledger(program).uses.count == 1)
  }

  @Test func `what is sound already has no headroom, and the holdout stays sealed`() async throws {
    let program = try Program()
    defer { program.remove() }
    try EightyCases.write(to: program)
    let result = try await program.run("eval", "improve", "small", "--offline", "--format", "json")
    let report = try JSONValue(parsing: result.output)
    #expect(result.code == 0 && report["end"]?["search"] == "no_headroom", "\(result.error)")
    #expect(!FileManager.default.fileExists(atPath: program.folder.appending(path: "evals/small/ledger.json").path))
    let plan = try await program.run("eval", "improve", "small", "--offline", "--dry-run")
    #expect(plan.code == 0 && plan.output.contains("train") && plan.output.contains("personas/qa_evaluator.yaml"))
  }

  private func refuse(_ program: Program, _ says: String) async throws {
    let refused = try await program.run("eval", "improve", "--resume", "latest")
    #expect(refused.code == 2 && refused.error.contains(says), "\(refused.error)")
  }

  @Test func `killed and gone on with, it ends as the undisturbed one does`() async throws {
    let (whole, cut) = (try weakened(), try weakened())
    defer {
      whole.remove()
      cut.remove()
    }
    _ = try await whole.run("eval", "improve", "small", "--offline")
    let journal = { () -> String? in
      let folder = cut.folder.appending(path: ".moe-judge/improvements")
      guard let id = try? FileManager.default.contentsOfDirectory(atPath: folder.path).first else { return nil }
      return try? String(contentsOf: folder.appending(path: "\(id)/journal.jsonl"), encoding: .utf8)
    }
    let stopped = try await cut.run(
      arguments: ["eval", "improve", "small", "--offline"],
      interruptingWhen: { journal()?.contains("\"judged\"") == true })
    #expect(stopped.code == 130 && stopped.error.contains("--resume"), "\(stopped.error)")
    #expect(learned(cut) == nil)
    // What decides has to be what it was.
    let cases = cut.folder.appending(path: "evals/small/cases.jsonl")
    let text = try String(contentsOf: cases, encoding: .utf8)
    try cut.write(text.replacingOccurrences(of: #""line": 8"#, with: #""line": 7"#), to: "evals/small/cases.jsonl")
    try await refuse(cut, "the suite small changed")
    try cut.write(text, to: "evals/small/cases.jsonl")
    let artifact = try String(contentsOf: cut.folder.appending(path: "evals/small/artifacts/f0.py"), encoding: .utf8)
    try cut.write("x = 1\n", to: "evals/small/artifacts/f0.py")
    try await refuse(cut, "the suite small changed")
    try cut.write(artifact, to: "evals/small/artifacts/f0.py")
    try cut.write("off: []\n", to: "rubrics/rules/new.yaml")
    try await refuse(cut, "rubrics/rules/new.yaml: it is not what it was")
    try FileManager.default.removeItem(at: cut.folder.appending(path: "rubrics/rules/new.yaml"))
    try cut.write("consensus: {threshold: \"3/4\"}\n", to: "moe-judge.yaml")
    try await refuse(cut, "the configuration, the models or this program")
    try FileManager.default.removeItem(at: cut.folder.appending(path: "moe-judge.yaml"))
    let again = try await cut.run("eval", "improve", "--resume", "latest")
    #expect(again.code == 0 && again.output.contains("adopted: "), "\(again.error)")
    #expect(learned(cut) == learned(whole))
    #expect(try ledger(cut).alpha == ledger(whole).alpha)
    let third = try await cut.run("eval", "improve", "--resume", "latest")
    #expect(third.code == 0 && third.output == again.output)
  }

  @Test func `with --pr the change is a commit on a branch of its own, and the folder stays as it was`() async throws {
    let program = try weakened()
    defer { program.remove() }
    try program.write(".moe-judge/\n", to: ".gitignore")
    try program.git("init")
    try program.git("add", "-A")
    try program.git("commit", "-m", "begin")
    let result = try await program.run("eval", "improve", "small", "--offline", "--pr", "--branch", "better")
    #expect(result.code == 0 && result.error.contains("branch better"), "\(result.error)")
    #expect(learned(program) == nil)
    try program.git("show", "better:rubrics/rules/learned.yaml")
    try program.git("show", "better:evals/small/cases.jsonl")
    try program.git("diff", "--exit-code", "main")
    try program.git("checkout", "-f", "better")
    #expect(learned(program)?.contains("weak-crypto: high") == true)
    let taken = try await program.run("eval", "improve", "small", "--offline", "--pr", "--branch", "main")
    #expect(taken.code == 2 && taken.error.contains("is there already"), "\(taken.error)")
    try program.write("off: []\n", to: "rubrics/rules/open.yaml")
    let dirty = try await program.run("eval", "improve", "small", "--offline", "--pr", "--branch", "other")
    #expect(dirty.code == 2 && dirty.error.contains("not as it is committed"), "\(dirty.error)")
    let outside = try weakened()
    defer { outside.remove() }
    let refused = try await outside.run("eval", "improve", "small", "--offline", "--pr")
    #expect(refused.code == 2 && refused.error.contains("no git repository"))
  }

  @Test func `a file that somebody changed meanwhile is not overwritten`() async throws {
    let program = try weakened()
    defer { program.remove() }
    let result = try await program.run("eval", "improve", "small", "--offline", "--no-apply")
    #expect(result.code == 0 && learned(program) == nil && result.error.contains("git apply"))
    try program.write("off: [weak-crypto]\n", to: "rubrics/rules/learned.yaml")
    let refused = try await program.run("eval", "improve", "--rollback", "latest")
    #expect(refused.code == 2 && refused.error.contains("does not stand in"), "\(refused.error)")
  }

  @Test func `a ledger that is none, a suite that changed and words that make no sense are refused`() async throws {
    let program = try weakened()
    defer { program.remove() }
    try program.write("{}", to: "evals/small/ledger.json")
    let spoilt = try await program.run("eval", "improve", "small", "--offline")
    #expect(spoilt.code == 2 && spoilt.error.contains("no ledger"), "\(spoilt.error)")
    try FileManager.default.removeItem(at: program.folder.appending(path: "evals/small/ledger.json"))
    for (arguments, says) in [
      (["eval", "improve"], "name a suite"),
      (["eval", "improve", "small", "--offline", "--max-iterations", "0"], "1 to 50"),
      (["eval", "improve", "--resume", "none"], "names no loop"),
      (["eval", "improve", "small", "--offline", "--critic", "a/b"], "--critic"),
      (["eval", "improve", "small", "--offline", "-o", "x.txt"], ".md or .json"),
    ] {
      let refused = try await program.run(arguments: arguments)
      #expect(refused.code == 2 && refused.error.contains(says), "\(arguments): \(refused.error)")
    }
  }

  @Test func `nothing is written through links`() async throws {
    let program = try weakened()
    defer { program.remove() }
    let rules = program.folder.appending(path: "rubrics/rules")
    try FileManager.default.moveItem(at: rules, to: program.folder.appending(path: "elsewhere"))
    try FileManager.default.createSymbolicLink(atPath: rules.path, withDestinationPath: "../elsewhere")
    let linked = try await program.run("eval", "improve", "small", "--offline")
    #expect(linked.code == 2 && linked.error.contains("it is a link"), "\(linked.error)")
  }

  @Test func `an artifact that is missing is said before anything is judged`() async throws {
    let program = try weakened()
    defer { program.remove() }
    try FileManager.default.removeItem(at: program.folder.appending(path: "evals/small/artifacts/f3.py"))
    let result = try await program.run("eval", "improve", "small", "--offline")
    #expect(result.code == 2 && result.error.contains("f3"), "\(result.error)")
    #expect(!FileManager.default.fileExists(atPath: program.folder.appending(path: ".moe-judge/improvements").path))
  }

  @Test func `a run that is interrupted says how far it came, and saves no figures`() async throws {
    let program = try weakened()
    defer { program.remove() }
    // Long files, so that it is still at work whenever a busy machine comes to press the keys.
    let folder = program.folder.appending(path: "evals/small/artifacts")
    let filling = (0..<600).map { "setting_\($0) = compute(setting_\($0 / 2), \"name \($0)\")\n" }.joined()
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let file = folder.appending(path: name)
      try (try String(contentsOf: file, encoding: .utf8) + filling).write(to: file, atomically: true, encoding: .utf8)
    }
    // Asked first once the program runs.
    var began: ContinuousClock.Instant?
    let stopped = try await program.run(
      arguments: ["eval", "run", "small", "--offline", "--repeat", "20"],
      interruptingWhen: {
        defer { began = began ?? .now }
        return began.map { $0.duration(to: .now) > .milliseconds(1_000) } ?? false
      })
    #expect(stopped.code == 130 && stopped.error.contains("of 1600 cases"), "\(stopped.code) \(stopped.error)")
    #expect(stopped.output.isEmpty)
  }
}
