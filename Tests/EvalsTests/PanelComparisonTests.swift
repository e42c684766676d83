import JudgeTypes
import Testing

@testable import Evals

/// A panel against its judges alone, and its debate against none.
@Suite struct PanelComparisonTests {
  /// - Parameters:
  ///   - singles: what a and b decide.
  ///   - cost: of each first word, in USD; the debate costs as much again as both.
  private func reading(
    faulty: Bool, _ singles: (Decision, Decision), before: Decision, after: Decision, cost: Double? = 0.01,
    isCached: Bool = false
  ) throws -> PanelReading {
    let model = try #require(ModelName("p/m"))
    let usage = Usage(calls: 1, answers: 1, inputTokens: 100, outputTokens: 10, costUSD: cost)
    let words = [("a", singles.0), ("b", singles.1)].map { name, decision in
      PanelReading.Single(seat: .init(name), model: model, decision: decision, usage: usage, isCached: isCached)
    }
    return PanelReading(
      isFaulty: faulty, singles: words, beforeDebate: before, afterDebate: after, isDebated: before != after,
      usage: usage + usage + usage + usage)
  }

  /// Four cases: a is right on the first two, b on the first; the panel on the first three; with debate on all.
  private func four(cost: Double? = 0.01, isCached: Bool = false) throws -> [PanelReading] {
    [
      try reading(faulty: true, (.held, .held), before: .held, after: .held, cost: cost, isCached: isCached),
      try reading(faulty: true, (.held, .passed), before: .held, after: .held, cost: cost),
      try reading(faulty: false, (.held, .undecided), before: .passed, after: .passed, cost: cost),
      try reading(faulty: false, (.undecided, .held), before: .undecided, after: .passed, cost: cost),
    ]
  }

  @Test func `every contender is counted on all cases, and undecided is never right`() throws {
    let comparison = PanelComparison(try four(), holdsDebates: true)
    #expect(comparison.contenders.map(\.name) == ["a", "b", "panel", "panel with debate"])
    #expect(comparison.contenders.map(\.right) == [2, 1, 3, 4])
    #expect(comparison.contenders.map(\.undecided) == [1, 1, 1, 0])
    #expect(comparison.contenders.map(\.accuracy) == [0.5, 0.25, 0.75, 1])
    // a: both faulty ones held, both sound ones not passed: 2 * 2 / (2 * 2 + 2). b: 2 * 1 / (2 * 1 + 2 + 1).
    // The panel lets one sound one hang: 2 * 2 / (2 * 2 + 1).
    let scores: [Double?] = [4.0 / 6, 2.0 / 5, 4.0 / 5, 1]
    #expect(comparison.contenders.map(\.outcomeF1) == scores)
    #expect(comparison.debated == 1 && comparison.bestJudge?.name == "a")
  }

  @Test
  func `the opening is paid by the panel, the debate by the panel with debate, and an extra right case has its price`()
    throws
  {
    let comparison = PanelComparison(try four(), holdsDebates: true)
    let debate = try #require(comparison.debate)
    #expect(comparison.judges.map(\.usage.costUSD) == [0.04, 0.04])
    #expect(comparison.panel.usage.costUSD == 0.08 && debate.usage.costUSD == 0.16)
    #expect(comparison.panel.tokens == 880 && debate.tokens == 1_760)
    // One more right than a for 0.04; two more for 0.12; one more than the panel for 0.08.
    let prices = comparison.pairs.compactMap(\.costPerExtraRight)
    let expected = [0.04, 0.06, 0.08]
    #expect(prices.count == 3)
    for (price, wanted) in zip(prices, expected) { #expect(abs(price - wanted) < 1e-9) }
    #expect(comparison.pairs.map(\.counts.mended) == [1, 2, 1] && comparison.pairs.allSatisfy { $0.p == nil })
    #expect(comparison.costPerExtraRight(of: comparison.judges[0]) == nil)
  }

  @Test func `no price is given without an extra right case, a known cost, or with answers that were kept`() throws {
    let same = [try reading(faulty: true, (.held, .held), before: .held, after: .held)]
    for readings in [same, try four(cost: nil), try four(isCached: true)] {
      #expect(PanelComparison(readings, holdsDebates: true).pairs.allSatisfy { $0.costPerExtraRight == nil })
    }
    #expect(PanelComparison(try four(isCached: true), holdsDebates: false).keptAnswers == 2)
  }

  @Test func `five cases that all go one way are told from luck`() throws {
    let cases = try (0..<5).map { _ in try reading(faulty: true, (.passed, .passed), before: .held, after: .held) }
    let pair = try #require(PanelComparison(cases, holdsDebates: false).pairs.first)
    // One of 2^5 ways.
    #expect(abs((pair.p ?? 1) - 1.0 / 32) < 1e-9 && abs((pair.pWorse ?? 0) - 1) < 1e-9)
    #expect(PanelComparison([], holdsDebates: true).bestJudge == nil)
  }
}
