import JudgeTypes
import Testing

@testable import Evals

@Suite struct SavedFiguresTests {
  private func result(_ id: Int, expected: Outcome, came: Outcome, repetition: Int = 0) -> CaseResult {
    let evalCase = EvalCase(id: .init("\(id)"), artifact: "a", kind: .code, outcome: expected, labels: [], source: "")
    let judgment = Judgment(
      artifact: ArtifactSummary(path: "a", kind: .code, sha256: "", lines: 100, coverage: []),
      consensus: Consensus(
        outcome: came, rule: .sharePass, reason: "", agreement: 1, dimensions: [], assessedWeight: 1, pivot: nil),
      outcomeBeforeDebate: came, seats: [], findings: [], dissent: [], unassessed: [], usage: .none,
      provenance: ChainHead(head: "", entries: 0))
    return CaseResult(evalCase, split: .train, group: "python", repetition: repetition, judgment: judgment)
  }

  @Test func `kept results give the figures and intervals that the run itself printed`() {
    let outcomes: [Outcome] = [.fail, .pass, .conditional, .inconclusive, .pass, .fail, .pass]
    let results = (0..<42).flatMap { place in
      (0..<2).map { time in
        result(
          place, expected: place % 3 == 0 ? .pass : place % 3 == 1 ? .fail : .conditional,
          came: outcomes[(place + time * 3) % outcomes.count], repetition: time)
      }
    }
    let report = EvalReport(suite: "s", results: results).all
    let saved = SavedFigures(of: SavedResults(suite: "s", results: results).cases)
    #expect(saved.confusion == report.confusion)
    #expect(saved.outcome == report.outcome && saved.findings == report.findings)
    #expect(saved.outcomeF1.value == report.outcome.f1 && saved.outcomeF1.interval == report.outcomeInterval)
    #expect(saved.macroF1.value == report.macroF1 && saved.macroF1.interval == report.macroF1Interval)
    #expect(saved.kappa.value == report.kappa && saved.kappa.interval == report.kappaInterval)
    #expect(saved.judgments == 84 && saved.right == results.count(where: \.isRight))
  }

  @Test func `a suite of constraints has no outcomes, and its findings have figures`() {
    let cases = (0..<6).map { place in
      SavedResults.Case(
        id: "\(place)", split: "dev", labels: "l", expected: "2 constraints", came: "1 constraint", isRight: false,
        truePositives: 1, falsePositives: 0, falseNegatives: 1)
    }
    let figures = SavedFigures(of: cases)
    #expect(figures.confusion == nil && figures.outcomeF1.value == nil && figures.kappa.value == nil)
    #expect(figures.precision.value == 1 && figures.recall.value == 0.5 && figures.recall.interval == 0.5...0.5)
  }
}
