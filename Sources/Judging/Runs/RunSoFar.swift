public import JudgeTypes
public import LanguageModels
public import Provenance

/// What a run that was killed or stopped has on record, so that nothing of it is asked again.
public struct RunSoFar: Sendable {
  public let opening: RunOpening
  /// The judgments that were made, by ordinal, derived anew.
  public let judged: [Int: Judgment]
  /// The artifacts on which not every seat was heard, by ordinal.
  public let begun: [Int: BegunJudgment]
  /// How it ended, where its result stands there already and only the closing line is missing.
  public let ending: RunEnding?
  /// What came of the canaries of its seats.
  public let canaries: [CanaryResult]
  /// What its seats took, as far as providers reported it.
  public let spent: Expense

  /// - Parameters:
  ///   - entries: of the journal, in order.
  ///   - blob: the stored bytes of a hash.
  /// - Throws: `RecordError` for the first thing that does not hold; such a run is not gone on with.
  public init(
    _ entries: [Journal.Entry], of run: String, exitCode: RunResult.ExitRule,
    blob: @escaping (String) throws -> [UInt8]?
  ) throws(RecordError) {
    var derivation = RunDerivation(of: run, blob: blob)
    for (index, entry) in entries.enumerated() { derivation.read(entry, line: index + 1, exitCode: exitCode) }
    if let problem = derivation.problems.first { throw RecordError(record: "run", problem: "\(problem)") }
    guard let opening = derivation.opening else {
      throw RecordError(record: "run", problem: "it was killed before it said anything")
    }
    self.opening = opening
    (judged, begun) = derivation.progress
    ending = derivation.ending
    canaries = derivation.canaries.all
    spent = entries.reduce(.none) { $0 + $1.expense }
  }
}

extension Journal.Entry {
  /// What the seat of this line took.
  fileprivate var expense: Expense {
    guard ["answer", "failure", "interruption", JudgmentJournal.canaryKind].contains(kind), let usage = body["usage"]
    else { return .none }
    return Expense(
      usd: usage["cost_usd"]?.doubleValue ?? 0,
      tokens: (usage["input_tokens"]?.intValue ?? 0).adding(usage["output_tokens"]?.intValue ?? 0))
  }
}

/// An artifact of a stored run on which not every seat was heard.
public struct BegunJudgment: Sendable {
  /// As the seats were shown it.
  public let artifact: Artifact
  /// The panel that sat, as it is kept in the bundle.
  public let panel: JSONValue
  /// What the seats were shown of tools.
  public let claims: ToolClaims
  /// What the static review said of it beside findings.
  let notices: ArtifactNotices
  /// How it and the dimensions of its seats were divided over calls.
  public let division: Division
  /// Of seats that were asked in several calls and not heard in all of them.
  let answered: [Seat.ID: [SeatCall: RawAnswer]]
  /// What seats took before they were stopped, of those that were not heard.
  let interrupted: [Seat.ID: Usage]
  /// The lines of it in the journal.
  let entries: Int
  let heard: [EvaluatedSeat]
  /// The debate that was under way; nil where none had begun.
  let debate: PanelDebate?
}
