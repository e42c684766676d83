/// Where the figures of an eval come from: what was measured, when, with which panel.
public struct EvalOrigin: Sendable, Hashable, Codable {
  /// A name as a run's, such as `20261121T024012Z-3f9a1c`; ids sort by time.
  public let id: String
  /// The suite's id.
  public let suite: String
  /// RFC 3339, in UTC.
  public let started: String
  public let finished: String
  /// `train`, `dev` or `holdout`; nil for the whole suite.
  public let split: String?
  /// `offline` or `models`.
  public let mode: String
  /// Of moe-judge.
  public let version: String
  /// What was checked out; nil outside of a repository.
  public let commit: String?
  /// A SHA-256 over what decides besides the cases: personas, rubrics, consensus rule, models, prompts.
  public let panel: String
  /// What whoever ran it wants to remember of it.
  public let label: String?
  /// The improvement of which this is a step, and which step, 0 for the baseline; nil for an eval by itself.
  public let improvement: String?
  public let iteration: Int?

  public init(
    id: String, suite: String, started: String, finished: String, split: String?, mode: String, version: String,
    commit: String?, panel: String, label: String? = nil, improvement: String? = nil, iteration: Int? = nil
  ) {
    self.id = id
    self.suite = suite
    self.started = started
    self.finished = finished
    self.split = split
    self.mode = mode
    self.version = version
    self.commit = commit
    self.panel = panel
    self.label = label
    self.improvement = improvement
    self.iteration = iteration
  }
}

/// The figures of an eval as a whole. One that there is none of is nil, never zero.
public struct EvalFigures: Sendable, Hashable, Codable {
  /// The number of cases, however often each was judged.
  public let cases: Int
  /// How often each case was judged.
  public let repeats: Int
  /// The judgments that providers or the budget kept from being whole; with any, the figures say less.
  public let unjudged: Int
  public let outcome: Counts
  public let findings: Counts
  /// Of "held back", 0 to 1, with its 95 % interval.
  public let outcomeF1: Double?
  public let outcomeF1Low: Double?
  public let outcomeF1High: Double?
  /// Of the findings.
  public let precision: Double?
  public let recall: Double?
  public let f1: Double?
  public let f1Low: Double?
  public let f1High: Double?
  /// Of the outcomes, each class counting the same.
  public let macroF1: Double?
  public let kappa: Double?
  public let flipRate: Double?
  /// 0 where nothing was asked; nil where a price is not known.
  public let costUSD: Double?
  public let inputTokens: Int?
  public let outputTokens: Int?

  public init(
    cases: Int, repeats: Int, unjudged: Int, outcome: Counts, findings: Counts, outcomeF1: Double?,
    outcomeF1Low: Double?, outcomeF1High: Double?, precision: Double?, recall: Double?, f1: Double?, f1Low: Double?,
    f1High: Double?, macroF1: Double?,
    kappa: Double?, flipRate: Double?, costUSD: Double?, inputTokens: Int?, outputTokens: Int?
  ) {
    self.cases = cases
    self.repeats = repeats
    self.unjudged = unjudged
    self.outcome = outcome
    self.findings = findings
    self.outcomeF1 = outcomeF1
    self.outcomeF1Low = outcomeF1Low
    self.outcomeF1High = outcomeF1High
    self.precision = precision
    self.recall = recall
    self.f1 = f1
    self.f1Low = f1Low
    self.f1High = f1High
    self.macroF1 = macroF1
    self.kappa = kappa
    self.flipRate = flipRate
    self.costUSD = costUSD
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
  }
}

/// An eval without its cases: one line of a history.
public struct EvalHead: Sendable, Hashable, Codable {
  public let origin: EvalOrigin
  public let figures: EvalFigures

  public init(origin: EvalOrigin, figures: EvalFigures) {
    self.origin = origin
    self.figures = figures
  }
}

/// A finished eval as it is kept: its head, and what came of each case.
///
/// Its JSON is that of `SavedResults` with the head as `eval` beside it, so that `eval compare` reads it too.
public struct EvalRecord: Sendable, Hashable, Codable {
  public let head: EvalHead
  public let results: SavedResults

  public init(head: EvalHead, results: SavedResults) {
    self.head = head
    self.results = results
  }

  private enum Key: String, CodingKey { case eval }

  public init(from decoder: any Decoder) throws {
    results = try SavedResults(from: decoder)
    head = try decoder.container(keyedBy: Key.self).decode(EvalHead.self, forKey: .eval)
    guard results.format == SavedResults.format, results.suite == head.origin.suite else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not of the format \(SavedResults.format)"))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    try results.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(head, forKey: .eval)
  }
}
