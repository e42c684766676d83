import Foundation
import Provenance
import TestSupport
import Testing

/// What a run may spend. Each call of this panel may take about 20,000 tokens, 8,192 of them to write, and takes 18,000.
@Suite struct BudgetTests {
  private static let panel = ["technical_architect", "security_analyst", "delivery_engineer"]
  /// A dollar for a million tokens, read or written, so that a call takes $0.018.
  private static let prices = """
    models:
      anthropic/claude-sonnet-4: {input_usd: 1, output_usd: 1, cached_usd: 1}
      together/deepseek-v3: {input_usd: 1, output_usd: 1, cached_usd: 1}
      gemini/gemini-2.5-pro: {input_usd: 1, output_usd: 1, cached_usd: 1}

    """

  /// Runs `body` where every call is answered, as having taken 17,000 tokens to read and 1,000 to write.
  private func judging(
    artifacts: Int = 1, panel: [String] = panel, settings: String = "",
    _ body: @Sendable (Program, ProviderSimulator) async throws -> Void
  ) async throws {
    let program = try Program()
    defer { program.remove() }
    for number in 0..<artifacts { try program.write("def f\(number)():\n    return \(number)\n", to: "a\(number).py") }
    try await ProviderSimulator.run(answering: { Self.reply(to: $0) }) { simulator in
      try program.write(
        SimulatedPanel.configuration(port: simulator.baseURL, personas: panel) + "\n" + settings, to: "moe-judge.yaml")
      try await body(program, simulator)
    }
  }

  private static func reply(to request: SimulatedRequest, findings: [JSONValue] = []) -> SimulatedReply {
    var reply = SimulatedReply.answer(
      SimulatedPanel.answer(to: request.body, findings: findings), to: request, by: request.model)
    for (told, taken) in [
      (#""input_tokens":100,"#, #""input_tokens":16993,"#), (#""output_tokens":20}"#, #""output_tokens":1000}"#),
      (#""prompt_tokens":100,"completion_tokens":20,"#, #""prompt_tokens":17000,"completion_tokens":1000,"#),
      (
        #""promptTokenCount":100,"candidatesTokenCount":15,"#,
        #""promptTokenCount":17000,"candidatesTokenCount":995,"#
      ),
    ] {
      reply.body = reply.body.replacing(told, with: taken)
    }
    return reply
  }

  private func judge(_ program: Program, _ words: String...) async throws -> Program.Result {
    try await program.run(arguments: ["judge"] + words, environment: SimulatedPanel.keys)
  }

  private func states(_ judgment: JSONValue?) -> [String: String] {
    let seats = judgment?["seats"]?.arrayValue ?? []
    return Dictionary(
      seats.map { ($0["seat"]?.stringValue ?? "", $0["state"]?.stringValue ?? "") }, uniquingKeysWith: { $1 })
  }

  @Test func `a budget that covers all changes nothing`() async throws {
    try await judging { program, simulator in
      let result = try await judge(program, "a0.py", "--budget-tokens", "70000", "--format", "json")
      #expect(result.code == 0 && simulator.requests.count == 3, "\(result.output)\(result.error)")
      #expect(try JSONValue(parsing: result.output)["banners"] == [])
    }
  }

  @Test(arguments: ["1", "8"])
  func `the seat whose dimensions bind most is asked first, the others are not polled, and the run exits 5`(
    jobs: String
  ) async throws {
    try await judging { program, simulator in
      let result = try await judge(program, "a0.py", "--budget-tokens", "23000", "--format", "json", "-j", jobs)
      #expect(result.code == 5, "\(result.output)\(result.error)")
      // All of the security analyst's own dimensions are MUST.
      #expect(simulator.requests.map(\.model) == ["deepseek-ai/DeepSeek-V3.1"])
      let document = try JSONValue(parsing: result.output)
      let judgment = document["judgments"]?[0]
      #expect(
        states(judgment) == [
          "security_analyst": "judged", "technical_architect": "not_polled", "delivery_engineer": "not_polled",
        ])
      let reason = judgment?["seats"]?[0]?["reason"]?.stringValue ?? ""
      #expect(reason.contains("not asked, as the budget of 23,000 tokens is used up (asking takes up to "), "\(reason)")
      #expect(reason.contains("and 5,000 tokens is left"), "\(reason)")
      #expect(judgment?["outcome"] == "inconclusive" && document["exit_code"] == 5)
      #expect(judgment?["banners"]?[1] == "the budget was used up before 2 of 3 seats could be asked")
      let banner = document["banners"]?[0]?.stringValue ?? ""
      #expect(
        banner.hasPrefix("the budget of 23,000 tokens is used up: 1 judged (1 of them not by every seat), 0 not"),
        "\(banner)")
      #expect(document["usage"]?["input_tokens"] == 17_000 && document["usage"]?["output_tokens"] == 1_000)
      let verified = try await program.run("runs", "verify")
      #expect(verified.code == 0, "\(verified.output)\(verified.error)")
    }
  }

