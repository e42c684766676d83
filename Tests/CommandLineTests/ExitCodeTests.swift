import Foundation
import TestSupport
import Testing

/// Each exit code that scripts rely on, by a real invocation; and what becomes of output that nobody takes.
@Suite struct ExitCodeTests {
  private static let sound = "def add(a, b):\n    return a + b\n"
  private static let faulty = "import os\n\n\ndef show(path):\n    os.system(\"ls \" + path)\n"
  static let forms = ["table", "json", "jsonl", "markdown", "sarif", "junit", "github", "gitlab", "html"]

  private func withProgram(_ body: (Program) async throws -> Void) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(Self.sound, to: "sound.py")
    try program.write(Self.faulty, to: "faulty.py")
    try await body(program)
  }

  private static let withoutModels: [(words: String, code: Int32)] = [
    ("judge --offline sound.py", 0), ("judge --offline faulty.py", 1), ("judge --offline sound.py faulty.py", 1),
    ("judge --offline faulty.py --advisory", 0), ("judge --offline --nonsense", 2), ("judge --offline missing.py", 2),
    ("judge --offline notes.xyz", 3), ("judge --offline sound.py notes.xyz", 3),
    ("judge --offline faulty.py notes.xyz", 1), ("judge --offline faulty.py missing.py", 2),
    ("gate check no-such-run", 2), ("judge sound.py", 4),
  ]

  @Test(arguments: withoutModels)
  func `without models`(words: String, code: Int32) async throws {
    try await withProgram { program in
      try program.write("zxq vvk 17\n", to: "notes.xyz")
      let result = try await program.run(arguments: words.split(separator: " ").map(String.init))
      #expect(result.code == code, "\(result.output)\(result.error)")
    }
  }

  @Test func `an invalid file is 2, and an invalid file of the gate too`() async throws {
    try await withProgram { program in
      try program.write("gate: {block: [{severity: grave}]}\n", to: "moe-judge.yaml")
      #expect(try await program.run("judge", "--offline", "sound.py").code == 2)
      try program.write("", to: "moe-judge-baseline.json")
      try program.write("gate: {fail_on: fail}\n", to: "moe-judge.yaml")
      let broken = try await program.run("judge", "--offline", "sound.py")
      #expect(broken.code == 2 && broken.error.contains("moe-judge-baseline.json"), "\(broken.error)")
    }
  }

  @Test func `a waived fault passes and the gate's own word is 0, an unknown one is 1`() async throws {
    try await withProgram { program in
      _ = try await program.run("judge", "--offline", "faulty.py")
      #expect(try await program.run("gate", "check").code == 1)
      _ = try await program.run("gate", "baseline")
      #expect(try await program.run("gate", "check").code == 0)
      #expect(try await program.run("judge", "--offline", "faulty.py").code == 0)
    }
  }

  @Test func `providers that fail are 4, a budget that is used up is 5, Ctrl-C is 130`() async throws {
    try await withProgram { program in
      let down: ProviderSimulator.Handler = { request in
        SimulatedReply.answer(SimulatedPanel.answer(to: request.body), to: request, by: request.model)
      }
      try await ProviderSimulator.run(answering: down) { simulator in
        try program.write(SimulatedPanel.configuration(port: simulator.baseURL), to: "moe-judge.yaml")
        let poor = try await program.run(
          "judge", "sound.py", "--budget-tokens", "100", environment: SimulatedPanel.keys)
        #expect(poor.code == 5, "\(poor.output)\(poor.error)")
        simulator.answer { request in
          var reply = SimulatedReply.answer(SimulatedPanel.answer(to: request.body), to: request, by: request.model)
          reply.delay = .seconds(3)
          return reply
        }
        let stopped = try await program.run(
          arguments: ["judge", "sound.py", "faulty.py", "-j", "1"], environment: SimulatedPanel.keys,
          interruptingWhen: { simulator.requests.count > 5 })
        #expect(stopped.code == 130, "\(stopped.output)\(stopped.error)")
      }
      // Nobody listens there any more.
      let failed = try await program.run("judge", "faulty.py", "--cache", "off", environment: SimulatedPanel.keys)
      #expect(failed.code == 4, "\(failed.output)\(failed.error)")
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: forms)
  func `a full disk under standard output is 70 in every form`(form: String) async throws {
    try await withProgram { program in
      let result = try await program.run(
        arguments: ["judge", "--offline", "faulty.py", "--format", form], writingTo: "/dev/full")
      #expect(result.code == 70 && result.error.contains("standard output takes no more"), "\(result.error)")
    }
  }

  @Test(arguments: forms)
  func `a reader that closes the pipe changes nothing of the verdict`(form: String) async throws {
    try await withProgram { program in
      let script = "\"$0\" judge --offline --quiet faulty.py --format \(form) | true; exit \"${PIPESTATUS[0]}\""
      let result = try await program.run(
        arguments: ["-c", script, Program.executable.path], by: URL(fileURLWithPath: "/bin/bash"))
      #expect(result.code == 1 && result.error.isEmpty, "\(result.code) \(result.error)")
    }
  }
}
