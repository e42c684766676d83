public import JudgeTypes

/// How the panel did on a suite, as a whole and in each group.
public struct EvalReport: Sendable {
  /// The figures of one group of cases.
  public struct Figures: Sendable {
    public let name: String
    public let cases: Int
    public let sound: Int
    /// Of the outcomes other than pass: an artifact held back that should be, or should not.
    public let outcome: Counts
    public let findings: Counts
    /// F1 of the outcome and its 95 % bootstrap interval.
    public let outcomeInterval: ClosedRange<Double>?
    public let precisionInterval: ClosedRange<Double>?
    public let recallInterval: ClosedRange<Double>?
    /// False alarms of medium severity or above in the sound artifacts, for each 1,000 lines of them.
    public let falseAlarmsPerThousandSoundLines: Double?
    public let criticalFalseAlarmsOnSound: Int
    /// Of "held back" against the labels, beyond chance (Cohen's kappa).
    public let kappa: Double?
    /// Expected outcome, then the outcome that came.
    public let confusion: [Outcome: [Outcome: Int]]

    /// F1 of each expected outcome, and their mean.
    public var macroF1: Double? {
      let classes = confusion.keys.sorted()
      let scores = classes.compactMap { f1(of: $0) }
      return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
    }

    public func f1(of outcome: Outcome) -> Double? {
      var counts = Counts()
      for (expected, row) in confusion {
        for (came, number) in row {
          if expected == outcome, came == outcome { counts.truePositives += number }
          if expected != outcome, came == outcome { counts.falsePositives += number }
          if expected == outcome, came != outcome { counts.falseNegatives += number }
        }
      }
      return counts.f1
    }
  }

  public let suite: String
  public let results: [CaseResult]
  public let groups: [Figures]
  public let all: Figures

  public init(suite: String, results: [CaseResult], seed: UInt64 = 1) {
    self.suite = suite
    self.results = results
    let byGroup = Dictionary(grouping: results, by: \.group)
    groups = byGroup.keys.sorted().map { Figures(name: $0, byGroup[$0] ?? [], seed: seed) }
    all = Figures(name: "all", results, seed: seed)
  }
}

extension EvalReport.Figures {
  init(name: String, _ results: [CaseResult], seed: UInt64) {
    self.name = name
    cases = results.count
    let soundOnes = results.filter { $0.evalCase.outcome == .pass }
    sound = soundOnes.count
    outcome = Self.outcome(of: results)
    findings = results.map(\.counts).reduce(Counts(), +)
    let lines = soundOnes.reduce(0) { $0 + $1.lines }
    let alarms = soundOnes.reduce(0) { $0 + $1.falseAlarms.count }
    falseAlarmsPerThousandSoundLines = lines == 0 ? nil : Double(alarms) * 1_000 / Double(lines)
    criticalFalseAlarmsOnSound = soundOnes.reduce(0) { $0 + $1.falseAlarms.count { $0.severity == .critical } }
    kappa = Self.kappa(of: results)
    confusion = results.reduce(into: [:]) { $0[$1.evalCase.outcome, default: [:]][$1.outcome, default: 0] += 1 }
    outcomeInterval = bootstrapInterval(of: results, seed: seed) { Self.outcome(of: $0).f1 }
    precisionInterval = bootstrapInterval(of: results, seed: seed) { $0.map(\.counts).reduce(Counts(), +).precision }
    recallInterval = bootstrapInterval(of: results, seed: seed) { $0.map(\.counts).reduce(Counts(), +).recall }
  }

  /// An undecided outcome holds nothing back and lets nothing pass: it is a miss on a faulty case and an alarm on a sound one.
  private static func outcome(of results: [CaseResult]) -> Counts {
    results.reduce(into: Counts()) { counts, result in
      switch (result.evalCase.outcome != .pass, result.isRight) {
      case (true, true): counts.truePositives += 1
      case (true, false): counts.falseNegatives += 1
      case (false, false): counts.falsePositives += 1
      case (false, true): break
      }
    }
  }

  /// (p_o - p_e) / (1 - p_e), with p_e from both raters' own rates; an undecided outcome agrees with no label.
  private static func kappa(of results: [CaseResult]) -> Double? {
    guard !results.isEmpty else { return nil }
    let whole = Double(results.count)
    let expected = Double(results.count { $0.evalCase.outcome != .pass }) / whole
    let held = Double(results.count { $0.outcome.isHeld }) / whole
    let passed = Double(results.count { $0.outcome == .pass }) / whole
    let agreed = Double(results.count(where: \.isRight)) / whole
    let chance = expected * held + (1 - expected) * passed
    return chance == 1 ? nil : (agreed - chance) / (1 - chance)
  }
}

/// The 95 % percentile interval of a statistic over 1,000 resamples of `values` with a fixed seed; nil when it has no value.
func bootstrapInterval<Value>(
  of values: [Value], seed: UInt64, statistic: ([Value]) -> Double?
) -> ClosedRange<Double>? {
  guard values.count > 1 else { return nil }
  var generator = SplitMix(seed: seed)
  let samples = (0..<1_000).compactMap { _ in
    statistic((0..<values.count).map { _ in values[Int.random(in: 0..<values.count, using: &generator)] })
  }.sorted()
  guard samples.count > 40 else { return nil }
  return samples[samples.count * 25 / 1_000]...samples[min(samples.count - 1, samples.count * 975 / 1_000)]
}
