public import JudgeTypes

/// The exit codes that scripts rely on, in one place.
public enum ExitStatus: Int32, Sendable, CaseIterable {
  case pass = 0
  case fail = 1
  case usage = 2
  case undecided = 3
  case providers = 4
  case budget = 5
  case internalError = 70
  case interrupted = 130

  /// The order in which one speaks for several: 130 > 70 > 2 > 1 > 5 > 4 > 3 > 0.
  private var rank: Int {
    switch self {
    case .pass: 0
    case .undecided: 1
    case .providers: 2
    case .budget: 3
    case .fail: 4
    case .usage: 5
    case .internalError: 6
    case .interrupted: 7
    }
  }

  /// The one that speaks for all; pass for none.
  public static func worst(of codes: [ExitStatus]) -> ExitStatus {
    codes.max { $0.rank < $1.rank } ?? .pass
  }

  /// Of a whole run: its judgments, what could not be judged, whether it was interrupted.
  public static let ofRun: RunResult.ExitRule = { opening, ending, tally in
    var codes = tally.endings.keys.map { $0.exitStatus(of: opening) }
    if tally.outOfBudget > 0 { codes.append(.budget) }
    codes += ending.failures.map { ExitStatus(rawValue: Int32(clamping: $0)) ?? .internalError }
    if ending.isInterrupted { codes.append(.interrupted) }
    return Int(worst(of: codes).rawValue)
  }
}

extension RunTally.Ending {
  /// - Parameter run: says whether `conditional` is refused too, and whether nothing to judge is let through.
  public func exitStatus(of run: RunOpening) -> ExitStatus {
    switch gate {
    case .blocks: .fail
    case .advises: isProviderFailure ? .providers : .pass
    // What the gate lets through was not decided by that: silence still passes nothing.
    case .passes where outcome == .fail || outcome == .conditional: .pass
    case .undecided where outcome == .fail || outcome == .conditional: .undecided
    case .passes, .undecided, nil: exitStatusOfOutcome(in: run)
    }
  }

  private func exitStatusOfOutcome(in run: RunOpening) -> ExitStatus {
    switch outcome {
    case .pass: .pass
    case .conditional: run.failsOnConditional ? .fail : .pass
    case .fail: .fail
    case .inconclusive where isNothingToGate && run.allowsEmpty: .pass
    case .noConsensus, .inconclusive: isProviderFailure ? .providers : .undecided
    }
  }
}
