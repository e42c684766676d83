import Foundation
import Provenance
import Testing

/// `skills mentor` on skill files with scores.
@Suite struct SkillsMentorTests {
  private func withSkills(_ body: (Program) async throws -> Void) async throws {
    let program = try Program()
    defer { program.remove() }
    let samples = Program.root.appending(path: "Tests/SkillSamples")
    try FileManager.default.createDirectory(
      at: program.folder.appending(path: "skills"), withIntermediateDirectories: true)
    for name in ["release-notes", "api-reference", "render-diagrams"] {
      try FileManager.default.copyItem(
        at: samples.appending(path: name), to: program.folder.appending(path: "skills/\(name)"))
    }
    try program.write(
      "---\nname: changelog\ndescription: Keep the changelog of a version.\ncategory: documentation\nmetadata:\n  owner: ada\n---\n\n# Changelog\n\n## Steps\n\n1. Write a line.\n",
      to: "skills/changelog/SKILL.md")
    try program.write(
      #"{"changelog": {"health_score": 31.5, "invocations": 40}, "release-notes": {"scores": [{"date": "2026-11-20", "score": 90, "invocations": 3}, {"date": "2026-11-21", "score": 80, "invocations": 1}]}, "api-reference": {"score": 70}}"#,
      to: "scores.json")
    try await body(program)
  }

