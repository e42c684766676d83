import SkillHealth
import Testing

@Suite struct FalseDiscoveryTests {
  private func isNear(_ left: [Double?], _ right: [Double?]) -> Bool {
    left.count == right.count
      && zip(left, right).allSatisfy { left, right in
        guard let left, let right else { return left == nil && right == nil }
        return abs(left - right) < 1e-12
      }
  }

  @Test func `values are adjusted by their place among all of them, and never out of order`() {
    // m = 4. In rising order 0.01, 0.03, 0.04, 0.5 give 4/1 · 0.01 = 0.04, 4/2 · 0.03 = 0.06, 4/3 · 0.04 = 0.0533…, 4/4 · 0.5 = 0.5.
    // From the right, each at most the one after it: 0.5, 0.0533…, 0.0533… (instead of 0.06), 0.04.
    let third = 0.16 / 3
    #expect(isNear(FalseDiscovery.adjusted([0.03, 0.5, 0.01, 0.04]), [third, 0.5, 0.04, third]))
  }

  @Test func `what was not tested does not count, and nothing exceeds one`() {
    // m = 2: 2/1 · 0.6 = 1.2 is at most 2/2 · 0.9 = 0.9.
    #expect(isNear(FalseDiscovery.adjusted([nil, 0.9, .nan, 0.6, 7, -1]), [nil, 0.9, nil, 0.9, nil, nil]))
    #expect(FalseDiscovery.adjusted([]).isEmpty)
    // m = 2, equal values: 2/2 · 0.8 for both.
    #expect(isNear(FalseDiscovery.adjusted([0.8, 0.8]), [0.8, 0.8]))
    #expect(FalseDiscovery.adjusted([0, 1]) == [0, 1])
  }
}
