import Foundation
import Testing

/// Completions, asked for in a real shell.
@Suite struct CompletionTests {
  /// What bash offers at the end of `line`.
  private func offers(_ line: String, in program: Program) async throws -> [String] {
    let script = """
      eval "$(moe-judge --generate-completion-script bash)"
      COMP_LINE="$1" COMP_POINT=${#1} COMP_TYPE=9
      read -ra COMP_WORDS <<< "$1"
      [[ "$1" == *' ' ]] && COMP_WORDS+=("")
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _moe-judge moe-judge "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let result = try await program.run(
      arguments: ["--noprofile", "--norc", "-c", script, "bash", line],
      environment: ["PATH": Program.executable.deletingLastPathComponent().path + ":" + path],
      by: URL(fileURLWithPath: "/bin/bash"))
    #expect(result.error.isEmpty, "\(result.error)")
    return result.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test func `bash completes commands, options, values and files`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("a = 1\n", to: "orders.py")
    #expect(try await offers("moe-judge runs ver", in: program) == ["verify"])
    #expect(
      try await offers("moe-judge judge --off", in: program).sorted() == ["--offline", "--offline-without-keys"])
    #expect(try await offers("moe-judge judge --format jsonl", in: program) == ["jsonl"])
    #expect(try await offers("moe-judge judge ord", in: program) == ["orders.py"])
    #expect(try await offers("moe-judge judge --config ord", in: program) == ["orders.py"])
  }

  @Test func `bash completes runs, personas and suites by what is there`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("a = 1\n", to: "app.py")
    _ = try await program.run("judge", "--offline", "--quiet", "app.py")
    let runs = try FileManager.default.contentsOfDirectory(
      atPath: program.folder.appending(path: ".moe-judge/runs").path)
    #expect(try await offers("moe-judge runs verify 20", in: program) == runs)
    #expect(try await offers("moe-judge runs verify lat", in: program) == ["latest"])
    try program.write("", to: "personas/security_lead.yaml")
    try program.write("", to: "evals/ours/suite.yaml")
    #expect(
      try await offers("moe-judge judge --persona sec", in: program) == ["security_analyst", "security_lead"])
    #expect(try await offers("moe-judge eval run ", in: program).contains("ours"))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `the script of a shell is one that this shell can read`(shell: String) async throws {
    let program = try Program()
    defer { program.remove() }
    let script = try await program.run("--generate-completion-script", shell)
    #expect(script.code == 0 && script.output.contains("moe-judge") && !script.output.contains("reference"))
    try program.write(script.output, to: "completions")
    // Zsh and fish are not on every machine.
    let paths = ["/bin/\(shell)", "/usr/bin/\(shell)"]
    guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else { return }
    let result = try await program.run(arguments: ["-n", "completions"], by: URL(fileURLWithPath: path))
    #expect(result.code == 0 && result.error.isEmpty, "\(result.error)")
  }
}
