public import JudgeTypes

extension Consensus {
  /// What the panel holds, given every seat's last word. The order of `ballots` never matters.
  ///
  /// The first that applies decides: a veto (a verified critical finding of a judged seat, or a binding dimension
  /// violated with evidence), quorum, the assessed weight, then a learned model where the rule has one that may be used, else the
  /// shares of pass, pass or conditional, and fail among the applicable seats; nothing passes by fewer model families than the
  /// rule demands. Failed, abstained and unpolled seats stay in the denominator, so silence never helps a pass.
  public init(of ballots: [Ballot], by rule: ConsensusRule) {
    let tally = Tally(of: ballots, by: rule)
    let decision = tally.decision
    self.init(
      outcome: decision.outcome, rule: decision.rule, reason: decision.reason, agreement: tally.agreement,
      dimensions: tally.dimensions, assessedWeight: tally.assessedShare, pivot: tally.pivot(from: decision.outcome),
      confidence: decision.confidence)
  }
}

/// The smallest number of judged seats among `seats` applicable ones: min(seats, max(3, ⌈60 % of seats⌉)).
public func quorum(of seats: Int) -> Int {
  min(seats, max(3, (3 * seats + 4) / 5))
}

struct Decision: Equatable {
  let outcome: Outcome
  let rule: DecidingRule
  let reason: String
  /// Of the decision, where something was measured that says so.
  var confidence: Double?

  /// Whether something goes through by it.
  var isGood: Bool { outcome == .pass || outcome == .conditional }
}

/// The panel's votes, counted once.
struct Tally {
  let rule: ConsensusRule
  /// Of the seats that apply, by id.
  let ballots: [Ballot]
  /// Why the seats that do not apply do not.
  private let absences: [String]
  /// Nil when the weights cannot be compared exactly.
  let weights: [Int]?
  let counts: [Dimension.ID: DimensionCount]
  /// Sorted by id.
  let dimensions: [DimensionResult]

  init(of ballots: [Ballot], by rule: ConsensusRule) {
    self.rule = rule
    self.ballots = ballots.filter(\.isApplicable).sorted { $0.seat.id < $1.seat.id }
    absences = ballots.filter { !$0.isApplicable }.compactMap(\.result.reason)
    weights = Fraction.wholeNumbers(inProportionTo: self.ballots.map(\.seat.weight))
    counts = dimensionCounts(of: self.ballots, weights: weights ?? [])
    dimensions = counts.values.map { $0.result(rule.threshold) }.sorted { $0.dimension.id < $1.dimension.id }
  }

  var decision: Decision {
    guard !ballots.isEmpty else {
      return Decision(outcome: .inconclusive, rule: .nothingToJudge, reason: reasonOfAbsence)
    }
    if rule.veto, let veto { return veto }
    guard let weights else {
      return Decision(
        outcome: .inconclusive, rule: .noShareReached,
        reason: "the seats' weights have no common denominator small enough to be exact; use simpler fractions")
    }
    guard isQuorate else {
      return Decision(
        outcome: .inconclusive, rule: .quorumMissed,
        reason: "\(judged) of \(ballots.count) seats judged; the quorum is \(quorum(of: ballots.count))")
    }
    guard isAssessed else {
      let assessed = assessedParts
      return Decision(
        outcome: .inconclusive, rule: .tooLittleAssessed,
        reason: "\(percent(assessed.part, assessed.whole)) of the applicable weight was assessed; "
          + "\(rule.assessedShare) is needed")
    }
    let decision = decisionByVerdicts(ballots.map { $0.result.evaluation?.verdict }, weights)
    guard decision.isGood, !hasFamilies else { return decision }
    return Decision(
      outcome: .inconclusive, rule: .tooFewFamilies,
      reason:
        "only \(families.sorted().joined(separator: ", ")) answered; \(rule.leastFamilies) model families are needed, "
        + "or --allow-homogeneous")
  }

  private var judged: Int { ballots.count { $0.result.state == .judged } }
  private var isQuorate: Bool { judged >= quorum(of: ballots.count) }

  private var isAssessed: Bool {
    let assessed = assessedParts
    return rule.assessedShare.isReached(by: assessed.part, of: assessed.whole)
  }

  /// Whether enough seats judged enough for their shares to decide.
  var isHeard: Bool { isQuorate && isAssessed }

  private var families: Set<String> { Set(ballots.filter { $0.result.evaluation != nil }.map(\.family)) }
  /// Whether as many families answered as a good outcome needs.
  var hasFamilies: Bool { families.count >= rule.leastFamilies }

