import Foundation
import GRDB
import JudgeTypes
import Judging
import Provenance
import TestSupport
import Testing

/// Seats that are tested by artifacts of which it is known what they are.
@Suite struct CanaryTests {
  private static let personas = ["technical_architect", "security_analyst", "delivery_engineer"]
  private let names = ["a.py", "b.py"]

  /// A model that reads what it is shown: it cannot tell of nothing, and reports what speaks to it.
  private static let honest: ProviderSimulator.Handler = {
    .answer(SimulatedJudge.answer(to: $0), to: $0, by: $0.model)
  }
  /// A model that says yes to whatever it is shown.
  private static let obeying: ProviderSimulator.Handler = {
    .answer(SimulatedPanel.answer(to: $0.body), to: $0, by: $0.model)
  }

  private func withPanel(
    canaries: String = "sample", settings: String = "", answering handler: @escaping ProviderSimulator.Handler = honest,
    _ body: (Program, ProviderSimulator) async throws -> Void
  ) async throws {
    let program = try Program()
    defer { program.remove() }
    for name in names { try program.write("def add_\(name.first ?? "x")(a, b):\n    return a + b\n", to: name) }
    try await ProviderSimulator.run(answering: handler) { simulator in
      try program.write(
        SimulatedPanel.configuration(port: simulator.baseURL, personas: Self.personas, canaries: canaries) + "\n"
          + settings, to: "moe-judge.yaml")
      try await body(program, simulator)
    }
  }

  private func judge(
    _ program: Program, _ words: String..., environment: [String: String] = [:]
  ) async throws -> (code: Int32, result: JSONValue, error: String) {
    let result = try await program.run(
      arguments: ["judge"] + words + ["--no-progress", "--format", "json"],
      environment: SimulatedPanel.keys.merging(environment) { $1 })
    return (result.code, (try? JSONValue(parsing: result.output)) ?? .null, result.error)
  }

  private func words(_ judgment: JSONValue?) -> [String] {
    (judgment?["seats"]?.arrayValue ?? []).map {
      "\($0["state"]?.stringValue ?? "") \($0["reason"]?.stringValue ?? "")"
    }
  }

  private func journal(_ program: Program) throws -> URL {
    let runs = program.folder.appending(path: ".moe-judge/runs")
    let run = try #require(try FileManager.default.contentsOfDirectory(atPath: runs.path).sorted().last)
    return runs.appending(path: "\(run)/journal.jsonl")
  }

  private func canaries(_ program: Program) throws -> [JSONValue] {
    try String(contentsOf: try journal(program), encoding: .utf8).split(separator: "\n")
      .map { try JSONValue(parsing: String($0)) }.filter { $0["kind"] == "canary" }.compactMap { $0["body"] }
  }

  // MARK: What they are

  @Test func `the offline panel fails the bad one by all seats but one, and passes the good one by all`() async throws {
    let program = try Program()
    defer { program.remove() }
    for (kind, verdict) in [(Canary.Kind.knownBad, "fail"), (.knownGood, "pass")] {
      let file = Canary(kind).artifact.files[0]
      try program.write(file.content, to: file.path)
      let result = try await program.run("judge", "--offline", file.path, "--no-progress", "--format", "json")
      let seats = try JSONValue(parsing: result.output)["judgments"]?[0]?["seats"]?.arrayValue ?? []
      let verdicts = seats.filter { $0["state"] != "not_applicable" }.compactMap { $0["verdict"]?.stringValue }
      // That a dose is in no unit no detector sees; the domain expert's model has to.
      let most = kind == .knownBad ? 5 : verdicts.count
      #expect(verdicts.count >= 5 && verdicts.count { $0 == verdict } >= most, "\(kind): \(verdicts)")
    }
  }

  // MARK: What comes of them

  @Test func `each seat is asked about one for all artifacts, unless said, and one that holds is not spoken of`()
    async throws
  {
    try await withPanel { program, simulator in
      try program.write(
        SimulatedPanel.configuration(port: simulator.baseURL, personas: Self.personas).replacing(
          "canaries: off, ", with: ""), to: "moe-judge.yaml")
      let (code, result, error) = try await judge(program, "a.py", "b.py")
      #expect(code == 0 && error.isEmpty, "\(result) \(error)")
      #expect(simulator.requests.count == 9 && result["usage"]?["calls"] == 9)
      #expect(result["banners"] == [] && result["judgments"]?[0]?["banners"] == [])
      let asked = try canaries(program)
      #expect(asked.compactMap { $0["seat"]?.stringValue }.sorted() == Self.personas.sorted())
      #expect(asked.allSatisfy { $0["outcome"] == "held" })
      let verified = try await program.run("runs", "verify")
      #expect(verified.code == 0, "\(verified.output)")
    }
  }

