import Foundation
import Provenance
import Testing

/// `skills preflight` on real skill files.
@Suite struct SkillsPreflightTests {
  /// The samples as the skills of a project.
  private func withProject(_ names: [String], _ body: (Program) async throws -> Void) async throws {
    let program = try Program()
    defer { program.remove() }
    let samples = Program.root.appending(path: "Tests/SkillSamples")
    try FileManager.default.createDirectory(
      at: program.folder.appending(path: "skills"), withIntermediateDirectories: true)
    for name in names {
      try FileManager.default.copyItem(
        at: samples.appending(path: name), to: program.folder.appending(path: "skills/\(name)"))
    }
    try await body(program)
  }

  private func json(_ program: Program, _ words: String...) async throws -> (code: Int32, value: JSONValue) {
    let result = try await program.run(arguments: ["skills", "preflight", "--format", "json"] + words)
    return (result.code, try JSONValue(parsing: result.output))
  }

  @Test func `what is missing is named with its line, its mend and the skill to run first, and the code is 1`()
    async throws
  {
    try await withProject(["implement-plan", "plan-feature"]) { program in
      let (code, value) = try await json(program, "skills/implement-plan/SKILL.md")
      #expect(code == 1 && value["valid"] == false)
      let file = value["missing"]?[1]
      #expect(
        file?["kind"] == "file" && file?["name"] == "docs/plans/feature-plan.md" && file?["run_first"] == "plan-feature"
      )
      #expect(file?["line"] == 16 && file?["mend"]?.stringValue?.contains("plan-feature") == true)
      let table = try await program.run("skills", "preflight", "skills/implement-plan")
      #expect(table.code == 1 && table.output.contains("-> Run the skill plan-feature first"), "\(table.output)")
      try program.write("steps", to: "docs/plans/feature-plan.md")
      #expect(try await json(program, "skills/implement-plan").code == 0)
    }
  }

  @Test func `a folder of skills is checked whole, and the worst counts`() async throws {
    try await withProject(["code-review", "restore-backup", "plan-feature"]) { program in
      try program.write("x", to: "CONTRIBUTING.md")
      try program.write("x", to: "README.md")
      let (code, value) = try await json(program, "skills")
      #expect(code == 1 && value["skills"]?.arrayValue?.count == 3)
      #expect(value["missing"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == ["backups/latest.json"])
      let outside = value["warnings"]?.arrayValue?.filter { $0["kind"] == "outside" }
      #expect(outside?.count == 3)
    }
  }

  @Test func `files that cannot be read are told by name, with code 2`() async throws {
    try await withProject(["code-review"]) { program in
      try program.write("", to: "a/SKILL.md")
      try Data([0x23, 0x20, 0xFF, 0xFE, 0x0A]).write(to: program.folder.appending(path: "b.md"))
      try program.write(String(repeating: "x", count: 1_100_000), to: "c.md")
      try program.write("---\nname: [\n---\n", to: "d.md")
      try program.write("x", to: "none/readme.md")
      for (path, words) in [
        ("a", "the file is empty"), ("b.md", "not UTF-8"), ("c.md", "is larger than"), ("d.md", "d.md:"),
        ("e.md", "no such file"),
        ("none", "holds no SKILL.md"),
      ] {
        let result = try await program.run("skills", "preflight", path)
        #expect(result.code == 2 && result.error.contains(words), "\(path): \(result.error)")
      }
      #expect(try await program.run("skills", "preflight").code == 2)
      #expect(try await program.run("skills", "preflight", "--root", "nowhere", "a").code == 2)
    }
  }

  @Test func `a file that is no Markdown is refused, and sections that are missing are one line`() async throws {
    try await withProject(["code-review"]) { program in
      try program.write("print(1)\n", to: "x.py")
      let result = try await program.run("skills", "preflight", "x.py")
      #expect(result.code == 2 && result.error.contains("a skill is a Markdown file"), "\(result.error)")
      try program.write("x", to: "CONTRIBUTING.md")
      let table = try await program.run("skills", "preflight", "skills/code-review")
      #expect(
        table.output.contains(
          "recommended sections missing: Completion Checklist, Failure Indicators, When NOT to Use, Anti-Patterns\n"),
        "\(table.output)")
      #expect(table.output.contains(", 1 warning\n"))
    }
  }

  @Test func `nothing that a skill file says is run`() async throws {
    try await withProject([]) { program in
      let trap =
        "- `touch trap.txt`\n- `node --version; touch trap.txt`\n- `$(touch trap.txt)`\n\n```bash\ntouch trap.txt\n```\n"
      try program.write("---\nname: a\ndescription: b\n---\n## Pre-flight Checklist\n\(trap)", to: "SKILL.md")
      _ = try await program.run("skills", "preflight", ".")
      #expect(!FileManager.default.fileExists(atPath: program.folder.appending(path: "trap.txt").path))
    }
  }

  @Test func `as a hook it stops for what is missing, and lets go for all else`() async throws {
    try await withProject(["release-notes", "plan-feature"]) { program in
      let event =
        #"{"hook_event_name":"PreToolUse","session_id":"s","tool_name":"Skill","tool_input":{"skill":"NAME"},"cwd":"CWD"}"#
        .replacing("CWD", with: program.folder.path)
      let stopped = try await program.run(
        "skills", "preflight", "--hook", input: event.replacing("NAME", with: "release-notes"))
      #expect(stopped.code == 2 && stopped.output.isEmpty)
      #expect(
        stopped.error.contains("docs/release-policy.md") && stopped.error.contains("cannot begin"), "\(stopped.error)")
      try program.write("x", to: "README.md")
      for input in [
        event.replacing("NAME", with: "plan-feature"), event.replacing("NAME", with: "unknown"), "", "{", "[]", "\u{0}",
      ] {
        let free = try await program.run("skills", "preflight", "--hook", input: input)
        #expect(free.code == 0, "\(input): \(free.error)")
      }
      try program.write("---\nname: [\n---\n", to: "skills/plan-feature/SKILL.md")
      let broken = try await program.run(
        "skills", "preflight", "--hook", input: event.replacing("NAME", with: "plan-feature"))
      #expect(broken.code == 0 && broken.error.contains("let go"), "\(broken.error)")
      let named = try await program.run("skills", "preflight", "--hook", "skills/release-notes/SKILL.md")
      #expect(named.code == 2, "\(named.error)")
      // A wrong option is no reason to stop an agent.
      #expect(try await program.run("skills", "preflight", "--hook", "--wrong").code == 1)
    }
  }
}
