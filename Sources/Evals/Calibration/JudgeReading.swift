public import JudgeTypes

/// What one judge said first of one case, before it heard any other, reduced to what its card needs.
public struct JudgeReading: Sendable, Hashable {
  /// A persona on the model that was asked.
  public struct Judge: Sendable, Hashable {
    public let persona: Persona.ID
    public let model: ModelName

    public init(persona: Persona.ID, model: ModelName) { (self.persona, self.model) = (persona, model) }
  }

  /// A verified finding from medium severity on, with the label that it meets; nil for a false alarm.
  public struct Mark: Sendable, Hashable {
    public let severity: Severity
    public let label: EvalCase.Label?
  }

  /// How many of some places stand in the first half of a file's lines.
  public struct Halves: Sendable, Hashable {
    public let first: Int
    public let all: Int
  }

  public let judge: Judge
  public let evalCase: EvalCase.ID
  /// How often the same was asked before, from 0.
  public let repetition: Int
  public let isFaulty: Bool
  /// Of the artifact.
  public let lines: Int
  public let labels: [EvalCase.Label]
  /// Judged, abstained or failed.
  public let state: SeatState
  /// Nil where it did not judge.
  public let verdict: Verdict?
  /// As it named it, 0 to 1.
  public let confidence: Double?
  public let findings: Int
  /// Those whose evidence held.
  public let verified: Int
  public let marks: [Mark]
  /// Where the quoted evidence of its verified findings stands, and where the labels do; nil where the artifact is not one file of two
  /// lines or more.
  public let evidenceHalves: Halves?
  public let labelHalves: Halves?
  public let usage: Usage
  /// Whether the answer was kept from an earlier call, and so took no time and money now.
  public let isCached: Bool

  /// Whether its verdict holds back what is faulty and lets pass what is sound; false without a verdict.
  public var isRight: Bool { Decision(verdict).isRight(of: isFaulty) }
}

extension JudgeReading {
  /// What every seat that was asked said; a seat that does not apply, or was not asked, has no reading.
  public static func readings(of judgment: Judgment, on evalCase: EvalCase, repetition: Int) -> [JudgeReading] {
    judgment.seats.compactMap { JudgeReading($0, of: judgment.artifact, on: evalCase, repetition: repetition) }
  }

  private init?(
    _ record: Judgment.SeatRecord, of artifact: ArtifactSummary, on evalCase: EvalCase, repetition: Int
  ) {
    guard [.judged, .abstained, .failed].contains(record.result.state) else { return nil }
    let said = record.result.state == .judged ? record.opening : nil
    let verified = said?.verifiedFindings ?? []
    let found = verified.filter { $0.severity >= .medium }.map { Found(PanelFinding(id: "", finding: $0, seats: [])) }
    let matching = Matching(found: found, labels: evalCase.labels)
    let isOneFile = artifact.coverage.count == 1 && ![.directory, .diff].contains(artifact.kind) && artifact.lines > 1
    let middle = artifact.lines / 2
    func halves(_ lines: [Int]) -> Halves? {
      isOneFile ? Halves(first: lines.count { $0 <= middle }, all: lines.count) : nil
    }
    // The server may call its model anything; a card is of the model that was asked.
    let asked = record.primaryFailure == nil ? record.seat.model : record.seat.backup ?? record.seat.model
    self.init(
      judge: Judge(persona: record.seat.persona.id, model: asked), evalCase: evalCase.id, repetition: repetition,
      isFaulty: evalCase.outcome != .pass, lines: artifact.lines, labels: evalCase.labels, state: record.result.state,
      verdict: said?.verdict, confidence: said?.confidence, findings: said?.findings.count ?? 0,
      verified: verified.count,
      marks: matching.pairs.map { Mark(severity: $0.0.severity, label: $0.1) }
        + matching.unmatchedFound.map { Mark(severity: $0.severity, label: nil) },
      evidenceHalves: halves(verified.compactMap(\.quotedLine)),
      labelHalves: halves(evalCase.labels.map(\.lines.lowerBound)), usage: record.openingUsage,
      isCached: record.isCached)
  }
}

extension Finding {
  /// Where its first quote begins; nil where it rests on what is absent.
  fileprivate var quotedLine: Int? {
    for checked in evidence {
      if case .quote(_, let line, _, _) = checked.evidence { return line }
    }
    return nil
  }
}

/// What a panel concluded of one case by its shares, and how far it agreed.
public struct PanelPoint: Sendable, Hashable {
  public let evalCase: EvalCase.ID
  /// 0 to 1.
  public let agreement: Double
  public let isRight: Bool

  /// Nil where a veto, a missing quorum or nothing decided: there no agreement is asked how often it is right.
  public init?(_ judgment: Judgment, on evalCase: EvalCase) {
    let byShares: [DecidingRule] = [.sharePass, .sharePassOrConditional, .shareFail]
    guard byShares.contains(judgment.consensus.rule), let agreement = judgment.consensus.agreement else { return nil }
    self.evalCase = evalCase.id
    self.agreement = agreement
    isRight = Decision(judgment.outcome).isRight(of: evalCase.outcome != .pass)
  }
}
