public import JudgeTypes

/// How one judge did on a suite: a persona on a model, by its first words alone.
public struct JudgeCard: Sendable {
  public let judge: JudgeReading.Judge
  /// Different cases on which it gave a verdict.
  public let cases: Int
  /// Verdicts, repeats included.
  public let verdicts: Int
  /// Of what it was asked: the share that it could not tell, and the share without a usable answer; 0 to 1.
  public let abstained: Double
  public let failed: Double
  /// The share of its verdicts that are right; nil without any.
  public let accuracy: Double?
  /// Of "held back" against the labels, beyond chance; nil where chance alone would agree always.
  public let kappa: Double?
  /// The share of pairs of verdicts on one case that differ; nil where no case was asked twice.
  public let flipRate: Double?
  /// Over all its findings from medium severity on.
  public let findings: Counts
  /// By the severity that it gave the finding: the share that a label explains.
  public let precision: [Severity: Double]
  /// The share of the labels of a severity that it found. A label has no severity of its own, so it counts as the gravest that any judge
  /// gave to what met it; labels that no judge found are in no severity, only in `findings`.
  public let recall: [Severity: Double]
  /// The share of all its findings whose evidence held; nil without findings.
  public let evidenceValidity: Double?
  /// Of answers that were not kept from earlier calls, in milliseconds, and in USD; nil where there is none, or a price is not known.
  public let meanLatencyMilliseconds: Double?
  public let meanCostUSD: Double?
  /// The correlation, -1 to 1, of holding back what is sound with the logarithm of its lines: above 0 long files are held back more
  /// often for no reason. Nil with fewer than three sound cases, or where it never or always errs.
  public let lengthBias: Double?
  /// The share of its evidence in the first half of the files less the share of the labels there, -1 to 1, on cases of one file that have
  /// labels: above 0 it looks more at the beginning. Nil without evidence or labels there.
  public let positionBias: Double?
  /// How often it was right by the confidence that it named; nil with too few cases.
  public let calibration: CalibrationBins?

  /// - Parameters:
  ///   - readings: of this judge.
  ///   - severities: of labels, as `JudgeCards` has them.
  init(
    _ judge: JudgeReading.Judge, _ readings: [JudgeReading], severities: [LabelOfCase: Severity], leastCases: Int
  ) {
    let judged = readings.filter { $0.verdict != nil }
    self.judge = judge
    cases = Set(judged.map(\.evalCase)).count
    verdicts = judged.count
    abstained = Statistic.share(readings) { $0.state == .abstained } ?? 0
    failed = Statistic.share(readings) { $0.state == .failed } ?? 0
    accuracy = Statistic.share(judged, where: \.isRight)
    kappa = Statistic.kappa(judged.map { ($0.isFaulty, Decision($0.verdict) == .held) })
    flipRate = Statistic.flipRate(Dictionary(grouping: judged, by: \.evalCase).values.map { $0.map(\.verdict) })
    findings = judged.reduce(into: Counts()) { counts, reading in
      let met = reading.marks.count { $0.label != nil }
      counts.truePositives += met
      counts.falsePositives += reading.marks.count - met
      counts.falseNegatives += reading.labels.count - met
    }
    let marks = judged.flatMap(\.marks)
    precision = Self.bySeverity { severity in
      Statistic.share(marks.filter { $0.severity == severity }) { $0.label != nil }
    }
    recall = Self.bySeverity { severity in
      let wanted = judged.flatMap { reading in
        reading.labels.filter { severities[LabelOfCase(reading.evalCase, $0)] == severity }.map { label in
          reading.marks.contains { $0.label == label }
        }
      }
      return Statistic.share(wanted) { $0 }
    }
    let all = judged.reduce(0) { $0 + $1.findings }
    evidenceValidity = all == 0 ? nil : Double(judged.reduce(0) { $0 + $1.verified }) / Double(all)
    let paid = readings.filter { !$0.isCached && $0.usage.answers > 0 }
    meanLatencyMilliseconds = Statistic.mean(paid.map { Double($0.usage.latencyMilliseconds) })
    let costs = paid.compactMap(\.usage.costUSD)
    meanCostUSD = costs.count == paid.count ? Statistic.mean(costs) : nil
    lengthBias = Statistic.lengthBias(judged.filter { !$0.isFaulty })
    positionBias = Statistic.positionBias(judged.filter { !$0.labels.isEmpty })
    calibration = CalibrationBins(
      judged.compactMap { reading in
        reading.confidence.map { .init(place: $0, isRight: reading.isRight, evalCase: reading.evalCase) }
      }, leastCases: leastCases)
  }

  private static func bySeverity(_ share: (Severity) -> Double?) -> [Severity: Double] {
    Dictionary(
      Severity.allCases.compactMap { severity in share(severity).map { (severity, $0) } }, uniquingKeysWith: { $1 })
  }
}

/// A label, told from an equal one of another case.
struct LabelOfCase: Hashable {
  let evalCase: EvalCase.ID
  let label: EvalCase.Label

  init(_ evalCase: EvalCase.ID, _ label: EvalCase.Label) { (self.evalCase, self.label) = (evalCase, label) }
}

/// The cards of all judges of a panel, measured on the same cases.
public struct JudgeCards: Sendable {
  /// By persona, then by model.
  public let cards: [JudgeCard]
  /// How often the panel was right, by how far it agreed; nil with too few cases that the shares decided.
  public let panel: CalibrationBins?

  public init(
    _ readings: [JudgeReading], panel points: [PanelPoint], leastCases: Int = CalibrationBins.leastCases
  ) {
    var severities: [LabelOfCase: Severity] = [:]
    for reading in readings {
      for mark in reading.marks {
        guard let label = mark.label else { continue }
        let key = LabelOfCase(reading.evalCase, label)
        severities[key] = max(severities[key] ?? mark.severity, mark.severity)
      }
    }
    let order = { (judge: JudgeReading.Judge) in (judge.persona.rawValue, judge.model.description) }
    cards = Dictionary(grouping: readings, by: \.judge).sorted { order($0.key) < order($1.key) }.map {
      JudgeCard($0.key, $0.value, severities: severities, leastCases: leastCases)
    }
    panel = CalibrationBins(
      points.map { .init(place: $0.agreement, isRight: $0.isRight, evalCase: $0.evalCase) }, leastCases: leastCases)
  }
}
