import Foundation
import Provenance
import TestSupport
import Testing

/// What `moe-judge doctor` finds, and the code it ends with.
@Suite struct DoctorTests {
  private let ready = #"{"state":"ready"}"#

  private struct Examined {
    let code: Int32
    let report: JSONValue
    let text: String
    let requests: [SimulatedRequest]

    func states(of check: String) -> [String] {
      (report["checks"]?.arrayValue ?? []).filter { $0["check"]?.stringValue == check }
        .compactMap { $0["state"]?.stringValue }
    }

    func model(_ name: String) -> JSONValue? {
      report["models"]?.arrayValue?.first { $0["model"]?.stringValue == name }
    }
  }

  /// The shipped panel at a simulator.
  private func examine(
    _ arguments: [String] = [], keys: [String: String] = SimulatedPanel.keys, configuration: String = "",
    _ handler: @escaping ProviderSimulator.Handler
  ) async throws -> Examined {
    let program = try Program()
    defer { program.remove() }
    return try await ProviderSimulator.run(answering: handler) { simulator in
      try program.write(
        SimulatedPanel.configuration(port: simulator.baseURL) + "\n" + configuration, to: "moe-judge.yaml")
      let arguments = ["doctor", "--format", "json"] + arguments
      let result = try await program.run(arguments: arguments, environment: keys)
      let report = try JSONValue(parsing: result.output.isEmpty ? "{}" : result.output)
      return Examined(
        code: result.code, report: report, text: result.output + result.error, requests: simulator.requests)
    }
  }

  @Test func `a panel whose every model answers is fine`() async throws {
    let found = try await examine { [ready] in .answer(ready, to: $0) }
    #expect(found.code == 0, "\(found.text)")
    let models = found.report["models"]?.arrayValue ?? []
    // Six models sit, and those that only back them up are asked too, each once.
    #expect(Set(models.compactMap { $0["model"]?.stringValue }).count == models.count && models.count >= 6)
    for model in models {
      #expect(model["reachable"]?.boolValue == true && model["key_accepted"]?.boolValue == true)
      #expect(model["json_schema"]?.stringValue == "yes" && model["tool_call"]?.stringValue == "yes", "\(model)")
      #expect(model["usage_reported"]?.boolValue == true && model["latency_ms"]?.intValue != nil)
    }
    #expect(found.requests.count == 2 * models.count)
    #expect(found.report["proposal"]?.isNull == true)
    #expect(found.states(of: "files") == ["ok"] && found.states(of: "keys") == ["ok"])
  }

  @Test func `no key is shown, whatever is asked and whatever the server repeats`() async throws {
    let keys = SimulatedPanel.keys.merging(["https_proxy": "", "NO_PROXY": "127.0.0.1"]) { $1 }
    let found = try await examine(keys: keys) { request in
      .error(401, "invalid key \(request.headers["authorization"] ?? request.headers["x-api-key"] ?? "")")
    }
    #expect(!found.text.contains("test-key-"), "\(found.text)")
    #expect(found.code == 4)
  }

  @Test func `a key that is not accepted fails its models, and a panel is proposed without it`() async throws {
    let found = try await examine { [ready] request in
      request.isAnthropic ? .badKey : .answer(ready, to: request)
    }
    #expect(found.code == 4)
    let model = found.model("anthropic/claude-sonnet-4")
    #expect(model?["key_accepted"]?.boolValue == false && model?["state"]?.stringValue == "failed")
    #expect(model?["message"]?.stringValue?.contains("ANTHROPIC_API_KEY") == true)
    let proposal = found.report["proposal"]
    #expect(proposal?["profile"]?.stringValue == "standard")
    #expect(proposal?["routing_yaml"]?.stringValue?.contains("primary: anthropic/") == false)
  }

  @Test func `a model that nobody knows is named with what to check`() async throws {
    let found = try await examine { [ready] request in
      request.model == "gpt-4o" ? .notFound : .answer(ready, to: request)
    }
    let model = found.model("openai/gpt-4o")
    #expect(found.code == 4 && model?["reachable"]?.boolValue == true)
    #expect(model?["message"]?.stringValue?.contains("does not know the model") == true)
    let lost = try await examine { [ready] request in
      request.model?.contains("gemini") == true ? .notFound : .answer(ready, to: request)
    }
    let routes = lost.report["proposal"]?["routing_yaml"]?.stringValue ?? "primary: gemini/gemini-2.5-pro"
    #expect(routes.contains("primary: ") && !routes.contains(" gemini/gemini-2.5-pro\n"))
  }

