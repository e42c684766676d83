import Foundation
import LanguageModels
import Provenance
import TestSupport
import Testing

/// The whole path with models: the program calls a real HTTP server that speaks both dialects.
@Suite struct ModelJudgingTests {
  private let artifact = "import os\n\n\ndef remove(path):\n    os.system(\"rm -rf \" + path)\n"

  private func configuration(port: String) -> String {
    """
    providers:
      anthropic: {base_url: "\(port)"}
      openai: {base_url: "\(port)/v1"}
      together: {base_url: "\(port)/v1"}
      openrouter: {base_url: "\(port)/v1"}
      gemini: {base_url: "\(port)/v1"}
      mistral: {base_url: "\(port)/v1"}
    calls: {max_retries: 0, timeout_seconds: 20}
    """
  }

  private let keys = Dictionary(
    uniqueKeysWithValues: ["ANTHROPIC", "OPENAI", "TOGETHER", "OPENROUTER", "GEMINI", "MISTRAL"].map {
      ("\($0)_API_KEY", "test-key-\($0.lowercased())")
    })

  /// An answer that fits the request: its nonce, every dimension and check it asks about.
  private func answer(to body: String, verdict: String, finding: Bool) -> String {
    func tokens(after mark: String) -> [String] {
      body.components(separatedBy: mark).dropFirst().map { part in
        String(part.prefix { $0.isLetter || $0.isNumber || "_-.".contains($0) })
      }
    }
    var dimensions: [JSONValue] = []
    for part in body.components(separatedBy: "DIMENSION-ID:").dropFirst() {
      let id = String(part.prefix { $0.isLetter || $0.isNumber || "_-.".contains($0) })
      let checks = part.components(separatedBy: "\\n  - ").dropFirst().compactMap { line -> JSONValue? in
        let check = String(line.prefix { $0.isLetter || $0.isNumber || "_-.".contains($0) })
        return check.isEmpty ? nil : ["id": .string(check), "answer": .string(verdict)]
      }
      dimensions.append(["id": .string(id), "rationale": "read", "assessed": true, "checks": .array(checks)])
    }
    var findings: [JSONValue] = []
    if finding {
      findings = [
        [
          "rule": "command_injection", "severity": "critical", "message": "the path reaches a shell",
          "dimension": "owasp_a03_injection",
          "evidence": [
            [
              "kind": "quote", "path": "app.py", "start_line": 5, "end_line": 5,
              "quote": "os.system(\"rm -rf \" + path)", "terms": [],
            ]
          ],
        ]
      ]
    }
    return JSONValue.object([
      "nonce": .string(tokens(after: "NONCE:").first ?? ""), "rationale": "I read it whole.",
      "findings": .array(findings),
      "dimensions": .array(dimensions), "confidence": 0.9,
    ]).canonical
  }

  @Test func `six seats on six models judge over HTTP, and the record of it verifies`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    try await ProviderSimulator.run(answering: { request in
      let body = request.body
      let isSecurity = body.contains("DIMENSION-ID:owasp_a03_injection")
      return .answer(self.answer(to: body, verdict: "yes", finding: isSecurity), to: request)
    }) { simulator in
      try program.write(configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      let result = try await program.run("judge", "app.py", "--format", "json", "--no-progress", environment: keys)
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
      for key in keys.values { #expect(!result.output.contains(key)) }
    }
  }

  @Test func `providers that fail lose the quorum, and the exit code says that it was they`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    try await ProviderSimulator.run(answering: { _ in .serverError }) { simulator in
      try program.write(configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      let result = try await program.run("judge", "app.py", environment: keys)
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
    let refused = try await program.run("judge", "app.py", "--no-progress", environment: keys)
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
      try program.write(configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      let result = try await program.run("judge", "app.py", "--format", "json", environment: keys)
      #expect(try JSONValue(parsing: result.output)["outcome"]?.stringValue == "inconclusive")
      #expect(result.code == 3)
    }
  }
}
