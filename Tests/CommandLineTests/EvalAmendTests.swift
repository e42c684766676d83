import Foundation
import Testing

/// `eval amend`: a person corrects a label, and the reason is kept.
@Suite struct EvalAmendTests {
  private func write(_ program: Program) throws {
    try program.write("x = 1\ny = 2\n", to: "evals/small/a.py")
    try program.write(
      #"{"id": "a", "artifact": "a.py", "kind": "code", "expect": {"outcome": "fail", "findings": [{"rule": "sql-injection", "line": 1, "end_line": 1}]}, "source": "t"}"#
        + "\n" + #"{"id": "b", "artifact": "a.py", "kind": "code", "expect": {"outcome": "pass"}, "source": "t"}"#
        + "\n",
      to: "evals/small/cases.jsonl")
    try program.write(
      "id: small\nname: Small\ncases: [cases.jsonl]\nsplit: {train: 60, dev: 20, holdout: 20}\n",
      to: "evals/small/suite.yaml")
  }

  @Test func `the label changes in its line alone, and why is on record`() async throws {
    let program = try Program()
    defer { program.remove() }
    try write(program)
    let cases = program.folder.appending(path: "evals/small/cases.jsonl")
    let before = try String(contentsOf: cases, encoding: .utf8)
    let dry = try await program.run(
      "eval", "amend", "small", "a", "--outcome", "pass", "--remove", "sql-injection:1", "--reason", "a constant",
      "--dry-run")
    #expect(dry.code == 0 && dry.output.contains("+{") && dry.output.contains("-{"))
    #expect(try String(contentsOf: cases, encoding: .utf8) == before)
    let made = try await program.run(
      "eval", "amend", "small", "a", "--outcome", "pass", "--remove", "sql-injection:1", "--add", "missing-tests:2-3",
      "--reason", "a constant")
    #expect(made.code == 0, "\(made.error)")
    let after = try String(contentsOf: cases, encoding: .utf8)
    #expect(after.split(separator: "\n").last == before.split(separator: "\n").last)
    #expect(after.contains(#""outcome":"pass""#) && after.contains("missing-tests") && !after.contains("sql-injection"))
    let record = try String(
      contentsOf: program.folder.appending(path: "evals/small/amendments.jsonl"), encoding: .utf8)
    #expect(record.contains(#""reason":"a constant""#) && record.hasSuffix("\n"))
    #expect(try await program.run("validate").code == 0)
  }

  @Test func `what cannot be amended is refused and changes nothing`() async throws {
    let program = try Program()
    defer { program.remove() }
    try write(program)
    for (arguments, says) in [
      (["a", "--outcome", "inconclusive", "--reason", "x"], "pass, conditional or fail"),
      (["c", "--outcome", "pass", "--reason", "x"], "no case 'c'"),
      (["a", "--outcome", "fail", "--reason", "x"], "says that already"),
      (["a", "--remove", "weak-crypto:1", "--reason", "x"], "no label says weak-crypto"),
      (["a", "--add", "weak-crypto", "--reason", "x"], "rule:line"), (["a", "--reason", "x"], "what is to change"),
      (["a", "--outcome", "pass", "--reason", " "], "--reason"),
    ] {
      let refused = try await program.run(arguments: ["eval", "amend", "small"] + arguments)
      #expect(refused.code == 2 && refused.error.contains(says), "\(refused.error)")
    }
    #expect(
      !FileManager.default.fileExists(atPath: program.folder.appending(path: "evals/small/amendments.jsonl").path))
  }
}
