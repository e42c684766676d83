extension IterationRecord.State {
  /// What became of it.
  public var words: String {
    switch self {
    case .kept: "kept"
    case .takenBack: "taken back, train got worse"
    case .refused: "no edit could be made"
    case .nothingProposed: "nothing left to propose"
    }
  }
}

extension LoopOutcome {
  /// What it means for the one who reads it.
  public var words: String {
    switch self {
    case .adopted: "luck does not explain the gain on the holdout"
    case .notBetter: "nothing is adopted, the gain on the holdout is within luck"
    case .cannotDecide:
      "nothing is adopted, fewer than \(ExactTest.fewest) cases of the holdout came out otherwise"
    case .noGainOnDev:
      "nothing was so much better on dev that the holdout was worth opening; it stays sealed"
    case .noCandidates: "nothing to adopt; the holdout stays sealed"
    case .alreadyTested: "this very change met this very holdout before; nothing new could come of it"
    case .forfeited:
      "the ledger does not know this loop's look at the holdout as its own, or another loop declared it lost: it is charged, and decides nothing"
    case .ledgerSpent:
      "earlier tests have spent what may be risked on this holdout; fresh cases in it give that back"
    }
  }
}

extension SearchEnd {
  /// Why no further change was looked for.
  public var words: String {
    switch self {
    case .converged: "converged: nothing is left to propose"
    case .noGain: "two iterations in a row gained nothing on dev"
    case .noProposals: "two proposals in a row held nothing that could be used"
    case .maximum: "the most iterations"
    case .noHeadroom:
      "no headroom: fewer than \(ExactTest.fewest) cases of dev are wrong, so no gain could be told from luck"
    case .tooFewCases:
      "too few cases in dev or holdout for any test; add at least \(ExactTest.fewest) to each, better a hundred"
    }
  }
}
