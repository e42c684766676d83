public import JudgeTypes
internal import YAMLFiles

/// A judge card as a calibration file keeps it, with what it is bound to. A figure that there is none of is nil.
public struct KeptJudgeCard: Sendable, Hashable {
  /// 0 to 1.
  public struct OfSeverity: Sendable, Hashable {
    public let severity: Severity
    public let precision: Double?
    public let recall: Double?
  }

  public let persona: Persona.ID
  public let model: ModelName
  /// Of the dimensions that the persona could judge by when this was measured.
  public let rubricSHA256: String
  /// Different cases on which it gave a verdict, and verdicts, repeats included.
  public let cases: Int
  public let verdicts: Int
  /// Shares of 1.
  public let accuracy: Double?
  public let flipRate: Double?
  public let precision: Double?
  public let recall: Double?
  public let evidenceValidity: Double?
  public let abstained: Double?
  public let failed: Double?
  /// -1 to 1.
  public let kappa: Double?
  public let lengthBias: Double?
  public let positionBias: Double?
  /// Of one answer.
  public let latencyMilliseconds: Double?
  public let costUSD: Double?
  /// The gravest first.
  public let bySeverity: [OfSeverity]

  static let schema = Schema.object(
    [
      .init("persona", .string(.identifier), required: true, "the judge's id"),
      .init("model", .string(.modelName), required: true, "that it sat on"),
      .init("rubric_sha256", .string(.nonEmpty), required: true, "of what it judged by"),
      .init("measured", .string(.nonEmpty), "when (RFC 3339)"),
      .init("cases", .integer(0...1_000_000_000), required: true, "different ones on which it gave a verdict"),
      .init("verdicts", .integer(0...1_000_000_000), required: true, "repeats included"),
      .init("latency_ms", .optional(.number(0...1e12)), "of an answer, in the mean"),
      .init("cost_usd", .optional(.number(0...1e12)), "of an answer, in the mean"),
      .init("by_severity", .list(of: ofSeverity), "precision and recall by the severity of the finding"),
    ] + figures)

  private static let figures: [Schema.Property] =
    [
      ("accuracy", "of its verdicts"), ("flip_rate", "pairs of verdicts on one case that differ"),
      ("precision", "of its findings"), ("recall", "of the faults"),
      ("evidence_validity", "findings whose evidence held"), ("abstained", "could not tell"),
      ("failed", "no usable answer"),
    ].map { .init($0, .optional(.number(0...1)), "share of 1: \($1)") }
    + [
      ("kappa", "agreement with the labels beyond chance"), ("length_bias", "above 0 it holds back long sound files"),
      ("position_bias", "above 0 it looks more at the beginning"),
    ].map { .init($0, .optional(.number(-1...1)), "-1 to 1: \($1)") }

  private static let ofSeverity = Schema.object([
    .init("severity", .choice(Severity.allCases.map(\.rawValue)), required: true, "of the finding"),
    .init("precision", .optional(.number(0...1)), "share of 1"),
    .init("recall", .optional(.number(0...1)), "share of 1"),
  ])

  /// Nil for an entry that does not fit the schema.
  init?(_ entry: YAMLValue) {
    guard let persona = entry["persona"]?.string, let model = entry["model"]?.string.flatMap({ ModelName($0) }),
      let hash = entry["rubric_sha256"]?.string
    else { return nil }
    self.persona = Persona.ID(persona)
    self.model = model
    rubricSHA256 = hash
    cases = entry["cases"]?.integer ?? 0
    verdicts = entry["verdicts"]?.integer ?? 0
    accuracy = entry["accuracy"]?.number
    flipRate = entry["flip_rate"]?.number
    precision = entry["precision"]?.number
    recall = entry["recall"]?.number
    evidenceValidity = entry["evidence_validity"]?.number
    abstained = entry["abstained"]?.number
    failed = entry["failed"]?.number
    kappa = entry["kappa"]?.number
    lengthBias = entry["length_bias"]?.number
    positionBias = entry["position_bias"]?.number
    latencyMilliseconds = entry["latency_ms"]?.number
    costUSD = entry["cost_usd"]?.number
    bySeverity = (entry["by_severity"]?.list ?? []).compactMap { entry in
      entry["severity"]?.string.flatMap { Severity(rawValue: $0) }.map {
        OfSeverity(severity: $0, precision: entry["precision"]?.number, recall: entry["recall"]?.number)
      }
    }
  }
}
