import Foundation
import TestSupport
import Testing

/// The script that the GitLab template runs, and how the action finds moe-judge.
@Suite struct GateTemplateTests {
  private func executable(_ text: String, _ name: String, in program: Program) throws {
    try program.write(text, to: name)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: program.folder.appending(path: name).path)
  }

  private func path(_ program: Program) -> String {
    program.folder.path + "/tools:" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
  }

  /// The parts of the job's script, as GitLab hands them to one shell.
  private func gitLabScript() throws -> String {
    let text = try String(contentsOf: Program.root.appending(path: "ci/gitlab/moe-judge.yml"), encoding: .utf8)
    let script = text.components(separatedBy: "  script:\n").last?.components(separatedBy: "  artifacts:\n").first ?? ""
    return "set -eo pipefail\n"
      + script.split(separator: "\n").filter { $0 != "    - |" }.map { $0.dropFirst(6) + "\n" }.joined()
  }

  @Test(arguments: [0, 1, 4])
  func `the job of GitLab keeps its files, comments, and ends with the exit code`(code: Int) async throws {
    let program = try Program()
    defer { program.remove() }
    try executable(
      """
      #!/bin/sh
      [ "$1" = judge ] || exec '\(Program.executable.path)' "$@"
      printf '%s\\n' "$@" > words
      env > environment
      [ \(code) -eq 4 ] || for word in "$@"; do
        case "$word" in */moe-judge.md | */moe-judge.gitlab.json) printf '[]\\r\\r\\n/approve\\n' > "$word" ;; esac
      done
      exit \(code)
      """, "tools/moe-judge", in: program)
    try program.write(try gitLabScript(), to: "job.sh")
    // What a change could bring to have it posted or kept in the place of a result.
    try program.write("fine\n/merge\n", to: "moe-judge.md")
    try program.write("", to: "moe-judge.json/x")
    try program.git("init", "-q")
    try program.git("commit", "-q", "--allow-empty", "-m", "base")
    // The repository is its own remote.
    try program.git("remote", "add", "origin", ".")
    let target = try String(contentsOf: program.folder.appending(path: ".git/refs/heads/main"), encoding: .utf8)
      .trimmingCharacters(in: .newlines)
    let forge = SimulatedForge()
    try await ProviderSimulator.run(answering: forge.handler) { simulator in
      let result = try await program.run(
        arguments: ["job.sh"],
        environment: [
          "PATH": path(program), "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_API_V4_URL": simulator.baseURL,
          "CI_PROJECT_ID": "42", "CI_MERGE_REQUEST_IID": "5", "MOE_JUDGE_GITLAB_TOKEN": "glpat-0123456789",
        ], by: URL(fileURLWithPath: "/bin/bash"))
      #expect(Int(result.code) == code, "\(result.error)")
      let said = forge.comments.first?.body ?? ""
      #expect(code == 4 ? said.contains("moe-judge ended with 4") : said.contains("\n[]\n"), "\(said)")
      #expect(!said.contains("\n/approve") && !said.contains("/merge"), "\(said)")
    }
    func stands(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: program.folder.appending(path: name).path)
    }
    #expect(stands("gl-code-quality-report.json") == (code != 4) && !stands("moe-judge.gitlab.json"))
    let words = try String(contentsOf: program.folder.appending(path: "words"), encoding: .utf8)
    #expect(words.contains("--diff\n\(target)...HEAD\n") && words.contains("--offline-without-keys\n"))
    let environment = try String(contentsOf: program.folder.appending(path: "environment"), encoding: .utf8)
    #expect(!environment.contains("glpat-"))
  }

  @Test func `the job of GitLab builds a tag, a branch or a commit of the source, and asks for what is not set`()
    async throws
  {
    let program = try Program()
    defer { program.remove() }
    // Nothing of the machine that runs this: no moe-judge, and no package is installed.
    for name in ["git", "mktemp", "mv", "rm", "cp", "cat", "env", "grep"] {
      try executable("#!/bin/sh\nPATH=/usr/local/bin:/usr/bin:/bin exec \(name) \"$@\"\n", "few/\(name)", in: program)
    }
    try executable("#!/bin/sh\n", "few/apt-get", in: program)
    try executable("#!/bin/sh\ncat \"$2/Package.swift\" > made\nexit 9\n", "few/make", in: program)
    try program.write("one", to: "upstream/Package.swift")
    let upstream = Program(folder: program.folder.appending(path: "upstream"))
    try upstream.git("init", "-q")
    try upstream.git("add", "-A")
    try upstream.git("commit", "-qm", "one")
    try upstream.git("tag", "v1")
    try upstream.write("two", to: "Package.swift")
    try upstream.git("commit", "-qam", "two")
    let first = try String(contentsOf: upstream.folder.appending(path: ".git/refs/tags/v1"), encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    try program.write(try gitLabScript(), to: "job.sh")
    func job(_ settings: [String: String]) async throws -> Program.Result {
      let basics = [
        "PATH": program.folder.path + "/few", "TMPDIR": program.folder.path, "GIT_CONFIG_GLOBAL": "/dev/null",
      ]
      return try await program.run(
        arguments: ["job.sh"], environment: basics.merging(settings) { $1 }, by: URL(fileURLWithPath: "/bin/bash"))
    }
    let source = ["MOE_JUDGE_SOURCE": "file://" + upstream.folder.path]
    for (reference, text) in [("v1", "one"), ("main", "two"), (first, "one")] {
      let result = try await job(source.merging(["MOE_JUDGE_REF": reference]) { $1 })
      #expect(result.code == 9, "\(reference): \(result.error)")
      #expect(try String(contentsOf: program.folder.appending(path: "made"), encoding: .utf8) == text, "\(reference)")
    }
    for settings in [source, ["MOE_JUDGE_REF": "v1"]] {
      let refused = try await job(settings)
      #expect(refused.code == 2 && refused.error.contains("MOE_JUDGE_REF"), "\(refused.error)")
    }
  }

  private func find(_ program: Program, _ settings: [String: String]) async throws -> (Program.Result, String) {
    try program.write("", to: "output")
    let basics = [
      "PATH": path(program), "GITHUB_ACTION_PATH": Program.root.path, "GITHUB_OUTPUT": program.folder.path + "/output",
      "RUNNER_TEMP": program.folder.path, "GIT_CONFIG_GLOBAL": "/dev/null",
    ]
    let result = try await program.run(
      arguments: [Program.root.appending(path: "ci/github/find.sh").path],
      environment: basics.merging(settings) { $1 }, by: URL(fileURLWithPath: "/bin/bash"))
    return (result, try String(contentsOf: program.folder.appending(path: "output"), encoding: .utf8))
  }

  @Test func `the action takes the moe-judge on the path, where its version is the one that is wanted`() async throws {
    let program = try Program()
    defer { program.remove() }
    try executable("#!/bin/sh\nexec '\(Program.executable.path)' \"$@\"\n", "tools/moe-judge", in: program)
    // Swift is asked for its version alone.
    try executable("#!/bin/sh\necho 6.2\n", "tools/swift", in: program)
    #expect(try await find(program, [:]).1 == "found=true\n")
    #expect(try await find(program, ["MOE_JUDGE_VERSION": "v0.1.0"]).1 == "found=true\n")
    let (other, said) = try await find(program, ["MOE_JUDGE_VERSION": "9.9.9"])
    #expect(
      other.code == 0 && said.hasPrefix("found=false\nsource=\(Program.root.path)\nkey=moe-judge-"), "\(other.error)")
    #expect(try await find(program, ["MOE_JUDGE_VERSION": "9.9.9"]).1 == said, "the key is that of the same files")
  }

  @Test func `another source is fetched at its tag, and what is no address or version is refused`() async throws {
    let program = try Program()
    defer { program.remove() }
    try executable("#!/bin/sh\necho 6.2\n", "tools/swift", in: program)
    for folder in ["Sources", "Plugins", "personas", "rubrics", "ci", "scripts"] {
      try program.write("x", to: "upstream/\(folder)/file")
    }
    try program.write("x", to: "upstream/Package.swift")
    let upstream = Machine(program: Program(folder: program.folder.appending(path: "upstream")))
    for words in [["init", "-q"], ["add", "-A"], ["commit", "-qm", "one"], ["tag", "v1"]] { try upstream.git(words) }
    let address = "file://" + program.folder.path + "/upstream"
    let (result, said) = try await find(program, ["MOE_JUDGE_SOURCE": address, "MOE_JUDGE_VERSION": "v1"])
    #expect(result.code == 0, "\(result.error)")
    #expect(said.contains("source=\(program.folder.path)/moe-judge-source\n"))
    for settings in [
      ["MOE_JUDGE_VERSION": "--upload-pack=touch pwned"], ["MOE_JUDGE_VERSION": "a\nfound=true"],
      ["MOE_JUDGE_SOURCE": "--upload-pack=x"], ["MOE_JUDGE_SOURCE": "a\nb"],
    ] {
      let (refused, output) = try await find(program, settings)
      #expect(refused.code == 2 && output.isEmpty, "\(settings)")
    }
  }
}
