import JudgeTypes
import Judging
import Testing

struct ScoreTests {
  private typealias Answers = [Check.ID: CheckAnswer]

  private let check = EvidenceCheck(for: Sample.artifact())

  /// The score of the one dimension that a seat judges; nil when the seat abstains or leaves it out.
  private func score(
    _ dimension: Dimension, _ checks: [Check.ID: CheckAnswer], isAssessed: Bool = true, claims: [Claim] = []
  ) -> Score? {
    let answer = Sample.answer([Sample.answer(dimension.id, checks, isAssessed: isAssessed)], claims: claims)
    return Sample.seat("a", dimensions: [dimension]).result(of: answer, checkedBy: check).evaluation?.scores[
      dimension.id]
  }

  // By the rule in `Dimension.score`: a required "no" or more "no" than "yes" is 1, any other "no" is 2, else 3.
  @Test(
    arguments: [
      (["a": .yes, "b": .yes, "c": .yes], .met, .met), (["a": .yes, "b": .yes, "c": .no], .partly, .violated),
      (["a": .yes, "b": .no, "c": .no], .violated, .violated), (["a": .yes, "b": .no], nil, .violated),
      (["a": .yes, "b": .no, "c": .notApplicable], .partly, .violated), (["a": .no], .violated, .violated),
      (["a": .no, "b": .notApplicable], .violated, .violated), (["a": .yes], nil, nil),
      (["a": .yes, "b": .notApplicable, "c": .notApplicable], .met, .met),
      (["a": .notApplicable, "b": .notApplicable], nil, nil), ([:], .met, .met),
    ] as [([Check.ID: CheckAnswer], Score?, Score?)])
  func `checks become a score on both scales`(checks: [Check.ID: CheckAnswer], three: Score?, passFail: Score?) {
    #expect(score(Sample.dimension("d", scale: .threePoint), checks) == three)
    #expect(score(Sample.dimension("d", scale: .passFail), checks) == passFail)
  }

  @Test func `a required check that is answered no brings the score to 1 alone`() {
    let dimension = Sample.dimension("d", required: ["b"])
    #expect(score(dimension, ["a": .yes, "b": .no, "c": .yes]) == .violated)
    #expect(score(dimension, ["a": .yes, "b": .yes, "c": .no]) == .partly)
    #expect(score(dimension, ["a": .yes, "b": .notApplicable, "c": .yes]) == .met)
  }

  @Test(arguments: Scale.allCases)
  func `without an answer to every required check only a required no counts`(scale: Scale) {
    let dimension = Sample.dimension("d", scale: scale, required: ["a", "b"])
    #expect(score(dimension, ["a": .yes]) == nil)
    #expect(score(dimension, ["a": .yes, "c": .yes]) == nil)
    #expect(score(dimension, ["c": .no]) == nil)
    #expect(score(dimension, ["a": .no]) == .violated)
    #expect(score(dimension, ["a": .yes, "b": .yes, "c": .yes]) == .met)
  }

  // Two required checks do not apply, one of three others is answered: the rest was not looked at.
  @Test(arguments: Scale.allCases)
  func `without an answer to every check nothing above 1 is derived`(scale: Scale) {
    let dimension = Sample.dimension("d", scale: scale, checks: ["a", "b", "c", "d", "e"], required: ["a", "b"])
    let required: [Check.ID: CheckAnswer] = ["a": .notApplicable, "b": .notApplicable, "c": .yes]
    func score(_ rest: [Check.ID: CheckAnswer]) -> Score? {
      self.score(dimension, required.merging(rest) { _, new in new })
    }
    #expect(score([:]) == nil && score(["d": .yes]) == nil)
    #expect(score(["d": .yes, "e": .yes]) == .met && score(["d": .notApplicable, "e": .notApplicable]) == .met)
    #expect(score(["c": .no]) == .violated)
    #expect(self.score(dimension, ["c": .yes], claims: [Sample.claim(.medium, on: "d")]) == nil)
  }

  @Test func `a dimension that was not assessed has no score whatever its checks say`() {
    for checks in [["a": .yes, "b": .yes], ["a": .no], [:]] as [[Check.ID: CheckAnswer]] {
      #expect(score(Sample.dimension("d"), checks, isAssessed: false) == nil)
    }
  }

  @Test(
    arguments: [
      (.critical, .violated, .violated, .violated), (.high, .violated, .violated, .violated),
      (.medium, .partly, .partly, .met),
      (.low, .met, .partly, .met), (.info, .met, .partly, .met),
    ] as [(Severity, Score, Score, Score)])
  func `a verified finding lowers the score by its severity`(
    severity: Severity, ofMet: Score, ofPartly: Score, ofPassed: Score
  ) {
    let claims = [Sample.claim(severity, on: "d"), Sample.claim(.info, on: "d", rule: "other")]
    let (yes, no) = (["a": .yes, "b": .yes, "c": .yes], ["a": .yes, "b": .yes, "c": .no]) as (Answers, Answers)
    #expect(score(Sample.dimension("d"), yes, claims: claims) == ofMet)
    #expect(score(Sample.dimension("d"), no, claims: claims) == ofPartly)
    #expect(score(Sample.dimension("d", scale: .passFail), yes, claims: claims) == ofPassed)
  }

