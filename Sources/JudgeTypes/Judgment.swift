/// What a panel concludes of an artifact, worst first.
public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
  case fail
  case noConsensus = "no_consensus"
  case inconclusive, conditional, pass

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  public static func < (left: Outcome, right: Outcome) -> Bool { left.rank < right.rank }
}

/// What a panel holds of one dimension.
public enum DimensionOutcome: String, Sendable, Hashable, Codable, CaseIterable {
  case met, violated, disputed, unassessed
}

/// The votes on one dimension, by weight, and what came of them.
public struct DimensionResult: Sendable, Hashable {
  public let dimension: Dimension
  public let outcome: DimensionOutcome
  /// The number of seats that hold it met.
  public let met: Int
  /// The number of seats that hold it violated.
  public let violated: Int
  /// The distance between the highest and the lowest score.
  public let spread: Int

  public init(dimension: Dimension, outcome: DimensionOutcome, met: Int, violated: Int, spread: Int) {
    self.dimension = dimension
    self.outcome = outcome
    self.met = met
    self.violated = violated
    self.spread = spread
  }
}

/// The part of the consensus rule that decided.
public enum DecidingRule: String, Sendable, Hashable, Codable, CaseIterable {
  case criticalFinding = "critical_finding"
  case bindingDimension = "binding_dimension"
  case quorumMissed = "quorum_missed"
  case tooLittleAssessed = "too_little_assessed"
  case sharePass = "share_pass"
  case sharePassOrConditional = "share_pass_or_conditional"
  case shareFail = "share_fail"
  case noShareReached = "no_share_reached"
  case nothingToJudge = "nothing_to_judge"
  case tooFewFamilies = "too_few_families"
  case learned, abstention
}

/// What the panel holds after the last round.
public struct Consensus: Sendable, Hashable {
  public let outcome: Outcome
  public let rule: DecidingRule
  /// In words: which seats, findings or dimensions decided.
  public let reason: String
  /// The share of the plurality of verdicts among the judged seats' weight, 0 to 1; nil when none judged.
  public let agreement: Double?
  public let dimensions: [DimensionResult]
  /// The share of the applicable dimensions' weight that was assessed, 0 to 1.
  public let assessedWeight: Double
  /// The single seat whose change would flip the outcome; the first by id when there are several.
  public let pivot: Seat.ID?
  /// How likely the decision is right, 0 to 1; nil where nothing was measured that says so.
  public let confidence: Double?

  public init(
    outcome: Outcome, rule: DecidingRule, reason: String, agreement: Double?, dimensions: [DimensionResult],
    assessedWeight: Double, pivot: Seat.ID?, confidence: Double? = nil
  ) {
    self.outcome = outcome
    self.rule = rule
    self.reason = reason
    self.agreement = agreement
    self.dimensions = dimensions
    self.assessedWeight = assessedWeight
    self.pivot = pivot
    self.confidence = confidence
  }
}

/// A finding as the panel holds it: one fault, the seats that raised it.
public struct PanelFinding: Sendable, Hashable {
  public let id: String
  public let finding: Finding
  public let seats: [Seat.ID]
  /// Of a change: how often its quote also stands on lines of the file that the change left alone.
  public private(set) var elsewhere = 0
  /// Of a change: whether a secret stands where it stands, which is in no text that is kept.
  public private(set) var isOnSecret = false

  public init(id: String, finding: Finding, seats: [Seat.ID]) {
    self.id = id
    self.finding = finding
    self.seats = seats
  }

  /// The same with what the changed file says of it.
  public func placed(elsewhere: Int, onSecret isOnSecret: Bool) -> PanelFinding {
    var finding = self
    finding.elsewhere = elsewhere
    finding.isOnSecret = isOnSecret
    return finding
  }
}

/// A seat that holds otherwise than the panel, with its reasons.
public struct Dissent: Sendable, Hashable {
  public let seat: Seat.ID
  public let persona: Persona.ID
  public let model: ModelName
  public let verdict: Verdict
  public let confidence: Double?
  public let rationale: String
  public let keyConcerns: [String]
  public let round: Int

  public init(
    seat: Seat.ID, persona: Persona.ID, model: ModelName, verdict: Verdict, confidence: Double?, rationale: String,
    keyConcerns: [String], round: Int
  ) {
    self.seat = seat
    self.persona = persona
    self.model = model
    self.verdict = verdict
    self.confidence = confidence
    self.rationale = rationale
    self.keyConcerns = keyConcerns
    self.round = round
  }
}

/// What calls cost. A count that no provider reported is nil, never zero; one that cannot be is brought into its range.
public struct Usage: Sendable, Hashable, Codable {
  /// Requests sent, retries included.
  public let calls: Int
  public let answers: Int
  public let inputTokens: Int?
  public let outputTokens: Int?
  public let cachedTokens: Int?
  /// To the billionth of a dollar, so that a sum does not depend on its order; nil when one answer's price is not known.
  public let costUSD: Double?
  /// The longest chain of calls that had to wait for each other, in milliseconds.
  public let latencyMilliseconds: Int

