import Foundation
import Provenance
import TestSupport
import Testing

@Suite struct `A dry run` {
  @Test func `says who would be asked and shown what, and asks nobody`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("import os\n", to: "app.py")
    try await ProviderSimulator.run(answering: { _ in .serverError }) { simulator in
      try program.write(SimulatedPanel.configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      let result = try await program.run("judge", "--dry-run", "app.py", environment: SimulatedPanel.keys)
      #expect(result.code == 0, "\(result.error)")
      #expect(result.output.contains("5 calls for 1 artifact, about "))
      #expect(result.output.contains("to anthropic (\(simulator.baseURL)): app.py\n"))
      #expect(result.output.contains("domain_expert        does not judge: "))
      let json = try JSONValue(
        parsing: try await program.run(
          "judge", "--dry-run", "app.py", "--format", "json", environment: SimulatedPanel.keys
        ).output)
      #expect(json["calls"]?.intValue == 5 && (json["input_tokens"]?.intValue ?? 0) > 1_000)
      #expect(
        json["egress"]?.arrayValue?.compactMap { $0["provider"]?.stringValue } == [
          "anthropic", "gemini", "openai", "together",
        ])
      #expect(json["egress"]?[0]?["files"] == ["app.py"])
      #expect(simulator.requests.isEmpty)
    }
    #expect(!FileManager.default.fileExists(atPath: program.folder.appendingPathComponent(".moe-judge").path))
  }

  @Test func `offline nothing leaves the machine, and it says so`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("FROM alpine:3.20\n", to: "Dockerfile")
    let result = try await program.run("judge", "--dry-run", "--offline", "Dockerfile")
    #expect(result.code == 0 && result.output.contains("nothing leaves this machine"))
    #expect(try await program.run("judge", "--dry-run", "--offline", "missing.py").code == 2)
  }
}
