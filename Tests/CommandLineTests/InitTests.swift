import Foundation
import Testing

/// What `moe-judge init` puts into a folder.
@Suite struct InitTests {
  private let files = [
    "moe-judge.yaml", "personas/routing.yaml", "personas/technical_architect.yaml", "rubrics/secure-defaults.yaml",
    "adrs/001-record-decisions.md", ".moe-judgeignore", ".gitignore",
  ]

  /// By a proxy where nobody listens, a server of models on the machine of the tests is not seen.
  private let noLocalModels = ["http_proxy": "http://127.0.0.1:9"]

  private func repository() throws -> Program {
    let program = try Program()
    try program.git("init", "-q")
    return program
  }

  private func text(_ name: String, in program: Program) -> String? {
    FileManager.default.contents(atPath: program.folder.appending(path: name).path).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// Every file below the folder with its bytes, git's own left out.
  private func snapshot(of program: Program) throws -> [String: Data] {
    let names = FileManager.default.enumerator(atPath: program.folder.path)?.compactMap { $0 as? String } ?? []
    return Dictionary(
      uniqueKeysWithValues: names.filter { !$0.hasPrefix(".git/") && !$0.hasPrefix(".std") }.compactMap { name in
        FileManager.default.contents(atPath: program.folder.appending(path: name).path).map { (name, $0) }
      })
  }

  @Test func `what it writes is valid and judges offline`() async throws {
    let program = try repository()
    defer { program.remove() }
    let result = try await program.run("init")
    #expect(result.code == 0, "\(result.error)")
    for file in files {
      #expect(text(file, in: program) != nil, "\(file)")
      #expect(result.output.contains("wrote  \(file)\n"), "\(file)")
    }
    #expect(result.output.contains("next: moe-judge judge --offline FILE"))
    #expect(try await program.run("validate").code == 0)
    try program.write("FROM debian:12\nRUN curl http://example.com/x | sh\n", to: "Dockerfile")
    let judged = try await program.run("judge", "--offline", "--no-progress", "Dockerfile")
    #expect(judged.code == 1 && judged.output.contains("fail"), "\(judged.output)\(judged.error)")
  }

  @Test func `the copies judge as the shipped files do`() async throws {
    let (bare, set) = (try Program(), try repository())
    defer {
      bare.remove()
      set.remove()
    }
    _ = try await set.run("init")
    var outcomes: [String] = []
    for program in [bare, set] {
      try program.write("import os\n\n\ndef run(cmd):\n    os.system(cmd)\n", to: "app.py")
      let result = try await program.run("judge", "--offline", "--no-progress", "--verbose", "app.py")
      outcomes.append(result.output.split(separator: "\n").filter { !$0.hasPrefix("run ") }.joined(separator: "\n"))
    }
    #expect(outcomes[0] == outcomes[1])
  }

  @Test func `a second time nothing is written and everything is named as left`() async throws {
    let program = try repository()
    defer { program.remove() }
    _ = try await program.run("init")
    let before = try snapshot(of: program)
    let again = try await program.run("init")
    #expect(again.code == 0 && !again.output.contains("wrote") && !again.output.contains("added"))
    for file in files where file != "adrs/001-record-decisions.md" {
      #expect(again.output.contains("left  \(file), which"), "\(file)")
    }
    #expect(try snapshot(of: program) == before)
  }

  @Test func `nothing that is there is changed but for a line in .gitignore`() async throws {
    let program = try repository()
    defer { program.remove() }
    try program.write("consensus: {threshold: \"3/4\"}\n", to: "moe-judge.yaml")
    try program.write("*.o", to: ".gitignore")
    try program.write("vendor/\n", to: ".moe-judgeignore")
    try program.write("# 1. Use PostgreSQL\n", to: "docs/adr/0001.md")
    let result = try await program.run("init")
    #expect(result.code == 0)
    #expect(text("moe-judge.yaml", in: program) == "consensus: {threshold: \"3/4\"}\n")
    #expect(text(".moe-judgeignore", in: program) == "vendor/\n")
    #expect(text(".gitignore", in: program) == "*.o\n.moe-judge/\n")
    #expect(text("adrs/001-record-decisions.md", in: program) == nil)
    #expect(result.output.contains("rubrics generate --adr-dir docs/adr"))
  }

  @Test(arguments: [".moe-judge", "/.moe-judge/", "  .moe-judge/  ", "a\r\n.moe-judge/\r\n"])
  func `a .gitignore that names the state already is left`(ignored: String) async throws {
    let program = try repository()
    defer { program.remove() }
    try program.write(ignored, to: ".gitignore")
    let result = try await program.run("init")
    #expect(text(".gitignore", in: program) == ignored && result.output.contains("left  .gitignore"))
  }

  @Test func `a link that leads out of the folder is not written through`() async throws {
    let program = try repository()
    defer { program.remove() }
    let outside = program.folder.appending(path: "outside.txt")
    for name in [".moe-judgeignore", ".gitignore"] {
      try FileManager.default.createSymbolicLink(
        at: program.folder.appending(path: name), withDestinationURL: outside)
    }
    let result = try await program.run("init")
    #expect(result.code == 0 && !FileManager.default.fileExists(atPath: outside.path))
    #expect(result.output.contains("left  .moe-judgeignore") && result.output.contains("left  .gitignore"))
  }

  @Test func `a persona of the team's under another file name is not doubled`() async throws {
    let program = try repository()
    defer { program.remove() }
    _ = try await program.run("init")
    let persona = text("personas/qa_evaluator.yaml", in: program) ?? ""
    let rubric = text("rubrics/secure-defaults.yaml", in: program) ?? ""
    for name in ["personas", "rubrics"] { try FileManager.default.removeItem(at: program.folder.appending(path: name)) }
    try program.write(persona, to: "personas/our-tester.yaml")
    try program.write(rubric, to: "rubrics/ours.yaml")
    #expect(try await program.run("init").code == 0)
    #expect(text("personas/qa_evaluator.yaml", in: program) == nil)
    #expect(text("rubrics/secure-defaults.yaml", in: program) == nil)
    #expect(try await program.run("validate").code == 0)
  }

  @Test func `a dry run lists the same files and writes none`() async throws {
    let program = try repository()
    defer { program.remove() }
    let before = try snapshot(of: program)
    let dry = try await program.run("init", "--dry-run")
    #expect(dry.code == 0)
    #expect(try snapshot(of: program) == before)
    let wet = try await program.run("init")
    let listed = dry.output.split(separator: "\n").filter { $0.hasPrefix("would write  ") }
    let written = wet.output.split(separator: "\n").filter { $0.hasPrefix("wrote  ") }
    #expect(listed.map { $0.dropFirst("would write  ".count) } == written.map { $0.dropFirst("wrote  ".count) })
    #expect(listed.count >= files.count)
  }

  @Test func `minimal means the configuration and the routes`() async throws {
    let program = try repository()
    defer { program.remove() }
    #expect(try await program.run("init", "--minimal").code == 0)
    #expect(try snapshot(of: program).keys.sorted() == ["moe-judge.yaml", "personas/routing.yaml"])
    #expect(try await program.run("validate").code == 0)
  }

  @Test func `the panel is that of the keys, which doctor accepts`() async throws {
    for (variable, profile) in [("OPENROUTER_API_KEY", "standard"), ("ANTHROPIC_API_KEY", "single_vendor")] {
      let program = try repository()
      defer { program.remove() }
      let keys = noLocalModels.merging([variable: "test-key-0123456789"]) { $1 }
      let result = try await program.run("init", environment: keys)
      #expect(result.output.contains("next: moe-judge doctor") && !result.output.contains("test-key"))
      #expect(text("moe-judge.yaml", in: program)?.contains("profile: \(profile)") == true)
      let doctor = try await program.run("doctor", "--offline", environment: keys)
      #expect(doctor.code == 0 && !doctor.output.contains("proposed panel"), "\(doctor.output)")
    }
  }

  @Test func `a configuration that was there and allows no such panel is named with what to write`() async throws {
    let program = try repository()
    defer { program.remove() }
    try program.write("consensus: {veto: true}\n", to: "moe-judge.yaml")
    let result = try await program.run(
      "init", environment: noLocalModels.merging(["OPENAI_API_KEY": "test-key-0123456789"]) { $1 })
    #expect(result.output.contains("does not allow this panel") && result.output.contains("profile: single_vendor"))
  }

  @Test func `routes that are there decide, and no other panel is spoken of`() async throws {
    let program = try repository()
    defer { program.remove() }
    try program.write("qa_evaluator: {primary: openai/gpt-4o}\n", to: "personas/routing.yaml")
    let result = try await program.run("init", environment: ["OPENAI_API_KEY": "test-key-0123456789"])
    #expect(result.output.contains("left  personas/routing.yaml") && !result.output.contains("single_vendor"))
    #expect(text("moe-judge.yaml", in: program)?.contains("profile: standard") == true)
  }

  /// The file of this repository that a template is a copy of.
  private func template(_ path: String) throws -> String {
    try String(contentsOf: Program.root.appending(path: path), encoding: .utf8)
  }

  @Test func `a CI job is written for the forge that is there, and it is the template byte for byte`() async throws {
    let plain = try repository()
    let gitHub = try repository()
    let gitLab = try repository()
    defer { for program in [plain, gitHub, gitLab] { program.remove() } }
    try gitHub.git("remote", "add", "origin", "git@github.com:team/app.git")
    try gitLab.write("stages: [test]\n", to: ".gitlab-ci.yml")
    var outputs: [String] = []
    for program in [plain, gitHub, gitLab] { outputs.append(try await program.run("init").output) }
    #expect(text(".github/workflows/gate.yml", in: plain) == nil && text(".gitlab/moe-judge.yml", in: plain) == nil)
    #expect(try text(".github/workflows/gate.yml", in: gitHub) == template("ci/github/gate.yml"))
    #expect(text(".github/workflows/eval-improvement.yml", in: gitHub) == nil)
    #expect(outputs[1].contains("MOE_JUDGE_REPOSITORY") && !outputs[0].contains("MOE_JUDGE_REPOSITORY"))
    #expect(try text(".gitlab/moe-judge.yml", in: gitLab) == template("ci/gitlab/moe-judge.yml"))
    #expect(text(".gitlab-ci.yml", in: gitLab) == "stages: [test]\n")
    #expect(outputs[2].contains("include:\n  - local: .gitlab/moe-judge.yml"))
  }

  @Test(arguments: [true, false])
  func `the weekly loop comes with its scripts where it is asked for or there are suites`(isAsked: Bool) async throws {
    let program = try repository()
    defer { program.remove() }
    try program.write("", to: ".github/.keep")
    if !isAsked { try program.write("", to: "evals/.keep") }
    let result = try await program.run(arguments: isAsked ? ["init", "--weekly"] : ["init"])
    #expect(result.code == 0, "\(result.error)")
    #expect(
      try text(".github/workflows/eval-improvement.yml", in: program) == template("ci/github/eval-improvement.yml"))
    for script in ["scripts/weekly-improvement.sh", "scripts/weekly-ledger.sh"] {
      #expect(try text(script, in: program) == template(script))
    }
  }