  @Test func `a low scorer is shown its mentor and what it lacks`() async throws {
    try await withSkills { program in
      let result = try await program.run("skills", "mentor", "--scores", "scores.json", "--format", "json")
      let value = try JSONValue(parsing: result.output)
      let lesson = value["lessons"]?[0]
      #expect(
        result.code == 0 && value["lessons"]?.arrayValue?.count == 1 && lesson?["skill"] == "changelog",
        "\(result.error)")
      // (90 × 3 + 80 × 1) / 4
      #expect(lesson?["mentor"] == "release-notes" && lesson?["mentor_score"] == 87.5)
      let lacking = lesson?["lacking"]?.arrayValue?.compactMap(\.stringValue) ?? []
      #expect(lacking.contains("section 'Principles'") && lacking.contains("front matter 'version'"), "\(lacking)")
      #expect(lesson?["expected_improvement"]?["points"] == .null)
      #expect(value["passed_over"]?[0]?.stringValue?.contains("no score of 'render-diagrams'") == true)
      let table = try await program.run("skills", "mentor", "--scores", "scores.json")
      #expect(
        table.output.contains("cannot be told") && table.output.contains("mentor    release-notes"), "\(table.output)")
    }
  }

  @Test func `git applies the diff, and the file is a skill that lacks nothing any more`() async throws {
    try await withSkills { program in
      let diff = try await program.run("skills", "mentor", "--scores", "scores.json", "--diff")
      try program.write(diff.output, to: "change.patch")
      try program.git("init", "-q")
      try program.git("apply", "--check", "change.patch")
      try program.git("apply", "change.patch")
      let text = try String(contentsOf: program.folder.appending(path: "skills/changelog/SKILL.md"), encoding: .utf8)
      #expect(
        text.contains("-->\n\n- [ ] FILL IN 1\n- [ ] FILL IN 2")
          && text.contains("Fill in for changelog (Keep the changelog of a version)")
          && text.contains("version: \"0.1.0\""), "\(text)")
      #expect(!text.contains("internal ticket"))
      let again = try await program.run("skills", "mentor", "--scores", "scores.json", "--diff")
      #expect(again.code == 0 && again.output.isEmpty, "\(again.output)")
      let check = try await program.run("skills", "preflight", "skills/changelog")
      #expect(check.code == 0, "\(check.output)\(check.error)")
    }
  }

  @Test func `line ends stay as they are, and git applies the diff of a file with carriage returns`() async throws {
    try await withSkills { program in
      let file = program.folder.appending(path: "skills/changelog/SKILL.md")
      let before = try String(contentsOf: file, encoding: .utf8).replacing("\n", with: "\r\n")
      try program.write(before, to: "skills/changelog/SKILL.md")
      let diff = try await program.run("skills", "mentor", "--scores", "scores.json", "--diff")
      try program.write(diff.output, to: "change.patch")
      try program.git("init", "-q")
      try program.git("apply", "--whitespace=nowarn", "change.patch")
      let after = [UInt8](try Data(contentsOf: file))
      let lines = after.split(separator: 10, omittingEmptySubsequences: false).dropLast()
      #expect(lines.allSatisfy { $0.last == 13 } && lines.count > 30)
      let kept = Set(lines.map { Array($0) })
      #expect(Array(before.utf8).split(separator: 10).allSatisfy { kept.contains(Array($0)) })
    }
  }

  @Test func `what is named and cannot be looked at is told, with code 2`() async throws {
    try await withSkills { program in
      for (words, told) in [
        (["skills/render-diagrams"], "no score of 'render-diagrams'"), (["--skills-dir", "nowhere"], "no such folder"),
        (["--category", "none"], "--category none"), (["nothing.md"], "nothing.md"),
      ] {
        let result = try await program.run(arguments: ["skills", "mentor", "--scores", "scores.json"] + words)
        #expect(result.code == 2 && result.error.contains(told), "\(words): \(result.error)")
      }
      let high = try await program.run("skills", "mentor", "--scores", "scores.json", "skills/release-notes")
      #expect(high.code == 0 && high.error.contains("wants no mentor"), "\(high.error)")
    }
  }

  @Test func `days may come newest first`() async throws {
    try await withSkills { program in
      let days = (10...20).reversed().map { #"{"date": "2026-11-\#($0)", "score": \#($0 > 13 ? 20 : 100)}"# }
      try program.write(
        #"{"changelog": {"scores": [\#(days.joined(separator: ","))]}, "release-notes": 90}"#, to: "scores.json")
      let result = try await program.run("skills", "mentor", "--scores", "scores.json", "--format", "json")
      // The last seven days, 14 to 20, are all 20.
      #expect(try JSONValue(parsing: result.output)["lessons"]?[0]?["score"] == 20, "\(result.output)")
    }
  }

  @Test func `paths are those of the repository, and a branch that is there keeps no other back`() async throws {
    try await withSkills { program in
      try program.write(
        "---\nname: diary\ndescription: Keep a diary.\ncategory: documentation\n---\n\n# Diary\n",
        to: "skills/diary/SKILL.md")
      try program.write(
        #"{"changelog": 20, "diary": 30, "release-notes": 90}"#, to: "scores.json")
      try program.git("init", "-q")
      try program.git("add", "skills")
      try program.git("commit", "-qm", "skills")
      try program.git("branch", "mentor/changelog")
      try program.write("x", to: "sub/a.txt")
      let words = ["skills", "mentor", "--skills-dir", "../skills", "--scores", "../scores.json"]
      func inside(_ more: String) async throws -> Program.Result {
        try await program.run(
          arguments: ["-c", #"cd sub && exec "$0" "$@""#, Program.executable.path] + words + [more],
          by: URL(fileURLWithPath: "/bin/sh"))
      }
      let diff = try await inside("--diff")
      #expect(diff.output.contains("+++ b/skills/diary/SKILL.md"), "\(diff.output)\(diff.error)")
      let result = try await inside("--pr")
      #expect(
        result.code == 2 && result.error.contains("branch mentor/diary, commit")
          && result.error.contains("skill changelog"), "\(result.error)")
      try program.git("show", "mentor/diary:skills/diary/SKILL.md")
    }
  }

  @Test func `a pull request is a branch with one commit and a body that names mentor and reviewer`() async throws {
    try await withSkills { program in
      try program.git("init", "-q")
      try program.git("add", "skills")
      try program.git("commit", "-qm", "skills")
      let result = try await program.run("skills", "mentor", "--scores", "scores.json", "--pr")
      #expect(result.code == 0 && result.error.contains("branch mentor/changelog"), "\(result.error)")
      let body = try String(
        contentsOf: program.folder.appending(path: ".moe-judge/mentor/changelog.md"), encoding: .utf8)
      for words in ["Mentor: release-notes, 87.5", "Reviewer: ada", "cannot be told", "a person merges it", "```diff"] {
        #expect(body.contains(words), "\(words) in \(body)")
      }
      try program.git("show", "mentor/changelog:skills/changelog/SKILL.md")
      // What is checked out stays as it was.
      let text = try String(contentsOf: program.folder.appending(path: "skills/changelog/SKILL.md"), encoding: .utf8)
      #expect(!text.contains("FILL IN"))
      let twice = try await program.run("skills", "mentor", "--scores", "scores.json", "--pr")
      #expect(twice.code == 2 && twice.error.contains("there already"), "\(twice.error)")
    }
  }

  @Test func `the guide counts what healthy skills share`() async throws {
    try await withSkills { program in
      let result = try await program.run("skills", "mentor", "--scores", "scores.json", "--guide", "GUIDE.md")
      #expect(result.code == 0, "\(result.error)")
      let guide = try String(contentsOf: program.folder.appending(path: "GUIDE.md"), encoding: .utf8)
      #expect(
        guide.contains("## documentation") && guide.contains("| section 'Principles' | 1 of 1 | 0 of 1 |"), "\(guide)")
    }
  }

  @Test func `without scores, or with wrong ones, it says what to write`() async throws {
    try await withSkills { program in
      let none = try await program.run("skills", "mentor")
      #expect(none.code == 2 && none.error.contains("--scores FILE"), "\(none.error)")
      for text in ["[]", "{}", #"{"a": {"score": 120}}"#, "{"] {
        try program.write(text, to: "bad.json")
        let bad = try await program.run("skills", "mentor", "--scores", "bad.json")
        #expect(bad.code == 2 && bad.error.contains("bad.json"), "\(text): \(bad.error)")
      }
    }
  }
}
