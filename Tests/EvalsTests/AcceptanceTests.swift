import Testing

@testable import Evals

@Suite struct AcceptanceTests {
  private static let tails: [(mended: Int, broken: Int, p: Double)] = [
    (7, 1, 0.035_156_25), (8, 0, 0.003_906_25), (5, 5, 0.623_046_875), (9, 1, 0.010_742_187_5), (0, 6, 1),
  ]

  /// By hand: 9 of 256, 1 of 256, 638 of 1,024, 11 of 1,024.
  @Test(arguments: tails)
  func `the exact test gives the tail of the coin`(_ mended: Int, _ broken: Int, _ expected: Double) throws {
    let p = try #require(ExactTest.p(PairedCounts(mended: mended, broken: broken)))
    #expect(abs(p - expected) < 1e-12)
  }

  @Test func `fewer than five discordant cases decide nothing`() {
    #expect(ExactTest.p(PairedCounts(mended: 4, stillRight: 900)) == nil)
    var ledger = AlphaLedger()
    let candidate = Acceptance.Candidate(digest: "a", dev: PairedCounts(mended: 20, broken: 2))
    let decision = Acceptance.decide(among: [candidate], ledger: &ledger, holdout: "h") { _ in
      PairedCounts(mended: 4, stillRight: 36)
    }
    guard case .cannotDecide(let entry) = decision else {
      Issue.record("\(decision)")
      return
    }
    #expect(entry.cost == 0 && ledger.wealth == AlphaLedger.budget)
  }

  @Test func `what a test can attain is at most its level, and one more mended case would be beyond it`() {
    for discordant in [5, 6, 17, 40, 400] {
      for alpha in [0.001, 0.02, 0.05] {
        let level = ExactTest.attainable(discordant, at: alpha)
        #expect(level <= alpha)
        let mended = (0...discordant).first { ExactTest.tail($0, of: discordant) <= alpha } ?? discordant + 1
        #expect(abs(level - (mended > discordant ? 0 : ExactTest.tail(mended, of: discordant))) < 1e-12)
        #expect(mended == 0 || ExactTest.tail(mended - 1, of: discordant) > alpha)
      }
    }
  }

  @Test func `the tail of thousands of cases is exact enough`() {
    // By symmetry one half and half of the middle.
    let middle = ExactTest.probability(of: 2_000, in: 4_000)
    #expect(abs(ExactTest.tail(2_000, of: 4_000) - (0.5 + middle / 2)) < 1e-9)
  }

  @Test func `the holdout is asked of the best candidate alone, and only after dev`() {
    var ledger = AlphaLedger()
    var asked: [String] = []
    let weak = Acceptance.Candidate(digest: "weak", dev: PairedCounts(mended: 6, broken: 5))
    #expect(
      Acceptance.decide(among: [weak], ledger: &ledger, holdout: "h") { candidate in
        asked.append(candidate.digest)
        return PairedCounts()
      } == .noGainOnDev)
    #expect(asked.isEmpty && ledger.entries.isEmpty)
    #expect(Acceptance.decide(among: [], ledger: &ledger, holdout: "h") { _ in PairedCounts() } == .noCandidates)
    let strong = Acceptance.Candidate(digest: "strong", dev: PairedCounts(mended: 30, broken: 10))
    let decision = Acceptance.decide(among: [weak, strong], ledger: &ledger, holdout: "h") { candidate in
      asked.append(candidate.digest)
      return PairedCounts(mended: 30, broken: 10)
    }
    guard case .adopted(let entry) = decision else {
      Issue.record("\(decision)")
      return
    }
    #expect(asked == ["strong"] && entry.candidate == "strong")
  }

  @Test func `useless tests spend at most the budget for ever, and an adopted change earns it back`() {
    var ledger = AlphaLedger()
    var spent = 0.0
    for week in 0..<500 {
      spent += ledger.test(PairedCounts(mended: 20, broken: 20), candidate: "\(week)", holdout: "h").cost
    }
    #expect(spent <= AlphaLedger.budget && ledger.wealth >= 0)
    let left = ledger.wealth
    let entry = ledger.test(PairedCounts(mended: 60, broken: 0), candidate: "good", holdout: "h")
    #expect(entry.isAdopted && ledger.wealth == AlphaLedger.budget && left < AlphaLedger.budget)
  }

  @Test func `cases that no test has seen give back their share`() {
    var ledger = AlphaLedger()
    for week in 0..<5 { _ = ledger.test(PairedCounts(mended: 20, broken: 20), candidate: "\(week)", holdout: "h") }
    let before = ledger.wealth
    ledger.addFresh(50, of: 200)
    #expect(abs(ledger.wealth - (before + (AlphaLedger.budget - before) / 4)) < 1e-12)
    ledger.addFresh(400, of: 200)
    #expect(ledger.wealth <= AlphaLedger.budget)
    ledger.addFresh(0, of: 0)
  }

  @Test func `what fresh cases gave is spent once, also over an adopted change`() {
    var ledger = AlphaLedger()
    for week in 0..<5 { _ = ledger.test(PairedCounts(mended: 20, broken: 20), candidate: "\(week)", holdout: "h") }
    ledger.addFresh(200, of: 200)
    #expect(ledger.test(PairedCounts(mended: 60, broken: 0), candidate: "good", holdout: "h").isAdopted)
    var spent = 0.0
    for week in 0..<500 {
      spent += ledger.test(PairedCounts(mended: 20, broken: 20), candidate: "\(week)", holdout: "h").cost
    }
    #expect(spent <= AlphaLedger.budget)
  }

  /// The expected value is the sum over all tables in whole numbers and fractions, by Python's `math.comb`.
  @Test func `the planner's power is that of the sum over all tables, and a smaller gain needs more cases`() throws {
    let power = SampleSize.power(cases: 200, mend: 0.15, broken: 0.05, alpha: 0.05)
    #expect(abs(power - 0.931_972_906_578) < 1e-9)
    #expect(SampleSize.power(cases: 4, mend: 0.9, broken: 0, alpha: 0.05) == 0)
    let large = try #require(SampleSize.needed(mend: 0.15, broken: 0.05, alpha: 0.05))
    let small = try #require(SampleSize.needed(mend: 0.1, broken: 0.05, alpha: 0.05))
    #expect(large < small && SampleSize.needed(mend: 0.05, broken: 0.05, alpha: 0.05) == nil)
    #expect(SampleSize.power(cases: large, mend: 0.15, broken: 0.05, alpha: 0.05) >= 0.8)
  }

  @Test func `pairs are counted by what changed`() {
    let counts = PairedCounts(
      [(false, true), (true, false), (true, true), (false, false), (false, true)].map { (before: $0.0, now: $0.1) })
    #expect(counts == PairedCounts(mended: 2, broken: 1, stillRight: 1, stillWrong: 1))
    #expect(counts.cases == 5 && counts.discordant == 3 && counts.gain == 0.2)
    #expect(PairedCounts().gain == 0)
  }
}
