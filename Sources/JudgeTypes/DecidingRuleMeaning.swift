extension DecidingRule {
  /// What it means that this part of the rule decided, and what changes that; for people.
  public var meaning: String {
    switch self {
    case .criticalFinding:
      "A seat that judged raised a critical finding, and its evidence was found in the artifact. That alone makes the outcome "
        + "fail, however the others vote: an expert is not outvoted by seats that did not look. It holds while the veto is on."
    case .bindingDimension:
      "The panel holds a MUST or MUST_NOT dimension violated, by the threshold among the seats that judged it, each with "
        + "evidence that holds. That alone makes the outcome fail. It holds while the veto is on."
    case .quorumMissed:
      "Fewer seats judged than the quorum of min(seats, max(3, 60 % of the seats, rounded up)). The outcome is inconclusive; "
        + "seats that failed, abstained or were not asked count among the seats."
    case .tooLittleAssessed:
      "Of the weight of the dimensions that apply, less was assessed than the rule asks for (half, unless said), or source "
        + "could not be read to its end. The outcome is inconclusive: what was not looked at is not met."
    case .sharePass:
      "The seats that hold pass have the share of the weight that the threshold asks for. The outcome is pass."
    case .sharePassOrConditional:
      "The seats that hold pass or conditional have the share that the threshold asks for, and those that hold pass alone "
        + "do not. The outcome is conditional."
    case .shareFail:
      "The seats that hold fail have the share of the weight that the threshold asks for. The outcome is fail."
    case .noShareReached:
      "Neither pass, nor pass or conditional together, nor fail has the share that the threshold asks for. The outcome is "
        + "no_consensus; it is inconclusive where the weights cannot be compared exactly."
    case .nothingToJudge:
      "No seat applies to the artifact, so nobody judged it. The outcome is inconclusive; --allow-empty lets it through where "
        + "it holds nothing that one should have looked at."
    case .tooFewFamilies:
      "What would have been a pass or conditional rests on fewer model families than a panel needs. Seats of one family err "
        + "together, so the outcome is inconclusive; --allow-homogeneous accepts it."
    case .learned:
      "A model that was trained on labelled verdicts of these seats read their verdicts in place of counting them, and was sure "
        + "enough. The outcome is the verdict it reads. Veto, quorum, assessed weight and families come before it; a seat that gave "
        + "no verdict is taken for the worst it could have said. What the plain vote would say: runs rejudge. The model is named by "
        + "consensus.model in moe-judge.yaml."
    case .abstention:
      "What decides is less likely right than its bar asks for, so the panel abstains. The outcome is no_consensus: have "
        + "somebody look. A learned model has its bar by consensus.bar in moe-judge.yaml, or from its own record; the plain vote has "
        + "one where a calibration file says how often the panel was right at its agreement. A fail is never softened by that one."
    }
  }
}
