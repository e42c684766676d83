import Foundation
import Synchronization
import TestSupport
import Testing

/// The script of action.yml, on real repositories. In place of judging, a stand-in writes down what it was asked; all else is the program.
@Suite struct GateActionTests {
  /// A clone at the merge of a change, as the event of a pull request checks it out.
  private struct Job {
    let program: Program
    let base: String
    let head: String

    var results: String { "temp/moe-judge" }

    init(merged: Bool = true) throws {
      program = try Program()
      let machine = Machine(program: program)
      for words in [["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "base"], ["checkout", "-qb", "change"]] {
        try machine.git(words)
      }
      base = try machine.commit("HEAD")
      try program.write("x = 1\n", to: "app.py")
      for words in [["add", "app.py"], ["commit", "-qm", "change"]] { try machine.git(words) }
      head = try machine.commit("HEAD")
      if merged {
        for words in [
          ["checkout", "-q", "main"], ["commit", "-q", "--allow-empty", "-m", "later"],
          ["merge", "-q", "--no-ff", "-m", "merge", "change"],
        ] {
          try machine.git(words)
        }
      }
      try program.write("", to: "temp/.keep")
      try standIn("")
    }

    func commit(_ revision: String) throws -> String { try Machine(program: program).commit(revision) }

    /// Puts a program on the path that does `doing` in place of judging.
    func standIn(_ doing: String, code: Int = 0) throws {
      let text = """
        #!/bin/sh
        [ "$1" = judge ] || exec '\(Program.executable.path)' "$@"
        printf '%s\\n' "$@" > words
        env > environment
        \(doing)
        exit \(code)
        """
      try program.write(text, to: "tools/moe-judge")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: program.folder.appending(path: "tools/moe-judge").path)
    }

    func run(_ settings: [String: String] = [:]) async throws -> Program.Result {
      for name in ["output", "summary"] { try program.write("", to: name) }
      let folder = program.folder.path
      let basics = [
        "PATH": folder + "/tools:" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"), "HOME": folder,
        "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": folder, "RUNNER_TEMP": folder + "/temp",
        "GITHUB_OUTPUT": folder + "/output", "GITHUB_STEP_SUMMARY": folder + "/summary", "PULL_REQUEST_BASE": base,
        "PULL_REQUEST_HEAD": head, "MOE_JUDGE_COMMENT": "false", "GIT_CONFIG_NOSYSTEM": "1",
      ]
      return try await program.run(
        arguments: [Program.root.appending(path: "ci/github/gate.sh").path],
        environment: basics.merging(settings) { $1 }, by: URL(fileURLWithPath: "/bin/bash"))
    }

    func text(_ name: String) -> String {
      FileManager.default.contents(atPath: program.folder.appending(path: name).path).map {
        String(decoding: $0, as: UTF8.self)
      } ?? ""
    }

    var words: [String] { text("words").split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

    /// The word behind another.
    func word(behind name: String) -> String? {
      words.firstIndex(of: name).map { words[$0 + 1] }
    }
  }

  @Test func `what a merge brings in is judged, and without the merge commit what came since the branch began`()
    async throws
  {
    let (merged, bare) = (try Job(), try Job(merged: false))
    defer { for job in [merged, bare] { job.program.remove() } }
    #expect(try await merged.run().code == 0)
    let parent = try merged.commit("HEAD^1")
    #expect(merged.word(behind: "--diff") == "\(parent)..HEAD" && parent != merged.base)
    #expect(try await bare.run().code == 0)
    #expect(bare.word(behind: "--diff") == "\(bare.base)...HEAD")
    #expect(bare.words.contains("--offline-without-keys") && bare.words.contains("--allow-empty"))
    #expect(try await bare.run(["MOE_JUDGE_BASE": "main"]).code == 0)
    #expect(bare.word(behind: "--diff") == "\(bare.base)...HEAD")
  }

