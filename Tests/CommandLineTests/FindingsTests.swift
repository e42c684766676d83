import Foundation
import Provenance
import TestSupport
import Testing

/// `findings`: a person's word on a finding of a stored run, and the case that it becomes.
@Suite struct FindingsTests {
  private static let command = "    os.system(\"ls \" + request.args[\"dir\"])\n"
  private static let faulty = "import os\n\n\ndef list_files(request):\n" + command
  private static let secret = "API_KEY = \"sk-live-4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c\"\n"

  private func withRun(
    _ files: [String: String] = ["app.py": faulty], _ body: (Program) async throws -> Void
  ) async throws {
    let program = try Program()
    defer { program.remove() }
    for (name, text) in files { try program.write(text, to: name) }
    let judged = try await program.run(arguments: ["judge", "--offline", "--quiet"] + files.keys.sorted())
    #expect(judged.code == 1, "\(judged.error)")
    try program.write(
      "id: ours # the id\nname: Ours\ncases:\n  - cases/first.jsonl # by hand\nsplit: {train: 60, dev: 20, holdout: 20}\n",
      to: "evals/ours/suite.yaml")
    try program.write("def add(a, b):\n    return a + b\n", to: "evals/ours/artifacts/b.py")
    try program.write(
      #"{"id": "b", "artifact": "artifacts/b.py", "kind": "code", "expect": {"outcome": "pass"}, "source": "by hand"}"#
        + "\n", to: "evals/ours/cases/first.jsonl")
    try await body(program)
  }

  private func text(_ name: String, in program: Program) -> String? {
    try? String(contentsOf: program.folder.appending(path: name), encoding: .utf8)
  }

  private func listed(_ program: Program, _ words: String...) async throws -> JSONValue {
    let result = try await program.run(arguments: ["findings", "list", "--format", "json"] + words)
    #expect(result.code == 0, "\(result.error)")
    return try JSONValue(parsing: result.output)
  }