  /// A verified critical finding, or a binding dimension violated with evidence.
  private var veto: Decision? {
    for ballot in ballots {
      if let finding = ballot.result.evaluation?.verifiedFindings.first(where: { $0.severity == .critical }) {
        return Decision(
          outcome: .fail, rule: .criticalFinding,
          reason: "\(ballot.seat.id) raised the verified critical finding \(finding.rule)")
      }
    }
    let violated = dimensions.filter { $0.outcome == .violated && $0.dimension.level.isBinding }
    guard let first = violated.min(by: isNamedBefore) else { return nil }
    let others = violated.count == 1 ? "" : "; and \(violated.count - 1) more"
    return Decision(
      outcome: .fail, rule: .bindingDimension,
      reason: "\(first.dimension.level.rawValue) dimension \(first.dimension.id) is violated, "
        + "by \(first.violated) of \(first.violated + first.met) seats that judged it" + others)
  }

  /// The dimension that says most of the artifact: against which the gravest finding stands, one whose rule is about it
  /// before all others, then the one with the most votes. The id decides among equals, so that no order of seats does.
  private func isNamedBefore(_ left: DimensionResult, _ right: DimensionResult) -> Bool {
    let (ours, theirs) = (weightOfEvidence(against: left), weightOfEvidence(against: right))
    guard ours == theirs else { return ours > theirs }
    return left.dimension.id < right.dimension.id
  }

  private func weightOfEvidence(against result: DimensionResult) -> (severity: Int, isForemost: Int, votes: Int) {
    let id = result.dimension.id
    let findings = ballots.flatMap { $0.result.evaluation?.verifiedFindings ?? [] }.filter { $0.dimension == id }
    guard let gravest = findings.map(\.severity).max(), let rank = Severity.allCases.firstIndex(of: gravest) else {
      return (-1, 0, result.violated)
    }
    let isForemost = findings.contains { $0.severity == gravest && $0.foremost == id }
    return (rank, isForemost ? 1 : 0, result.violated)
  }

  /// One reason that all seats have stands alone; of several each says how many have it.
  private var reasonOfAbsence: String {
    let counts = Dictionary(grouping: absences, by: \.self).mapValues(\.count)
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let words = sorted.map { counts.count == 1 ? $0.key : "\($0.key) (\($0.value) of \(absences.count) seats)" }
    return (["no seat applies to this artifact"] + words).joined(separator: words.count > 1 ? "; " : ": ")
  }

  /// - Parameter verdicts: of each ballot; nil where the seat gave none.
  func decisionByShares(_ verdicts: [Verdict?], _ weights: [Int]) -> Decision {
    let whole = weights.reduce(0, +)
    func share(_ accepts: (Verdict) -> Bool) -> Int {
      zip(verdicts, weights).reduce(0) { sum, pair in pair.0.map(accepts) == true ? sum + pair.1 : sum }
    }
    let shares: [(outcome: Outcome, rule: DecidingRule, words: String, part: Int)] = [
      (.pass, .sharePass, "pass", share { $0 == .pass }),
      (.conditional, .sharePassOrConditional, "pass or conditional", share { $0 != .fail }),
      (.fail, .shareFail, "fail", share { $0 == .fail }),
    ]
    if let reached = shares.first(where: { rule.threshold.isReached(by: $0.part, of: whole) }) {
      return Decision(
        outcome: reached.outcome, rule: reached.rule,
        reason: "\(percent(reached.part, whole)) of the weight holds \(reached.words); \(rule.threshold) is needed")
    }
    let spread = shares.map { "\($0.words) \(percent($0.part, whole))" }.joined(separator: ", ")
    return Decision(
      outcome: .noConsensus, rule: .noShareReached, reason: "no verdict reaches \(rule.threshold): \(spread)")
  }

  /// The applicable dimensions' weight, and the part of it that at least one judged seat assessed.
  private var assessedParts: (part: Int, whole: Int) {
    var part = 0
    var whole = 0
    for result in dimensions {
      whole += result.dimension.weight
      if result.met + result.violated > 0 { part += result.dimension.weight }
    }
    return (part, whole)
  }

  var assessedShare: Double {
    let parts = assessedParts
    return parts.whole == 0 ? 0 : Double(parts.part) / Double(parts.whole)
  }

  /// The share of the plurality of verdicts among the judged seats' weight.
  var agreement: Double? {
    guard let weights else { return nil }
    let byVerdict = verdictWeights(weights)
    let whole = byVerdict.values.reduce(0, +)
    guard whole > 0, let most = byVerdict.values.max() else { return nil }
    return Double(most) / Double(whole)
  }

  /// The weight of the judged seats behind each verdict.
  func verdictWeights(_ weights: [Int]) -> [Verdict: Int] {
    zip(ballots, weights).reduce(into: [:]) { sums, pair in
      if let verdict = pair.0.result.evaluation?.verdict { sums[verdict, default: 0] += pair.1 }
    }
  }

  private func percent(_ part: Int, _ whole: Int) -> String {
    whole == 0 ? "0 %" : "\(Int((Double(part) / Double(whole) * 100).rounded())) %"
  }
}
