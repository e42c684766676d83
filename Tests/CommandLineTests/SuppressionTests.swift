import Provenance
import Testing

/// Comments that ask for findings to be left out, as the command line counts them.
@Suite struct SuppressionTests {
  private let comment = "# moe-judge: ignore code-injection because the grammar is checked above"

  private func file(_ comments: [String]) -> String {
    "import ast\n\n\ndef total(expression):\n" + comments.map { "    \($0)\n" }.joined()
      + "    return eval(expression)\n"
  }

  private func judgment(of result: Program.Result) throws -> JSONValue {
    try JSONValue(parsing: result.output)["judgments"]?[0] ?? .null
  }

  @Test func `what was left out is listed in the judgment, in the table and in the record that verifies`() async throws
  {
    let program = try Program()
    defer { program.remove() }
    try program.write(file([comment]), to: "calc.py")
    let judged = try judgment(of: try await program.run("judge", "--offline", "--quiet", "--format", "json", "calc.py"))
    #expect(judged["outcome"] == "pass")
    #expect(judged["suppressions"]?[0]?["state"] == "applied")
    #expect(judged["suppressions"]?[0]?["line"] == 5)
    #expect(judged["suppressions"]?[0]?["reason"] == "the grammar is checked above")
    let table = try await program.run("judge", "--offline", "calc.py")
    #expect(table.output.contains("suppressed: code-injection  calc.py:5  the grammar is checked above"))
    #expect(try await program.run("runs", "verify", "latest").code == 0)
    let shown = try judgment(of: try await program.run("runs", "show", "latest", "--format", "json"))
    #expect(shown["suppressions"]?[0]?["rule"] == "code-injection")
  }

  @Test func `in CI a comment that comes with the change is listed, and its finding stays`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.git("init", "-q")
    try program.write("import ast\n", to: "calc.py")
    try program.write(file([comment]), to: "old.py")
    try program.git("add", ".")
    try program.git("commit", "-qm", "one")
    try program.write(file([comment]), to: "calc.py")
    try program.git("commit", "-qam", "two")
    let words = ["judge", "--offline", "--quiet", "--format", "json", "--diff", "HEAD~1..HEAD"]
    let here = try await program.run(arguments: words)
    #expect(try judgment(of: here)["suppressions"]?[0]?["state"] == "applied", "\(here.error)")
    let inCI = try await program.run(arguments: words, environment: ["CI": "true"])
    #expect(inCI.code == 1)
    #expect(try judgment(of: inCI)["suppressions"]?[0]?["state"] == "not_in_base")
    #expect(try judgment(of: inCI)["findings"]?[0]?["rule"] == "code-injection")
  }

  @Test func `config-rev counts the comments of the revision that it names`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.git("init", "-q")
    try program.write(file([comment]), to: "sub/calc.py")
    try program.git("add", ".")
    try program.git("commit", "-qm", "one")
    func state(_ revision: String) async throws -> JSONValue? {
      let result = try await program.run(
        "judge", "--offline", "--quiet", "--format", "json", "--config-rev", revision, "sub/calc.py")
      return try judgment(of: result)["suppressions"]?[0]?["state"]
    }
    #expect(try await state("HEAD") == "applied")
    try program.write(file(["# Asked in review.", comment.replacing("checked", with: "looked at")]), to: "sub/calc.py")
    #expect(try await state("HEAD") == "not_in_base")
    let unknown = try await program.run("judge", "--offline", "--config-rev", "nowhere", "sub/calc.py")
    #expect(unknown.code == 2)
    #expect(unknown.error.contains("nowhere"))
  }
}
