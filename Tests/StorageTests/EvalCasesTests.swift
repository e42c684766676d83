import Evals
import JudgeTypes
import Provenance
import Storage
import Testing

@Suite struct EvalCasesTests {
  private func record(_ number: Int, split: String? = nil, improvement: String? = nil) throws -> EvalRecord {
    let cases = ["b", "a"].map {
      SavedResults.Case(
        id: $0, split: "dev", labels: "l", expected: "fail", came: number % 2 == 0 ? "pass" : "fail",
        isRight: number % 2 == 1, truePositives: number, falsePositives: 0, falseNegatives: 0)
    }
    let origin = EvalOrigin(
      id: try RunID.sample(number).description, suite: "small", started: "2026-11-21T02:40:12.000Z",
      finished: "2026-11-21T02:41:00.000Z", split: split, mode: "offline", version: "1", commit: nil, panel: "p",
      improvement: improvement, iteration: improvement.map { _ in number })
    return EvalRecord(
      head: EvalHead(origin: origin, figures: EvalFigures(of: cases, usage: .none, seed: 1)),
      results: SavedResults(suite: "small", cases: cases))
  }

  @Test
  func `an eval's cases come back by id, and evals by part, without the steps of improvements, before one of them`()
    throws
  {
    let index = try RunIndex.inMemory()
    let all = [
      try record(0), try record(1, split: "dev"), try record(2, split: "dev", improvement: "i"),
      try record(3, split: "dev", improvement: "i"), try record(4),
    ]
    for one in all { try index.record(one) }
    #expect(try index.eval(all[1].head.origin.id) == all[1].head)
    #expect(try index.eval("none") == nil)
    #expect(try index.evalCases(of: all[1].head.origin.id) == all[1].results.cases.reversed())
    #expect(try index.evalCases(of: "none").isEmpty)
    func ids(_ filter: EvalFilter, limit: Int = 9) throws -> [String] {
      try index.evals(filter, limit: limit).map(\.origin.id)
    }
    let known = all.map(\.head.origin.id)
    #expect(try ids(EvalFilter(suite: "small")) == known.reversed())
    #expect(try ids(EvalFilter(suite: "small"), limit: 1) == [known[4]])
    #expect(try ids(EvalFilter(suite: "small", isOfPart: true)) == [known[4], known[0]])
    #expect(try ids(EvalFilter(suite: "small", split: "dev", isOfPart: true, isWithoutSteps: true)) == [known[1]])
    #expect(try ids(EvalFilter(suite: "small", before: known[2])) == [known[1], known[0]])
    #expect(try ids(EvalFilter(suite: "other")).isEmpty)
    #expect(try index.steps(of: "i", suite: "small").map(\.origin.iteration) == [2, 3])
    #expect(try index.evalCount(of: "small") == 5)
  }

  @Test func `faults are counted by dimension in the newest judgments alone`() throws {
    let index = try RunIndex.inMemory()
    #expect(try index.recentFaults().since == nil)
    // Each run has two artifacts, and in each one finding against security.
    let runs = try (0..<5).map { try RunID.sample($0) }
    for run in runs { try index.record(.sample(run, paths: ["a.py", "b.py"])) }
    let whole = try index.recentFaults()
    #expect(whole.judgments == 10 && whole.since == runs[0].description)
    let security = try #require(whole.byDimension["security"])
    #expect(security.judgments == 10 && security.findings == 10 && security.run == runs[4].description)
    #expect(whole.byDimension.count == 1)
    // The third newest judgment is in the second newest run, which is counted whole.
    let lately = try index.recentFaults(judgments: 3)
    #expect(lately.judgments == 4 && lately.since == runs[3].description)
    #expect(lately.byDimension["security"]?.findings == 4)
  }

  @Test func `a finding against several dimensions counts for each of them`() throws {
    let index = try RunIndex.inMemory()
    let sample = RunSummary.sample(try .sample(1))
    let judgments = sample.judgments.map { judgment in
      JudgmentSummary(
        path: judgment.path, kind: judgment.kind, sha256: judgment.sha256, outcome: judgment.outcome,
        agreement: judgment.agreement, seatsJudged: judgment.seatsJudged, seats: judgment.seats,
        findings: judgment.findings.map { finding in
          FindingSummary(
            fingerprint: finding.fingerprint, rule: finding.rule, severity: finding.severity, message: finding.message,
            path: finding.path, line: finding.line, status: finding.status, dimension: "security",
            dimensions: ["a b", "security"])
        })
    }
    let summary = RunSummary(record: sample.record, judgments: judgments)
    try index.record(summary)
    #expect(try index.summary(of: sample.record.run) == summary)
    let faults = try index.recentFaults().byDimension
    #expect(faults.mapValues(\.findings) == ["security": 2, "a b": 2] && faults["a b"]?.judgments == 1)
    let recent = try index.recentFaults()
    #expect(recent.findings(againstAnyOf: ["security", "a b"]) == 2 && recent.findings(againstAnyOf: ["c"]) == 0)
    #expect(recent.uncertain == 0)
    try index.record(.sample(.sample(2)))
    #expect(try index.recentFaults().uncertain == 1)
  }

  @Test func `judgments of a run with gaps keep their ordinals`() throws {
    let index = try RunIndex.inMemory()
    let sample = RunSummary.sample(try .sample(1), paths: ["b", "c"])
    let gapped = RunSummary(record: sample.record, judgments: sample.judgments, ordinals: [1, 4])
    try index.record(gapped)
    #expect(try index.summary(of: sample.record.run) == gapped)
    #expect(try index.judgments(of: sample.record.run, after: nil, limit: 9).map(\.0) == [1, 4])
    #expect(RunSummary(record: sample.record, judgments: sample.judgments, ordinals: [0, 1]) == sample)
  }
}
