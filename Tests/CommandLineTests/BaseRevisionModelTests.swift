import Foundation
import Provenance
import TestSupport
import Testing

/// Who is asked, what, where and at what price is said by the revision before a change, looked at where the requests arrive.
@Suite struct BaseRevisionModelTests {
  private typealias Way = ChangedRepository.Way
  private static let seats = ["delivery_engineer", "qa_evaluator", "security_analyst", "technical_architect"]

  private static func settings(_ port: String, _ more: String = "", personas: [String] = seats) -> String {
    SimulatedPanel.configuration(port: port, personas: personas) + "\n" + more + "\n"
  }

  private func judged(
    _ repository: ChangedRepository, _ way: Way, _ more: [String] = [], environment: [String: String] = [:]
  ) async throws -> Program.Result {
    try await repository.judged(
      way, ["--rounds", "0", "--cache", "off"] + more, environment: SimulatedPanel.keys.merging(environment) { $1 })
  }

  private func outcome(
    _ repository: ChangedRepository, _ way: Way, _ more: [String] = []
  ) async throws -> String {
    let result = try await judged(repository, way, more)
    return try JSONValue(parsing: result.output)["judgments"]?[0]?["outcome"]?.stringValue ?? result.error
  }

  /// A panel of which the security analyst alone finds a fault of this severity.
  private func dissenting(
    _ severity: String, _ body: (ProviderSimulator) async throws -> Void
  ) async throws {
    let finding: JSONValue = [
      "rule": "command_injection", "severity": .string(severity), "message": "the path reaches a shell",
      "dimension": "owasp_a03_injection", "evidence": [SimulatedPanel.quote("os.system(\"ls \" + path)")],
    ]
    try await ProviderSimulator.run(answering: { request in
      let isSecurity = request.body.contains("DIMENSION-ID:owasp_a03_injection")
      return .answer(
        SimulatedPanel.answer(to: request.body, findings: isSecurity ? [finding] : []), to: request, by: request.model)
    }) { try await body($0) }
  }

  /// A panel that is content with everything.
  private func content(_ body: (ProviderSimulator) async throws -> Void) async throws {
    try await ProviderSimulator.run(answering: { request in
      .answer(SimulatedPanel.answer(to: request.body), to: request, by: request.model)
    }) { try await body($0) }
  }

