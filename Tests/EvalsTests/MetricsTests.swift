import JudgeTypes
import Testing

@testable import Evals

@Suite struct MetricsTests {
  @Test func `precision, recall and F1 are their textbook ratios`() {
    // 8 right, 2 wrong, 4 missed: P = 8/10, R = 8/12, F1 = 16/22.
    let counts = Counts(truePositives: 8, falsePositives: 2, falseNegatives: 4)
    #expect(counts.precision == 0.8)
    #expect(counts.recall == 8.0 / 12)
    #expect(counts.f1 == 16.0 / 22)
    #expect(Counts().precision == nil)
    #expect(Counts().f1 == nil)
  }

  private func result(_ id: String, expected: Outcome, came: Outcome) -> CaseResult {
    let evalCase = EvalCase(id: .init(id), artifact: id, kind: .code, outcome: expected, labels: [], source: "")
    return CaseResult(evalCase, split: .train, group: "python", judgment: judgment(came))
  }

  private func judgment(_ outcome: Outcome, findings: [PanelFinding] = []) -> Judgment {
    Judgment(
      artifact: ArtifactSummary(path: "a", kind: .code, sha256: "", lines: 100, coverage: []),
      consensus: Consensus(
        outcome: outcome, rule: .sharePass, reason: "", agreement: 1, dimensions: [], assessedWeight: 1, pivot: nil),
      outcomeBeforeDebate: outcome, seats: [], findings: findings, dissent: [], unassessed: [], usage: .none,
      provenance: ChainHead(head: "", entries: 0))
  }

  @Test func `an undecided outcome is an error on either side`() {
    let results = [
      result("a", expected: .fail, came: .fail), result("b", expected: .fail, came: .inconclusive),
      result("c", expected: .pass, came: .noConsensus), result("d", expected: .pass, came: .pass),
    ]
    let figures = EvalReport(suite: "s", results: results).all
    #expect(figures.outcome == Counts(truePositives: 1, falsePositives: 1, falseNegatives: 1))
    // p_o = 2/4; rates: expected held 1/2, came held 1/4, came passed 1/4, so p_e = 1/8 + 1/8; kappa = (1/2 - 1/4) / (3/4).
    #expect(abs((figures.kappa ?? 0) - 1.0 / 3) < 1e-12)
  }

  private func finding(_ rule: String, line: Int, path: String = "a", severity: Severity = .high) -> PanelFinding {
    PanelFinding(
      id: "F",
      finding: Finding(
        rule: rule, severity: severity, message: "", dimension: nil,
        evidence: [
          CheckedEvidence(
            .quote(path: path, startLine: line, endLine: line, text: "some quoted text"), isVerified: true)
        ],
        fingerprint: "\(rule)\(line)"), seats: [])
  }

  @Test func `findings meet labels one to one, by fault and within two lines`() {
    let labels = [
      EvalCase.Label(rule: "sql-injection", path: nil, lines: 10...12),
      EvalCase.Label(rule: "weak-crypto", path: nil, lines: 40...40),
    ]
    let evalCase = EvalCase(id: "x", artifact: "a", kind: .code, outcome: .fail, labels: labels, source: "")
    let found = [
      finding("sql-injection", line: 14), finding("sql-injection", line: 30), finding("weak-crypto", line: 43),
      finding("swallowed-error", line: 40), finding("debug-enabled", line: 1, severity: .low),
    ]
    let result = CaseResult(evalCase, split: .dev, group: "python", judgment: judgment(.fail, findings: found))
    #expect(result.counts == Counts(truePositives: 1, falsePositives: 3, falseNegatives: 1))
    #expect(result.missed.map(\.rule) == ["weak-crypto"])
  }

  @Test func `a finding in another file of a directory does not meet the label`() {
    let label = EvalCase.Label(rule: "sql-injection", path: "src/db.py", lines: 3...3)
    let evalCase = EvalCase(id: "x", artifact: "d", kind: .directory, outcome: .fail, labels: [label], source: "")
    func counts(_ path: String) -> Counts {
      CaseResult(
        evalCase, split: .dev, group: "directory",
        judgment: judgment(.fail, findings: [finding("sql-injection", line: 3, path: path)])
      ).counts
    }
    #expect(counts("d/src/db.py").truePositives == 1)
    #expect(counts("d/src/other.py").truePositives == 0)
  }

  @Test func `the bootstrap gives the same interval for the same seed, and it holds the estimate`() throws {
    let values = (0..<60).map { Double($0 % 2) }
    func mean(_ values: [Double]) -> Double? { values.reduce(0, +) / Double(values.count) }
    let interval = try #require(bootstrapInterval(of: values, seed: 3, statistic: mean))
    #expect(interval == bootstrapInterval(of: values, seed: 3, statistic: mean))
    #expect(interval.contains(0.5))
    // The standard error is 0.5 / sqrt(60) = 0.065, so a 95 % interval is about 0.25 wide.
    #expect((0.18...0.32).contains(interval.upperBound - interval.lowerBound))
  }

