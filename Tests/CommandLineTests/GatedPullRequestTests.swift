import Foundation
import Provenance
import Testing

/// A pull request on a real repository: a fault that was there before, a new one, its mend, a waiver and its end.
@Suite struct GatedPullRequestTests {
  private static let old = "import os\n\n\ndef show(path):\n    os.system(\"ls \" + path)\n"
  /// The old fault two lines further down, and a new one.
  private static let new =
    "import os\nimport sqlite3\n\nLIMIT = 20\n\n\ndef show(path):\n    os.system(\"ls \" + path)\n\n\n"
    + "def find(db, name):\n    return db.execute(f\"SELECT * FROM users WHERE name = '{name}'\")\n"
  private static let mended = new.replacing(
    "f\"SELECT * FROM users WHERE name = '{name}'\"", with: "\"SELECT * FROM users WHERE name = ?\", (name,)")

  /// A repository whose base has one fault, which its baseline knows.
  private func repository() async throws -> Program {
    let program = try Program()
    try program.git("init", "-q")
    try program.write(".moe-judge/\n.std*\n", to: ".gitignore")
    try program.write(Self.old, to: "app.py")
    let first = try await program.run("judge", "--offline", "app.py", "--quiet")
    #expect(first.code == 1)
    let known = try await program.run("gate", "baseline", "latest")
    #expect(known.code == 0 && known.output.contains("1 known fault, 1 of them new to it"), "\(known.output)")
    try program.git("add", ".")
    try program.git("commit", "-qm", "base")
    return program
  }

  private func commit(_ text: String, _ program: Program) throws {
    try program.write(text, to: "app.py")
    try program.git("commit", "-qam", "change")
  }

  /// The whole file, by the files of the base, as a job does that looks at more than the change.
  private func gated(_ program: Program, base: String, _ more: String...) async throws -> Program.Result {
    try await program.run(
      arguments: ["judge", "--offline", "app.py", "--quiet", "--config-rev", base] + more, environment: ["CI": "1"])
  }

  private func blocking(_ result: Program.Result) throws -> [String] {
    let reasons = try JSONValue(parsing: result.output)["judgments"]?[0]?["gate"]?["reasons"]?.arrayValue ?? []
    return reasons.filter { ["blocks", "expired"].contains($0["state"]?.stringValue) }
      .compactMap { $0["message"]?.stringValue }
  }

  @Test func `only the new fault is named, its mend passes, and a waiver that has expired blocks`() async throws {
    let program = try await repository()
    defer { program.remove() }
    try commit(Self.new, program)

    let both = try await gated(program, base: "HEAD~1", "--format", "json")
    #expect(both.code == 1)
    #expect(try blocking(both) == ["high sql-injection at app.py:12"])
    let json = try JSONValue(parsing: both.output)
    #expect(json["exit_code"] == 1 && json["outcome"] == "fail" && json["gate"]?["reasons"]?["known"] == 1)

    // The change alone brings the new fault too, and the old one is not even looked at.
    let change = try await program.run(
      "judge", "--offline", "--quiet", "--diff", "HEAD~1..HEAD", "--format", "json", environment: ["CI": "true"])
    #expect(change.code == 1)
    #expect(try blocking(change) == ["high sql-injection at app.py:12"])

    try commit(Self.mended, program)
    let passed = try await gated(program, base: "HEAD~2")
    #expect(passed.code == 0, "\(passed.output)")
    #expect(passed.output.contains("gate: passes; 1 known"))
    let verified = try await program.run("runs", "verify", "latest")
    #expect(verified.code == 0, "\(verified.output)")
  }