  @Test func `artifacts are judged in order, those left are counted, and a larger budget asks only for the rest`()
    async throws
  {
    try await judging(artifacts: 5) { program, simulator in
      let names = (0..<5).map { "a\($0).py" }
      // Two artifacts take 108,000, and one seat more 18,000.
      let cut = try await program.run(
        arguments: ["judge"] + names + ["--budget-tokens", "130000", "--format", "json"],
        environment: SimulatedPanel.keys)
      #expect(cut.code == 5 && simulator.requests.count == 7, "\(cut.output)\(cut.error)")
      let document = try JSONValue(parsing: cut.output)
      let judgments = document["judgments"]?.arrayValue ?? []
      #expect(judgments.compactMap { $0["artifact"]?["path"]?.stringValue } == ["a0.py", "a1.py", "a2.py"])
      #expect(judgments.compactMap { $0["outcome"]?.stringValue } == ["pass", "pass", "inconclusive"])
      #expect(states(judgments.last).values.sorted() == ["judged", "not_polled", "not_polled"])
      #expect(document["outcome"] == "inconclusive")
      let banner = document["banners"]?[0]?.stringValue ?? ""
      #expect(
        banner == "the budget of 130,000 tokens is used up: 3 judged (1 of them not by every seat), 2 not; "
          + "judge again with a larger one, and what the cache holds is not asked again")
      let used =
        (document["usage"]?["input_tokens"]?.intValue ?? 0) + (document["usage"]?["output_tokens"]?.intValue ?? 0)
      #expect(used == 126_000)
      #expect(try await program.run("runs", "verify").code == 0)
      // The rest takes 144,000, which no whole run would be content with.
      let whole = try await program.run(
        arguments: ["judge"] + names + ["--budget-tokens", "150000", "--format", "json"],
        environment: SimulatedPanel.keys)
      #expect(whole.code == 0 && simulator.requests.count == 15, "\(whole.output)\(whole.error)")
      #expect(try JSONValue(parsing: whole.output)["judgments"]?.arrayValue?.count == 5)
    }
  }

  @Test func `dollars are held to, in the file too, and the table says so`() async throws {
    try await judging(settings: Self.prices + "budget: {usd: 0.04}\n") { program, simulator in
      let result = try await judge(program, "a0.py", "-o", "result.json", "--cache", "off")
      #expect(result.code == 5 && simulator.requests.count == 2, "\(result.output)\(result.error)")
      #expect(result.output.contains("! the budget of $0.04 is used up: 1 judged"), "\(result.output)")
      #expect(result.output.contains("not polled"), "\(result.output)")
      let file = try String(contentsOf: program.folder.appending(path: "result.json"), encoding: .utf8)
      #expect(try JSONValue(parsing: file)["usage"]?["cost_usd"] == 0.036)
      #expect(try await program.run("runs", "show").output.contains("! the budget of $0.04 is used up"))
      // A flag is stronger than the file.
      let more = try await judge(program, "a0.py", "--budget-usd", "0.08", "--cache", "off")
      #expect(more.code == 0 && simulator.requests.count == 5, "\(more.output)\(more.error)")
    }
  }

  @Test func `an outcome that needs no further seat stands, and the run exits 5 all the same`() async throws {
    try await judging(panel: Self.panel + ["qa_evaluator", "compliance_auditor"]) { program, simulator in
      let result = try await judge(program, "a0.py", "--budget-tokens", "85000", "--format", "json")
      let judgment = try JSONValue(parsing: result.output)["judgments"]?[0]
      #expect(result.code == 5 && simulator.requests.count == 4, "\(result.output)\(result.error)")
      #expect(judgment?["outcome"] == "pass" && judgment?["agreement"] == 1)
      #expect(states(judgment).values.count { $0 == "not_polled" } == 1)
    }
  }

  @Test func `a fail outranks the budget`() async throws {
    try await judging { program, simulator in
      simulator.answer {
        Self.reply(
          to: $0, findings: [SimulatedPanel.finding(SimulatedPanel.quote("def f0():", path: "a0.py", line: 1))])
      }
      let result = try await judge(program, "a0.py", "--budget-tokens", "23000", "--format", "json")
      let document = try JSONValue(parsing: result.output)
      #expect(result.code == 1 && document["outcome"] == "fail", "\(result.output)\(result.error)")
    }
  }

  @Test func `a budget in dollars needs the price of every model, primary or backup`() async throws {
    try await judging { program, simulator in
      let primary = try await judge(
        program, "a0.py", "--budget-usd", "1", "--model", "security_analyst=together/zebra-1", "--allow-homogeneous")
      #expect(primary.code == 2 && primary.error.contains("security_analyst on together/zebra-1."), "\(primary.error)")
      #expect(primary.error.contains("'models' in moe-judge.yaml") && primary.error.contains("--budget-tokens"))
      try program.write(
        "security_analyst: {primary: together/deepseek-v3, backup: openai/zebra-2}\n", to: "personas/routing.yaml")
      let backup = try await judge(program, "a0.py", "--budget-usd", "1")
      #expect(backup.code == 2 && backup.error.contains("security_analyst on openai/zebra-2, its backup"))
      #expect(simulator.requests.isEmpty)
      let tokens = try await judge(program, "a0.py", "--budget-tokens", "70000")
      #expect(tokens.code == 0, "\(tokens.output)\(tokens.error)")
    }
  }

  @Test func `offline nothing is spent, so any budget will do`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("def a():\n    return 1\n", to: "a.py")
    let result = try await program.run("judge", "a.py", "--offline", "--budget-usd", "0.0001", "--budget-tokens", "1")
    #expect(result.code == 0 && !result.output.contains("budget of"), "\(result.output)\(result.error)")
  }

  @Test(arguments: [
    ["--budget-usd", "0"], ["--budget-usd", "-1"], ["--budget-usd", "much"], ["--budget-tokens", "0"],
  ])
  func `a budget that is none is refused with its range`(words: [String]) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("x = 1\n", to: "a.py")
    let result = try await program.run(arguments: ["judge", "a.py", "--offline"] + words)
    #expect(result.code == 2 && result.error.contains("takes"), "\(result.error)")
    try program.write("budget: {usd: 0}\n", to: "moe-judge.yaml")
    let validated = try await program.run("validate")
    #expect(validated.code != 0 && (validated.output + validated.error).contains("budget.usd"))
  }

  @Test func `a call that was limited and comes again is not paid for twice, and keeps its place`() async throws {
    try await judging { program, simulator in
      try program.write(
        SimulatedPanel.configuration(
          port: simulator.baseURL, calls: "{max_retries: 2, timeout_seconds: 20}", personas: Self.panel),
        to: "moe-judge.yaml")
      simulator.answer { request in
        if request.number <= 1 { return .error(503, "busy", retryAfter: "0") }
        return .answer(SimulatedPanel.answer(to: request.body), to: request, by: request.model)
      }
      let result = try await judge(program, "a0.py", "--budget-tokens", "20900", "--format", "json")
      // What is left of the first seat's reservation is enough for the others, one after the other.
      #expect(result.code == 0 && simulator.requests.count == 4, "\(result.output)\(result.error)")
      #expect(simulator.requests.prefix(2).allSatisfy { $0.model == "deepseek-ai/DeepSeek-V3.1" })
    }
  }

  @Test func `killed after any line of its journal, a run on a budget goes on, spends no more than that and verifies`()
    async throws
  {
    try await judging(artifacts: 2) { program, simulator in
      let cut = try await judge(
        program, "a0.py", "a1.py", "--budget-tokens", "80000", "--cache", "off", "--format", "jsonl")
      #expect(cut.code == 5 && simulator.requests.count == 4, "\(cut.output)\(cut.error)")
      let runs = program.folder.appending(path: ".moe-judge/runs")
      let run = try #require(try FileManager.default.contentsOfDirectory(atPath: runs.path).first)
      let journal = runs.appending(path: "\(run)/journal.jsonl")
      let lines = try String(contentsOf: journal, encoding: .utf8).split(separator: "\n")
      for kept in 1..<lines.count {
        try Data(lines.prefix(kept).map { $0 + "\n" }.joined().utf8).write(to: journal)
        let before = simulator.requests.count
        let resumed = try await judge(program, "--resume", "latest", "--format", "jsonl")
        #expect(resumed.code == 5, "\(kept): \(resumed.output)\(resumed.error)")
        let heard = lines.prefix(kept).count { $0.contains("\"kind\":\"answer\"") }
        #expect(simulator.requests.count - before == 4 - heard, "\(kept)")
        let verified = try await program.run("runs", "verify")
        #expect(verified.code == 0, "\(kept): \(verified.output)\(verified.error)")
      }
      let ended = try await judge(program, "--resume", "latest", "--budget-tokens", "900000")
      #expect(ended.code == 2 && ended.error.contains("came to its end"), "\(ended.error)")
    }
  }

  @Test func `a dry run says what it may cost by model and in all, and whether the budget covers it`() async throws {
    try await judging(settings: Self.prices) { program, simulator in
      let table = try await judge(program, "a0.py", "--dry-run", "--budget-usd", "0.01")
      #expect(
        table.code == 0 && table.output.contains("anthropic/claude-sonnet-4: 1 call, at most $0.0"), "\(table.output)")
      #expect(table.output.contains("in all at most $0.0"))
      #expect(table.output.contains("the budget of $0.01 may not cover it"))
      let json = try JSONValue(
        parsing: try await judge(program, "a0.py", "--dry-run", "--budget-tokens", "90000", "--format", "json").output)
      let tokens = (json["input_tokens"]?.intValue ?? 0) + (json["output_tokens_limit"]?.intValue ?? 0)
      #expect(json["cost_usd_limit"]?.doubleValue.map { ($0 * 1e6).rounded() } == Double(tokens))
      #expect(json["cost_usd_reason"]?.isNull == true && json["models"]?.arrayValue?.count == 3)
      #expect(json["budget"]?["fits"] == true && json["budget"]?["tokens"] == 90_000)
      let unknown = try await program.run(
        "judge", "a0.py", "--dry-run", "--format", "json", "--model", "security_analyst=together/zebra-1",
        environment: SimulatedPanel.keys)
      let document = try JSONValue(parsing: unknown.output)
      #expect(document["cost_usd_limit"]?.isNull == true && document["budget"]?.isNull == true, "\(unknown.error)")
      #expect(document["cost_usd_reason"] == "no price is known for together/zebra-1")
      #expect(simulator.requests.isEmpty)
    }
  }

  @Test func `of an artifact in parts, the seat whose dimensions bind most is asked about all of them first`()
    async throws
  {
    try await judging(settings: "models: {together/deepseek-v3: {context: 16000}}\n") { program, simulator in
      try program.write((1...600).map { "value_\($0) = compute(\($0))\n" }.joined(), to: "large.py")
      let document = try JSONValue(
        parsing: try await judge(program, "large.py", "--dry-run", "--format", "json").output)
      let parts = try #require(document["artifacts"]?[0]?["parts"]?.intValue)
      // What is not reported counts as estimated, so that the plan's figures are what the seat takes.
      simulator.answer { request in
        var reply = SimulatedReply.answer(SimulatedPanel.answer(to: request.body), to: request, by: request.model)
        reply.body = reply.body.replacing(#""prompt_tokens":100,"completion_tokens":20,"#, with: "")
        return reply
      }
      let seat = document["models"]?.arrayValue?.first { $0["model"] == "together/deepseek-v3" }
      let tokens = (seat?["input_tokens"]?.intValue ?? 0) + (seat?["output_tokens_limit"]?.intValue ?? 0)
      let calls = try #require(seat?["calls"]?.intValue)
      #expect(parts > 1 && calls > parts && tokens > 0, "\(document)")
      let result = try await judge(
        program, "large.py", "--budget-tokens", "\(tokens)", "--cache", "off", "--format", "json")
      #expect(result.code == 5, "\(result.output)\(result.error)")
      #expect(simulator.requests.map(\.model) == Array(repeating: "deepseek-ai/DeepSeek-V3.1", count: calls))
      let judgment = try JSONValue(parsing: result.output)["judgments"]?[0]
      #expect(
        states(judgment) == [
          "security_analyst": "judged", "technical_architect": "not_polled", "delivery_engineer": "not_polled",
        ])
      #expect(judgment?["coverage"]?["parts"]?.intValue == parts)
      #expect(try await program.run("runs", "verify").code == 0)
      let whole = try await judge(
        program, "large.py", "--budget-tokens", "9000000", "--cache", "off", "--format", "json")
      #expect(whole.code == 0 && simulator.requests.count == 2 * calls + 2 * parts, "\(whole.error)")
    }
  }
}
