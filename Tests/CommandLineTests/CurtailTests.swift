import Foundation
import Provenance
import Synchronization
import TestSupport
import Testing

@Suite struct CurtailTests {
  private let artifact = "import os\n\n\ndef remove(path):\n    os.system(\"rm -rf \" + path)\n"

  @Test func `the cheapest seats are asked first, and nobody once the outcome is settled`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    try await ProviderSimulator.run(answering: { request in
      let quote = SimulatedPanel.quote("os.system(\"rm -rf \" + path)")
      let isSecurity = request.body.contains("DIMENSION-ID:owasp_a03_injection")
      return .answer(
        SimulatedPanel.answer(to: request.body, findings: isSecurity ? [SimulatedPanel.finding(quote)] : []),
        to: request)
    }) { simulator in
      let prices = """
        models:
          test/dear: {family: one, input_usd: 50, output_usd: 50}
          test/cheap: {family: two, input_usd: 0.01, output_usd: 0.01}
          test/middling: {family: three, input_usd: 5, output_usd: 5}

        """
      try program.write(
        SimulatedPanel.configuration(port: simulator.baseURL) + "\n" + prices.replacing("test/", with: "openai/"),
        to: "moe-judge.yaml")
      let arguments = [
        "judge", "app.py", "--format", "json", "--no-progress", "--rounds", "0", "--curtail", "--model",
        "technical_architect=openai/dear", "--model", "security_analyst=openai/cheap", "--model",
        "qa_evaluator=openai/middling", "--persona", "technical_architect", "--persona", "security_analyst",
        "--persona", "qa_evaluator",
      ]
      let result = try await program.run(arguments: arguments, environment: SimulatedPanel.keys)
      #expect(result.code == 1, "\(result.error)")
      let judgment = try #require(try JSONValue(parsing: result.output)["judgments"]?[0])
      let states = (judgment["seats"]?.arrayValue ?? []).map {
        "\($0["persona"]?.stringValue ?? "") \($0["state"]?.stringValue ?? "")"
      }
      #expect(
        states == ["qa_evaluator not_polled", "security_analyst judged", "technical_architect not_polled"], "\(states)")
      #expect(judgment["usage"]?["calls"]?.intValue == 1)
      #expect(try await program.run("runs", "verify").code == 0)
      // The seats that were not polled might have made it pass where one critical finding does not decide.
      let open = try await program.run("runs", "rejudge", "latest", "--no-veto")
      #expect(open.code == 3 && open.error.contains("not every seat was polled for app.py"), "\(open.error)")
      #expect(try await program.run("runs", "rejudge", "latest", "--threshold", "3/4").code == 1)
    }
  }

  @Test func `the same seed asks the same to the byte, and another does not`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    let asked = Mutex<[String]>([])
    try await ProviderSimulator.run(answering: { request in
      asked.withLock { $0.append(request.body) }
      return .answer(SimulatedPanel.answer(to: request.body), to: request)
    }) { simulator in
      try program.write(SimulatedPanel.configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      var bodies: [[String]] = []
      for seed in ["7", "7", "8"] {
        let result = try await program.run(
          "judge", "app.py", "--no-progress", "--cache", "off", "--seed", seed, environment: SimulatedPanel.keys)
        #expect(result.code == 0, "\(result.error)")
        bodies.append(asked.withLock { $0.sorted() })
        asked.withLock { $0 = [] }
      }
      #expect(bodies[0] == bodies[1] && bodies[0].count == 5)
      #expect(bodies[0] != bodies[2])
    }
  }

  @Test func `what cannot go with it is refused with the reason`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    for (arguments, words) in [
      (["--curtail"], "Add --rounds 0"), (["--curtail", "--offline"], "--offline makes none"),
      (["--curtail", "--rounds", "0", "--budget-tokens", "100000"], "Leave one of them out"),
    ] {
      let result = try await program.run(arguments: ["judge", "app.py"] + arguments, environment: SimulatedPanel.keys)
      #expect(result.code == 2, "\(arguments): \(result.error)")
      #expect(result.error.contains(words), "\(result.error)")
    }
  }
}
