internal import JudgeTypes
internal import Judging
public import Provenance
internal import Storage

/// A stored run as it is shown and compared: derived anew where its bytes are there, as the journal says where they are pruned.
public struct RecordedRun: Sendable {
  /// Whether its record does not hold, so that what is derived of it may be false.
  public var isDamaged = false
  public let run: RunID
  public let mode, outcome, started, version, verdictRules: String
  public let revision: GitRevision?
  /// The hashes of what decided besides the artifacts; empty in runs of earlier versions.
  public let setup: [String: String]
  /// What its reader must know, of the run and of its record.
  public let banners: [String]
  /// In the order of the artifacts.
  public let judgments: [RecordedJudgment]
  /// The ordinals of their artifacts: a run that did not come to its end may have gaps.
  public let ordinals: [Int]
  /// The words of the clauses that its dimensions rest on, by dimension; none where they are pruned.
  public let clauses: [String: String]
  /// Of each judgment, the ids of the findings that seats raised against a dimension; empty where they are pruned.
  public let against: [[String: [String]]]

  /// The judgment of the artifact with this ordinal; nil where there is none yet.
  public func judgment(ofArtifact ordinal: Int) -> RecordedJudgment? {
    ordinals.firstIndex(of: ordinal).flatMap { judgments.indices.contains($0) ? judgments[$0] : nil }
  }

  /// The ids of the verified findings against a dimension.
  ///
  /// A fault that several seats hold against several dimensions is one finding, which names one of them.
  public func findings(against dimension: String, inJudgment index: Int) -> [String] {
    if against.indices.contains(index) { return against[index][dimension] ?? [] }
    return judgments[index].findings.filter { $0.isVerified && $0.dimension == dimension }.map(\.id)
  }
}

extension RecordedRun {
  /// Nil where nothing of its record can be read.
  public init?(_ stored: StoredRun) {
    switch stored {
    case .derived(let verification, let run, _): self.init(verification, of: run)
    case .pruned(let run): self.init(run)
    }
  }

  private init?(_ verification: RunVerification, of run: RunID) {
    guard let opening = verification.opening else { return nil }
    var caveats: [String] = []
    if verification.isUnfinished {
      caveats = ["the run is not finished, so it passes nothing; go on with it: moe-judge runs resume \(run)"]
    } else if !verification.holds {
      caveats = verification.caveats(of: run)
    }
    let result = RunResult(
      opening, verification.ending, judgments: verification.judgments, exitCode: ExitStatus.ofRun)
    let dimensions = verification.judgments.flatMap(\.consensus.dimensions).map(\.dimension)
    self.init(
      isDamaged: !verification.holds && !verification.isUnfinished, run: run, mode: opening.mode.rawValue,
      outcome: result.outcome.rawValue, started: opening.started,
      version: opening.version, verdictRules: opening.verdictRules, revision: opening.revision,
      setup: opening.invocation?.setup ?? [:],
      banners: result.banners + caveats, judgments: verification.judgments.map { RecordedJudgment(json: $0.json()) },
      ordinals: verification.ordinals,
      clauses: Dictionary(
        dimensions.compactMap { dimension in dimension.clause.map { (dimension.id.rawValue, $0.text) } },
        uniquingKeysWith: { first, _ in first }), against: verification.judgments.map(\.findingsByDimension))
  }

  /// Nil where its first or its last words cannot be read.
  private init?(_ pruned: PrunedRun) {
    guard let summary = pruned.summary, let first = pruned.chain.entries.first?.body else { return nil }
    self.init(
      isDamaged: !pruned.holds, run: pruned.run, mode: summary.record.mode.rawValue,
      outcome: (summary.record.outcome ?? .inconclusive).rawValue,
      started: summary.record.started, version: summary.record.version,
      verdictRules: first["verdict_rules"]?.stringValue ?? "", revision: first["git"].flatMap(GitRevision.init(json:)),
      setup: (try? RunOpening(json: first))?.invocation?.setup ?? [:],
      banners: pruned.banners, judgments: pruned.judgments.map(RecordedJudgment.init),
      ordinals: pruned.ordinals, clauses: [:], against: [])
  }
}

extension Judgment {
  /// The ids of the verified findings that a seat raised against each dimension, in the order of the findings.
  fileprivate var findingsByDimension: [String: [String]] {
    let dimensions = dimensionsByFingerprint
    var found: [String: [String]] = [:]
    for finding in findings where finding.finding.status == .verified {
      for dimension in dimensions[finding.finding.fingerprint] ?? [] {
        found[dimension, default: []].append(finding.id)
      }
    }
    return found
  }
}
