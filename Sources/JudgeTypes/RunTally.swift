/// What the judgments of a run come to, so that a run of thousands need not keep them.
public struct RunTally: Sendable, Hashable {
  /// What of a judgment decides the exit code.
  public struct Ending: Sendable, Hashable {
    public let outcome: Outcome
    public let isProviderFailure: Bool
    public let isNothingToGate: Bool
    public let isOutOfBudget: Bool
    /// Nil where no gate was applied, and the outcome decides.
    public let gate: GateEffect?
  }

  /// What a gate does to the exit code.
  public enum GateEffect: Sendable, Hashable {
    case blocks, passes
    /// Nothing blocks, and nobody can say that nothing is there.
    case undecided
    /// It says what it would do, and stops nothing.
    case advises
  }

  /// How many judgments ended so.
  public private(set) var endings: [Ending: Int] = [:]
  /// How many reasons of the gate are in each state, over all judgments.
  public private(set) var gateReasons: [GateReason.State: Int] = [:]
  /// How many files are in each state, over all artifacts.
  public private(set) var files: [FileCoverage.State: Int] = [:]
  /// What the seats held, by which they can be compared.
  public private(set) var verdicts = VerdictTally()
  public private(set) var usage = Usage.none
  /// Whether each judgment that called a model knows what it cost.
  public private(set) var isCostKnown = true
  /// The number of answers that were not asked for now but kept from earlier calls.
  public private(set) var cached = 0
  /// Of the first artifact judged, as the user named it; nil when there is none.
  public private(set) var firstPath: String?

  public init(_ judgments: [Judgment] = []) {
    for judgment in judgments { add(judgment) }
  }

  /// Counts one more, in the order of the artifacts.
  public mutating func add(_ judgment: Judgment) {
    let ending = Ending(
      outcome: judgment.outcome, isProviderFailure: judgment.isProviderFailure,
      isNothingToGate: judgment.isNothingToGate, isOutOfBudget: judgment.isOutOfBudget,
      gate: judgment.gateEffect)
    for reason in judgment.gate?.reasons ?? [] { gateReasons[reason.state, default: 0] += 1 }
    endings[ending, default: 0] += 1
    for file in judgment.artifact.coverage { files[file.state, default: 0] += 1 }
    verdicts.add(judgment)
    usage = usage + judgment.usage
    cached = cached.adding(judgment.seats.count(where: \.isCached))
    isCostKnown = isCostKnown && (judgment.usage.costUSD != nil || judgment.usage.calls == 0)
    if firstPath == nil { firstPath = judgment.artifact.path }
  }

  /// The number of judgments.
  public var judged: Int { endings.values.reduce(0, +) }

  /// How many judgments were made without something that should have been asked, for want of budget.
  public var outOfBudget: Int { endings.reduce(0) { $0 + ($1.key.isOutOfBudget ? $1.value : 0) } }

  /// How many judgments have this outcome.
  public func count(of outcome: Outcome) -> Int {
    endings.reduce(0) { $0 + ($1.key.outcome == outcome ? $1.value : 0) }
  }

  /// Whether a gate stops the run.
  public var isBlocked: Bool { endings.keys.contains { $0.gate == .blocks } }

  /// Whether a gate, or the panel, could not decide on a judgment.
  public var isUndecided: Bool {
    endings.keys.contains { $0.gate == .undecided || $0.outcome == .noConsensus || $0.outcome == .inconclusive }
  }

  /// Nil for none.
  public var worst: Outcome? { endings.keys.map(\.outcome).min() }
}

extension Judgment {
  fileprivate var gateEffect: RunTally.GateEffect? {
    guard let gate else { return nil }
    if isGateAdvisory { return .advises }
    return gate.isBlocking ? .blocks : gate.isUndecided ? .undecided : .passes
  }
}
