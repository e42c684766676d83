import JudgeTypes
import Judging
import Provenance
import Storage

/// A stored run as it is shown and compared: derived anew where its bytes are there, as the journal says where they are pruned.
struct RecordedRun {
  let run: RunID
  let mode, outcome, started, version, verdictRules: String
  let revision: GitRevision?
  /// What its reader must know, of the run and of its record.
  let banners: [String]
  /// In the order of the artifacts.
  let judgments: [RecordedJudgment]
  /// The words of the clauses that its dimensions rest on, by dimension; none where they are pruned.
  let clauses: [String: String]
}

extension StateOption {
  /// A run by id, the beginning of one, or `latest`.
  ///
  /// - Throws: `CommandFailure` where there is none, or nothing of it can be read.
  func recorded(_ reference: String) throws -> RecordedRun {
    let id = try run(reference)
    if let pruned = try pruned(id) {
      guard let recorded = pruned.recorded else { throw unreadable(id) }
      return recorded
    }
    let (_, verification) = try verification(of: id)
    guard let opening = verification.opening else { throw unreadable(id) }
    var caveats: [String] = []
    if verification.isUnfinished {
      caveats = ["the run is not finished, so it passes nothing; go on with it: moe-judge runs resume \(id)"]
    } else if !verification.holds {
      caveats = ["this record does not hold; see: moe-judge runs verify \(id)"]
    }
    let result = RunResult(
      opening, verification.ending, judgments: verification.judgments, exitCode: ExitStatus.ofRun)
    let dimensions = verification.judgments.flatMap(\.consensus.dimensions).map(\.dimension)
    return RecordedRun(
      run: id, mode: opening.mode.rawValue, outcome: result.outcome.rawValue, started: opening.started,
      version: opening.version, verdictRules: opening.verdictRules, revision: opening.revision,
      banners: result.banners + caveats, judgments: verification.judgments.map { RecordedJudgment(json: $0.json()) },
      clauses: Dictionary(
        dimensions.compactMap { dimension in dimension.clause.map { (dimension.id.rawValue, $0.text) } },
        uniquingKeysWith: { first, _ in first }))
  }

  private func unreadable(_ run: RunID) -> CommandFailure {
    CommandFailure("run \(run): its journal cannot be read. See: moe-judge runs verify \(run)", .fail)
  }
}

extension PrunedRun {
  /// Nil where its first or its last words cannot be read.
  var recorded: RecordedRun? {
    guard let summary, let first = chain.entries.first?.body else { return nil }
    return RecordedRun(
      run: run, mode: summary.record.mode.rawValue, outcome: (summary.record.outcome ?? .inconclusive).rawValue,
      started: summary.record.started, version: summary.record.version,
      verdictRules: first["verdict_rules"]?.stringValue ?? "", revision: first["git"].flatMap(GitRevision.init(json:)),
      banners: banners, judgments: judgments.map(RecordedJudgment.init), clauses: [:])
  }
}