  public static let none = Usage(calls: 0, answers: 0)

  public init(
    calls: Int, answers: Int, inputTokens: Int? = nil, outputTokens: Int? = nil, cachedTokens: Int? = nil,
    costUSD: Double? = nil, latencyMilliseconds: Int = 0
  ) {
    self.calls = calls.asCount
    self.answers = answers.asCount
    self.inputTokens = inputTokens?.asCount
    self.outputTokens = outputTokens?.asCount
    self.cachedTokens = cachedTokens?.asCount
    self.costUSD = costUSD.flatMap { $0.isFinite && $0 >= 0 ? ($0 * 1e9).rounded() / 1e9 : nil }
    self.latencyMilliseconds = latencyMilliseconds.asCount
  }

  /// Both together; calls made side by side take the longer latency.
  public static func + (left: Usage, right: Usage) -> Usage {
    left.sum(right, latency: max(left.latencyMilliseconds, right.latencyMilliseconds))
  }

  /// Both together, where the calls of the second waited for those of the first.
  public func followed(by next: Usage) -> Usage {
    sum(next, latency: latencyMilliseconds.adding(next.latencyMilliseconds))
  }

  private func sum(_ other: Usage, latency: Int) -> Usage {
    Usage(
      calls: calls.adding(other.calls), answers: answers.adding(other.answers),
      inputTokens: Self.known(inputTokens, other.inputTokens) { $0.adding($1) },
      outputTokens: Self.known(outputTokens, other.outputTokens) { $0.adding($1) },
      cachedTokens: Self.known(cachedTokens, other.cachedTokens) { $0.adding($1) },
      costUSD: cost(with: other), latencyMilliseconds: latency)
  }

  /// Not known as soon as one answer's cost is not: a part of the bill must not pass for the whole.
  private func cost(with other: Usage) -> Double? {
    let isPartial = [self, other].contains { $0.costUSD == nil && $0.answers > 0 }
    return isPartial ? nil : Self.known(costUSD, other.costUSD, +)
  }

  /// Both added; the one that is known where the other is not.
  private static func known<Number>(_ left: Number?, _ right: Number?, _ add: (Number, Number) -> Number) -> Number? {
    guard let left, let right else { return left ?? right }
    return add(left, right)
  }
}

/// The end of a judgment's hash chain.
public struct ChainHead: Sendable, Hashable, Codable {
  public let head: String
  public let entries: Int

  public init(head: String, entries: Int) {
    self.head = head
    self.entries = entries
  }
}

/// The whole record of one artifact.
public struct Judgment: Sendable, Hashable {
  public struct SeatRecord: Sendable, Hashable {
    public let seat: Seat
    public let result: SeatResult
    /// The model that answered: the primary, or the backup where the primary failed.
    public let answeredBy: ModelName
    /// The family of the model that answered.
    public let family: String
    /// Why the seat's own model gave no usable answer, where its backup answered.
    public let primaryFailure: String?
    /// Whether its answer was not asked for now but kept from an earlier call.
    public let isCached: Bool
    /// Its verdict in each round it judged.
    public let path: [Verdict]
    /// How often its model was right where it named this confidence; nil where nobody measured that.
    public let calibratedConfidence: Double?
    /// What asking for its answer took, of its own model and of its backup; `.none` where nobody was called.
    public let usage: Usage
    /// What of it its first word took: all of it where no debate was held.
    public let openingUsage: Usage
    /// What it said first, before it heard any other; nil where it did not judge.
    public let opening: Evaluation?

    public init(
      seat: Seat, result: SeatResult, answeredBy: ModelName, family: String? = nil, primaryFailure: String? = nil,
      isCached: Bool = false, path: [Verdict] = [], calibratedConfidence: Double? = nil, usage: Usage = .none,
      openingUsage: Usage? = nil, opening: Evaluation? = nil
    ) {
      self.seat = seat
      self.result = result
      self.answeredBy = answeredBy
      self.family = family ?? seat.family
      self.primaryFailure = primaryFailure
      self.isCached = isCached
      self.path = path
      self.calibratedConfidence = calibratedConfidence
      self.usage = usage
      self.openingUsage = openingUsage ?? usage
      self.opening = opening ?? result.evaluation
    }
  }

