import Foundation
import Provenance
import Testing

/// `eval import`: suites from tables, lines and folders, whole or not at all.
@Suite struct EvalImportTests {
  private func files(_ program: Program, below folder: String = "evals") -> [String] {
    let found = FileManager.default.enumerator(atPath: program.folder.path + "/" + folder)?.compactMap { $0 as? String }
    return (found ?? []).filter { $0.contains(".") }.sorted()
  }

  private func text(_ program: Program, _ path: String) throws -> String {
    try String(contentsOfFile: program.folder.path + "/" + path, encoding: .utf8)
  }

  @Test func `a table with artifacts in quoted fields makes a suite that runs`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(SmallSuite.faulty, to: "in/app/bad.py")
    try program.write(
      "id;path;text;outcome;findings;source\nsound.py;;\"def add(a, b):\n    return \"\"a\"\"\n\";pass;;\n"
        + "bad;app/bad.py;;fail;\"command-injection:5-5\";us\n", to: "in/cases.csv")
    let arguments = ["eval", "import", "incidents", "--from", "in/cases.csv", "--delimiter", ";"]
    let dry = try await program.run(arguments: arguments + ["--dry-run"])
    #expect(dry.code == 0 && dry.output.contains("would write evals/incidents/suite.yaml"), "\(dry.error)")
    #expect(files(program).isEmpty)
    let made = try await program.run(arguments: arguments)
    #expect(
      made.code == 0 && made.output.contains("made evals/incidents: 2 new cases (1 fail, 1 pass)"), "\(made.error)")
    #expect(
      try text(program, "evals/incidents/artifacts/imported/cases/sound.py") == "def add(a, b):\n    return \"a\"\n")
    let run = try JSONValue(
      parsing: try await program.run("eval", "run", "incidents", "--offline", "--format", "json").output)
    #expect(run["all"]?["cases"]?.intValue == 2 && run["all"]?["true_positives"]?.intValue == 1)
    #expect(try await program.run("validate").code == 0)
    let again = try await program.run(arguments: arguments)
    #expect(again.code == 2 && again.error.contains("is there already"), "\(again.error)")
  }

  @Test func `lines of both forms join a suite, whose file stays as it was but for one entry`() async throws {
    let program = try Program()
    defer { program.remove() }
    try SmallSuite.write(to: program)
    let before = try text(program, "evals/small/suite.yaml")
    try program.write(SmallSuite.faulty, to: "in/bad.py")
    try program.write(
      #"{"id": "flat", "text": "text \ud83d\ude00\u2028 end", "outcome": "pass", "kind": "document"}"#
        + "\r\n\n"
        + #"{"id": "own", "artifact": "bad.py", "kind": "code", "expect": {"outcome": "fail", "findings": [{"rule": "command-injection", "line": 5, "end_line": 5, "note": "shell"}]}}"#
        + "\n", to: "in/more.jsonl")
    let result = try await program.run("eval", "import", "small", "--from", "in/more.jsonl")
    #expect(result.code == 0 && result.output.contains("extended evals/small: 2 new cases"), "\(result.error)")
    #expect(
      try text(program, "evals/small/suite.yaml")
        == before.replacing("cases: [cases.jsonl]", with: "cases: [cases.jsonl, cases/imported.jsonl]"))
    #expect(try text(program, "evals/small/artifacts/imported/more/flat") == "text \u{1F600}\u{2028} end")
    #expect(try text(program, "evals/small/cases/imported.jsonl").contains(#""note": "shell""#))
    try program.write(#"{"id": "third", "text": "x", "outcome": "pass"}"#, to: "in/third.jsonl")
    #expect(try await program.run("eval", "import", "small", "--from", "in/third.jsonl").code == 0)
    let lines = try text(program, "evals/small/cases/imported.jsonl").split(separator: "\n")
    #expect(lines.count == 3)
  }

  @Test func `cases of another suite join with their artifacts, folders too`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(SmallSuite.faulty, to: "evals/first/artifacts/app/.github/a.py")
    try program.write(SmallSuite.sound, to: "evals/first/artifacts/app/b.py")
    try program.write(
      #"{"id": "app", "artifact": "artifacts/app", "kind": "directory", "expect": {"outcome": "fail", "findings": [{"rule": "command-injection", "path": ".github/a.py", "line": 5, "end_line": 5}]}}"#,
      to: "evals/first/cases/some.jsonl")
    try program.write(
      "id: first\nname: F\ncases: [cases/some.jsonl]\nsplit: {train: 60, dev: 20, holdout: 20}\n",
      to: "evals/first/suite.yaml")
    let result = try await program.run("eval", "import", "second", "--from", "evals/first/cases/some.jsonl")
    #expect(result.code == 0, "\(result.error)")
    let copy = "evals/second/artifacts/imported/some/artifacts/app/.github/a.py"
    #expect(try text(program, copy) == SmallSuite.faulty)
    #expect(try text(program, "evals/second/cases/imported.jsonl").contains(#""path": ".github/a.py""#))
  }

  @Test func `a folder's outcomes are labels, and no copy's path tells them`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(SmallSuite.faulty, to: "labelled/fail/app/x.py")
    try program.write(SmallSuite.sound, to: "labelled/pass/app/x.py")
    try program.write("notes", to: "labelled/README.md")
    let result = try await program.run("eval", "import", "evals/reviews", "--from", "labelled/")
    #expect(result.code == 0 && result.error.contains("without findings"), "\(result.error)")
    let copies = files(program, below: "evals/reviews/artifacts")
    #expect(copies.count == 2 && copies.allSatisfy { !$0.contains("fail") && !$0.contains("pass") }, "\(copies)")
    try program.write("x", to: "labelled/failed/x.py")
    let wrong = try await program.run("eval", "import", "other", "--from", "labelled")
    #expect(wrong.code == 2 && wrong.error.contains("Did you mean 'fail'?"), "\(wrong.error)")
  }

  @Test func `everything that is wrong is said at once, with its line, and nothing is written`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("secret", to: "secret.txt")
    for place in ["in/x.py", "plain/x.py"] { try program.write("x", to: place) }
    try FileManager.default.createSymbolicLink(
      atPath: program.folder.path + "/in/link.py", withDestinationPath: "../secret.txt")
    try program.write(
      """
      id,path,outcome,findings,kind
      a,../secret.txt,fail,,
      b,/etc/passwd,fail,,
      c,link.py,fail,,
      d,x.py,pas,,
      e,x.py,fail,rule,
      f,x.py,fail,,cod
      ,x.py,fail,,
      h,none.py,fail,,
      i,x.py,fail
      a,x.py,inconclusive,,

      """, to: "in/bad.csv")
    let result = try await program.run("eval", "import", "s", "--from", "in/bad.csv")
    #expect(result.code == 2 && result.output.isEmpty)
    for line in 2...11 { #expect(result.error.contains("in/bad.csv:\(line): "), "\(line): \(result.error)") }
    for words in ["leads out", "absolute", "over a link", "Did you mean 'pass'?", "rule:line", "'code'", "no file"] {
      #expect(result.error.contains(words), "\(words): \(result.error)")
    }
    #expect(files(program).isEmpty)
    for (from, words) in [("none.csv", "no such file"), ("in/x.py", ".jsonl"), ("plain", "pass/")] {
      let refused = try await program.run("eval", "import", "s", "--from", from)
      #expect(refused.code == 2 && refused.error.contains(words), "\(refused.error)")
    }
  }

  @Test func `what cannot be written whole is taken back`() async throws {
    let program = try Program()
    defer { program.remove() }
    try SmallSuite.write(to: program)
    let before = try text(program, "evals/small/suite.yaml")
    // A file stands where the folder of cases has to be.
    try program.write("in the way", to: "evals/small/cases")
    try program.write(#"{"id": "new", "text": "x", "outcome": "pass"}"#, to: "more.jsonl")
    let result = try await program.run("eval", "import", "small", "--from", "more.jsonl")
    #expect(result.code == 2 && result.error.contains("cannot be written"), "\(result.error)")
    #expect(try text(program, "evals/small/suite.yaml") == before)
    #expect(!FileManager.default.fileExists(atPath: program.folder.path + "/evals/small/artifacts/imported"))
  }

  @Test func `the schema of a case is there`() async throws {
    let program = try Program()
    defer { program.remove() }
    let schema = try JSONValue(parsing: try await program.run("schema", "case").output)
    #expect(schema["properties"]?["expect"] != nil)
  }
}