  @Test func `a base that is not in the clone is named with what to do`() async throws {
    let job = try Job(merged: false)
    defer { job.program.remove() }
    let missing = String(repeating: "0", count: 40)
    let result = try await job.run(["PULL_REQUEST_BASE": missing])
    #expect(result.code == 2 && result.output.contains("::error::") && result.output.contains("fetch-depth: 0"))
    #expect(job.text("output") == "exit-code=2\n")
    let push = try await job.run(["PULL_REQUEST_BASE": ""])
    #expect(push.code == 2 && push.output.contains("'base'"))
    let option = try await job.run(["MOE_JUDGE_BASE": "--upload-pack=touch pwned"])
    #expect(option.code == 2 && job.text("pwned").isEmpty)
  }

  @Test func `a folder that a change made a link to another is not worked in`() async throws {
    let job = try Job()
    defer { job.program.remove() }
    try job.program.write("", to: "loose/.keep")
    try FileManager.default.createSymbolicLink(
      atPath: job.program.folder.appending(path: "svc").path, withDestinationPath: "loose")
    let linked = try await job.run(["MOE_JUDGE_DIRECTORY": "svc"])
    #expect(linked.code == 2 && linked.output.contains("is a link"), "\(linked.output)")
    #expect(try await job.run(["MOE_JUDGE_DIRECTORY": "loose"]).code == 0)
  }

  @Test func `options and paths are whole words, whatever stands in them`() async throws {
    let job = try Job()
    defer { job.program.remove() }
    let nasty = "a b; $(touch pwned) `touch pwned` * \"'"
    let result = try await job.run([
      "MOE_JUDGE_ARGS": "--rubric\n\(nasty)\n", "MOE_JUDGE_PATHS": "\(nasty)\n--offline\n",
      "MOE_JUDGE_FAIL_ON": "conditional", "MOE_JUDGE_ADVISORY": "true",
    ])
    #expect(result.code == 0, "\(result.error)")
    #expect(job.word(behind: "--rubric") == nasty && job.word(behind: "--fail-on") == "conditional")
    #expect(job.words.suffix(4) == ["--", nasty, "--offline", ""] && job.words.contains("--advisory"))
    #expect(job.word(behind: "--config-rev") == (try job.commit("HEAD^1")))
    #expect(!FileManager.default.fileExists(atPath: job.program.folder.appending(path: "pwned").path))
  }

  @Test func `annotations are the only commands that reach the workflow`() async throws {
    let job = try Job()
    defer { job.program.remove() }
    try job.standIn(
      """
      echo '::error file=app.py,line=1,title=x::found'
      echo '::add-mask::x'
      echo ' ::set-output name=exit-code::0'
      echo '##[error]old'
      echo '::warning ::there'
      """, code: 1)
    let result = try await job.run()
    let lines = result.output.split(separator: "\n").map(String.init)
    let pause = lines.first?.split(separator: ":").last.map(String.init) ?? ""
    #expect(lines.first == "::stop-commands::\(pause)" && pause.count == 32)
    #expect(lines.dropFirst() == ["::\(pause)::", "::error file=app.py,line=1,title=x::found", "::warning ::there"])
    #expect(job.text("output") == "exit-code=1\nresults=\(job.program.folder.path)/temp/moe-judge\n")
  }

  @Test func `the summary stays below what GitHub takes, and says so where there is no judgment`() async throws {
    let job = try Job()
    defer { job.program.remove() }
    try job.standIn("", code: 4)
    let none = try await job.run()
    #expect(
      none.code == 0 && job.text("summary").contains("moe-judge ended with 4: the providers or the network failed"))
    try job.standIn(
      "yes 'a finding with some words, é' | head -n 60000 > temp/moe-judge/moe-judge.md")
    _ = try await job.run()
    let summary = job.text("summary")
    #expect((800_000..<1_048_576).contains(summary.utf8.count) && summary.hasSuffix("files of the job.)\n"))
  }

