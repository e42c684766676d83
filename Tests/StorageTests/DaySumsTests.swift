import Foundation
import GRDB
import JudgeTypes
import Provenance
import SkillHealth
import Storage
import Testing

/// The sums that the index keeps by day, held against sums computed anew from what it holds.
struct DaySumsTests {
  private let temporary: TemporaryFolder
  private let path: String

  init() throws {
    temporary = try TemporaryFolder()
    path = temporary.path + "/moe-judge.sqlite"
  }

  /// All summaries, whatever the order in which they came.
  private func stored(_ index: RunIndex) throws -> [RunSummary] {
    try index.knownRuns().sorted().map { name in
      let run = try #require(RunID(name))
      return try #require(try index.summary(of: run))
    }
  }

  private func expectExact(_ index: RunIndex, _ words: Comment) throws {
    let runs = try stored(index)
    try expectExactDays(index, runs, words)
    try expectExactRules(index, runs, words)
    for group in UsageGroup.allCases {
      let same = try #require(CostGroup(rawValue: group.rawValue))
      let anew = try index.costs(by: same).lines
      #expect(try index.usage(by: group) == anew, words)
    }
    let late = try index.costs(by: .model, since: "2026-10-03").lines
    #expect(try index.usage(by: .model, since: Day("2026-10-03")) == late, words)
    let seats = runs.flatMap(\.judgments).flatMap(\.seatUsage)
    let failed = seats.filter { $0.state.map { $0 == .failed } ?? (!$0.isCached && $0.usage.answers == 0) }
    let known = try index.failingSeats(limit: 100)
    #expect(known.reduce(0) { $0 + $1.failed } == failed.count, words)
    for seat in known {
      #expect(
        seat.asked == seats.count { $0.persona.rawValue == seat.persona && $0.model == seat.model }, words)
    }
  }

  private func expectExactDays(_ index: RunIndex, _ runs: [RunSummary], _ words: Comment) throws {
    var anew: [String: [Int]] = [:]
    for record in runs.map(\.record) {
      let key = "\(record.started.prefix(10)) \(record.mode) \(record.outcome?.rawValue ?? "") \(record.exitCode ?? -1)"
      anew[key, default: [0, 0]][0] += 1
      anew[key, default: [0, 0]][1] += record.artifacts
    }
    let kept = try index.runDays().map { day in
      ("\(day.day) \(day.mode) \(day.outcome?.rawValue ?? "") \(day.exitCode ?? -1)", [day.runs, day.artifacts])
    }
    #expect(Dictionary(uniqueKeysWithValues: kept) == anew, words)
    let totals = try index.totals()
    #expect((totals?.runs ?? 0) == runs.count, words)
    #expect(totals?.firstDay == runs.map { String($0.record.started.prefix(10)) }.min(), words)
  }

  private func expectExactRules(_ index: RunIndex, _ runs: [RunSummary], _ words: Comment) throws {
    let findings = runs.flatMap(\.judgments).flatMap(\.findings).filter { $0.status == .verified }
    let (most, bySeverity) = try index.rules(limit: 1_000)
    #expect(
      most.allSatisfy { rule in
        rule.findings == findings.count { $0.rule == rule.rule && $0.severity == rule.severity }
      }, words)
    #expect(most.reduce(0) { $0 + $1.findings } == findings.count, words)
    #expect(zip(most, most.dropFirst()).allSatisfy { $0.findings >= $1.findings }, words)
    #expect(bySeverity == Dictionary(findings.map { ($0.severity, 1) }, uniquingKeysWith: +), words)
    for run in try index.slice(of: RunQuery(limit: 1_000)).runs {
      let own = runs.first { $0.record.run == run.record.run }?.judgments.flatMap(\.findings) ?? []
      let counts = Dictionary(own.filter { $0.status == .verified }.map { ($0.severity, 1) }, uniquingKeysWith: +)
      #expect(run.findings == counts, words)
    }
  }

  @Test func `sums stay exact whatever is recorded, replaced and removed`() throws {
    for seed: UInt64 in 1...6 {
      let index = try RunIndex.inMemory()
      var random = RandomRuns(seed: seed)
      for round in 0..<6 {
        for _ in 0..<20 {
          let number = random.number(0..<40)
          switch random.number(0..<4) {
          case 0: try index.remove(RandomRuns.id(number))
          default: try index.record(random.summary(number))
          }
        }
        try expectExact(index, "seed \(seed), round \(round)")
      }
      for number in 0..<40 { try index.remove(RandomRuns.id(number)) }
      #expect(
        try index.runDays().isEmpty && index.rules(limit: 9).most.isEmpty && index.usage(by: .model).isEmpty)
    }
  }

  @Test func `sums stay exact while a run is indexed part by part, and where it is built anew`() throws {
    var random = RandomRuns(seed: 7)
    let index = try RunIndex(path: path)
    for number in 0..<20 { try index.record(random.summary(number)) }
    let long = try random.summary(3)
    let unfinished = RunRecord(
      run: long.record.run, started: long.record.started, finished: nil, mode: long.record.mode, outcome: nil,
      exitCode: nil, artifacts: 0, firstPath: nil, version: "1", costUSD: nil)
    try index.record(RunSummary(record: unfinished, judgments: []))
    try expectExact(index, "under way")
    try index.record(long)
    try expectExact(index, "at its end")
    let runs = try (0..<30).map(RandomRuns.id)
    var again = RandomRuns(seed: 8)
    _ = try index.reindex(runs) { run in
      try again.summary(try #require(runs.firstIndex(of: run)))
    }
    try expectExact(index, "built anew")
  }

  @Test func `a run whose start is told otherwise later takes its sums to the other day`() throws {
    var random = RandomRuns(seed: 9)
    let index = try RunIndex(path: path)
    for number in 0..<20 { try index.record(random.summary(number)) }
    try DatabaseQueue(path: path).write { database in
      try database.execute(sql: "UPDATE runs SET started = '2026-12-24T00:00:00.000Z' WHERE id LIKE '20261001%'")
      try database.execute(sql: "UPDATE findings SET severity = 'low', status = 'verified' WHERE severity = 'high'")
      try database.execute(sql: "UPDATE seat_usage SET cost_usd = 1.5, model = 'z' WHERE persona = 'qa'")
    }
    try expectExact(index, "moved")
    #expect(try index.runDays().contains { $0.day.description == "2026-12-24" })
  }

  @Test func `an index of an earlier version gets its sums`() throws {
    var random = RandomRuns(seed: 10)
    let index = try RunIndex(path: path)
    for number in 0..<40 { try index.record(random.summary(number)) }
    let days = try index.runDays()
    try DatabaseQueue(path: path).write { try EarlierIndex.removeSums(from: $0) }
    let again = try RunIndex(path: path)
    #expect(try again.runDays() == days && !days.isEmpty)
    try expectExact(again, "brought up to date")
    try again.record(random.summary(5))
    try expectExact(again, "recorded after")
  }

  @Test func `no number makes a sum overflow, and what was absurd can be taken away`() throws {
    let index = try RunIndex.inMemory()
    var random = RandomRuns(seed: 11)
    for number in 0..<20 {
      let plain = try random.summary(number)
      let most = Usage(
        calls: .max, answers: .max, inputTokens: .max, outputTokens: .max, cachedTokens: .max, costUSD: 1e200)
      let judgments = (0..<100).map { _ in
        JudgmentSummary(
          path: "a", kind: .code, sha256: "0", outcome: .pass, agreement: nil, seatsJudged: 1, seats: 1, findings: [],
          seatUsage: [SeatUsage(seat: "a", persona: "a", model: "m", isCached: false, usage: most)])
      }
      try index.record(RunSummary(record: plain.record, judgments: judgments))
    }
    let cost = try #require(try index.usage(by: .model).first?.costUSD.known)
    #expect(cost == 20 * 100 * 10_000)
    for number in 0..<20 { try index.remove(RandomRuns.id(number)) }
    #expect(try index.usage(by: .model).isEmpty)
  }
}