  @Test func `a finding never raises a score`() {
    #expect(score(Sample.dimension("d"), ["a": .no], claims: [Sample.claim(.medium, on: "d")]) == .violated)
  }

  @Test func `voided findings and findings elsewhere leave a score alone`() {
    for claim in [
      Sample.claim(.high, on: "d", evidence: [Sample.invented]), Sample.claim(.high, on: "d", evidence: []),
      Sample.claim(.high),
      Sample.claim(.high, on: "other"),
    ] {
      #expect(score(Sample.dimension("d"), ["a": .yes, "b": .yes, "c": .yes], claims: [claim]) == .met)
    }
  }

  // A medium finding shows a reservation on the scale of three, and nothing between pass and fail.
  @Test(
    arguments: [
      (.critical, .violated, .violated), (.high, .violated, .violated), (.medium, nil, nil), (.low, nil, nil),
      (.info, nil, nil),
    ] as [(Severity, Score?, Score?)])
  func `findings alone never make a dimension met that the judge could not assess`(
    severity: Severity, three: Score?, passFail: Score?
  ) {
    let claims = [Sample.claim(severity, on: "d")]
    #expect(score(Sample.dimension("d"), [:], isAssessed: false, claims: claims) == three)
    #expect(score(Sample.dimension("d", scale: .passFail), [:], isAssessed: false, claims: claims) == passFail)
  }
}

struct BindingDimensionTests {
  private let check = EvidenceCheck(for: Sample.artifact())
  private let refused: [Check.ID: CheckAnswer] = ["a": .no, "b": .no]

  private func result(_ level: Level, claims: [Claim]) -> SeatResult {
    let seat = Sample.seat("a", dimensions: [Sample.dimension("d", level: level), Sample.dimension("e")])
    let answer = Sample.answer(
      [Sample.answer("d", refused), Sample.answer("e", ["a": .yes, "b": .yes, "c": .yes])], claims: claims)
    return seat.result(of: answer, checkedBy: check)
  }

  @Test(arguments: [Level.must, .mustNot])
  func `a binding dimension scored 1 without valid evidence is unsupported and absent`(level: Level) {
    for claims in [
      [], [Sample.claim(.high, on: "d", evidence: [Sample.invented])], [Sample.claim(.high, on: "d", evidence: [])],
      [Sample.claim(.low)], [Sample.claim(.low, on: "e")],
    ] {
      let evaluation = result(level, claims: claims).evaluation
      #expect(evaluation?.unsupported == ["d"] && evaluation?.scores == ["e": .met])
      #expect(evaluation?.verdict == .pass)
    }
  }

  @Test(arguments: [Level.must, .mustNot])
  func `a binding dimension scored 1 with valid evidence makes the verdict fail`(level: Level) {
    let evaluation = result(level, claims: [Sample.claim(.low, on: "d")]).evaluation
    #expect(evaluation?.unsupported == [] && evaluation?.scores == ["d": .violated, "e": .met])
    #expect(evaluation?.verdict == .fail)
  }

  @Test(arguments: [Level.should, .shouldNot, .may])
  func `other dimensions need no evidence for a score of 1, which keeps the verdict from pass`(level: Level) {
    let evaluation = result(level, claims: []).evaluation
    #expect(evaluation?.unsupported == [] && evaluation?.scores == ["d": .violated, "e": .met])
    #expect(evaluation?.verdict == .conditional)
  }
}

struct VerdictTests {
  private let check = EvidenceCheck(for: Sample.artifact())
  private static let answers: [Score: [Check.ID: CheckAnswer]] = [
    .met: ["a": .yes, "b": .yes, "c": .yes], .partly: ["a": .yes, "b": .yes, "c": .no],
    .violated: ["a": .no, "b": .no, "c": .no],
  ]

  private func verdict(
    weights: [Int], scores: [Score?], claims: [Claim] = [], thresholds: Persona.Thresholds = Sample.thresholds
  ) -> Verdict? {
    let ids = weights.indices.map { Dimension.ID("d\($0)") }
    let seat = Sample.seat(
      "a", dimensions: zip(ids, weights).map { Sample.dimension($0, weight: $1) }, thresholds: thresholds)
    let answers = zip(ids, scores).compactMap { id, score in
      score.flatMap { Self.answers[$0] }.map { Sample.answer(id, $0) }
    }
    return seat.result(of: Sample.answer(answers, claims: claims), checkedBy: check).evaluation?.verdict
  }