  @Test func `a server without JSON schema works by tool call`() async throws {
    let found = try await examine { [ready] request in
      request.forcesTool ? .answer(ready, to: request) : .error(400, "response_format, output_config: not supported")
    }
    #expect(found.code == 0, "\(found.text)")
    #expect(found.model("openai/gpt-4o")?["json_schema"]?.stringValue == "no")
    #expect(found.model("openai/gpt-4o")?["tool_call"]?.stringValue == "yes")
  }

  @Test func `a server that knows neither form, or reports no usage, is a warning`() async throws {
    let plain = try await examine { [ready] _ in .openAI(ready) }
    #expect(plain.model("openai/gpt-4o")?["tool_call"]?.stringValue == "ignored")
    let free = try await examine(["--model", "openai/gpt-4o"]) { [ready] request in
      var reply = SimulatedReply.answer(ready, to: request)
      reply.body.replace("\"usage\"", with: "\"cost\"")
      return reply
    }
    #expect(free.code == 0 && free.model("openai/gpt-4o")?["usage_reported"]?.boolValue == false)
    #expect(free.model("openai/gpt-4o")?["state"]?.stringValue == "warning")
    let wordy = try await examine(["--model", "openai/gpt-4o"]) { _ in .openAI("Yes, I am ready.") }
    #expect(wordy.code == 0 && wordy.model("openai/gpt-4o")?["state"]?.stringValue == "warning")
  }

  @Test func `a server that is down is not reached`() async throws {
    let program = try Program()
    defer { program.remove() }
    // Nobody listens at the discard port.
    try program.write(SimulatedPanel.configuration(port: "http://127.0.0.1:9"), to: "moe-judge.yaml")
    let result = try await program.run("doctor", "--format", "json", environment: SimulatedPanel.keys)
    let report = try JSONValue(parsing: result.output)
    #expect(result.code == 4)
    #expect(report["models"]?.arrayValue?.allSatisfy { $0["reachable"]?.boolValue == false } == true)
    #expect(report["models"]?[0]?["message"]?.stringValue?.contains("could not be reached") == true)
  }

  @Test func `with --model that model alone is asked`() async throws {
    let found = try await examine(["--model", "openai/gpt-4o", "--model", "anthropic/claude-haiku-4.5"]) { [ready] in
      .answer(ready, to: $0)
    }
    #expect(found.code == 0 && found.requests.count == 4)
    #expect(found.report["models"]?.arrayValue?.count == 2)
    let stranger = try await examine(["--model", "opnai/gpt-4o"]) { [ready] in .answer(ready, to: $0) }
    #expect(stranger.code == 2 && stranger.requests.isEmpty && stranger.text.contains("no provider 'opnai'"))
  }

  @Test func `offline nobody is asked, and a missing key is a warning`() async throws {
    let found = try await examine(["--offline"], keys: [:]) { [ready] in .answer(ready, to: $0) }
    #expect(found.code == 0 && found.requests.isEmpty, "\(found.text)")
    #expect(found.states(of: "keys") == ["warning"] && found.states(of: "seats") == ["warning"])
  }

  @Test func `without any key it says what it looked for and that --offline works, and proposes`() async throws {
    let program = try Program()
    defer { program.remove() }
    let result = try await program.run("doctor", "--timeout", "5")
    #expect(result.code == 4)
    for word in ["ANTHROPIC_API_KEY", "OPENROUTER_API_KEY", "--offline", "proposed panel", "personas/routing.yaml"] {
      #expect(result.output.contains(word), "\(word)")
    }
  }

