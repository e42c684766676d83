public import JudgeTypes
public import Provenance

/// What the index knows of a run as a whole.
public struct RunRecord: Sendable, Hashable {
  public let run: RunID
  /// RFC 3339, in UTC.
  public let started: String
  /// Nil for a run that has not ended.
  public let finished: String?
  public let mode: RunResult.Mode
  public let outcome: Outcome?
  public let exitCode: Int?
  /// The number of artifacts judged.
  public let artifacts: Int
  /// Of the first artifact judged, as the user named it; nil when there is none.
  public let firstPath: String?
  /// Of moe-judge.
  public let version: String
  /// Nil where a price is not known.
  public let costUSD: Double?

  public init(
    run: RunID, started: String, finished: String?, mode: RunResult.Mode, outcome: Outcome?, exitCode: Int?,
    artifacts: Int, firstPath: String?, version: String, costUSD: Double?
  ) {
    self.run = run
    self.started = started
    self.finished = finished
    self.mode = mode
    self.outcome = outcome
    self.exitCode = exitCode
    self.artifacts = artifacts
    self.firstPath = firstPath
    self.version = version
    self.costUSD = costUSD
  }
}

/// What the index knows of one judgment.
public struct JudgmentSummary: Sendable, Hashable {
  /// Of the artifact, as the user named it.
  public let path: String
  public let kind: ArtifactKind
  /// Of the artifact.
  public let sha256: String
  public let outcome: Outcome
  /// 0 to 1; nil when no seat judged.
  public let agreement: Double?
  public let seatsJudged: Int
  /// Those that are not `not_applicable`.
  public let seats: Int
  public let findings: [FindingSummary]
  /// Of the seats for which a model was called, or answered from the cache, by seat.
  public let seatUsage: [SeatUsage]

  public init(
    path: String, kind: ArtifactKind, sha256: String, outcome: Outcome, agreement: Double?, seatsJudged: Int,
    seats: Int, findings: [FindingSummary], seatUsage: [SeatUsage] = []
  ) {
    self.path = path
    self.kind = kind
    self.sha256 = sha256
    self.outcome = outcome
    self.agreement = agreement
    self.seatsJudged = seatsJudged
    self.seats = seats
    self.findings = findings
    self.seatUsage = seatUsage
  }
}

/// What the index knows of one finding.
public struct FindingSummary: Sendable, Hashable {
  public let fingerprint: String
  public let rule: String
  public let severity: Severity
  public let message: String
  /// Of the file its first evidence is in; nil where that is the whole artifact.
  public let path: String?
  /// 1-based; nil for an absence.
  public let line: Int?
  public let status: Finding.Status
  public let dimension: Dimension.ID?
  /// Every dimension against which a seat raised it, sorted; nil where no more than `dimension` is known.
  public let dimensions: [Dimension.ID]?

  /// - Parameter dimensions: nil where no more than `dimension` is known.
  public init(
    fingerprint: String, rule: String, severity: Severity, message: String, path: String?, line: Int?,
    status: Finding.Status, dimension: Dimension.ID?, dimensions: [Dimension.ID]? = nil
  ) {
    self.fingerprint = fingerprint
    self.rule = rule
    self.severity = severity
    self.message = message
    self.path = path
    self.line = line
    self.status = status
    self.dimension = dimension
    self.dimensions = dimensions
  }
}

/// A run with its judgments, in the order they were made: all that the index keeps of it.
public struct RunSummary: Sendable, Hashable {
  public let record: RunRecord
  public let judgments: [JudgmentSummary]
  /// The ordinals of their artifacts; nil where these follow one another without a gap, as in every run that came to its end.
  public let ordinals: [Int]?

  /// - Parameter ordinals: of the judgments, ascending; nil for those that follow one another.
  public init(record: RunRecord, judgments: [JudgmentSummary], ordinals: [Int]? = nil) {
    self.record = record
    self.judgments = judgments
    self.ordinals = ordinals == Array(0..<judgments.count) ? nil : ordinals
  }
}

// MARK: - From what a run gave

extension RunSummary {
  /// Nil when the result's `run` is not a run's id.
  public init?(_ result: RunResult) {
    guard let record = RunRecord(result) else { return nil }
    self.init(record: record, judgments: result.judgments.map(JudgmentSummary.init))
  }
}

extension RunRecord {
  /// Nil when the result's `run` is not a run's id.
  public init?(_ result: RunResult) {
    guard let run = RunID(result.run) else { return nil }
    self.init(
      run: run, started: result.started, finished: result.finished, mode: result.mode, outcome: result.outcome,
      exitCode: result.exitCode, artifacts: result.tally.judged, firstPath: result.tally.firstPath,
      version: result.version,
      // One unknown price makes the sum unknown; a judgment that called nobody costs nothing.
      costUSD: result.tally.isCostKnown ? result.tally.usage.costUSD : nil)
  }
}

extension JudgmentSummary {
  public init(_ judgment: Judgment) {
    let states = judgment.seats.map(\.result.state)
    let against = judgment.dimensionsByFingerprint
    self.init(
      path: judgment.artifact.path, kind: judgment.artifact.kind, sha256: judgment.artifact.sha256,
      outcome: judgment.outcome, agreement: judgment.consensus.agreement,
      seatsJudged: states.count { $0 == .judged }, seats: states.count { $0 != .notApplicable },
      findings: judgment.findings.map { finding in
        FindingSummary(finding.finding, against: against[finding.finding.fingerprint, default: []].sorted())
      },
      seatUsage: judgment.seats.compactMap(SeatUsage.init).sorted { $0.seat.rawValue < $1.seat.rawValue })
  }
}

extension FindingSummary {
  /// - Parameter dimensions: the ids of all against which a seat raised it, sorted.
  public init(_ finding: Finding, against dimensions: [String]) {
    let place: (path: String?, line: Int?) =
      switch finding.evidence.first?.evidence {
      case .quote(let path, let startLine, _, _): (path, startLine)
      case .absence(let path, _): (path, nil)
      case nil: (nil, nil)
      }
    self.init(
      fingerprint: finding.fingerprint, rule: finding.rule, severity: finding.severity, message: finding.message,
      path: place.path, line: place.line, status: finding.status, dimension: finding.dimension,
      dimensions: dimensions.map { Dimension.ID($0) })
  }
}
