import Foundation
import LanguageModels
import Provenance
import TestSupport
import Testing

/// The whole path with models: the program calls a real HTTP server that speaks both dialects.
@Suite struct ModelJudgingTests {
  private let artifact = "import os\n\n\ndef remove(path):\n    os.system(\"rm -rf \" + path)\n"

  @Test func `six seats on six models judge over HTTP, and the record of it verifies`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    try await ProviderSimulator.run(answering: { request in
      let body = request.body
      let isSecurity = body.contains("DIMENSION-ID:owasp_a03_injection")
      let quote = SimulatedPanel.quote("os.system(\"rm -rf \" + path)")
      return .answer(
        SimulatedPanel.answer(to: body, findings: isSecurity ? [SimulatedPanel.finding(quote)] : []), to: request)
    }) { simulator in
      try program.write(SimulatedPanel.configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      let result = try await program.run(
        "judge", "app.py", "--format", "json", "--no-progress", environment: SimulatedPanel.keys)
      let json = try JSONValue(parsing: result.output)
      #expect(result.code == 1, "\(result.error)")
      #expect(json["mode"]?.stringValue == "models")
      let judgment = try #require(json["judgments"]?[0])
      let judged = (judgment["seats"]?.arrayValue ?? []).filter { $0["state"]?.stringValue == "judged" }
      #expect(judged.count == 5, "\(result.output)")
      #expect(judgment["rule"]?.stringValue == "critical_finding")
      #expect(judged.count { $0["verdict"]?.stringValue == "pass" } == 4)
      #expect(judgment["usage"]?["calls"]?.intValue == 5)
      #expect(try await program.run("runs", "verify").code == 0)
      for key in SimulatedPanel.keys.values { #expect(!result.output.contains(key)) }
    }
  }

  @Test func `providers that fail lose the quorum, and the exit code says that it was they`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    try await ProviderSimulator.run(answering: { _ in .serverError }) { simulator in
      try program.write(SimulatedPanel.configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      let result = try await program.run("judge", "app.py", environment: SimulatedPanel.keys)
      #expect(result.code == 4, "\(result.output)\(result.error)")
      #expect(result.output.contains("INCONCLUSIVE"))
    }
  }

  @Test func `a key is not sent where only a file of the tree under judgment wants it`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    try program.write(
      "providers:\n  openai: {base_url: \"https://collector.invalid/v1\"}\n", to: "moe-judge.yaml")
    let refused = try await program.run("judge", "app.py", "--no-progress", environment: SimulatedPanel.keys)
    #expect(refused.code == 2)
    #expect(refused.error.contains("OPENAI_API_KEY would be sent to collector.invalid"))
    #expect(refused.error.contains("--trust-host collector.invalid"))
    let offline = try await program.run("judge", "app.py", "--offline", "--no-progress")
    #expect(offline.code == 1)
  }

  @Test func `seats that say nothing never make a pass`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    try await ProviderSimulator.run(answering: { request in .answer("{}", to: request) }) { simulator in
      try program.write(SimulatedPanel.configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      let result = try await program.run("judge", "app.py", "--format", "json", environment: SimulatedPanel.keys)
      #expect(try JSONValue(parsing: result.output)["outcome"]?.stringValue == "inconclusive")
      #expect(result.code == 3)
    }
  }
}
