import Deliberation
import JudgeTypes
import TestSupport
import Testing

/// How far the seats of a run agree, from counts alone.
@Suite struct RunAgreementTests {
  private static let seats: [Seat.ID] = ["a", "b", "d"]

  /// Each row the verdicts of the seats a, b and d on one artifact: fail, conditional, pass, or none.
  private func tally(_ rows: [String]) -> VerdictTally {
    rows.reduce(into: VerdictTally()) { $0.add(verdicts($1)) }
  }

  private func verdicts(_ row: String) -> [(seat: Seat.ID, verdict: Verdict)] {
    let verdicts: [Character: Verdict] = ["f": .fail, "c": .conditional, "p": .pass]
    return zip(Self.seats, row).compactMap { seat, letter in verdicts[letter].map { (seat, $0) } }
  }

  private func isClose(_ value: Double?, _ expected: Double) -> Bool {
    value.map { abs($0 - expected) < 1e-12 } ?? false
  }

  @Test func `alpha of three seats over four artifacts is 11/18, and the kappas are 3/5, 1/7 and 0`() throws {
    let agreement = try #require(RunAgreement(of: tally(["ffc", "ppp", "pp.", "fcp"])))
    // 11 values: f 3, c 2, p 6. Squared ordinal distances: f-c (3 + 2 - 5/2)² = 25/4, c-p (2 + 6 - 4)² = 16,
    // f-p (3 + 2 + 6 - 9/2)² = 169/4. Observed: of ffc 4/2 · 25/4 = 25/2, of fcp 2/2 · (25/4 + 16 + 169/4) = 129/2, in all 77.
    // Expected: 2 · (3 · 2 · 25/4 + 2 · 6 · 16 + 3 · 6 · 169/4) = 1980. Alpha = 1 - 10 · 77 / 1980 = 11/18.
    #expect(isClose(agreement.alpha, 11.0 / 18))
    #expect(agreement.artifacts == 4)
    #expect(agreement.pairs.map(\.artifacts) == [4, 3, 3])
    #expect(agreement.pairs.map(\.second) == ["b", "d", "d"])
    // a, b: ff pp pp fc, 3 of 4 equal; by chance 2 · 1 (f) + 2 · 2 (p) = 6 of 16: (12 - 6) / (16 - 6).
    #expect(isClose(agreement.pairs[0].kappa, 3.0 / 5))
    // a, d: fc pp fp, 1 of 3 equal; by chance 1 · 2 (p) of 9: (3 - 2) / (9 - 2).
    #expect(isClose(agreement.pairs[1].kappa, 1.0 / 7))
    // b, d: fc pp cp, 1 of 3 equal; by chance 1 · 1 (c) + 1 · 2 (p) = 3 of 9: nothing beyond chance.
    #expect(isClose(agreement.pairs[2].kappa, 0))
    #expect(agreement.leastAlike == agreement.pairs[2])
  }

  @Test func `from counts comes what comes from the verdicts themselves`() throws {
    var generator = SeededGenerator(seed: 5)
    let rows = (0..<300).map { _ in
      String((0..<3).map { _ in "ffcppp.".randomElement(using: &generator) ?? "." })
    }
    let agreement = try #require(RunAgreement(of: tally(rows)))
    let numbers: [Character: Int] = ["f": 1, "c": 2, "p": 3]
    let units = rows.map { $0.compactMap { numbers[$0].map(Double.init) } }
    #expect(isClose(agreement.alpha, try #require(KrippendorffAlpha.alpha(units, .ordinal))))
    for (pair, places) in zip(agreement.pairs, [(0, 1), (0, 2), (1, 2)]) {
      let both = rows.map(Array.init).compactMap { row -> (Int, Int)? in
        guard let first = numbers[row[places.0]], let second = numbers[row[places.1]] else { return nil }
        return (first, second)
      }
      #expect(isClose(pair.kappa, try #require(Agreement.cohenKappa(both.map(\.0), both.map(\.1)))))
      #expect(pair.artifacts == both.count)
    }
  }

  @Test func `one artifact, or one verdict throughout, says nothing of agreement beyond chance`() throws {
    #expect(RunAgreement(of: tally([])) == nil)
    #expect(RunAgreement(of: tally(["fcp"])) == nil)
    #expect(RunAgreement(of: tally(["fcp", "f..", "..."])) == nil)
    let equal = try #require(RunAgreement(of: tally(["ppp", "ppp"])))
    #expect(equal.alpha == nil && equal.leastAlike == nil)
    #expect(equal.pairs.map(\.kappa) == [nil, nil, nil])
  }

  @Test func `a hundred thousand artifacts are kept as a few counts`() {
    var tally = VerdictTally()
    for index in 0..<100_000 {
      tally.add(verdicts(["ffc", "pp.", "fcp", "cpp"][index % 4]))
    }
    #expect(tally.artifacts == 100_000)
    #expect(tally.units.count == 4 && tally.pairs.count == 3)
    #expect(tally.pairs.values.map(\.count) == [9, 9, 9])
  }
}
