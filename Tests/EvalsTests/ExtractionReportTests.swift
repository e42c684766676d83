import JudgeTypes
import Testing

@testable import Evals

/// Constraints that were found, beside those that were labelled.
@Suite struct ExtractionReportTests {
  private func label(_ level: Level, _ lines: ClosedRange<Int>) -> EvalCase.Label {
    EvalCase.Label(rule: level.label, path: nil, lines: lines)
  }

  private func result(
    _ id: String = "a", labels: [(Level, ClosedRange<Int>)], found: [(Level, ClosedRange<Int>)]
  ) -> CaseResult {
    let labels = labels.map { label($0.0, $0.1) }
    let evalCase = EvalCase(
      id: .init(id), artifact: "\(id).md", kind: .adr, outcome: labels.isEmpty ? .pass : .fail, labels: labels,
      source: "")
    return CaseResult(evalCase, split: .train, found: found.map { Found(level: $0.0, lines: $0.1) }, lines: 40)
  }

  @Test func `a constraint meets a label of its level on lines that overlap, and none that is a line away`() {
    let overlapping = result(labels: [(.must, 3...5)], found: [(.must, 5...6)])
    #expect(overlapping.counts == Counts(truePositives: 1) && overlapping.isRight)
    let beside = result(labels: [(.must, 3...5)], found: [(.must, 6...6)])
    #expect(beside.counts == Counts(falsePositives: 1, falseNegatives: 1) && !beside.isRight)
  }

  @Test func `another level on the same lines is one invented and one missed`() {
    let result = result(labels: [(.may, 7...7)], found: [(.must, 7...7)])
    #expect(result.falseAlarms.map(\.rule) == ["must"] && result.missed.map(\.rule) == ["may"])
  }

  @Test func `a second constraint on a label that was met is neither right nor wrong`() {
    let result = result(labels: [(.must, 7...8)], found: [(.must, 7...7), (.must, 8...8)])
    #expect(result.counts == Counts(truePositives: 1) && result.repeated == 1 && result.isRight)
    let two = self.result(labels: [(.must, 7...8), (.must, 8...8)], found: [(.must, 7...7), (.must, 8...8)])
    #expect(two.counts == Counts(truePositives: 2) && two.repeated == 0)
  }

  @Test func `of two sentences that share a line the one with the same lines is met`() {
    let result = result(labels: [(.must, 11...11), (.must, 11...12)], found: [(.must, 11...12)])
    #expect(result.missed.map(\.lines) == [11...11])
  }

  @Test func `each level has its figures, and a record is right where nothing is missed or invented`() {
    let report = ExtractionReport(
      suite: "s",
      results: [
        result(
          "a", labels: [(.must, 1...1), (.must, 2...2), (.mustNot, 3...3)], found: [(.must, 1...1), (.may, 9...9)]),
        result("b", labels: [(.should, 4...4)], found: [(.should, 4...4)]),
        result("c", labels: [], found: []), result("d", labels: [], found: [(.must, 5...5)]),
      ])
    // MUST: 1 of 2 met, 1 invented in d; MUST_NOT: 0 of 1; SHOULD: 1 of 1; MAY: 1 invented.
    #expect(report.levels.map(\.level) == [.must, .mustNot, .should, .may])
    #expect(report.levels.first?.counts == Counts(truePositives: 1, falsePositives: 1, falseNegatives: 1))
    #expect(report.all.counts == Counts(truePositives: 2, falsePositives: 2, falseNegatives: 2))
    #expect(report.all.counts.f1 == 0.5 && report.all.labelled == 4 && report.all.f1Interval != nil)
    #expect(report.right == 2 && report.without == (2, 1))
    #expect(report.shortfalls(below: EvalFloors(precision: 51, recall: 50)) == ["precision 50.0 % is below 51 %"])
    let saved = SavedResults(suite: "s", results: report.results).cases
    #expect(saved.map(\.isRight) == [false, true, true, false])
    #expect(saved[0].expected == "3 constraints" && saved[0].came == "1 found, 2 missed, 1 invented")
    let figures = EvalFigures(report)
    #expect(figures.outcomeF1 == nil && figures.f1 == 0.5 && figures.costUSD == 0)
  }
}
