import JudgeTypes
import TestSupport
import Testing

@Suite struct RubricPartsTests {
  @Test(arguments: [
    // 10,000 / 3 = 3,333 remainder 1: the one missing part goes to the first of three equal remainders.
    ([1, 1, 1], [3334, 3333, 3333]),
    // 2/3 leaves .67 and 1/3 leaves .33: the larger remainder gets the missing part.
    ([2, 1], [6667, 3333]), ([1, 2], [3333, 6667]),
    ([30, 20, 15, 15, 20], [3000, 2000, 1500, 1500, 2000]), ([5], [10_000]), ([], []),
    ([0, 0], [5000, 5000]), ([0, 0, 0], [3334, 3333, 3333]), ([0, 1], [0, 10_000]), ([-5, 1], [0, 10_000]),
    ([-1, -1], [5000, 5000]),
    // What rounds down to nothing gets one part, and the others share the rest: 9,998 is 2:1.
    ([1_000_000, 1], [9_999, 1]), ([0, 1_000_000, 1], [0, 9_999, 1]),
    ([2_000_000, 1, 1_000_000, 1], [6_665, 1, 3_333, 1]),
  ])
  func `weights become parts of ten thousand by largest remainder`(_ weights: [Int], _ parts: [Int]) {
    #expect(Rubric.parts(for: weights) == parts)
  }

  @Test func `random weights always add up to ten thousand and keep their order`() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<3000 {
      let weights = (0..<Int.random(in: 1...40, using: &random)).map { _ in
        Int.random(in: 0...1_000_000, using: &random)
      }
      let parts = Rubric.parts(for: weights)
      #expect(parts.count == weights.count)
      #expect(parts.reduce(0, +) == Rubric.wholeWeight)
      #expect(zip(weights, parts).allSatisfy { $0 == 0 ? $1 == 0 : $1 >= 1 } || weights.allSatisfy { $0 == 0 })
      for (left, right) in zip(weights.indices, weights.indices.dropFirst()) where weights[left] > weights[right] {
        #expect(parts[left] >= parts[right])
      }
    }
  }

  @Test func `as long as there are parts for all, no dimension is left without weight`() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<300 {
      let count = [2, 100, 5000, 9_999, 10_000].randomElement(using: &random) ?? 2
      let weights = (0..<count).map { _ in
        Bool.random(using: &random) ? 1 : Int.random(in: 1...1_000_000, using: &random)
      }
      let parts = Rubric.parts(for: weights)
      #expect(parts.reduce(0, +) == Rubric.wholeWeight)
      #expect(parts.allSatisfy { $0 >= 1 })
    }
  }

  @Test func `more dimensions than parts still add up`() {
    let parts = Rubric.parts(for: Array(repeating: 3, count: 10_001))
    #expect(parts.reduce(0, +) == Rubric.wholeWeight && parts.allSatisfy { $0 >= 0 })
  }

  @Test func `a part differs from its exact share by less than one`() {
    var random = SeededGenerator(seed: 4)
    for _ in 0..<1000 {
      let weights = (0..<Int.random(in: 1...20, using: &random)).map { _ in Int.random(in: 1...100, using: &random) }
      let total = weights.reduce(0, +)
      for (weight, part) in zip(weights, Rubric.parts(for: weights)) {
        #expect(abs(part * total - weight * Rubric.wholeWeight) < total)
      }
    }
  }
}
