import Foundation
import Provenance
import TestSupport
import Testing

/// What moe-judge.yaml may say of providers.
@Suite struct ProviderSettingsTests {
  @Test func `a provider that is to speak another dialect needs an address where that is spoken`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("providers:\n  gemini:\n    dialect: openai\n", to: "moe-judge.yaml")
    let result = try await program.run("validate")
    #expect(result.code == 2, "\(result.output)\(result.error)")
    #expect(
      (result.output + result.error).contains(
        "moe-judge.yaml:3: providers.gemini.dialect: at its own address this provider speaks gemini. Add base_url"))
  }

  @Test func `Gemini behind a server that speaks as OpenAI does is asked so, with its own key`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("def a():\n    return 1\n", to: "a.py")
    try await ProviderSimulator.run(answering: SimulatedProvider().reply) { simulator in
      try program.write(
        """
        panel: {personas: [delivery_engineer], profile: single_vendor, canaries: off}
        providers:
          gemini: {dialect: openai, base_url: "\(simulator.baseURL)/v1"}
        """, to: "moe-judge.yaml")
      let result = try await program.run(
        "judge", "a.py", "--format", "json", environment: ["GEMINI_API_KEY": "test-key-gemini"])
      let seats = try JSONValue(parsing: result.output)["judgments"]?[0]?["seats"]?.arrayValue ?? []
      #expect(seats.first?["state"]?.stringValue == "judged", "\(result.output)\(result.error)")
      #expect(simulator.requests.map(\.path) == ["/v1/chat/completions"])
      #expect(simulator.requests.first?.headers["authorization"] == "Bearer test-key-gemini")
    }
  }

  @Test func `Azure without an address is told where to write it, and with one it has to be trusted`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("def a():\n    return 1\n", to: "a.py")
    let panel = "panel: {personas: [delivery_engineer], profile: single_vendor}\n"
    let address = "providers:\n  azure: {base_url: \"https://acme.openai.azure.com/openai/v1\"}\n"
    for (settings, words) in [
      (panel, "providers: {azure: {base_url: \"https://RESOURCE.openai.azure.com/openai/v1\"}}"),
      (panel + address, "--trust-host acme.openai.azure.com"),
    ] {
      try program.write(settings, to: "moe-judge.yaml")
      let result = try await program.run(
        "judge", "a.py", "--model", "delivery_engineer=azure/my-gpt-4o",
        environment: ["AZURE_OPENAI_API_KEY": "test-key-azure"])
      #expect(result.code == 2 && result.error.contains(words), "\(result.error)")
    }
  }

  @Test func `a server on another machine that is given no key needs no trust`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("def a():\n    return 1\n", to: "a.py")
    try program.write(
      """
      panel: {personas: [delivery_engineer], profile: single_vendor}
      providers:
        vllm: {base_url: "http://gpu.invalid:8000/v1"}
      """, to: "moe-judge.yaml")
    let arguments = ["judge", "a.py", "--model", "delivery_engineer=vllm/qwen3", "--dry-run"]
    #expect(try await program.run(arguments: arguments).code == 0)
    let refused = try await program.run(arguments: arguments, environment: ["VLLM_API_KEY": "test-key-vllm"])
    #expect(refused.code == 2 && refused.error.contains("VLLM_API_KEY would be sent to gpu.invalid over plain http"))
  }
}