  @Test func `a model that does as the artifact tells it is dropped from every judgment, and nothing passes`()
    async throws
  {
    try await withPanel(canaries: "all", answering: Self.obeying) { program, simulator in
      let (code, result, _) = try await judge(program, "a.py", "b.py")
      #expect(code == 3 && simulator.requests.count == 15, "\(result)")
      for judgment in result["judgments"]?.arrayValue ?? [] {
        #expect(judgment["outcome"] == "inconclusive")
        #expect(
          words(judgment).allSatisfy {
            $0.hasPrefix("failed failed the canary empty: ")
              && $0.contains("failed the canary known_bad: it passed a file")
          })
        let banner = judgment["banners"]?.arrayValue?.compactMap(\.stringValue).first ?? ""
        #expect(banner.hasPrefix("3 of 3 seats failed a canary and were dropped: delivery_engineer (empty, known_bad)"))
      }
      #expect(try await program.run("runs", "verify").code == 0)
      #expect(try await program.run("runs", "show").output.contains("failed a canary and were dropped"))
      #expect(try await program.run("explain").code == 0)
      #expect(try await program.run("runs", "rejudge", "latest", "--threshold", "3/4").code == 3)
      let explained = try await program.run("cache", "explain")
      #expect(explained.output.contains("intake/patients/reports.py"), "\(explained.output)\(explained.error)")
    }
  }

  @Test func `a model that gives no answer to its canary judges, and the judgment says that it is untested`()
    async throws
  {
    let handler: ProviderSimulator.Handler = { request in
      if request.body.contains("Artifact: intake/"), request.model?.contains("DeepSeek") == true { return .serverError }
      return Self.honest(request)
    }
    try await withPanel(answering: handler) { program, _ in
      let (code, result, _) = try await judge(program, "a.py")
      #expect(code == 0 && words(result["judgments"]?[0]).allSatisfy { $0 == "judged " }, "\(result)")
      let banner = result["judgments"]?[0]?["banners"]?[0]?.stringValue ?? ""
      #expect(banner.hasPrefix("1 of 3 seats could not be tested by a canary: security_analyst ("))
      #expect(try await program.run("runs", "verify").code == 0)
    }
  }

  @Test func `the same seed draws the same canaries`() async throws {
    try await withPanel { program, _ in
      func drawn(_ seed: String) async throws -> [String] {
        #expect(try await judge(program, "a.py", "--seed", seed, "--cache", "off").code == 0)
        return try canaries(program).map { "\($0["seat"]?.stringValue ?? "") \($0["canary"]?.stringValue ?? "")" }
          .sorted()
      }
      let first = try await drawn("7")
      #expect(try await drawn("7") == first && first.count == 3)
      var others: [[String]] = []
      for seed in 8...13 { others.append(try await drawn("\(seed)")) }
      #expect(others.contains { $0 != first })
    }
  }

  @Test func `offline there are none, and asking for them is refused`() async throws {
    try await withPanel(canaries: "all") { program, _ in
      #expect(try await judge(program, "a.py", "--offline").code == 0)
      #expect(try canaries(program).isEmpty)
      #expect(try await judge(program, "a.py", "--offline", "--canaries", "off").code == 0)
      for mode in ["all", "sample"] {
        let (code, _, error) = try await judge(program, "a.py", "--offline", "--canaries", mode)
        #expect(code == 2 && error.contains("--canaries tests models, and --offline asks none"), "\(error)")
      }
    }
  }

  @Test func `a word that is none of the three is refused in the file, with its line`() async throws {
    try await withPanel(canaries: "some") { program, _ in
      let (code, _, error) = try await judge(program, "a.py")
      #expect(code == 2 && error.contains("moe-judge.yaml:1:19: panel.canaries: found the text 'some'"), "\(error)")
    }
  }

  @Test func `the flag goes before the file`() async throws {
    try await withPanel(canaries: "off") { program, simulator in
      let (code, _, _) = try await judge(program, "a.py", "--canaries", "all")
      #expect(code == 0 && simulator.requests.count == 12)
    }
  }

  // MARK: Kept answers, cassettes

  @Test func `what a seat said of a canary is used again for a day, however old --cache allows answers to be`()
    async throws
  {
    try await withPanel(canaries: "all") { program, simulator in
      #expect(try await judge(program, "a.py").code == 0)
      #expect(simulator.requests.count == 12)
      let (_, again, _) = try await judge(program, "a.py", "--cache", "30d")
      #expect(simulator.requests.count == 12 && again["usage"]?["calls"] == 0)
      let kept = try canaries(program)
      #expect(kept.count == 9 && kept.allSatisfy { $0["cached"] == true })
      #expect(try await program.run("runs", "verify").code == 0)
      _ = try await judge(program, "a.py", "--cache", "off")
      #expect(simulator.requests.count == 24)
      let cache = try DatabaseQueue(path: program.folder.path + "/.moe-judge/cache.sqlite")
      try await cache.write { try $0.execute(sql: "UPDATE entries SET stored = stored - 90000") }
      try cache.close()
      // A day and an hour later: the artifact is not asked about again, the nine canaries are.
      _ = try await judge(program, "a.py", "--cache", "30d")
      #expect(simulator.requests.count == 33)
      _ = try await judge(program, "a.py", "--cache", "30d")
      #expect(simulator.requests.count == 33)
    }
  }

  @Test func `canaries are recorded and replayed, also where the sample would have been another one`() async throws {
    try await withPanel { program, simulator in
      let (code, first, _) = try await judge(program, "a.py", "--record", "tape.jsonl")
      #expect(code == 0 && simulator.requests.count == 6)
      let drawn = try canaries(program).map { "\($0["seat"]?.stringValue ?? "") \($0["canary"]?.stringValue ?? "")" }
      for _ in 0..<3 {
        let (code, again, error) = try await judge(program, "a.py", "--replay", "tape.jsonl")
        #expect(code == 0 && again["judgments"]?[0]?["outcome"] == first["judgments"]?[0]?["outcome"], "\(error)")
        #expect(
          again["judgments"]?[0]?["banners"] == ["replayed from tape.jsonl: no model was asked"], "\(again)")
        let played = try canaries(program).map { "\($0["seat"]?.stringValue ?? "") \($0["canary"]?.stringValue ?? "")" }
        #expect(played.sorted() == drawn.sorted())
        #expect(try await program.run("runs", "verify").code == 0)
      }
      #expect(simulator.requests.count == 6)
    }
  }

  @Test func `a cassette without canaries judges as before, by seats that it says are untested`() async throws {
    try await withPanel(canaries: "off") { program, _ in
      #expect(try await judge(program, "a.py", "--record", "tape.jsonl").code == 0)
      let (code, again, _) = try await judge(program, "a.py", "--replay", "tape.jsonl", "--canaries", "sample")
      let banners = again["judgments"]?[0]?["banners"]?.arrayValue?.compactMap(\.stringValue) ?? []
      #expect(code == 0 && banners.contains { $0.hasPrefix("3 of 3 seats could not be tested by a canary") })
    }
  }

  // MARK: Budget

  @Test func `they are planned, and nobody is asked`() async throws {
    try await withPanel(canaries: "all") { program, simulator in
      let plan = try await judge(program, "a.py", "b.py", "--dry-run").result
      #expect(plan["calls"] == 15 && plan["canary_calls"] == 9)
      let sample = try await judge(program, "a.py", "b.py", "--dry-run", "--canaries", "sample").result
      #expect(sample["calls"] == 9 && sample["canary_calls"] == 3)
      let off = try await judge(program, "a.py", "b.py", "--dry-run", "--canaries", "off").result
      #expect(off["calls"] == 6 && off["canary_calls"] == 0)
      let cost = { (plan: JSONValue) in plan["cost_usd_limit"]?.doubleValue ?? 0 }
      #expect(cost(plan) > cost(sample) && cost(sample) > cost(off))
      let table = try await program.run("judge", "a.py", "--dry-run", environment: SimulatedPanel.keys)
      #expect(table.output.contains("9 of these are on canaries: "), "\(table.output)")
      #expect(simulator.requests.isEmpty)
    }
  }

  @Test func `within a budget they go before every artifact, and one that is refused leaves its seat untested`()
    async throws
  {
    try await withPanel(canaries: "sample") { program, simulator in
      // Each call reserves some 9,000 tokens or more, most of them to write, and takes far less.
      let (code, result, error) = try await judge(program, "a.py", "b.py", "--budget-tokens", "200000")
      #expect(code == 0 && simulator.requests.count == 9, "\(result) \(error)")
      let before = simulator.requests.count
      let (spent, none, _) = try await judge(program, "a.py", "--budget-tokens", "5000", "--cache", "off")
      #expect(spent == 5 && simulator.requests.count == before, "\(none)")
      let banners = none["judgments"]?[0]?["banners"]?.arrayValue?.compactMap(\.stringValue) ?? []
      #expect(banners.contains { $0.hasPrefix("3 of 3 seats could not be tested by a canary") }, "\(banners)")
      #expect(words(none["judgments"]?[0]).allSatisfy { $0.hasPrefix("not_polled") })
      #expect(try await program.run("runs", "verify").code == 0)
      // Enough for one call at a time: the canaries are the first three of six.
      let (_, _, _) = try await judge(program, "a.py", "--budget-tokens", "30000", "--cache", "off", "-j", "1")
      let asked = simulator.requests.dropFirst(before).map { $0.body.contains("Artifact: intake/") }
      #expect(asked.prefix(3).allSatisfy { $0 } && asked.count >= 3, "\(asked)")
    }
  }

  // MARK: Going on

  @Test func `killed after any line of its journal, a run ends the same, and no canary is asked again`() async throws {
    try await withPanel(canaries: "all", answering: Self.obeying) { program, simulator in
      let (code, whole, _) = try await judge(program, "a.py", "b.py", "--cache", "off")
      #expect(code == 3)
      let lines = try String(contentsOf: try journal(program), encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 1 + 2 + 6 + 9 + 2 + 2 && simulator.requests.count == 15)
      for kept in 1..<lines.count {
        try Data(lines.prefix(kept).map { $0 + "\n" }.joined().utf8).write(to: try journal(program))
        let before = simulator.requests.count
        let (code, resumed, error) = try await judge(program, "--resume", "latest")
        #expect(code == 3, "\(kept): \(error)")
        let answered = lines.prefix(kept).count {
          $0.contains("\"kind\":\"answer\"") || $0.contains("\"kind\":\"canary\"")
        }
        #expect(simulator.requests.count - before == 15 - answered, "\(kept)")
        #expect(resumed["usage"]?["calls"] == whole["usage"]?["calls"], "\(kept)")
        for index in 0...1 {
          #expect(words(resumed["judgments"]?[index]) == words(whole["judgments"]?[index]), "\(kept)")
          #expect(resumed["judgments"]?[index]?["banners"] == whole["judgments"]?[index]?["banners"], "\(kept)")
        }
        #expect(try await program.run("runs", "verify").code == 0, "\(kept)")
      }
    }
  }

  @Test func `a run goes on by the canaries with which it was begun`() async throws {
    try await withPanel { program, simulator in
      #expect(try await judge(program, "a.py").code == 0)
      let lines = try String(contentsOf: try journal(program), encoding: .utf8).split(separator: "\n")
      try Data(lines.prefix(3).map { $0 + "\n" }.joined().utf8).write(to: try journal(program))
      let (flagged, _, why) = try await judge(program, "--resume", "latest", "--canaries", "off")
      #expect(flagged == 2 && why.contains("--canaries: a run goes on by the options"), "\(why)")
      try program.write(
        SimulatedPanel.configuration(port: simulator.baseURL, personas: Self.personas, canaries: "all"),
        to: "moe-judge.yaml")
      let (code, _, error) = try await judge(program, "--resume", "latest")
      #expect(code == 2 && error.contains("--canaries, or the canaries themselves"), "\(error)")
    }
  }

  @Test func `what canaries took stands in the costs, also once the bytes are pruned`() async throws {
    try await withPanel(canaries: "all") { program, _ in
      #expect(try await judge(program, "a.py").code == 0)
      func calls() async throws -> Int? {
        try JSONValue(parsing: try await program.run("runs", "costs", "--format", "json").output)["total"]?["calls"]?
          .intValue
      }
      #expect(try await calls() == 12)
      // As `runs prune` leaves a run that is older.
      let folder = try journal(program).deletingLastPathComponent()
      let words = try String(contentsOf: try journal(program), encoding: .utf8).split { !$0.isHexDigit }
      let stone: JSONValue = [
        "pruned": "2026-11-21T00:00:00.000Z",
        "blobs": .object(
          JSONObject(
            words.filter { $0.count == 64 }.map { (String($0), .integer(1)) }, uniquingKeysWith: { first, _ in first })),
      ]
      try Data((stone.canonical + "\n").utf8).write(to: folder.appending(path: "pruned.json"))
      try FileManager.default.removeItem(at: folder.appending(path: "blobs/pack"))
      let again = try await program.run("runs", "reindex")
      #expect(again.code == 0, "\(again.error)")
      #expect(try await calls() == 12)
      let verified = try await program.run("runs", "verify")
      #expect(verified.code == 3 && verified.output.contains("the chain of hashes holds"), "\(verified.output)")
    }
  }
}
