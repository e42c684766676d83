internal import Foundation
public import JudgeTypes

/// What a loop of improvement was begun with: the same again gives the same loop.
public struct LoopStart: Sendable, Hashable, Codable {
  public let id: String
  /// RFC 3339, in UTC.
  public let started: String
  public let suite: String
  /// Over all cases with their labels, what their artifacts hold, and the shares of the split.
  public let suiteDigest: String
  /// Over what decides besides the files that may be changed: configuration, models, version.
  public let panelDigest: String
  public let baseDigest: String
  public let critic: String
  public let maxIterations: Int
  /// Of the resamples of intervals, and of what a critic is shown.
  public let seed: UInt64
  /// The share of cases that a change worth finding mends, and the share that it breaks.
  public let mends: Double
  public let breaks: Double
  /// The level that the ledger granted then; what is planned with.
  public let alpha: Double

  public init(
    id: String, started: String, suite: EvalSuite, suiteDigest: String, base: Workspace, panelDigest: String,
    critic: String,
    maxIterations: Int, seed: UInt64, alpha: Double,
    mends: Double = 0.15, breaks: Double = 0.05
  ) {
    self.alpha = alpha
    (self.id, self.started, self.suite, self.critic) = (id, started, suite.id, critic)
    (self.suiteDigest, self.panelDigest) = (suiteDigest, panelDigest)
    baseDigest = base.digest
    (self.maxIterations, self.seed, self.mends, self.breaks) = (maxIterations, seed, mends, breaks)
  }
}

/// A step of a loop, on disk before anything rests on it. What is on record is not done again.
public enum LoopEvent: Sendable, Hashable, Codable {
  case begun(LoopStart)
  /// One case by one workspace; `key` names the workspace and the repetition.
  case judged(key: String, result: SavedResults.Case, failure: FailedCase?, usage: Usage)
  /// What the critic answered in an iteration; nil where nothing of it could be used, with the reason.
  case proposed(iteration: Int, proposal: Proposal?, trouble: String?, usage: Usage)
  /// The ledger knows that the holdout is about to be looked at.
  case opened(candidate: String)
  case ended(LoopEnd)

  /// One line of JSON.
  public var line: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: (try? encoder.encode(self)) ?? Data(), as: UTF8.self)
  }

  /// Nil for a line that is none.
  public init?(line: String) {
    guard let event = try? JSONDecoder().decode(Self.self, from: Data(line.utf8)) else { return nil }
    self = event
  }
}

/// Why a loop looked for no further change.
public enum SearchEnd: String, Sendable, Hashable, Codable {
  /// No case of train fails, or nothing is left to propose.
  case converged
  /// Two iterations in a row were no better on dev.
  case noGain = "no_gain"
  /// Two proposals in a row held nothing that could be used.
  case noProposals = "no_proposals"
  case maximum
  /// So few cases of dev are wrong that mending all of them could not be told from luck.
  case noHeadroom = "no_headroom"
  /// Dev or holdout hold fewer cases than any test needs.
  case tooFewCases = "too_few_cases"
}

/// What became of the loop.
public enum LoopOutcome: String, Sendable, Hashable, Codable {
  case adopted
  /// The gain on the holdout is within luck.
  case notBetter = "not_better"
  /// Too few cases of the holdout tell candidate and baseline apart.
  case cannotDecide = "cannot_decide"
  /// Nothing was so much better on dev that the holdout was worth opening.
  case noGainOnDev = "no_gain_on_dev"
  case noCandidates = "no_candidates"
  /// Earlier tests have spent what may be risked; fresh cases give it back.
  case ledgerSpent = "ledger_spent"
  /// This very change met this very holdout before.
  case alreadyTested = "already_tested"
  /// Another loop declared this one lost while it looked.
  case forfeited
}

/// How a loop ended.
public struct LoopEnd: Sendable, Hashable, Codable {
  public let search: SearchEnd
  public let outcome: LoopOutcome
  /// The candidate that was tested, or was best on dev; nil without any.
  public let candidate: String?
  /// Of the test on the holdout; nil where it stayed sealed.
  public let entry: AlphaLedger.Entry?
  /// What the ledger had left of its budget then.
  public let wealth: Double?
}

/// Where the steps of a loop are kept.
public protocol LoopLog: Sendable {
  /// Those of earlier sessions, in their order.
  var events: [LoopEvent] { get }
  /// On return the event is kept.
  func append(_ event: LoopEvent) throws
}

extension EvalSuite {
  /// Over all cases with their labels, what their artifacts hold, and the shares of the split: a loop goes on with the suite that it
  /// began with.
  ///
  /// - Parameter contents: a hash of each case's artifact, by the case's id.
  public func digest(contents: [String: String]) -> String {
    let lines = cases.map { "\($0.id) \($0.labelDigest) \(contents[$0.id.rawValue] ?? "")" }.sorted()
    let shares = SuiteSplit.allCases.map { "\($0.rawValue) \(self.shares[$0] ?? 0)" }
    return sha256(([id] + shares + lines).joined(separator: "\n"))
  }

  /// What the ledger of the holdout knows the cases by.
  ///
  /// - Parameter contents: a hash of each case's artifact, by the case's id.
  public func ledgerContents(_ contents: [String: String]) -> HoldoutLedger.Contents {
    let hash = { (evalCase: EvalCase) in contents[evalCase.id.rawValue] ?? evalCase.id.rawValue }
    return HoldoutLedger.Contents(
      holdout: cases(in: .holdout).map(hash), others: (cases(in: .train) + cases(in: .dev)).map(hash))
  }
}
