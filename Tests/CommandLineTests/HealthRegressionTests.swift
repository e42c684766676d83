import Foundation
import Testing

/// `health regressions` and `health status` on what is on record and on series.
@Suite struct HealthRegressionTests {
  private static let start = 20_575  // 2026-05-02

  private static func date(_ day: Int) -> String {
    let parts = Calendar(identifier: .iso8601).dateComponents(
      in: TimeZone(secondsFromGMT: 0) ?? .current, from: Date(timeIntervalSince1970: Double(day) * 86_400 + 43_200))
    return String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
  }

  /// Days of fifty invocations around a level, two points up and down by turns.
  private func series(
    _ skill: String = "code-search", from first: Int = start, days: Int = 90, more: (Int) -> String = { _ in "" },
    level: (Int) -> Double
  ) -> String {
    (0..<days).map { day in
      let score = level(day) + (day % 2 == 0 ? 2 : -2)
      return #"{"skill":"\#(skill)","date":"\#(Self.date(first + day))","score":\#(score),"invocations":50,"#
        + #""score_sd":18\#(more(day))}"# + "\n"
    }.joined()
  }

  private func lines(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func `of a series the line says since when, by how much and on which day it was known`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(series { $0 < 60 ? 80 : 66 } + series("steady") { _ in 75 }, to: "series.jsonl")
    let result = try await program.run("health", "regressions", "--series", "series.jsonl", "--format", "jsonl")
    #expect(result.code == 1, "\(result.error)")
    let found = try lines(result.output)
    #expect(found.map { $0["skill"] as? String } == ["code-search", "steady"])
    let (bad, good) = (found[0], found[1])
    #expect(bad["regression"] as? Bool == true && good["regression"] as? Bool == false)
    #expect(bad["state"] as? String == "regression" && good["state"] as? String == "stable")
    #expect(bad["severity"] as? String == "major" && good["alarmed"] is NSNull)
    #expect(bad["started"] as? String == Self.date(Self.start + 60))
    let delta = try #require(bad["delta"] as? Double)
    #expect(abs(delta + 14) < 1)
    for key in ["before", "after", "method", "chance", "days_to_detect"] { #expect(bad[key] != nil) }
  }

  @Test func `the day on which it was known needs no later day`() async throws {
    let program = try Program()
    defer { program.remove() }
    let whole = series { $0 < 60 ? 80 : 68 }
    func regressions(_ text: String) async throws -> [String: Any] {
      try program.write(text, to: "series.jsonl")
      let result = try await program.run("health", "regressions", "--series", "series.jsonl", "--format", "jsonl")
      return try #require(try lines(result.output).first)
    }
    let alarmed = try #require(try await regressions(whole)["alarmed"] as? String)
    let days = whole.split(separator: "\n", omittingEmptySubsequences: true)
    let count = try #require(days.firstIndex { $0.contains(alarmed) })
    let before = try await regressions(days.prefix(count).joined(separator: "\n"))
    #expect(before["regression"] as? Bool == false)
    let then = try await regressions(days.prefix(count + 1).joined(separator: "\n"))
    #expect(then["regression"] as? Bool == true && then["alarmed"] as? String == alarmed)
  }

  @Test func `days may come in any order`() async throws {
    let program = try Program()
    defer { program.remove() }
    let days = series { $0 < 60 ? 80 : 68 }.split(separator: "\n").map { $0 + "\n" }
    var answers: Set<String> = []
    for text in [days.joined(), days.reversed().joined()] {
      try program.write(text, to: "series.jsonl")
      answers.insert(
        try await program.run("health", "regressions", "--series", "series.jsonl", "--format", "jsonl").output)
    }
    #expect(answers.count == 1)
  }

  @Test func `one bad day is an incident, and no reason to fail`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(series(days: 61) { $0 == 60 ? 40 : 80 }, to: "series.jsonl")
    let result = try await program.run("health", "regressions", "--series", "series.jsonl")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output.contains("no regression"))
    #expect(result.output.contains("incident: code-search had one bad day on \(Self.date(Self.start + 60))"))
  }

  @Test func `a series with faults is refused with every line that has one`() async throws {
    let program = try Program()
    defer { program.remove() }
    let text = """
      {"skill":"a","date":"2026-02-30","score":80,"invocations":5}
      {"skill":"a","date":"2026-03-01","score":-1,"invocations":5}
      {"skill":"a","date":"2026-03-02","invocations":5}
      {"skill":"a","date":"2026-03-03","score":80,"invocations":5}

      """
    try program.write(text, to: "series.jsonl")
    let result = try await program.run("health", "regressions", "--series", "series.jsonl")
    #expect(result.code == 2)
    for line in 1...3 { #expect(result.error.contains("series.jsonl:\(line):"), "\(result.error)") }
    #expect(!result.error.contains("series.jsonl:4:"))
    try program.write("", to: "empty.jsonl")
    let empty = try await program.run("health", "regressions", "--series", "empty.jsonl")
    #expect(empty.code == 2 && empty.error.contains("the file is empty"))
  }

  @Test func `on record, the model change heads the causes, a task is written once, and a baseline accepts it`()
    async throws
  {
    let program = try Program()
    defer { program.remove() }
    let today = Int(Date().timeIntervalSince1970 / 86_400)
    let first = today - 79
    try program.git("init", "--quiet")
    try program.write("# Search\n", to: "skills/search/SKILL.md")
    try program.git("add", "."); try program.git("commit", "--quiet", "-m", "Reword the search skill")
    let text = series(
      from: first, days: 80,
      more: { #","model":"\#($0 < 74 ? "openai/gpt-4o" : "openai/small")","files":["skills/search/SKILL.md"]"# }
    ) { $0 < 74 ? 80 : 60 }
    try program.write(text, to: "days.jsonl")
    #expect(try await program.run("health", "import", "days.jsonl").code == 0)
    let said = try await program.run("health", "regressions", "--auto-task", "--report", "r.md", "--no-color")
    #expect(said.code == 1, "\(said.error)")
    #expect(said.output.contains("REGRESSION: code-search dropped 20"), "\(said.output)")
    let causes = try #require(said.output.range(of: "openai/gpt-4o -> openai/small"))
    // The commit of today lies within the days from the start to the alarm only where these reach today.
    if let commit = said.output.range(of: "Reword the search skill") { #expect(causes.lowerBound < commit.lowerBound) }
    let report = try String(contentsOf: program.folder.appending(path: "r.md"), encoding: .utf8)
    #expect(report.contains("REGRESSION"))
    let tasks = try FileManager.default.contentsOfDirectory(atPath: program.folder.path + "/.moe-judge/tasks")
    #expect(tasks.count == 1)
    let again = try await program.run("health", "regressions", "--auto-task")
    #expect(again.output.contains("there already"), "\(again.output)")
    #expect(try await program.run("health", "tasks").output.contains("code-search"))
    let status = try await program.run("health", "status", "--only", "regression", "--format", "json")
    #expect(status.output.contains("\"regression\""))
    let accepted = try await program.run(
      "health", "baseline", "cheaper", "--reason", "a tenth of the price", "--skill", "code-search")
    #expect(accepted.code == 0, "\(accepted.error)")
    let after = try await program.run("health", "regressions")
    #expect(after.code == 0, "\(after.output)\(after.error)")
  }

  @Test func `a regression stays one when no more days come`() async throws {
    let program = try Program()
    defer { program.remove() }
    let today = Int(Date().timeIntervalSince1970 / 86_400)
    try program.write(series(from: today - 140, days: 80) { $0 < 60 ? 80 : 64 }, to: "days.jsonl")
    #expect(try await program.run("health", "import", "days.jsonl").code == 0)
    let result = try await program.run("health", "regressions")
    #expect(result.code == 1 && result.output.contains("nobody used it for 30 days"), "\(result.output)")
    let misspelt = try await program.run("health", "regressions", "--skill", "code-serach")
    #expect(misspelt.code == 2 && misspelt.error.contains("Did you mean 'code-search'?"), "\(misspelt.error)")
    let future = try await program.run("health", "regressions", "--on", "2999-01-01")
    #expect(future.code == 2, "\(future.error)")
  }

  @Test func `nobody accepts a regression in passing, and who did stands in the report`() async throws {
    let program = try Program()
    defer { program.remove() }
    let today = Int(Date().timeIntervalSince1970 / 86_400)
    let text =
      series(from: today - 79, days: 80) { $0 < 60 ? 80 : 64 }
      + series("steady", from: today - 79, days: 80) { _ in 75 }
    try program.write(text, to: "days.jsonl")
    #expect(try await program.run("health", "import", "days.jsonl").code == 0)
    for words in [["june"], ["june", "--reason", "so it is"], ["june", "--skill", "code-search"]] {
      let result = try await program.run(arguments: ["health", "baseline"] + words)
      #expect(result.code == 2 && result.error.contains("--skill code-search --reason TEXT"), "\(result.error)")
    }
    #expect(try await program.run("health", "regressions").code == 1)
    #expect(try await program.run("health", "baseline", "june", "--skill", "steady").code == 0)
    let said = try await program.run(
      "health", "baseline", "june", "--skill", "code-search", "--reason", "half the price")
    #expect(said.code == 0 && said.error.contains("the regression is accepted"), "\(said.error)")
    #expect(try await program.run("health", "regressions").code == 0)
    let report = try await program.run("health", "report", "-o", "-")
    #expect(report.output.contains("half the price"), "\(report.output)\(report.error)")
  }

  @Test func `nothing on record says what to do first`() async throws {
    let program = try Program()
    defer { program.remove() }
    let result = try await program.run("health", "regressions")
    #expect(result.code == 2 && result.error.contains("health import"))
    #expect(try await program.run("health", "status").output.contains("health import"))
  }

  #if os(Linux)
    @Test func `an eval whose F1 falls becomes a regression by itself`() async throws {
      let program = try Program()
      defer { program.remove() }
      let clock = try await OtherClock(in: program)
      try SmallSuite.write(to: program)
      let today = Int(Date().timeIntervalSince1970 / 86_400)
      for back in (0..<45).reversed() {
        // From the twelfth day before today on the sound case is faulty: one false alarm a run, F1 2/3.
        if back == 12 { try program.write(SmallSuite.faulty, to: "evals/small/artifacts/b.py") }
        let run = try await program.run(
          arguments: ["eval", "run", "small", "--offline"], environment: clock.environment(daysAgo: back))
        #expect(run.code == 0, "\(run.error)")
      }
      let status = try await program.run("health", "status", "--only", "regression", "--no-color")
      #expect(status.output.contains("small"), "\(status.output)\(status.error)")
      let found = try await program.run("health", "regressions", "--format", "jsonl", "--skill", "small")
      #expect(found.code == 1)
      let line = try #require(try lines(found.output).first)
      #expect(line["severity"] as? String == "major")
      let started = try #require(line["started"] as? String)
      #expect([today - 13, today - 12, today - 11].map(Self.date).contains(started))
    }
  #endif
}
