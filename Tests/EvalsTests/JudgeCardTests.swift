import JudgeTypes
import Testing

@testable import Evals

/// Judge cards and calibration: each expected value is derived beside it.
@Suite struct JudgeCardTests {
  private let label = EvalCase.Label(rule: "r", path: nil, lines: 3...3)

  private func reading(
    _ id: String, _ verdict: Verdict?, faulty: Bool = false, judge: String = "a", repetition: Int = 0, lines: Int = 10,
    labels: [EvalCase.Label] = [], marks: [JudgeReading.Mark] = [], findings: Int = 0, verified: Int = 0,
    confidence: Double? = nil, state: SeatState = .judged, evidence: JudgeReading.Halves? = nil,
    labelled: JudgeReading.Halves? = nil, usage: Usage = .none, isCached: Bool = false
  ) throws -> JudgeReading {
    JudgeReading(
      judge: .init(persona: .init(judge), model: try #require(ModelName("p/m"))), evalCase: .init(id),
      repetition: repetition, isFaulty: faulty, lines: lines, labels: labels, state: state, verdict: verdict,
      confidence: confidence, findings: findings, verified: verified, marks: marks, evidenceHalves: evidence,
      labelHalves: labelled, usage: usage, isCached: isCached)
  }

  private func card(_ readings: [JudgeReading]) throws -> JudgeCard {
    try #require(JudgeCards(readings, panel: []).cards.first)
  }

  @Test func `accuracy and kappa are of verdicts, and who gave none is a share of its own`() throws {
    // Of four verdicts three are right. Faulty 2 of 4, held 3 of 4: chance 1/2 * 3/4 + 1/2 * 1/4 = 1/2; (3/4 - 1/2) / (1/2) = 1/2.
    let card = try card([
      try reading("1", .fail, faulty: true), try reading("2", .conditional, faulty: true), try reading("3", .pass),
      try reading("4", .fail), try reading("5", nil, state: .abstained), try reading("6", nil, state: .failed),
      try reading("7", nil, state: .failed), try reading("8", nil, state: .failed),
    ])
    #expect(card.cases == 4 && card.accuracy == 0.75 && card.kappa == 0.5)
    #expect(card.abstained == 0.125 && card.failed == 0.375 && card.flipRate == nil)
  }

  @Test func `flips are counted in pairs of verdicts on one case`() throws {
    // Case 1: pass, pass, fail: two of three pairs differ. Case 2: one pair, equal. 2 of 4.
    let verdicts: [(String, Verdict)] = [("1", .pass), ("1", .pass), ("1", .fail), ("2", .fail), ("2", .fail)]
    let card = try card(
      try verdicts.enumerated().map { try reading($1.0, $1.1, repetition: $0) })
    #expect(card.flipRate == 0.5 && card.cases == 2 && card.verdicts == 5)
  }

  @Test func `a label is of the gravest severity that any judge saw in it`() throws {
    let cards = JudgeCards(
      [
        try reading(
          "1", .fail, faulty: true, labels: [label],
          marks: [.init(severity: .medium, label: label), .init(severity: .high, label: nil)]),
        try reading(
          "1", .fail, faulty: true, judge: "b", labels: [label], marks: [.init(severity: .critical, label: label)]),
        try reading("1", .pass, faulty: true, judge: "c", labels: [label]),
      ], panel: []
    ).cards
    #expect(cards.map(\.precision) == [[.medium: 1, .high: 0], [.critical: 1], [:]])
    #expect(cards.map(\.recall) == [[.critical: 1], [.critical: 1], [.critical: 0]])
    #expect(cards[0].findings == Counts(truePositives: 1, falsePositives: 1, falseNegatives: 0))
    #expect(cards[2].findings.recall == 0)
  }

  @Test func `evidence, time and money are means over what was asked now`() throws {
    let usage = Usage(calls: 1, answers: 1, costUSD: 0.02, latencyMilliseconds: 100)
    let dear = Usage(calls: 1, answers: 1, costUSD: 0.04, latencyMilliseconds: 300)
    let card = try card([
      try reading("1", .pass, findings: 3, verified: 2, usage: usage), try reading("2", .pass, usage: dear),
      try reading("3", .pass, findings: 1, verified: 1, isCached: true),
    ])
    #expect(card.evidenceValidity == 0.75 && card.meanLatencyMilliseconds == 200)
    #expect(abs((card.meanCostUSD ?? 0) - 0.03) < 1e-12)
    let unknown = Usage(calls: 1, answers: 1, latencyMilliseconds: 100)
    #expect(
      try self.card([try reading("1", .pass, usage: usage), try reading("2", .pass, usage: unknown)]).meanCostUSD == nil
    )
  }

  @Test func `a judge that holds back the long sound files is biased by length`() throws {
    // Errors 0, 0, 1 at ln 10, ln 100, ln 1000: x = -1, 0, 1; y = -1/3, -1/3, 2/3. r = 1 / sqrt(2 * 2/3) = sqrt(3)/2.
    let card = try card([
      try reading("1", .pass, lines: 10), try reading("2", .pass, lines: 100), try reading("3", .fail, lines: 1_000),
    ])
    #expect(abs((card.lengthBias ?? 0) - 0.75.squareRoot()) < 1e-9)
    #expect(try self.card([try reading("1", .pass), try reading("2", .fail)]).lengthBias == nil)
  }

  @Test func `a judge that looks at the beginning is biased by position`() throws {
    // Three of four pieces of evidence stand in the first half, one of two labels: 3/4 - 1/2.
    let card = try card([
      try reading(
        "1", .fail, faulty: true, labels: [label, label], evidence: .init(first: 3, all: 4),
        labelled: .init(first: 1, all: 2)),
      try reading("2", .fail, evidence: .init(first: 0, all: 9), labelled: .init(first: 0, all: 0)),
    ])
    #expect(card.positionBias == 0.25)
  }

  // MARK: Calibration

  private func readings(_ places: [(Double, Bool)]) -> [CalibrationBins.Reading] {
    places.enumerated().map { .init(place: $1.0, isRight: $1.1, evalCase: .init("\($0)")) }
  }

  @Test func `bins hold enough cases, equal places stay together, and the rest joins the last`() throws {
    let bins = try #require(
      CalibrationBins(
        readings([(0.2, false), (0.4, false), (0.4, true), (0.8, true), (0.9, true), (1, true)]), leastCases: 2))
    // 0.2 and both 0.4 are one bin, at 1/3; 0.8 and 0.9 and the rest, 1, are the other.
    #expect(bins.cases == 6 && bins.curve.points.count == 2)
    #expect(bins.curve.points.map(\.accuracy) == [1.0 / 3, 1])
    #expect(zip(bins.curve.points, [1.0 / 3, 0.9]).allSatisfy { abs($0.place - $1) < 1e-12 })
  }

  @Test func `a fall of accuracy is pooled away, and too few cases give nothing`() throws {
    let bins = try #require(
      CalibrationBins(readings([(0.1, false), (0.2, true), (0.3, false), (0.4, true)]), leastCases: 1))
    // 0, 1, 0, 1: the middle ones are pooled to 1/2.
    #expect(bins.curve.points.map(\.accuracy) == [0, 0.5, 1])
    #expect(CalibrationBins(readings([(0.1, true), (0.2, true)]), leastCases: 3) == nil)
    let repeated = (0..<9).map { _ in CalibrationBins.Reading(place: 0.9, isRight: true, evalCase: "1") }
    #expect(CalibrationBins(repeated, leastCases: 2) == nil)
  }
}
