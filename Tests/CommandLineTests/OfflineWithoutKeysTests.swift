import Foundation
import Provenance
import TestSupport
import Testing

/// `judge --offline-without-keys`, as a job for a fork judges.
@Suite struct OfflineWithoutKeysTests {
  private func program() throws -> Program {
    let program = try Program()
    try program.write("import os\n\n\ndef run(cmd):\n    os.system(cmd)\n", to: "app.py")
    return program
  }

  @Test func `without any key it judges offline and every judgment says what that is`() async throws {
    let program = try program()
    defer { program.remove() }
    let plain = try await program.run("judge", "app.py")
    #expect(plain.code == 4 && plain.output.isEmpty)
    // An unset secret is an empty variable in a job.
    for keys in [[:], ["OPENAI_API_KEY": "", "ANTHROPIC_API_KEY": ""]] {
      let result = try await program.run(
        "judge", "--offline-without-keys", "app.py", "--rounds", "2", "--format", "json", environment: keys)
      let document = try JSONValue(parsing: result.output)
      #expect(result.code == 1 && document["mode"]?.stringValue == "offline", "\(result.error)")
      #expect(document["banners"]?[0]?.stringValue?.contains("no pass by the panel") == true)
    }
    let verified = try await program.run("runs", "verify", "latest")
    #expect(verified.code == 0, "\(verified.output)\(verified.error)")
  }

  @Test func `a key that no request can carry, and one beside others that lack, are errors as ever`() async throws {
    let program = try program()
    defer { program.remove() }
    let wrong = try await program.run(
      "judge", "--offline-without-keys", "app.py", environment: ["OPENAI_API_KEY": "two words"])
    #expect(wrong.code == 4 && wrong.output.isEmpty, "\(wrong.error)")
    let partial = try await program.run(
      "judge", "--offline-without-keys", "app.py", environment: ["OPENAI_API_KEY": "test-key-openai"])
    #expect(partial.code == 2 && partial.output.isEmpty, "\(partial.error)")
  }

  @Test func `where keys are set, models are asked`() async throws {
    let program = try program()
    defer { program.remove() }
    try await ProviderSimulator.run(answering: SimulatedProvider().reply) { simulator in
      try program.write(SimulatedPanel.configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      let result = try await program.run(
        "judge", "--offline-without-keys", "app.py", "--format", "json", environment: SimulatedPanel.keys)
      #expect(try JSONValue(parsing: result.output)["mode"]?.stringValue == "models", "\(result.error)")
      #expect(!simulator.requests.isEmpty)
    }
  }
}