  @Test func `one OpenRouter key is enough for the panel that it proposes`() async throws {
    let program = try Program()
    defer { program.remove() }
    try await ProviderSimulator.run(answering: { [ready] in .answer(ready, to: $0) }) { simulator in
      try program.write(SimulatedPanel.configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      let keys = ["OPENROUTER_API_KEY": "test-key-openrouter"]
      let first = try await program.run("doctor", "--format", "json", environment: keys)
      #expect(first.code == 4)
      let proposal = try JSONValue(parsing: first.output)["proposal"]
      #expect((proposal?["families"]?.arrayValue?.count ?? 0) >= 5)
      try program.write(proposal?["routing_yaml"]?.stringValue ?? "", to: "personas/routing.yaml")
      let second = try await program.run("doctor", "--format", "json", environment: keys)
      #expect(second.code == 0, "\(second.output)")
    }
  }

  @Test func `a vendor's lone key is proposed as single_vendor, which then works`() async throws {
    let program = try Program()
    defer { program.remove() }
    try await ProviderSimulator.run(answering: { [ready] in .answer(ready, to: $0) }) { simulator in
      // Whatever serves models on the machine of the tests, none is there for this one.
      let configuration = SimulatedPanel.configuration(port: simulator.baseURL).replacing(
        "providers:", with: "providers:\n  ollama: {base_url: \"http://127.0.0.1:9/v1\"}")
      try program.write(configuration, to: "moe-judge.yaml")
      let keys = ["ANTHROPIC_API_KEY": "test-key-anthropic"]
      let first = try await program.run("doctor", "--format", "json", environment: keys)
      let proposal = try JSONValue(parsing: first.output)["proposal"]
      #expect(first.code == 4 && proposal?["profile"]?.stringValue == "single_vendor")
      try program.write(proposal?["routing_yaml"]?.stringValue ?? "", to: "personas/routing.yaml")
      let profile = proposal?["configuration_yaml"]?.stringValue ?? ""
      // The proposed key goes where the file has none of its name.
      let rest = configuration.replacing("panel: {canaries: off}\n", with: "")
      try program.write(rest + "\n" + profile, to: "moe-judge.yaml")
      #expect(try await program.run("validate").code == 0)
      let second = try await program.run("doctor", environment: keys)
      #expect(second.code == 0 && second.output.contains("single_vendor"), "\(second.output)")
    }
  }

  @Test func `a local server that answers is proposed where there is no key`() async throws {
    let program = try Program()
    defer { program.remove() }
    let list = SimulatedReply(
      body: #"{"data":[{"id":"qwen3:8b"},{"id":"llama3.3"},{"id":"mistral:7b"},{"id":"bge-m3"}]}"#)
    try await ProviderSimulator.run(answering: { _ in list }) { simulator in
      try program.write("providers: {ollama: {base_url: \"\(simulator.baseURL)/v1\"}}\n", to: "moe-judge.yaml")
      let result = try await program.run("doctor", "--format", "json")
      let proposal = try JSONValue(parsing: result.output)["proposal"]
      #expect(proposal?["profile"]?.stringValue == "standard", "\(result.output)")
      #expect(proposal?["families"]?.arrayValue?.compactMap(\.stringValue) == ["llama", "mistral", "qwen"])
    }
  }

  @Test func `a configured panel of too few families fails by itself`() async throws {
    let program = try Program()
    defer { program.remove() }
    let personas = ["compliance_auditor", "delivery_engineer", "domain_expert", "qa_evaluator", "security_analyst"]
    let routes = (personas + ["technical_architect"]).map { "\($0): {primary: openai/gpt-4o}\n" }.joined()
    try program.write(routes, to: "personas/routing.yaml")
    let result = try await program.run("doctor", "--offline", environment: SimulatedPanel.keys)
    #expect(result.code == 1 && result.output.contains("1 model family (gpt)"), "\(result.output)")
  }

  @Test func `files that do not fit exit 2 and are named with their line`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("panle: {}\n", to: "moe-judge.yaml")
    let result = try await program.run("doctor", environment: SimulatedPanel.keys)
    #expect(result.code == 2 && result.output.contains("moe-judge.yaml:1"), "\(result.output)")
  }

  @Test func `a key goes to no host that a file of the tree names`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("providers: {openai: {base_url: \"https://judge.example.invalid/v1\"}}\n", to: "moe-judge.yaml")
    let result = try await program.run(
      "doctor", "--model", "openai/gpt-4o", environment: ["OPENAI_API_KEY": "test-key-openai"])
    #expect(result.code == 2 && result.output.contains("--trust-host"), "\(result.output)")
  }

  @Test func `a state folder that is a file, a lost certificate file and a proxy's password`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("", to: ".moe-judge")
    let result = try await program.run(
      "doctor", "--offline",
      environment: ["SSL_CERT_FILE": "/nonexistent.pem", "HTTPS_PROXY": "someone:pass-word@proxy.example:3128"])
    #expect(result.code == 1 && result.output.contains("can be no folder for runs"), "\(result.output)")
    #expect(result.output.contains("SSL_CERT_FILE names /nonexistent.pem"))
    #expect(result.output.contains("proxy.example:3128") && !result.output.contains("pass-word"))
  }
}
