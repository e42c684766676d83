import Artifacts
import JudgeTypes
import Judging
import LanguageModels
import Provenance
import StaticReview

/// One artifact before the panel.
extension Composition {
  /// The artifact as it may be stored, shown and sent: without secrets and without what nobody sees.
  func redacted(_ artifact: Artifact) -> Artifact {
    let shown = artifact.mapContent { InvisibleText.stripped(secrets.redacted($0)) }
    let hidden = Dictionary(
      artifact.files.map { ($0.path, InvisibleText.find(in: $0.content).count) },
      uniquingKeysWith: { first, _ in first })
    let coverage = shown.coverage.map { file in
      guard let count = hidden[file.path], count > 0 else { return file }
      let note = "\(count) invisible character\(count == 1 ? "" : "s") taken out for the judges"
      return FileCoverage(
        path: file.path, state: file.state, cause: file.cause, reason: file.reason.map { "\($0); \(note)" } ?? note)
    }
    return Artifact(path: shown.path, kind: shown.kind, files: shown.files, coverage: coverage, sha256: shown.sha256)
  }

  /// Seats the panel for `raw` and judges it.
  func judge(_ raw: Artifact, ordinal: Int, by pipeline: JudgingPipeline) async throws -> Judgment {
    guard isOffline else {
      let exposure = exposure(of: raw)
      let (panel, unassessed) = seating.panel(for: exposure.shown, assessable: nil)
      let judge = modelJudge(for: panel, on: exposure, nonce: pipeline.nonce)
      return try await pipeline.judge(
        judge.prompts.artifact, ordinal: ordinal, with: panel, unassessed: unassessed, claims: exposure.claims,
        notices: exposure.notices, curtailing: curtails ? judge.seatsByCost(of: panel) : nil,
        by: withinBudget(judge, of: panel, after: pipeline.canaries, ordinal: ordinal, path: exposure.shown.path))
    }
    let shown = redacted(raw)
    let offline = offlinePanel(of: raw, shown: shown)
    let (panel, unassessed) = seating.panel(
      for: shown, assessable: offline.assessable, isFaulty: offline.holdsGraveFault)
    return try await pipeline.judge(
      shown.marking(offline.incomplete), ordinal: ordinal, with: panel, unassessed: unassessed,
      notices: offline.notices,
      by: OfflineJudge(
        panel: offline, foremost: foremost,
        imported: evidence.findings(for: raw, by: secrets).heard(by: panel.seats)))
  }

  /// Goes on with an artifact on which not every seat was heard before the run was stopped.
  ///
  /// - Parameter raw: reads it again; the models are shown what they were shown then.
  func goOn(
    with begun: BegunJudgment, ordinal: Int, by pipeline: JudgingPipeline, raw: () throws -> Artifact
  ) async throws -> Judgment {
    let shown = begun.artifact
    guard isOffline else {
      let (panel, unassessed) = seating.panel(for: shown, assessable: nil)
      try requireSame(panel, as: begun)
      let exposure = exposure(of: begun)
      let judge = modelJudge(for: panel, on: exposure, nonce: pipeline.nonce, division: begun.division)
      return try await pipeline.judge(
        shown, ordinal: ordinal, with: panel, unassessed: unassessed, begun: begun,
        curtailing: curtails ? judge.seatsByCost(of: panel) : nil,
        by: withinBudget(
          judge, of: panel, after: pipeline.canaries, ordinal: ordinal, path: shown.path, begun: begun))
    }
    let again = try raw()
    let shownAgain = redacted(again)
    let offline = offlinePanel(of: again, shown: shownAgain)
    let (panel, unassessed) = seating.panel(
      for: shownAgain, assessable: offline.assessable, isFaulty: offline.holdsGraveFault)
    guard again.sha256 == shown.sha256 else {
      throw CommandFailure("\(shown.path): it changed since the run began. Judge it anew.")
    }
    try requireSame(panel, as: begun)
    return try await pipeline.judge(
      shown, ordinal: ordinal, with: panel, unassessed: unassessed, begun: begun,
      by: OfflineJudge(
        panel: offline, foremost: foremost,
        imported: evidence.findings(for: again, by: secrets).heard(by: panel.seats)))
  }

  private func withinBudget(
    _ judge: ModelJudge, of panel: Panel, after canaries: CanaryRound?, ordinal: Int, path: String,
    begun: BegunJudgment? = nil
  ) -> any SeatJudge {
    guard let budget else { return judge }
    expect(canaries, of: panel)
    return BudgetedJudge(
      judge, within: budget, of: panel, ordinal: ordinal, path: path, begun: begun, estimate: judge.estimate)
  }

  private func modelJudge(
    for panel: Panel, on exposure: Exposure, nonce: String, division: Division? = nil
  ) -> ModelJudge {
    ModelJudge(
      on: exposure.shown, for: panel.seats, nonce: nonce, deadline: deadline, parts: prompts,
      catalogue: seating.catalogue, claims: exposure.claims, windows: windows, division: division,
      withholding: exposure.objection,
      model: { [model, repetition] in RepeatingModel(try model($0), repetition: repetition) })
  }

  private func requireSame(_ panel: Panel, as begun: BegunJudgment) throws {
    guard panel.json == begun.panel else {
      throw CommandFailure("\(begun.artifact.path): other seats would judge it than when the run began. Judge it anew.")
    }
  }

  func offlinePanel(of raw: Artifact, shown: Artifact) -> OfflinePanel {
    OfflinePanel(
      review: review, raw: raw, redacted: shown, clauses: seating.clauseDimensions, taxonomy: taxonomy,
      suppressions: suppressions)
  }
}