  @Test func `a word is kept with its reason and who raised the finding, and the last one counts`() async throws {
    try await withRun { program in
      #expect(try await listed(program, "--open")["open"] == 1)
      let first = try await program.run("findings", "confirm", "latest", "F1", "--reason", "it comes from the request")
      #expect(
        first.code == 0 && first.output == "F1 critical command-injection of app.py: confirmed\n", "\(first.error)")
      let fingerprint = try #require(try await listed(program)["findings"]?[0]?["fingerprint"]?.stringValue)
      let second = try await program.run(
        "findings", "dismiss", "latest", String(fingerprint.prefix(6)), "--reason", "checked above",
        environment: ["USER": "ada", "HOME": program.folder.path])
      #expect(second.code == 0, "\(second.error)")
      let lines = try #require(text(".moe-judge/findings.jsonl", in: program)).split(separator: "\n").map(String.init)
      let word = try JSONValue(parsing: lines[1])
      #expect(lines.count == 2 && word["word"] == "dismissed" && word["by"] == "ada" && word["line"] == 5)
      #expect(
        word["seats"] == ["security_analyst", "technical_architect"] && word["models"] == ["offline/static-review"])
      let list = try await listed(program)
      #expect(list["findings"]?[0]?["said"] == "dismissed" && list["open"] == 0)
      #expect(try await listed(program, "--open")["findings"] == [])
      let table = try await program.run("findings")
      #expect(table.output.contains("dismissed by ada: checked above"), "\(table.output)")
    }
  }

  @Test func `a word holds in later runs, and a changed file is told`() async throws {
    try await withRun { program in
      _ = try await program.run("findings", "confirm", "latest", "F1", "--reason", "yes")
      try program.write("# moved\n" + Self.faulty, to: "app.py")
      _ = try await program.run("judge", "--offline", "--quiet", "app.py")
      let finding = try await listed(program)["findings"]?[0]
      #expect(finding?["said"] == "confirmed" && finding?["of_same_bytes"] == false)
      let refused = try await program.run(
        "findings", "dismiss", "latest", "F9", "--reason", "no", "--state", ".moe-judge")
      #expect(refused.code == 2 && refused.error.contains("It has F1"), "\(refused.error)")
    }
  }

  @Test func `an id that two artifacts have is asked for with its path`() async throws {
    try await withRun(["app.py": Self.faulty, "b.py": Self.faulty]) { program in
      let unclear = try await program.run("findings", "confirm", "latest", "F1", "--reason", "yes")
      #expect(unclear.code == 2 && unclear.error.contains("b.py:F1 (command-injection, b.py:5)"), "\(unclear.error)")
      let clear = try await program.run("findings", "confirm", "latest", "b.py:F1", "--reason", "yes")
      #expect(clear.code == 0 && clear.output.contains("of b.py"), "\(clear.error)")
      #expect(try await listed(program)["open"] == 1)
    }
  }

  @Test func `a confirmed finding becomes a case that the suite measures, and its dismissal turns it`() async throws {
    try await withRun { program in
      let words = ["findings", "confirm", "latest", "F1", "--reason", "from the request", "--case", "ours"]
      let made = try await program.run(arguments: words)
      #expect(made.code == 0 && made.output.contains("made: expects fail, 1 label"), "\(made.error)")
      let suite = try #require(text("evals/ours/suite.yaml", in: program))
      #expect(suite.contains("  - cases/first.jsonl # by hand\n  - cases/findings.jsonl\n"))
      let measured = try await program.run("eval", "run", "ours", "--offline", "--format", "json")
      let figures = try JSONValue(parsing: measured.output)["all"]
      #expect(figures?["cases"] == 2 && figures?["true_positives"] == 1 && figures?["false_negatives"] == 0)
      let turned = try await program.run(
        "findings", "dismiss", "latest", "F1", "--reason", "no", "--case", "evals/ours")
      #expect(turned.output.contains("rewritten: expects pass, 0 labels"), "\(turned.error)")
      #expect(try #require(text("evals/ours/cases/findings.jsonl", in: program)).split(separator: "\n").count == 1)
      #expect(text("evals/ours/suite.yaml", in: program) == suite)
    }
  }

  @Test func `no case is made while findings are open, and what is stored holds no secret`() async throws {
    try await withRun(["app.py": Self.faulty + Self.secret]) { program in
      let refused = try await program.run(
        "findings", "confirm", "latest", "F1", "--reason", "yes", "--case", "ours")
      #expect(refused.code == 2 && refused.error.contains("as the file is now: F2"), "\(refused.error)")
      #expect(text(".moe-judge/findings.jsonl", in: program)?.isEmpty != false)
      #expect(text("evals/ours/suite.yaml", in: program)?.contains("findings") == false)
      _ = try await program.run("findings", "confirm", "latest", "F1", "--reason", "yes")
      let made = try await program.run(
        "findings", "confirm", "latest", "F2", "--reason", "key sk-live-4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c", "--case",
        "ours")
      // Nobody could find the secret in the stored file, so it is no label.
      #expect(made.output.contains("expects fail, 1 label"), "\(made.error)")
      for folder in [".moe-judge", "evals"] {
        let files = FileManager.default.enumerator(atPath: program.folder.appending(path: folder).path)
        for case let name as String in files ?? .init() {
          let data = FileManager.default.contents(atPath: program.folder.appending(path: "\(folder)/\(name)").path)
          #expect(data?.range(of: Data("4f9a8b7c6d5e".utf8)) == nil, "\(name)")
        }
      }
    }
  }

  @Test func `words that are said at once are all kept, and their cases stand side by side`() async throws {
    let files = Dictionary(uniqueKeysWithValues: (0..<4).map { ("\($0).py", Self.faulty) })
    try await withRun(files) { program in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for name in files.keys {
          group.addTask {
            let said = try await program.run(
              "findings", "confirm", "latest", "\(name):F1", "--reason", "yes", "--case", "ours")
            #expect(said.code == 0, "\(said.error)")
          }
        }
        try await group.waitForAll()
      }
      #expect(try await listed(program)["open"] == 0)
      #expect(try #require(text("evals/ours/cases/findings.jsonl", in: program)).split(separator: "\n").count == 4)
    }
  }

  @Test func `what is no single file, is pruned, or is another's case is refused and leaves the suite as it was`()
    async throws
  {
    try await withRun(["d/a.py": Self.faulty, "app.py": Self.faulty]) { program in
      _ = try await program.run("judge", "--offline", "--quiet", "d")
      let folder = try await program.run("findings", "confirm", "latest", "F1", "--reason", "yes", "--case", "ours")
      #expect(folder.code == 2 && folder.error.contains("a case is made of one file"), "\(folder.error)")
      try program.write(Self.faulty, to: "evals/ours/artifacts/b.py")
      _ = try await program.run("judge", "--offline", "--quiet", "app.py")
      let labelled = try await program.run("findings", "confirm", "latest", "F1", "--reason", "yes", "--case", "ours")
      #expect(
        labelled.code == 2 && labelled.error.contains("the case 'b' of the suite ours already"), "\(labelled.error)")
      try program.write("def add(a, b):\n    return a\n", to: "evals/ours/artifacts/b.py")
      try program.write("cases: *x\n", to: "evals/broken/suite.yaml")
      let broken = try await program.run("findings", "confirm", "latest", "F1", "--reason", "yes", "--case", "broken")
      #expect(broken.code == 2, "\(broken.error)")
      try await Task.sleep(for: .milliseconds(1_100))
      let freed = try await program.run("runs", "prune", "--older-than", "1s", "--yes")
      #expect(freed.code == 0, "\(freed.error)")
      let pruned = try await program.run("findings", "confirm", "latest", "F1", "--reason", "yes", "--case", "ours")
      #expect(pruned.code == 2 && pruned.error.contains("not stored any more"), "\(pruned.error)")
      #expect(text("evals/ours/cases/findings.jsonl", in: program) == nil)
      #expect(text("evals/ours/suite.yaml", in: program)?.contains("findings") == false)
      let word = try await program.run("findings", "confirm", "latest", "F1", "--reason", "yes")
      #expect(word.code == 0, "\(word.error)")
    }
  }

  @Test func `a torn last line is told, and a reason is asked for`() async throws {
    try await withRun { program in
      try program.write(#"{"word":"conf"#, to: ".moe-judge/findings.jsonl")
      let list = try await program.run("findings", "list")
      #expect(list.code == 0 && list.error.contains("its last line is torn"), "\(list.error)")
      #expect(try await program.run("findings", "confirm", "latest", "F1", "--reason", " ").code == 2)
      #expect(try await program.run("findings", "confirm", "latest", "F1").code == 2)
      _ = try await program.run("findings", "confirm", "latest", "F1", "--reason", "yes")
      let after = try await program.run("findings", "list")
      #expect(after.output.contains("1 confirmed") && after.error.contains("stands on line 1"), "\(after.error)")
    }
  }
}