  @Test func `a waiver lets a fault through until its last day, and then blocks and says whose it was`() async throws {
    let program = try await repository()
    defer { program.remove() }
    try commit(Self.new, program)
    _ = try await gated(program, base: "HEAD~1")
    let waived = try await program.run(
      "gate", "waive", "sql", "--reason", "goes in March", "--expires", "2099-03-31", "--author", "ada")
    #expect(waived.code == 2 && waived.error.contains("F1"), "\(waived.error)")
    let finding = try await program.run(
      "gate", "waive", "F2", "--reason", "goes in March", "--expires", "2099-03-31", "--author", "ada")
    #expect(finding.code == 0, "\(finding.error)")
    try program.git("add", ".")
    try program.git("commit", "-qm", "waived on the main branch")

    let passed = try await gated(program, base: "HEAD")
    #expect(passed.code == 0 && passed.output.contains("gate: passes; 1 known, 1 waived"))
    #expect(passed.output.contains("until 2099-03-31, by ada: goes in March"))

    let later = try await program.run("gate", "check", "latest", "--day", "2099-04-01")
    #expect(later.code == 1 && later.output.contains("its waiver expired after 2099-03-31, by ada: goes in March"))

    let file = try String(contentsOf: program.folder.appending(path: "moe-judge-waivers.yaml"), encoding: .utf8)
    try program.write(file.replacing("2099-03-31", with: "2026-01-31"), to: "moe-judge-waivers.yaml")
    try program.git("commit", "-qam", "its time is over")
    let expired = try await gated(program, base: "HEAD")
    #expect(expired.code == 1 && expired.output.contains("1 with an expired waiver"), "\(expired.output)")
    #expect(expired.output.contains("its waiver expired after 2026-01-31, by ada: goes in March"))
    let list = try await program.run("gate", "waivers")
    #expect(list.code == 1 && list.output.contains("expired"))
  }

  @Test func `a change cannot bring its own baseline, waiver or policy`() async throws {
    let program = try await repository()
    defer { program.remove() }
    try commit(Self.new, program)
    _ = try await program.run("judge", "--offline", "app.py", "--quiet")
    _ = try await program.run("gate", "baseline", "latest")
    _ = try await program.run(
      "gate", "waive", "F2", "--reason", "trust me", "--expires", "2099-03-31", "--author", "eve")
    try program.write(
      "gate:\n  advisory: true\n  block:\n    - {severity: critical, paths: [elsewhere]}\n", to: "moe-judge.yaml")
    try program.git("add", ".")
    try program.git("commit", "-qm", "attack")

    // By its own files it would pass: that is what makes it an attack.
    let fooled = try await program.run("judge", "--offline", "app.py", "--quiet")
    #expect(fooled.code == 0)
    for words in [["--diff", "HEAD~2..HEAD"], ["app.py", "--config-rev", "HEAD~2"]] {
      let held = try await program.run(
        arguments: ["judge", "--offline", "--quiet", "--format", "json"] + words, environment: ["CI": "1"])
      #expect(held.code == 1)
      #expect(try blocking(held) == ["high sql-injection at app.py:12"])
    }
    let stored = try await program.run("gate", "check", "latest", "--config-rev", "HEAD~2")
    #expect(stored.code == 1)
  }

  @Test func `a moved line of a change is known, a copy of it is not, and neither is another secret`() async throws {
    let program = try await repository()
    defer { program.remove() }
    func diff() async throws -> Program.Result {
      try await program.run(
        "judge", "--offline", "--quiet", "--diff", "HEAD~1..HEAD", "--format", "json", environment: ["CI": "1"])
    }
    try commit("import os\n\nLIMIT = 1\n\n\ndef list_all():\n    return LIMIT\n\n\n" + Self.old.dropFirst(11), program)
    #expect(try await diff().code == 0)
    try commit(
      "import os\n\n\ndef first(path):\n    os.system(\"ls \" + path)\n\n\ndef show(path):\n    os.system(\"ls \" + path)\n",
      program)
    let copied = try await diff()
    #expect(copied.code == 1, "\(copied.output)")
    #expect(try JSONValue(parsing: copied.output)["judgments"]?[0]?["findings"]?[0]?["elsewhere"] == 1)

    func secret(_ text: String) -> String { "DB_PASSWORD = \"\(text)\"\n" }
    try program.write(secret("Xq7!vRt2mK9pLz4w"), to: "settings.py")
    _ = try await program.run("judge", "--offline", "app.py", "settings.py", "--quiet")
    _ = try await program.run("gate", "baseline", "latest")
    try program.git("add", ".")
    try program.git("commit", "-qm", "known secret")
    #expect(try await program.run("judge", "--offline", "settings.py", "--quiet").code == 0)
    try program.write(secret("Zw3?kLm8nQ5rTy6u"), to: "settings.py")
    try program.git("commit", "-qam", "another secret")
    let other = try await diff()
    #expect(other.code == 1, "\(other.output)")
  }

