import Deliberation
import JudgeTypes
import Testing

@Suite struct DimensionTests {
  /// The result of one shared dimension, on which seats `a`, `b`, ... have these scores; nil where one has none.
  private func result(
    _ scores: [Score?], level: Level = .should, weights: [Fraction] = [], threshold: Fraction = .twoThirds
  ) throws -> DimensionResult {
    let shared = dimension("shared", level)
    let ballots = scores.enumerated().map { index, score in
      let weight = weights.indices.contains(index) ? weights[index] : .one
      return judged(
        seat("s\(index)", weight: weight, [shared]), .conditional, scores: score.map { ["shared": $0] } ?? [:])
    }
    return try #require(consensus(ballots, ConsensusRule(threshold: threshold)).dimensions.first)
  }

  @Test(arguments: [
    ([Score.met, .met, .met], DimensionOutcome.met, 3, 0, 0), ([.partly, .partly, .met], .met, 3, 0, 1),
    ([.met, .partly, .violated], .met, 2, 1, 2), ([.violated, .violated, .met], .violated, 1, 2, 2),
    ([.violated, .met], .disputed, 1, 1, 2), ([.violated, .partly, .violated, .met], .disputed, 2, 2, 2),
    ([.violated], .violated, 0, 1, 0),
  ])
  func `a score of 1 is a vote for violated, 2 and 3 for met`(
    _ scores: [Score], _ outcome: DimensionOutcome, _ met: Int, _ violated: Int, _ spread: Int
  ) throws {
    let result = try result(scores)
    #expect(result.outcome == outcome)
    #expect(result.met == met)
    #expect(result.violated == violated)
    #expect(result.spread == spread)
  }

  @Test func `seats that could not tell are not among those that judged it`() throws {
    #expect(try result([.violated, nil, nil, nil]).outcome == .violated)
    #expect(try result([.met, nil, nil]).outcome == .met)
    let unassessed = try result([nil, nil, nil])
    #expect(unassessed.outcome == .unassessed)
    #expect(unassessed.spread == 0)
  }

  @Test func `the votes on a dimension are weighed`() throws {
    let weights = [try fraction(4), try fraction(1), try fraction(1)]
    #expect(try result([.violated, .met, .met], weights: weights).outcome == .violated)
    #expect(try result([.met, .violated, .violated], weights: weights).outcome == .met)
  }

  @Test func `the panel's threshold is the dimension's too`() throws {
    #expect(try result([.met, .met, .violated], threshold: .one).outcome == .disputed)
    #expect(try result([.met, .violated], threshold: .half).outcome == .violated)
  }

  @Test func `dimensions are sorted by id and those of failed seats are unassessed`() {
    let results = consensus([judged("c", .pass), judged("a", .pass), failed("b"), notApplicable("d")]).dimensions
    #expect(results.map(\.dimension.id) == ["own-a", "own-b", "own-c"])
    #expect(results.map(\.outcome) == [.met, .unassessed, .met])
  }

  @Test func `the strictest reading of a shared dimension speaks for it`() throws {
    let ballots = [
      judged(seat("a", [dimension("x", .should, weight: 9000)]), .pass),
      judged(seat("b", [dimension("x", .must, weight: 1000)]), .pass),
    ]
    let result = try #require(consensus(ballots).dimensions.first)
    #expect(result.dimension.level == .must)
    // Where it binds for one seat alone, that seat alone votes on it.
    #expect(result.met == 1)
  }
}
