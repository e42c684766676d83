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
    public let f1Interval: ClosedRange<Double>?
    public let kappaInterval: ClosedRange<Double>?
    public let macroF1Interval: ClosedRange<Double>?
    public let microF1Interval: ClosedRange<Double>?
    /// Of the F1 of each class, in their order.
    public let classIntervals: [ClosedRange<Double>?]
    /// False alarms of medium severity or above in the sound artifacts, for each 1,000 lines of them.
    public let falseAlarmsPerThousandSoundLines: Double?
    public let criticalFalseAlarmsOnSound: Int
    /// Of "held back" against the labels, beyond chance (Cohen's kappa).
    public let kappa: Double?
    /// Expected outcome, then the outcome that came.
    public let confusion: [Outcome: [Outcome: Int]]
    /// Of the outcomes one by one, in the order of `Outcome`: every outcome that some case expects. An outcome that came and that no
    /// case expects, an undecided one among them, is a miss of the one that was expected, and has no line of its own.
    public let classes: [ClassFigures]
    /// The share of judgments with an outcome other than `inconclusive` and `no_consensus`; nil without a case.
    public let decided: Double?
    /// The mean share of the applicable dimensions' weight that was assessed, 0 to 1; nil without a case.
    public let assessed: Double?
  }

  public let suite: String
  public let results: [CaseResult]
  public let groups: [Figures]
  public let all: Figures
  /// How often each case was judged.
  public let repeats: Int
  /// The share of cases whose outcome was not the same each time; nil where each was judged once.
  public let flipRate: Double?

  /// - Parameter results: of cases that were judged several times, one for each time.
  public init(suite: String, results: [CaseResult], seed: UInt64 = 1) {
    self.suite = suite
    self.results = results
    let byCase = Dictionary(grouping: results, by: \.evalCase.id).values
    repeats = byCase.map(\.count).max() ?? 0
    flipRate =
      repeats > 1 ? Double(byCase.count { Set($0.map(\.outcome)).count > 1 }) / Double(byCase.count) : nil
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
    confusion = Self.confusion(of: results)
    classes = ClassFigures.each(in: confusion)
    let whole = Double(results.count)
    decided = results.isEmpty ? nil : Double(results.count(where: \.isDecided)) / whole
    assessed = results.isEmpty ? nil : results.reduce(0) { $0 + $1.assessedWeight } / whole
    let intervals = Self.intervals(of: results, classes: classes.map(\.outcome), seed: seed)
    outcomeInterval = intervals[0]
    precisionInterval = intervals[1]
    recallInterval = intervals[2]
    f1Interval = intervals[3]
    kappaInterval = intervals[4]
    macroF1Interval = intervals[5]
    microF1Interval = intervals[6]
    classIntervals = Array(intervals[7...])
  }

  /// In the order in which they are handed out above. What was said of one case several times is no several cases: it is drawn together.
  private static func intervals(
    of results: [CaseResult], classes: [Outcome], seed: UInt64
  ) -> [ClosedRange<Double>?] {
    bootstrapIntervals(of: results.byCase, seed: seed, statistics: 7 + classes.count) { drawn in
      let results = drawn.flatMap(\.self)
      let findings = results.reduce(into: Counts()) { $0 = $0 + $1.counts }
      // A class that nobody expects in this draw has no figure in it.
      let each = ClassFigures.each(in: confusion(of: results))
      return [
        outcome(of: results).f1, findings.precision, findings.recall, findings.f1, kappa(of: results),
        ClassFigures.macroF1(of: each), each.map(\.counts).reduce(Counts(), +).f1,
      ] + classes.map { outcome in each.first { $0.outcome == outcome }?.counts.f1 }
    }
  }

  private static func confusion(of results: [CaseResult]) -> [Outcome: [Outcome: Int]] {
    results.reduce(into: [:]) { $0[$1.evalCase.outcome, default: [:]][$1.outcome, default: 0] += 1 }
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

extension [CaseResult] {
  /// The results of each case, in the order in which the cases first stand here.
  fileprivate var byCase: [[CaseResult]] {
    var places: [EvalCase.ID: Int] = [:]
    var cases: [[CaseResult]] = []
    for result in self {
      if let place = places[result.evalCase.id] {
        cases[place].append(result)
      } else {
        places[result.evalCase.id] = cases.count
        cases.append([result])
      }
    }
    return cases
  }
}