  @Test func `the split keeps every case where it is when others join`() {
    func suite(_ ids: [String]) -> EvalSuite {
      EvalSuite(
        id: "s", name: "s", folder: "f", shares: [.train: 60, .dev: 20, .holdout: 20],
        cases: ids.map { EvalCase(id: .init($0), artifact: $0, kind: .code, outcome: .pass, labels: [], source: "") })
    }
    let ids = (0..<1_000).map { "case-\($0)" }
    let small = suite(Array(ids.prefix(100)))
    let large = suite(ids)
    for id in ids.prefix(100) { #expect(small.split(of: .init(id)) == large.split(of: .init(id))) }
    // 600 expected, standard deviation sqrt(1000 * 0.6 * 0.4) = 15.5; five of them either way.
    #expect((522...678).contains(large.cases(in: .train).count))
    #expect(SuiteSplit.allCases.reduce(0) { $0 + large.cases(in: $1).count } == 1_000)
  }

  @Test func `a figure below its floor is named with its kind, and one that there is none of is not`() {
    func result(_ id: String, _ kind: String, finds: Bool) -> CaseResult {
      let label = EvalCase.Label(rule: "sql-injection", path: nil, lines: 3...3)
      let evalCase = EvalCase(id: .init(id), artifact: id, kind: .code, outcome: .fail, labels: [label], source: "")
      let found = finds ? [finding("sql-injection", line: 3)] : []
      return CaseResult(
        evalCase, split: .train, group: kind, judgment: judgment(finds ? .fail : .pass, findings: found))
    }
    let report = EvalReport(
      suite: "s", results: [result("a", "python", finds: true), result("b", "swift", finds: false)])
    let floors = EvalFloors(outcomeF1: 60, precision: 85, recall: 60, criticalOnSound: 0)
    #expect(
      report.shortfalls(below: floors).sorted() == [
        "all: recall 50.0 % is below 60 %", "swift: outcome F1 0.0 % is below 60 %",
        "swift: recall 0.0 % is below 60 %",
      ])
    #expect(report.shortfalls(below: EvalFloors()).isEmpty)
  }

  @Test func `each class is counted against the rest, and an undecided outcome is a miss of the one expected`() {
    let results = [
      result("a", expected: .fail, came: .fail), result("b", expected: .fail, came: .conditional),
      result("c", expected: .fail, came: .inconclusive), result("d", expected: .pass, came: .pass),
      result("e", expected: .pass, came: .fail),
    ]
    let figures = EvalReport(suite: "s", results: results).all
    // Conditional came once and no case expects it, so it is no class.
    #expect(figures.classes.map(\.outcome) == [.fail, .pass])
    #expect(
      figures.classes.first { $0.outcome == .fail }?.counts
        == Counts(truePositives: 1, falsePositives: 1, falseNegatives: 2))
    // fail: 2 / (2 + 1 + 2) = 0.4; pass: 2 / (2 + 0 + 1) = 2/3; the mean is 8/15. Micro: 2 * 2 / (4 + 1 + 3) = 0.5.
    #expect(abs((figures.macroF1 ?? 0) - 8.0 / 15) < 1e-12)
    #expect(figures.micro.f1 == 0.5 && figures.decided == 0.8 && figures.assessed == 1)
  }

  @Test func `a case whose outcome changes between repeats flips, and its repeats are drawn together`() {
    func repeated(_ id: String, _ outcomes: [Outcome]) -> [CaseResult] {
      let evalCase = EvalCase(id: .init(id), artifact: id, kind: .code, outcome: .fail, labels: [], source: "")
      return outcomes.enumerated().map { place, outcome in
        CaseResult(evalCase, split: .train, group: "python", repetition: place, judgment: judgment(outcome))
      }
    }
    let steady = repeated("a", [.fail, .fail, .fail])
    let report = EvalReport(
      suite: "s", results: steady + repeated("b", [.fail, .pass, .fail]) + repeated("c", [.pass, .pass, .pass]))
    // One of three cases.
    #expect(report.repeats == 3 && report.flipRate == 1.0 / 3)
    #expect(EvalReport(suite: "s", results: [steady[0]]).flipRate == nil)
    // 100 times the same answers about two cases are still two cases: right in one, so either extreme is drawn one time in four.
    let two = repeated("a", Array(repeating: .fail, count: 100)) + repeated("b", Array(repeating: .pass, count: 100))
    #expect(EvalReport(suite: "s", results: two).all.outcomeInterval == 0...1)
  }

  @Test func `of repeats the answer that came most often is compared, and a tie is wrong`() {
    func saved(_ right: [Bool]) -> SavedResults {
      let evalCase = EvalCase(id: "a", artifact: "a", kind: .code, outcome: .fail, labels: [], source: "")
      let results = right.enumerated().map { place, isRight in
        CaseResult(
          evalCase, split: .train, group: "python", repetition: place, judgment: judgment(isRight ? .fail : .pass))
      }
      return SavedResults(suite: "s", results: results)
    }
    #expect(saved([true]).cases[0].repetition == nil && saved([true, false]).cases.map(\.repetition) == [0, 1])
    #expect(Comparison(saved([true]), saved([true, false, true])).counts == PairedCounts(stillRight: 1))
    #expect(Comparison(saved([true]), saved([true, false])).broken.map(\.id) == ["a"])
  }
}