  // Earned is Σ weight × (score - 1), the whole Σ weight × 2; pass from 3/4, conditional from 1/2.
  @Test(
    arguments: [
      ([5_000, 5_000], [.met, .partly], .pass),  // 15,000 of 20,000: exactly 3/4
      ([4_999, 5_001], [.met, .partly], .conditional),  // 14,999
      ([5_001, 4_999], [.met, .partly], .pass),  // 15,001
      ([5_000, 5_000], [.partly, .partly], .conditional),  // 10,000: exactly 1/2
      ([5_000, 5_000], [.met, .violated], .conditional),  // 10,000, by a dimension violated
      ([4_999, 5_001], [.met, .violated], .fail),  // 9,998
      ([5_000, 5_000], [.partly, .violated], .fail),  // 5,000
      ([9_000, 1_000], [.met, .violated], .conditional),  // 18,000: enough for a pass but for the violation
      ([5_000, 5_000], [.met, .met], .pass), ([5_000, 5_000], [.violated, .violated], .fail),
      ([1_000, 9_000], [.met, nil], .pass),  // only what was assessed counts: 2,000 of 2,000
      ([9_000, 1_000], [nil, .partly], .conditional),  // 1,000 of 2,000
    ] as [([Int], [Score?], Verdict)])
  func `the verdict follows the share of the assessed weight, thresholds reached exactly`(
    weights: [Int], scores: [Score?], expected: Verdict
  ) {
    #expect(verdict(weights: weights, scores: scores) == expected)
  }

  @Test func `a third is exact`() {
    let thresholds = Persona.Thresholds(
      pass: .twoThirds, conditional: Fraction(reading: "1/3"), failOn: .critical, conditionalOn: .critical)
    // 2 × 2 + 1 × 0 of 2 × 3, with the violated third in the way of a pass; then 1 × 2 of 2 × 3.
    #expect(verdict(weights: [2, 1], scores: [.met, .violated], thresholds: thresholds) == .conditional)
    #expect(verdict(weights: [1, 2], scores: [.met, .violated], thresholds: thresholds) == .conditional)
    #expect(verdict(weights: [999, 2_001], scores: [.met, .violated], thresholds: thresholds) == .fail)
    // 1 × 2 + 2 × 1 of 2 × 3.
    #expect(verdict(weights: [1, 2], scores: [.met, .partly], thresholds: thresholds) == .pass)
  }

  @Test(
    arguments: [
      (.high, .medium, [.fail, .fail, .conditional, .pass, .pass]),
      (.critical, .high, [.fail, .conditional, .pass, .pass, .pass]),
      (.critical, .critical, [.fail, .pass, .pass, .pass, .pass]), (.info, .info, [.fail, .fail, .fail, .fail, .fail]),
      (.medium, .info, [.fail, .fail, .fail, .conditional, .conditional]),
    ] as [(Severity, Severity, [Verdict])])
  func `a verified finding decides by the persona's severities`(
    fail: Severity, conditional: Severity, expected: [Verdict]
  ) {
    let thresholds = Persona.Thresholds(
      pass: Fraction(reading: "3/4"), conditional: .half, failOn: fail, conditionalOn: conditional)
    for (severity, verdict) in zip([Severity.critical, .high, .medium, .low, .info], expected) {
      #expect(
        self.verdict(weights: [10_000], scores: [.met], claims: [Sample.claim(severity)], thresholds: thresholds)
          == verdict,
        "\(severity)")
    }
  }

  @Test func `a voided finding decides nothing and stays in the evaluation`() {
    let claims = [Sample.claim(.critical, evidence: [Sample.invented])]
    #expect(verdict(weights: [10_000], scores: [.met], claims: claims) == .pass)
    let seat = Sample.seat("a")
    let evaluation = seat.result(of: Sample.passing(claims: claims), checkedBy: check).evaluation
    #expect(evaluation?.findings.map(\.status) == [.voided])
  }

  // MARK: Abstention

  private func result(_ answer: SeatAnswer) -> SeatResult { Sample.seat("a").result(of: answer, checkedBy: check) }

  @Test func `a seat that assessed nothing abstains`() {
    for answer in [
      Sample.answer([]), Sample.silent, Sample.answer([Sample.answer("safety", ["open": .notApplicable])]),
      Sample.answer([], claims: [Sample.claim(.critical, evidence: [Sample.invented])]),
    ] {
      #expect(result(answer) == .abstained(reason: "it assessed no dimension"))
    }
  }

  @Test func `a seat whose only word is a violation without evidence abstains and says so`() {
    let answer = Sample.answer([Sample.answer("safety", ["open": .no, "close": .no])])
    #expect(result(answer) == .abstained(reason: "what it held against the artifact rests on no valid evidence"))
  }

  @Test(arguments: [(Severity.info, false), (.low, false), (.medium, false), (.high, true), (.critical, true)])
  func `a seat that assessed nothing has judged only by a fault that its persona fails on`(
    severity: Severity, hasJudged: Bool
  ) {
    let result = result(Sample.answer([], claims: [Sample.claim(severity)]))
    #expect(result.state == (hasJudged ? .judged : .abstained))
    #expect(result.evaluation.map { $0.verdict == .fail } ?? true)
  }

  @Test func `an evaluation keeps what the judge said`() {
    let evaluation = result(Sample.passing()).evaluation
    #expect(evaluation?.seat == "a" && evaluation?.round == 0)
    #expect(evaluation?.rationale == "all in all" && evaluation?.confidence == 0.75)
    #expect(evaluation?.scores == ["safety": .met, "style": .met])
  }
}
