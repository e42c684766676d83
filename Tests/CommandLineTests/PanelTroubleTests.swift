import Foundation
import Provenance
import TestSupport
import Testing

/// Panels that are not what they were to be: nobody learns of it by a wrong pass.
@Suite struct PanelTroubleTests {
  private let artifact = "import os\n\n\ndef remove(path):\n    os.system(\"rm -rf \" + path)\n"
  private let personas = [
    "technical_architect", "security_analyst", "qa_evaluator", "compliance_auditor", "domain_expert",
    "delivery_engineer",
  ]

  @Test func `a model of an unknown provider is refused with the nearest known one`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    let judged = try await program.run(
      "judge", "app.py", "--model", "delivery_engineer=gemni/x", environment: SimulatedPanel.keys)
    #expect(judged.code == 2 && judged.error.contains("Did you mean 'gemini'?"), "\(judged.error)")
    #expect(judged.error.contains("delivery_engineer on gemni/x"))
    let routes = try await program.run("personas", "routes", "--model", "qa_evaluator=gemni/x")
    #expect(routes.code == 2 && routes.error.contains("gemni"))
  }

  @Test func `routes of those who do not sit today are no fault, and of those whom nobody knows are`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    let routes = personas.map { "\($0): {primary: openai/gpt-4o}\n" }.joined()
    try program.write(routes, to: "personas/routing.yaml")
    let arguments = ["judge", "app.py", "--dry-run", "--allow-homogeneous", "--persona", "qa_evaluator"]
    let planned = try await program.run(arguments: arguments, environment: SimulatedPanel.keys)
    #expect(planned.code == 0 && planned.output.contains("qa_evaluator"), "\(planned.error)")
    try program.write(routes + "nobody: {primary: openai/gpt-4o}\n", to: "personas/routing.yaml")
    let refused = try await program.run(arguments: arguments, environment: SimulatedPanel.keys)
    #expect(refused.code == 2 && refused.error.contains("nobody: no such persona"), "\(refused.error)")
  }

  @Test func `a panel that the keys at hand shrink to one vendor is refused`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    let keys = SimulatedPanel.keys.filter { $0.key == "ANTHROPIC_API_KEY" }
    let refused = try await program.run("judge", "app.py", environment: keys)
    #expect(refused.code == 2, "\(refused.output)\(refused.error)")
    for part in ["with the keys that are set", "OPENAI_API_KEY", "1 model family (claude)", "--allow-homogeneous"] {
      #expect(refused.error.contains(part), "missing \(part): \(refused.error)")
    }
  }

  @Test func `a panel whose backups are one vendor does not pass when they answer, unless that is accepted`()
    async throws
  {
    let program = try Program()
    defer { program.remove() }
    try program.write("def add(a, b):\n    return a + b\n", to: "app.py")
    try program.write(
      personas.enumerated().map { index, persona in
        let primary = ["openai/gpt-4o", "together/deepseek-v3", "openrouter/qwen2.5-72b"][index % 3]
        return "\(persona): {primary: \(primary), backup: anthropic/claude-haiku-4.5}\n"
      }.joined(), to: "personas/routing.yaml")
    try await ProviderSimulator.run(answering: { request in
      request.isAnthropic
        ? .answer(SimulatedPanel.answer(to: request.body), to: request) : .serverError
    }) { simulator in
      try program.write(SimulatedPanel.configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      let result = try await program.run("judge", "app.py", "--format", "json", environment: SimulatedPanel.keys)
      let judgment = try JSONValue(parsing: result.output)["judgments"]?[0]
      #expect(result.code == 3 && judgment?["rule"]?.stringValue == "too_few_families", "\(result.output)")
      #expect(judgment?["banners"]?[0]?.stringValue == "only 1 of 3 model families answered: claude")
      let judged = (judgment?["seats"]?.arrayValue ?? []).filter { $0["state"]?.stringValue == "judged" }
      #expect(!judged.isEmpty && judged.allSatisfy { $0["primary_failure"]?.stringValue?.contains("HTTP 500") == true })
      #expect(try await program.run("runs", "verify").code == 0)
      let accepted = try await program.run(
        "judge", "app.py", "--allow-homogeneous", "--format", "json", environment: SimulatedPanel.keys)
      #expect(accepted.code == 0, "\(accepted.output)")
      let words = try JSONValue(parsing: accepted.output)["judgments"]?[0]?["banners"]?.arrayValue ?? []
      #expect(words.contains("only 1 of 3 model families answered: claude"))
      #expect(try await program.run("runs", "verify").code == 0)
    }
  }

  @Test func `an eval whose calls all fail gives no figures, and says why`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("def add(a, b):\n    return a + b\n", to: "evals/small/a.py")
    try program.write(
      "id: small\nname: Small\nsplit: {train: 60, dev: 20, holdout: 20}\n"
        + "cases: [{id: a, artifact: a.py, kind: code, expect: {outcome: pass}}]\n", to: "evals/small/suite.yaml")
    try await ProviderSimulator.run(answering: { _ in .badKey }) { simulator in
      try program.write(SimulatedPanel.configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      let result = try await program.run("eval", "run", "evals/small", environment: SimulatedPanel.keys)
      #expect(result.code == 4 && result.output.isEmpty, "\(result.output)\(result.error)")
      #expect(result.error.contains("did not accept the key"), "\(result.error)")
    }
  }

  @Test func `servers that call their models by paths and blanks leave runs that verify`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    try await ProviderSimulator.run(answering: { request in
      let text = SimulatedPanel.answer(to: request.body)
      return request.isAnthropic
        ? .anthropic(text, model: "my claude") : .openAI(text, model: "/models/Qwen 2.5 q4.gguf")
    }) { simulator in
      try program.write(SimulatedPanel.configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      let result = try await program.run("judge", "app.py", "--format", "json", environment: SimulatedPanel.keys)
      #expect(result.output.contains("/models/Qwen 2.5 q4.gguf"), "\(result.error)")
      let verified = try await program.run("runs", "verify")
      #expect(verified.code == 0, "\(verified.output)")
      #expect(verified.output.contains("head not checked (--head)"))
    }
  }

  @Test func `a run that was killed is unfinished, not tampered with`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("def add(a, b):\n    return a + b\n", to: "app.py")
    _ = try await program.run("judge", "--offline", "app.py")
    let runs = program.folder.appending(path: ".moe-judge/runs")
    let run = try #require(try FileManager.default.contentsOfDirectory(atPath: runs.path).first)
    let journal = runs.appending(path: "\(run)/journal.jsonl")
    let lines = try String(contentsOf: journal, encoding: .utf8).split(separator: "\n")
    try Data(lines.prefix(3).map { $0 + "\n" }.joined().utf8).write(to: journal)
    let result = try await program.run("runs", "verify")
    #expect(result.code == 3 && result.output.contains("unfinished"), "\(result.output)")
    #expect(!result.output.contains("does not hold") && !result.output.contains("FAULT"))
    #expect(try await program.run("runs", "show").output.contains("then it was interrupted"))
  }
}
