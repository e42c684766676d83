import JudgeTypes
import Provenance
import Storage

/// Runs of all kinds, the same for the same seed.
struct RandomRuns {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func number(_ range: Range<Int>) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return range.lowerBound + Int(state % UInt64(range.count))
  }

  private mutating func isOne(in count: Int) -> Bool { number(0..<count) == 0 }

  private mutating func one<Value>(of values: [Value]) -> Value { values[number(0..<values.count)] }

  /// Ten runs a day from 2026-10-01 on.
  static func id(_ number: Int) throws -> RunID {
    func padded(_ value: Int, _ width: Int) -> String {
      String(String(100_000 + value).suffix(width))
    }
    let day = number / 10
    let text =
      "2026\(padded(10 + day / 30, 2))\(padded(1 + day % 30, 2))T\(padded(number % 10 * 2, 2))0000Z-\(padded(number, 5))a"
    guard let run = RunID(text) else { throw StorageError(text, .noRuns) }
    return run
  }

  mutating func summary(_ number: Int) throws -> RunSummary {
    let run = try Self.id(number)
    let isOffline = isOne(in: 3)
    let judgments = (0..<self.number(0..<4)).map { _ in judgment(isOffline: isOffline) }
    let isUnfinished = isOne(in: 6)
    let outcome = one(of: Outcome.allCases)
    return RunSummary(
      record: RunRecord(
        run: run, started: run.started, finished: isUnfinished ? nil : run.started,
        mode: isOffline ? .offline : .models, outcome: isUnfinished ? nil : outcome,
        exitCode: isUnfinished ? nil : one(of: [0, 1, 3, 4]), artifacts: judgments.count,
        firstPath: judgments.first?.path, version: "1", costUSD: isOne(in: 2) ? nil : 0.1),
      judgments: judgments)
  }

  private mutating func judgment(isOffline: Bool) -> JudgmentSummary {
    let path = one(of: ["src/a.py", "src/b/c.py", "src0", "docs/it's %_ é.md", "-", "src"])
    let findings = (0..<number(0..<4)).map { _ in
      FindingSummary(
        fingerprint: "f\(number(0..<9))", rule: one(of: ["secret", "injection", "O'Hara"]),
        severity: one(of: Severity.allCases), message: "m", path: nil, line: nil,
        status: isOne(in: 4) ? .voided : .verified, dimension: nil)
    }
    return JudgmentSummary(
      path: path, kind: .code, sha256: "0", outcome: .pass, agreement: nil, seatsJudged: 1, seats: 1,
      findings: findings, seatUsage: isOffline ? [] : seats())
  }

  private mutating func seats() -> [SeatUsage] {
    ["architect", "qa", "security"].filter { _ in !isOne(in: 4) }.map { persona in
      let isCached = isOne(in: 4)
      let isFailed = !isCached && isOne(in: 4)
      return SeatUsage(
        seat: .init(persona + "-1"), persona: .init(persona), model: one(of: ["openai/x", "anthropic/y"]),
        isCached: isCached, state: isOne(in: 3) ? nil : isFailed ? .failed : .judged,
        usage: Usage(
          calls: isCached ? 0 : number(1..<4), answers: isCached || isFailed ? 0 : 1,
          inputTokens: isOne(in: 3) ? nil : number(0..<9_000), outputTokens: isOne(in: 3) ? nil : number(0..<900),
          cachedTokens: isOne(in: 2) ? nil : number(0..<900),
          costUSD: isOne(in: 3) ? nil : Double(number(0..<90_000_000)) / 1e9))
    }
  }
}
