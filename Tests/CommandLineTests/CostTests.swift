import Foundation
import Provenance
import TestSupport
import Testing

/// What calls cost, from the catalogue's prices to the reports.
@Suite struct CostTests {
  private let panel = ["technical_architect", "security_analyst", "delivery_engineer"]

  /// Runs `body` in a folder with an artifact and a panel of three on a simulator.
  private func judging(
    _ settings: String = "", _ body: @Sendable (Program) async throws -> Void
  ) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("def a():\n    return 1\n", to: "a.py")
    try await ProviderSimulator.run(answering: { request in
      .answer(SimulatedPanel.answer(to: request.body), to: request, by: request.model)
    }) { simulator in
      try program.write(
        SimulatedPanel.configuration(port: simulator.baseURL, personas: panel) + "\n" + settings, to: "moe-judge.yaml")
      try await body(program)
    }
  }

  // Each answer reads 107 tokens at Anthropic, 7 of them cached, or 100 at the others, 64 of them cached, and writes 20. In
  // millionths of a dollar: Sonnet 4.6 100 x 3 + 7 x 0.3 + 20 x 15 = 602.1; Gemini 2.5 Pro 36 x 1.25 + 64 x 0.125 +
  // 20 x 10 = 253; DeepSeek V3.1, whose cached tokens cost as any other, 100 x 0.6 + 20 x 1.7 = 94.
  @Test func `a run's cost is that of its calls, in every report, and its record verifies`() async throws {
    try await judging { program in
      let result = try await program.run("judge", "a.py", "--format", "json", environment: SimulatedPanel.keys)
      let usage = try JSONValue(parsing: result.output)["usage"]
      #expect(usage?["cost_usd"]?.doubleValue == 0.000_949_1, "\(result.output)\(result.error)")
      #expect(try await program.run("runs", "list").output.contains("  $0.0009  "))
      #expect(try await program.run("runs", "show").output.contains("307 tokens in, 60 out, $0.0009"))
      #expect(try await program.run("runs", "verify").code == 0)
    }
  }

  // 36 tokens that are not cached at $1,000 a million are $0.036; the other two cost what they did.
  @Test func `a price in the configuration replaces the catalogue's`() async throws {
    let settings = "models:\n  together/deepseek-v3: {input_usd: 1000, output_usd: 0, cached_usd: 0}\n"
    try await judging(settings) { program in
      let result = try await program.run("judge", "a.py", "--format", "json", environment: SimulatedPanel.keys)
      #expect(try JSONValue(parsing: result.output)["usage"]?["cost_usd"]?.doubleValue == 0.036_855_1)
    }
  }

  @Test func `one model without a price makes the cost unknown, never less than it is`() async throws {
    try await judging { program in
      let result = try await program.run(
        "judge", "a.py", "--model", "security_analyst=together/zebra-1", "--format", "json", "-o", "report.json",
        environment: SimulatedPanel.keys)
      let usage = try JSONValue(parsing: result.output)["usage"]
      #expect(usage?["cost_usd"]?.isNull == true && usage?["answers"]?.intValue == 3, "\(result.output)")
      #expect(try await program.run("runs", "list").output.contains("cost not known"))
      #expect(try await program.run("runs", "verify").code == 0)
    }
  }

  @Test func `a model may be given another name, and the family that its name does not tell`() async throws {
    let settings = "models:\n  together/zebra-1: {family: qwen, aliases: [mine], context: 32000}\n"
    try await judging(settings) { program in
      let result = try await program.run(
        "judge", "a.py", "--model", "security_analyst=together/mine", "--format", "json",
        environment: SimulatedPanel.keys)
      let seats = try JSONValue(parsing: result.output)["judgments"]?[0]?["seats"]?.arrayValue ?? []
      #expect(seats.contains { $0["family"]?.stringValue == "qwen" }, "\(result.output)\(result.error)")
      let routes = try await program.run("personas", "routes", "--model", "security_analyst=together/mine")
      #expect(routes.output.contains("qwen"), "\(routes.output)")
    }
  }

  static let mistakes: [(String, String)] = [
    ("  sonnet: {input_usd: 1, output_usd: 2}", "moe-judge.yaml:2:3: models.sonnet: no model is called 'sonnet'"),
    ("  a/b: {input_usd: 1}", "moe-judge.yaml:2:3: models.a/b: the price is not whole. Add output_usd"),
    ("  a/b: {cached_usd: 1}", "moe-judge.yaml:2:3: models.a/b: the price is not whole. Add input_usd"),
    ("  a/b: {input_usd: -1, output_usd: 2}", "moe-judge.yaml:2:20: models.a/b.input_usd: found the integer -1"),
    ("  a/b: {context: many}", "moe-judge.yaml:2:18: models.a/b.context: found the text 'many'"),
    ("  a/b: {input_us: 1}", "Did you mean 'input_usd'?"),
  ]

  @Test(arguments: mistakes)
  func `what does not fit is told with its line`(line: String, message: String) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("models:\n\(line)\n", to: "moe-judge.yaml")
    let result = try await program.run("validate")
    #expect(result.code != 0 && (result.output + result.error).contains(message), "\(result.output)\(result.error)")
  }
}
