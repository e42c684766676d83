public import JudgeTypes
public import Provenance

/// What decides whether a judgment stops a merge: the team's policy, what is known already, what is waived, and the day.
///
/// A value that is kept with the run, so that its word can be derived again.
public struct Gate: Sendable, Hashable {
  public let policy: GatePolicy
  public let baseline: Baseline
  public let waivers: [Waiver]
  /// `YYYY-MM-DD`, in UTC: waivers whose last day is before it have expired.
  public let day: String

  public init(policy: GatePolicy, baseline: Baseline = .none, waivers: [Waiver] = [], day: String) {
    self.policy = policy
    self.baseline = baseline
    self.waivers = waivers
    self.day = day
  }

  /// What it makes of a judgment: a function of the two alone.
  ///
  /// Of a fault that stands in the artifact more often than in the baseline, the further ones block. A waiver speaks before the
  /// baseline, so that one that has expired blocks what it covered. An outcome that a rule blocks, and that nothing in the
  /// judgment accounts for, blocks by itself: neither baseline nor waiver can excuse what nobody can name.
  public func decision(on judgment: RecordedJudgment) -> GateDecision {
    let outcome = Outcome(rawValue: judgment.outcome)
    var known = baseline.counts
    var isAccountedFor = false
    var reasons: [GateReason] = []
    for candidate in GateCandidate.all(in: judgment) {
      let rules = policy.rules.filter { $0.blocks(candidate, outcome: outcome) }
      if rules.contains(where: \.isOfOutcome) || candidate.carries { isAccountedFor = true }
      reasons.append(reason(for: candidate, isBlocked: !rules.isEmpty, known: &known))
    }
    if !isAccountedFor, let outcome, blocks(outcome, of: judgment) {
      reasons.append(
        GateReason(
          kind: .outcome, state: .blocks, path: judgment.path,
          message: "the outcome is \(outcome.rawValue): \(judgment.reason)"))
    }
    return GateDecision(reasons: reasons.filter(\.isBlocking) + reasons.filter { !$0.isBlocking })
  }

  private func blocks(_ outcome: Outcome, of judgment: RecordedJudgment) -> Bool {
    guard outcome == .fail || outcome == .conditional else { return false }
    let paths = [judgment.path] + judgment.files.map(\.path)
    return policy.rules.contains { rule in
      rule.isOfOutcome && rule.outcomes?.contains(outcome) ?? true && paths.contains(where: rule.applies)
    }
  }

  private func reason(
    for candidate: GateCandidate, isBlocked: Bool, known: inout [String: Int]
  ) -> GateReason {
    func reason(_ state: GateReason.State, _ waiver: Waiver? = nil) -> GateReason {
      GateReason(
        kind: candidate.kind, state: state, finding: candidate.finding, dimension: candidate.dimensions.first?.id,
        fingerprint: candidate.fingerprint, path: candidate.path, message: candidate.message, waiver: waiver?.terms)
    }
    guard isBlocked else { return reason(.allowed) }
    let covering = waivers.filter { $0.covers(candidate) }
    if let waiver = covering.first(where: { !$0.isExpired(on: day) }) { return reason(.waived, waiver) }
    if let waiver = covering.max(by: { $0.terms.expires < $1.terms.expires }) { return reason(.expired, waiver) }
    guard let count = known[candidate.fingerprint], count > 0 else { return reason(.blocks) }
    known[candidate.fingerprint] = count - 1
    return reason(.known)
  }

  /// What a person should know of it before it is applied.
  public var notes: [String] {
    let expired = waivers.filter { $0.isExpired(on: day) }.map { waiver in
      "the waiver of \(waiver.terms.author) for \(waiver.subject) expired after \(waiver.terms.expires): \(waiver.terms.reason)"
    }
    return expired
  }
}

extension Judgment {
  /// The same with what `gate` makes of it; as it is where there is none.
  public func gated(by gate: Gate?) -> Judgment {
    guard let gate else { return self }
    return gated(gate.decision(on: RecordedJudgment(json: json())), isAdvisory: gate.policy.isAdvisory)
  }
}