  @Test func `the comment gets the token, and the judges do not`() async throws {
    let job = try Job()
    defer { job.program.remove() }
    try job.standIn("printf '## PASS\\n' > temp/moe-judge/moe-judge.md")
    try job.program.write(#"{"pull_request": {"number": 5}}"#, to: "event.json")
    let forge = SimulatedForge()
    try await ProviderSimulator.run(answering: forge.handler) { simulator in
      let settings = [
        "MOE_JUDGE_COMMENT": "true", "MOE_JUDGE_COMMENT_TOKEN": "ghs_secret0123456789", "GITHUB_TOKEN": "ghs_other",
        "GITHUB_API_URL": simulator.baseURL, "GITHUB_REPOSITORY": "team/app", "GITHUB_EVENT_PATH": "event.json",
      ]
      let result = try await job.run(settings)
      #expect(
        result.code == 0 && forge.comments.map(\.body) == ["<!-- moe-judge:gate -->\n## PASS\n"], "\(result.error)")
      #expect(!job.text("environment").contains("ghs_"))
      forge.state.withLock { $0.first = [SimulatedReply(status: 401, body: "{}")] }
      let failed = try await job.run(settings)
      #expect(failed.code == 0 && failed.output.contains("::warning::The comment"))
    }
  }

  /// Whether every form is there that the action writes.
  private static func hasForms() async throws -> Bool {
    let program = try Program()
    defer { program.remove() }
    let help = try await program.run("judge", "--help").output
    return ["github", ".sarif", ".junit.xml", ".md", ".html"].allSatisfy { help.contains($0) }
  }

  @Test(.enabled("the forms of results are there") { try await GateActionTests.hasForms() })
  func `a change with a fault is annotated, reported and refused, and passes once it is mended`() async throws {
    let job = try Job(merged: false)
    defer { job.program.remove() }
    try job.standIn("exec '\(Program.executable.path)' \"$@\"")
    let machine = Machine(program: job.program)
    for (text, code) in [
      ("import os\n\n\ndef run(cmd):\n    os.system(cmd)\n", 1), ("def add(a, b):\n    return a + b\n", 0),
    ] {
      try job.program.write(text, to: "app.py")
      try machine.git("commit", "-qam", "more")
      let result = try await job.run()
      #expect(result.code == 0 && job.text("output").contains("exit-code=\(code)\n"), "\(result.output)\(result.error)")
      #expect(result.output.contains("::error file=app.py,line=5") == (code == 1), "\(result.output)")
      #expect(job.text("summary").contains("static review"))
      for form in ["json", "sarif", "md", "junit.xml", "html"] {
        #expect(!job.text("temp/moe-judge/moe-judge.\(form)").isEmpty, "\(form)")
      }
    }
  }

  @Test func `no script of the action or of a template holds an expression`() throws {
    for path in ["action.yml", "ci/github/gate.yml", "ci/github/eval-improvement.yml", ".github/workflows/gate.yml"] {
      let lines = try String(contentsOf: Program.root.appending(path: path), encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false)
      var script: Int?
      for line in lines {
        let indentation = line.prefix { $0 == " " }.count
        if let depth = script, !line.isEmpty, indentation <= depth { script = nil }
        if line.contains(" run: ") { script = indentation }
        #expect(script == nil || !line.contains("${{"), "\(path): \(line)")
      }
      #expect(!lines.contains { $0.contains("pull_request_target:") }, "\(path)")
    }
  }

  @Test func `the weekly workflow for others is this repository's, but for how moe-judge comes`() throws {
    let texts = try ["ci/github/eval-improvement.yml", ".github/workflows/eval-improvement.yml"].map {
      try String(contentsOf: Program.root.appending(path: $0), encoding: .utf8)
        .components(separatedBy: "      - name: Decide whether models are asked\n")
    }
    #expect(texts.allSatisfy { $0.count == 2 } && texts[0].last == texts[1].last)
  }
}

extension Machine {
  fileprivate func commit(_ revision: String) throws -> String {
    try git("rev-parse", revision).output.trimmingCharacters(in: .newlines)
  }
}
