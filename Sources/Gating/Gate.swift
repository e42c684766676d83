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
    let candidates = GateCandidate.all(in: judgment)
    var excuses = GateExcuses(baseline: baseline, waivers: waivers, day: day, besides: candidates)
    var reasons = candidates.map { candidate in
      let isBlocked = policy.rules.contains { $0.blocks(candidate, outcome: outcome) }
      let (state, waiver) = isBlocked ? excuses.state(of: candidate) : (.allowed, nil)
      return GateReason(
        kind: candidate.kind, state: state, finding: candidate.finding, dimension: candidate.dimensions.first?.id,
        fingerprint: candidate.fingerprint, severity: candidate.severity, path: candidate.path,
        message: candidate.message, waiver: waiver?.terms)
    }
    if !candidates.contains(where: \.carries), let outcome, blocks(outcome, of: judgment) {
      reasons.append(
        GateReason(
          kind: .outcome, state: .blocks, path: judgment.path,
          message: "the outcome is \(outcome.rawValue): \(judgment.reason)"))
    }
    return GateDecision(
      reasons: reasons.filter(\.isBlocking) + reasons.filter { !$0.isBlocking },
      isUndecided: isUndecided(outcome, judgment))
  }

  /// Without a verdict; and where a fail is let through beside source that nobody read, which would not have passed without it.
  private func isUndecided(_ outcome: Outcome?, _ judgment: RecordedJudgment) -> Bool {
    switch outcome {
    case .pass: false
    case .fail, .conditional: judgment.files.contains(where: \.hidesSource)
    case .noConsensus, .inconclusive, nil: true
    }
  }

  private func blocks(_ outcome: Outcome, of judgment: RecordedJudgment) -> Bool {
    guard outcome == .fail || outcome == .conditional else { return false }
    let paths = [judgment.path] + judgment.files.map(\.path)
    return policy.rules.contains { rule in
      rule.isOfOutcome && rule.outcomes?.contains(outcome) ?? true && paths.contains(where: rule.applies)
    }
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
