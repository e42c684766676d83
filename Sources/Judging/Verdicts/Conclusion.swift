internal import Deliberation
internal import JudgeTypes

extension Judgment {
  /// Concludes; the result depends on nothing but what the seats said.
  ///
  /// - Parameters:
  ///   - opening: every seat's first word.
  ///   - debate: what was debated after it; nil where nothing was.
  ///   - parts: in how many the seats were shown the artifact.
  ///   - notices: what is to be said of it beside findings.
  init(
    of artifact: Artifact, by panel: Panel, evaluated opening: [EvaluatedSeat], debate: PanelDebate? = nil,
    unassessed: [String], parts: Int = 1, notices: ArtifactNotices = .none
  ) {
    let evaluated = debate?.closing ?? opening
    let ballots = evaluated.map(\.ballot)
    let families = Set(evaluated.filter { $0.result.evaluation != nil }.map(\.family)).sorted()
    let consensus = Consensus(of: ballots, by: panel.rule).capped(by: artifact)
    // Counting a panel and looking for its pivot takes long enough not to be done twice where nobody debated.
    let before = debate == nil ? consensus : Consensus(of: opening.map(\.ballot), by: panel.rule).capped(by: artifact)
    let isDebateCut = debate?.record?.end == .budget
    let unasked = evaluated.count(where: \.isOutOfBudget)
    let curtailed = evaluated.count(where: \.isCurtailed)
    let applicable = ballots.count(where: \.isApplicable)
    let isWanting = [.quorumMissed, .tooFewFamilies].contains(consensus.rule)
    self.init(
      artifact: ArtifactSummary(of: artifact, parts: parts), consensus: consensus,
      outcomeBeforeDebate: before.outcome,
      seats: evaluated.map { $0.record(calibratedBy: panel.calibration) },
      findings: [PanelFinding](of: evaluated.compactMap(\.result.evaluation)).placed(in: artifact),
      dissent: Deliberation.dissent(among: ballots, from: consensus.outcome), unassessed: unassessed,
      banners: panel.banners + panel.banners(answeredBy: families) + (notices.injection.map { [$0.banner] } ?? [])
        + (unasked == 0 ? [] : ["the budget was used up before \(unasked) of \(applicable) seats could be asked"])
        + (curtailed == 0
          ? [] : ["\(curtailed) of \(applicable) seats were not polled: no answer of theirs could change the outcome"])
        + (isDebateCut ? ["the budget was used up before the seats had debated what they dispute"] : [])
        + (isTooLongToDebate(opening.map(\.ballot), by: panel, parts: parts)
          ? ["the seats disagree, and held no debate: they were shown the artifact in \(parts) parts"] : [])
        + evaluated.canaryBanners,
      usage: evaluated.map(\.usage).reduce(.none, +), provenance: ChainHead(head: "", entries: 0),
      isProviderFailure: isWanting && evaluated.contains(where: \.isProviderFailure),
      isNothingToGate: consensus.rule == .nothingToJudge && !artifact.holdsUnjudgedSource,
      isOutOfBudget: unasked > 0 || isDebateCut,
      debate: debate?.record, suppressions: notices.suppressions)
  }

  func sealed(by provenance: ChainHead) -> Judgment {
    Judgment(
      artifact: artifact, consensus: consensus, outcomeBeforeDebate: outcomeBeforeDebate, seats: seats,
      findings: findings, dissent: dissent, unassessed: unassessed, banners: banners, usage: usage,
      provenance: provenance, isProviderFailure: isProviderFailure, isNothingToGate: isNothingToGate,
      isOutOfBudget: isOutOfBudget, debate: debate, suppressions: suppressions)
  }
}

/// Whether a debate was due that no single call has room for.
private func isTooLongToDebate(_ opening: [Ballot], by panel: Panel, parts: Int) -> Bool {
  parts > 1 && Debate(after: opening, by: panel.rule, panel.debate) != nil
}

extension Artifact {
  /// Whether it holds, or may hold, something that a judge should have looked at where none did.
  fileprivate var holdsUnjudgedSource: Bool { !sourceFiles.isEmpty || coverage.contains(where: \.hidesSource) }
}

extension Consensus {
  /// The same, but no pass over source that could not be read, or not to its end: what hides from the judges must not help.
  fileprivate func capped(by artifact: Artifact) -> Consensus {
    let unread = artifact.coverage.filter(\.hidesSource).map(\.path).sorted()
    guard let first = unread.first else {
      guard rule == .nothingToJudge, !artifact.holdsUnjudgedSource else { return self }
      return saying("\(reason); with --allow-empty this exits 0", rule)
    }
    let others = unread.count == 1 ? "" : " and \(unread.count - 1) more"
    let unreadable = "source could not be read to its end: \(first)\(others); mend it, or name it in .moe-judgeignore"
    switch outcome {
    case .pass, .conditional: return saying(unreadable, .tooLittleAssessed)
    case .inconclusive where rule == .nothingToJudge: return saying("\(reason); \(unreadable)", rule)
    case .fail, .noConsensus, .inconclusive: return self
    }
  }

  private func saying(_ reason: String, _ rule: DecidingRule) -> Consensus {
    Consensus(
      outcome: .inconclusive, rule: rule, reason: reason, agreement: agreement, dimensions: dimensions,
      assessedWeight: assessedWeight, pivot: pivot)
  }
}

extension Panel {
  /// What is to be said when fewer families answered than a panel of models has.
  fileprivate func banners(answeredBy families: [String]) -> [String] {
    guard !isOffline, !families.isEmpty, families.count < Self.leastFamilies else { return [] }
    return [
      "only \(families.count) of \(Self.leastFamilies) model families answered: \(families.joined(separator: ", "))"
    ]
  }
}
