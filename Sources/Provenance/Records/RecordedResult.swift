public import JudgeTypes

/// A run's result as its JSON tells it (`schema_version` 1): what every report is a function of.
public struct RecordedResult: Sendable, Hashable {
  public let run, mode, outcome, started, finished, version: String
  public let exitCode: Int
  /// Of the journal's last line; nil for a run that was not closed.
  public let head: String?
  /// What every reader must know.
  public let banners: [String]
  /// In the order of the artifacts; empty where they were handed on one by one.
  public let judgments: [RecordedJudgment]
  /// As the JSON result holds them.
  public let usage, coverage: JSONValue
  /// How far the seats agreed, as the JSON result holds it; nil for fewer than two artifacts.
  public let agreement: JSONValue?
  /// The exit codes of what went wrong besides verdicts.
  public let troubles: [Int]
  /// What the gate makes of the run; nil where none was applied.
  public let gate: GateSummary?

  /// - Parameter json: the JSON result.
  /// - Throws: `RecordError` where it is of another form, or something that every result says is missing.
  public init(json: JSONValue) throws(RecordError) {
    guard json["schema_version"]?.stringValue == Self.schemaVersion else {
      throw RecordError(
        record: "result",
        problem: "it is no result of schema_version \"\(Self.schemaVersion)\", which judge --format json writes")
    }
    guard let run = json["run"]?.stringValue, let mode = json["mode"]?.stringValue,
      let outcome = json["outcome"]?.stringValue, let exitCode = json["exit_code"]?.intValue,
      let judgments = json["judgments"]?.arrayValue
    else { throw RecordError(record: "result", problem: "something that every result says is missing") }
    self.run = run
    self.mode = mode
    self.outcome = outcome
    self.exitCode = exitCode
    self.judgments = judgments.map(RecordedJudgment.init)
    started = json.text("started")
    finished = json.text("finished")
    version = json.text("version")
    head = json["head"]?.stringValue
    banners = json.texts("banners")
    usage = json["usage"] ?? .null
    coverage = json["coverage"] ?? .null
    agreement = json["agreement"]
    troubles = json.list("troubles").compactMap(\.intValue)
    gate = json["gate"].map(GateSummary.init(json:))
  }

  public static let schemaVersion = "1"

  /// Whether no model judged.
  public var isOffline: Bool { mode == RunResult.Mode.offline.rawValue }
}