  @Test(arguments: [
    ("critical", "consensus: {veto: true}", "consensus: {veto: false}", "fail", "pass"),
    (
      "high", "consensus: {veto: false, threshold: \"1\"}", "consensus: {veto: false, threshold: \"2/3\"}",
      "no_consensus", "pass"
    ),
  ])
  func `a change that turns the veto off or lowers the threshold is judged with both`(
    severity: String, before: String, after: String, strict: String, mild: String
  ) async throws {
    try await dissenting(severity) { simulator in
      let repository = try ChangedRepository(
        base: ["moe-judge.yaml": Self.settings(simulator.baseURL, before)]
      ) { try $0.write(Self.settings(simulator.baseURL, after), to: "moe-judge.yaml") }
      defer { repository.program.remove() }
      #expect(try await outcome(repository, .unguarded) == mild)
      for way in Way.guarded { #expect(try await outcome(repository, way) == strict, "\(way)") }
    }
  }

  @Test func `a change that takes fail_on away exits as the base says`() async throws {
    try await dissenting("medium") { simulator in
      let panel = ["security_analyst"]
      let base = Self.settings(simulator.baseURL, "gate: {fail_on: conditional}", personas: panel)
      let repository = try ChangedRepository(base: ["moe-judge.yaml": base]) { program in
        try program.write(Self.settings(simulator.baseURL, personas: panel), to: "moe-judge.yaml")
      }
      defer { repository.program.remove() }
      #expect(try await outcome(repository, .unguarded, ["--allow-homogeneous"]) == "conditional")
      #expect(try await judged(repository, .unguarded, ["--allow-homogeneous"]).code == 0)
      for way in Way.guarded {
        #expect(try await judged(repository, way, ["--allow-homogeneous"]).code == 1, "\(way)")
      }
    }
  }

  @Test func `a change that points base_url at another host gets no request and no key there`() async throws {
    try await content { collector in
      try await content { provider in
        let repository = try ChangedRepository(base: ["moe-judge.yaml": Self.settings(provider.baseURL)]) { program in
          try program.write(Self.settings(collector.baseURL), to: "moe-judge.yaml")
        }
        defer { repository.program.remove() }
        for way in Way.guarded {
          let result = try await judged(repository, way, environment: ["MOE_JUDGE_TRUSTED_HOSTS": "127.0.0.1"])
          #expect(result.code == 0, "\(result.output)\(result.error)")
        }
        #expect(collector.requests.isEmpty && provider.requests.count == 8)
        _ = try await judged(repository, .unguarded, environment: ["MOE_JUDGE_TRUSTED_HOSTS": "127.0.0.1"])
        #expect(collector.requests.count == 4 && provider.requests.count == 8)
      }
    }
  }

  private static func persona(_ mark: String) -> String {
    """
    id: keeper
    name: Ada
    role: tester
    experience: \(mark)-persona
    evaluation_dimensions:
      - id: kept
        name: Kept
        description: the first
        scale: "1-3"
        score_descriptions: {1: bad, 2: so so, 3: good}
        checks:
          - {id: c1, question: "Is it?", required: true}
    evaluation_style: {strictness: high}
    rubric_weights: {kept: 1}
    model: {primary: openai/gpt-4o}
    verdict_thresholds: {pass: "4/5", conditional: 1/2, fail_on: high, conditional_on: medium}

    """
  }

  private static func rubric(_ mark: String) -> String {
    """
    id: house
    name: House
    description: what holds here
    dimensions:
      - id: house_rule
        name: House rule
        description: \(mark)-rubric
        scale: "1-3"
        level: MUST
        weight: 1
        score_descriptions: {1: bad, 2: so so, 3: good}
        checks:
          - {id: h1, question: "Is it so?", required: true}

    """
  }

  /// What a panel of one persona is made of, each file with a mark of whoever wrote it.
  private static func files(_ mark: String, _ port: String, routedTo model: String) -> [String: String] {
    [
      "moe-judge.yaml": settings(port, "adr_dir: adrs", personas: ["keeper"]),
      "personas/keeper.yaml": persona(mark), "rubrics/house.yaml": rubric(mark),
      "adrs/001-\(mark).md": Record.text("Every module must follow the \(mark)-record rule."),
      "personas/routing.yaml": "keeper: {primary: \(model)}\n",
    ]
  }

  @Test func `persona, rubric, decision record and route in the requests are the base's`() async throws {
    try await content { simulator in
      let port = simulator.baseURL
      let repository = try ChangedRepository(base: Self.files("base", port, routedTo: "mistral/mistral-large")) {
        try $0.delete("adrs")
        try $0.delete("personas")
        for (path, text) in Self.files("head", port, routedTo: "openai/gpt-4o-mini") {
          try $0.write(text, to: path.replacing("personas/", with: "mild/"))
        }
        try $0.link("personas", to: "mild")
      }
      defer { repository.program.remove() }
      let more = ["--allow-homogeneous"]
      let open = try await judged(repository, .unguarded, more)
      let mild = try #require(simulator.requests.last, "\(open.error)")
      for mark in ["head-persona", "head-rubric", "head-record"] { #expect(mild.body.contains(mark), "\(mark)") }
      #expect(mild.model == "gpt-4o-mini")
      for way in Way.guarded {
        let result = try await judged(repository, way, more)
        #expect(result.code == 0, "\(result.output)\(result.error)")
        let strict = try #require(simulator.requests.last)
        for mark in ["base-persona", "base-rubric", "base-record"] { #expect(strict.body.contains(mark), "\(mark)") }
        // As a change they are what is judged.
        for mark in ["head-persona", "head-rubric", "head-record"] where way == .byRevision {
          #expect(!strict.body.contains(mark), "\(mark)")
        }
        #expect(strict.model?.contains("mistral") == true, "\(strict.model ?? "no model")")
      }
      #expect(simulator.requests.count == 3)
    }
  }

  @Test func `a change that makes models cheap, or lifts the budget, spends what the base allows`() async throws {
    func settings(_ port: String, price: String, budget: String) -> String {
      Self.settings(
        port,
        """
        budget: {usd: \(budget)}
        models:
          anthropic/claude-sonnet-4: {input_usd: \(price), output_usd: \(price)}
          together/deepseek-v3: {input_usd: \(price), output_usd: \(price)}
          gemini/gemini-2.5-pro: {input_usd: \(price), output_usd: \(price)}
        """, personas: ["technical_architect", "security_analyst", "delivery_engineer"])
    }
    try await content { simulator in
      let port = simulator.baseURL
      for change in [settings(port, price: "0.001", budget: "0.01"), settings(port, price: "100", budget: "1000")] {
        let repository = try ChangedRepository(
          base: ["moe-judge.yaml": settings(port, price: "100", budget: "0.01")]
        ) { try $0.write(change, to: "moe-judge.yaml") }
        defer { repository.program.remove() }
        let before = simulator.requests.count
        for way in Way.guarded {
          let result = try await judged(repository, way)
          #expect(result.code == 5, "\(result.output)\(result.error)")
        }
        #expect(simulator.requests.count == before)
        let mild = try await judged(repository, .unguarded)
        #expect(mild.code == 0 && simulator.requests.count == before + 3, "\(mild.output)\(mild.error)")
      }
    }
  }

  @Test func `a change that edits the calibration file does not make the panel right more often`() async throws {
    func calibration(_ accuracy: String) -> String {
      """
      {"format": "moe-judge calibration", "version": 1,
       "panel": {"items": 40, "bar": "4/5", "points": [{"agreement": 0.5, "accuracy": 0.1},
         {"agreement": 1, "accuracy": \(accuracy)}]}}

      """
    }
    try await content { simulator in
      let base = Self.settings(simulator.baseURL, "calibration: measured/panel.json")
      let repository = try ChangedRepository(
        base: ["moe-judge.yaml": base, "measured/panel.json": calibration("0.7")]
      ) { try $0.write(calibration("0.99"), to: "measured/panel.json") }
      defer { repository.program.remove() }
      #expect(try await outcome(repository, .unguarded) == "pass")
      for way in Way.guarded { #expect(try await outcome(repository, way) == "no_consensus", "\(way)") }
    }
  }

  /// A model that believes one seat, as the program trains it.
  private static func model(believing seat: String) async throws -> String {
    let program = try Program()
    defer { program.remove() }
    var votes = ""
    for item in 0..<80 {
      let gold = ["pass", "fail"][item % 2]
      for (place, judge) in seats.enumerated() {
        let isRight = judge == seat ? item % 20 != 0 : (item >> (place + 1)) % 2 == 0
        let label = isRight ? gold : ["pass", "fail"][(item + 1) % 2]
        votes +=
          #"{"item":"a\#(item)","judge":"\#(judge)","family":"f\#(place)","label":"\#(label)","gold":"\#(gold)"}"#
          + "\n"
      }
    }
    try program.write(votes, to: "labelled.jsonl")
    let trained = try await program.run("consensus", "--train", "labelled.jsonl", "--save-model", "panel.json")
    #expect(trained.code == 0, "\(trained.error)")
    return try program.text(at: "panel.json")
  }

  @Test func `a change that trains a learned model anew is judged by the one before`() async throws {
    let strict = try await Self.model(believing: "security_analyst")
    let mild = try await Self.model(believing: "qa_evaluator")
    try await dissenting("high") { simulator in
      let base = Self.settings(simulator.baseURL, "consensus: {veto: false, method: learned, model: panel.json}")
      let repository = try ChangedRepository(base: ["moe-judge.yaml": base, "panel.json": strict]) { program in
        try program.write(mild, to: "panel.json")
      }
      defer { repository.program.remove() }
      #expect(try await outcome(repository, .unguarded) == "pass")
      for way in Way.guarded { #expect(try await outcome(repository, way) == "fail", "\(way)") }
    }
  }

  @Test func `a change can neither keep itself from the models nor send what the base keeps back`() async throws {
    try await content { simulator in
      let plain = Self.settings(simulator.baseURL)
      let closed = Self.settings(simulator.baseURL, "egress: {deny: [app.py]}")
      let hiding = try ChangedRepository(base: ["moe-judge.yaml": plain]) { try $0.write(closed, to: "moe-judge.yaml") }
      defer { hiding.program.remove() }
      for way in Way.guarded { #expect(try await judged(hiding, way).code == 0, "\(way)") }
      let asked = simulator.requests.count
      #expect(asked == 8 && simulator.requests.allSatisfy { $0.body.contains("os.system") })
      let leaking = try ChangedRepository(base: ["moe-judge.yaml": closed]) {
        try $0.write(plain, to: "moe-judge.yaml")
      }
      defer { leaking.program.remove() }
      // In CI they are asked about moe-judge.yaml, which is a part of the change.
      for way in Way.guarded { #expect(try await judged(leaking, way).output.contains("egress.deny"), "\(way)") }
      #expect(!simulator.requests.dropFirst(asked).contains { $0.body.contains("os.system") })
      #expect(try await judged(leaking, .unguarded).code == 0)
      #expect(simulator.requests.last?.body.contains("os.system") == true)
    }
  }
}