  @Test func `workflows that are there are left, and a configuration of pre-commit is told what to add`() async throws {
    let program = try repository()
    defer { program.remove() }
    try program.write("name: theirs\n", to: ".github/workflows/gate.yml")
    try program.write("repos: []\n", to: ".pre-commit-config.yaml")
    let result = try await program.run("init")
    #expect(result.output.contains("left  .github/workflows/gate.yml"))
    #expect(text(".github/workflows/gate.yml", in: program) == "name: theirs\n")
    #expect(text(".pre-commit-config.yaml", in: program) == "repos: []\n")
    #expect(result.output.contains("entry: moe-judge judge --offline\n"))
  }

  @Test func `the workflow's command judges what a merge brings in, and nothing else`() async throws {
    let program = try repository()
    defer { program.remove() }
    try program.write("import os\n\n\ndef run(cmd):\n    os.system(cmd)\n", to: "old.py")
    try program.git("add", "-A")
    try program.git("commit", "-qm", "base")
    try program.git("checkout", "-qb", "change")
    try program.write("FROM debian:12\nRUN curl http://example.com/x | sh\n", to: "Dockerfile")
    try program.git("add", "-A")
    try program.git("commit", "-qm", "change")
    try program.git("checkout", "-q", "main")
    try program.git("merge", "-q", "--no-ff", "-m", "merge", "change")
    let result = try await program.run("judge", "--offline", "--allow-empty", "--diff", "HEAD^1..HEAD", "--no-progress")
    #expect(result.code == 1 && result.output.contains("Dockerfile") && !result.output.contains("old.py"))
  }

  @Test func `outside a repository it writes and says what is missing`() async throws {
    let program = try Program()
    defer { program.remove() }
    let result = try await program.run("init")
    #expect(result.code == 0 && result.output.contains("git init"))
  }

  @Test func `files that do not fit are mended first, and nothing is written beside them`() async throws {
    let program = try repository()
    defer { program.remove() }
    try program.write("panle: {}\n", to: "moe-judge.yaml")
    let before = try snapshot(of: program)
    let result = try await program.run("init")
    #expect(result.code == 2 && result.error.contains("panel"), "\(result.error)")
    #expect(try snapshot(of: program) == before)
  }

  @Test func `a folder that is not there, and a file in the place of one`() async throws {
    let program = try repository()
    defer { program.remove() }
    let missing = try await program.run("init", "nowhere")
    #expect(missing.code == 2 && missing.error.contains("no such folder"))
    try program.write("", to: ".github")
    try program.write("", to: "adrs")
    let blocked = try await program.run("init")
    #expect(
      blocked.code == 2 && blocked.error.contains("adrs/001-record-decisions.md: cannot be written"), "\(blocked.error)"
    )
  }
}