  @Test func `what a change could bring besides is refused by name`() async throws {
    let program = try await repository()
    defer { program.remove() }
    try commit(Self.new, program)
    _ = try await program.run("judge", "--offline", "app.py", "--quiet")
    try program.git("tag", "main")
    let ambiguous = try await program.run("judge", "--offline", "--quiet", "--diff", "main..HEAD")
    #expect(ambiguous.code == 2 && ambiguous.error.contains("refs/heads/main"), "\(ambiguous.error)")
    try program.git("tag", "-d", "main")

    try program.git("add", "-f", ".moe-judge/runs")
    try program.git("commit", "-qm", "a run of its own")
    let brought = try await program.run("gate", "check", "latest", environment: ["CI": "1"])
    #expect(brought.code == 2 && brought.error.contains("its own verdict"), "\(brought.error)")
    try program.git("rm", "-rq", "--cached", ".moe-judge")

    try program.write("import os\n", to: "deep/b.py")
    try program.git("add", ".")
    try program.git("commit", "-qm", "deeper")
    try program.write(
      try String(contentsOf: program.folder.appending(path: "moe-judge-baseline.json"), encoding: .utf8),
      to: "deep/moe-judge-baseline.json")
    let inside = Program(folder: program.folder.appending(path: "deep"))
    let deep = try await inside.run("judge", "--offline", "--quiet", "--diff", "HEAD~1..HEAD")
    #expect(deep.code == 2 && deep.error.contains("from the root of the repository"), "\(deep.error)")

    try program.write("gate: {block: [{dimensions: [owasp_a03_injektion]}]}\n", to: "moe-judge.yaml")
    let stranger = try await program.run("judge", "--offline", "--quiet", "app.py")
    #expect(stranger.code == 2 && stranger.error.contains("Did you mean 'owasp_a03_injection'?"), "\(stranger.error)")
  }

  @Test func `a result in a file must follow from its judgments, and what went wrong besides stays`() async throws {
    let program = try await repository()
    defer { program.remove() }
    try commit(Self.new, program)
    let result = try await gated(program, base: "HEAD", "--format", "json")
    let json = try JSONValue(parsing: result.output)
    func checked(_ key: String, _ value: JSONValue) async throws -> Program.Result {
      var changed = json.objectValue ?? [:]
      changed[key] = value
      try program.write(JSONValue.object(changed).canonical, to: "r.json")
      return try await program.run("gate", "check", "r.json", "--advisory")
    }
    #expect(try await checked("run", "x").code == 0)
    #expect(try await checked("judgments", []).code == 2)
    #expect(try await checked("exit_code", 99).code == 2)
    #expect(try await checked("judgments", [["outcome": "pass"]]).code == 2)
    #expect(try await checked("troubles", [5]).code == 5)
    _ = try await program.run("judge", "--offline", "--quiet", "app.py")
    try await Task.sleep(for: .milliseconds(1_200))
    _ = try await program.run("runs", "prune", "--older-than", "1s", "--yes")
    let pruned = try await program.run("gate", "check", "latest")
    #expect(pruned.code == 3 && pruned.error.contains("its bytes are pruned"), "\(pruned.output)\(pruned.error)")
  }

  @Test func `an advisory gate says what it would block and exits 0`() async throws {
    let program = try await repository()
    defer { program.remove() }
    try commit(Self.new, program)
    let advised = try await gated(program, base: "HEAD~1", "--advisory")
    #expect(advised.code == 0 && advised.output.contains("gate: would block (advisory); 1 new, 1 known"))
  }

  @Test func `a gate that was altered after the run does not verify`() async throws {
    let program = try await repository()
    defer { program.remove() }
    try commit(Self.new, program)
    let result = try await gated(program, base: "HEAD~1", "--format", "json")
    let run = try #require(try JSONValue(parsing: result.output)["run"]?.stringValue)
    let folder = program.folder.appending(path: ".moe-judge/runs/\(run)")
    let journal = try String(contentsOf: folder.appending(path: "journal.jsonl"), encoding: .utf8)
    let altered = journal.replacing("\"advisory\":false", with: "\"advisory\":true")
    #expect(altered != journal)
    try Data(altered.utf8).write(to: folder.appending(path: "journal.jsonl"))
    let verified = try await program.run("runs", "verify", run)
    #expect(verified.code == 1)
  }
}