  public let artifact: ArtifactSummary
  public let consensus: Consensus
  public let outcomeBeforeDebate: Outcome
  public let seats: [SeatRecord]
  public let findings: [PanelFinding]
  public let dissent: [Dissent]
  /// What the seats could not look at: dimensions by name, with the reason.
  public let unassessed: [String]
  /// What every reader of it must know, such as that its models are one family.
  public let banners: [String]
  public let usage: Usage
  public let provenance: ChainHead
  /// Whether the quorum was lost because providers or the network failed.
  public let isProviderFailure: Bool
  /// Whether no seat applies and nothing is there that one should have looked at, but prose, deletions and empty files: a
  /// gate may let that through.
  public let isNothingToGate: Bool
  /// Whether something that should have been asked was not, for want of budget.
  public let isOutOfBudget: Bool
  /// Nil where the panel held none.
  public let debate: DebateRecord?
  /// The comments in the artifact that ask for findings of the offline review to be left out, and what came of each.
  public let suppressions: [Suppression]
  /// What the gate makes of it; nil where none was applied.
  public private(set) var gate: GateDecision?
  /// Whether that gate only advises.
  public private(set) var isGateAdvisory = false

  public init(
    artifact: ArtifactSummary, consensus: Consensus, outcomeBeforeDebate: Outcome, seats: [SeatRecord],
    findings: [PanelFinding], dissent: [Dissent], unassessed: [String], banners: [String] = [], usage: Usage,
    provenance: ChainHead, isProviderFailure: Bool = false, isNothingToGate: Bool = false,
    isOutOfBudget: Bool = false, debate: DebateRecord? = nil, suppressions: [Suppression] = []
  ) {
    self.artifact = artifact
    self.consensus = consensus
    self.outcomeBeforeDebate = outcomeBeforeDebate
    self.seats = seats
    self.findings = findings
    self.dissent = dissent
    self.unassessed = unassessed
    self.banners = banners
    self.usage = usage
    self.provenance = provenance
    self.isProviderFailure = isProviderFailure
    self.isNothingToGate = isNothingToGate
    self.isOutOfBudget = isOutOfBudget
    self.debate = debate
    self.suppressions = suppressions
  }

  public var outcome: Outcome { consensus.outcome }

  /// The same with what a gate makes of it.
  public func gated(_ decision: GateDecision, isAdvisory: Bool) -> Judgment {
    var judgment = self
    judgment.gate = decision
    judgment.isGateAdvisory = isAdvisory
    return judgment
  }
}

/// One invocation over one or many artifacts.
public struct RunResult: Sendable, Hashable {
  public enum Mode: String, Sendable, Hashable, Codable { case models, offline }

  public let run: String
  public let mode: Mode
  /// RFC 3339, in UTC.
  public let started: String
  public let finished: String
  public let version: String
  public let banners: [String]
  /// In the order of the artifacts; empty where they were handed on one by one.
  public let judgments: [Judgment]
  /// What they come to, kept or not.
  public let tally: RunTally
  /// How far its seats agreed; nil for fewer than two artifacts.
  public let agreement: RunAgreement?
  public let exitCode: Int
  /// False when it was interrupted, or something that was named could not be judged.
  public let isComplete: Bool
  /// The exit codes of what went wrong besides verdicts, sorted: a verdict must not hide them from whoever decides later.
  public let troubles: [Int]
  /// Of the journal's last line, by which the whole run can be attested; nil until it is closed.
  public let head: String?
  /// What the gate makes of it; nil where none was applied.
  public let gate: GateSummary?

  public init(
    run: String, mode: Mode, started: String, finished: String, version: String, banners: [String],
    judgments: [Judgment], tally: RunTally? = nil, agreement: RunAgreement? = nil, exitCode: Int,
    isComplete: Bool = true, troubles: [Int] = [], head: String? = nil, gate: GateSummary? = nil
  ) {
    self.run = run
    self.mode = mode
    self.started = started
    self.finished = finished
    self.version = version
    self.banners = banners
    self.judgments = judgments
    self.tally = tally ?? RunTally(judgments)
    self.agreement = agreement
    self.exitCode = exitCode
    self.isComplete = isComplete
    self.troubles = troubles
    self.head = head
    self.gate = gate
  }

  /// The same run once its journal ends with `head`, with what else its reader must know.
  public func closed(by head: String?, adding banners: [String] = []) -> RunResult {
    RunResult(
      run: run, mode: mode, started: started, finished: finished, version: version, banners: self.banners + banners,
      judgments: judgments, tally: tally, agreement: agreement, exitCode: exitCode, isComplete: isComplete,
      troubles: troubles, head: head,
      gate: gate)
  }

  /// The same run with other judgments kept; what they all come to stays.
  public func with(judgments: [Judgment]) -> RunResult {
    RunResult(
      run: run, mode: mode, started: started, finished: finished, version: version, banners: banners,
      judgments: judgments, tally: tally, agreement: agreement, exitCode: exitCode, isComplete: isComplete,
      troubles: troubles, head: head,
      gate: gate)
  }

  /// The worst of its judgments'; inconclusive when there are none, because nothing was judged.
  ///
  /// An incomplete run never passes: what was not judged may be what fails.
  public var outcome: Outcome {
    let worst = tally.worst ?? .inconclusive
    return isComplete ? worst : min(worst, .inconclusive)
  }
}
