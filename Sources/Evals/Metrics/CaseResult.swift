public import JudgeTypes

/// What the panel said of one case, or the extraction found in it, beside what was expected.
public struct CaseResult: Sendable {
  /// A finding that no label explains, or a label that no finding meets.
  public struct Miss: Sendable, Hashable {
    public let rule: String
    public let path: String?
    public let lines: ClosedRange<Int>
    public let severity: Severity?
  }

  public let evalCase: EvalCase
  public let measures: SuiteMeasure
  public let split: SuiteSplit
  /// The language's name for code, else the kind: what the report groups by.
  public let group: String
  /// How often the case was judged before, in the same run: 0 for the first time.
  public let repetition: Int
  public let lines: Int
  public let outcome: Outcome
  /// The share of the applicable dimensions' weight that was assessed, 0 to 1.
  public let assessedWeight: Double
  public let counts: Counts
  public let falseAlarms: [Miss]
  public let missed: [Miss]
  /// Findings beyond the first on one label: neither right nor wrong.
  public let repeated: Int

  /// Of a panel: whether what is faulty was held back and what is sound was passed; an undecided outcome does neither. Of constraints:
  /// whether none was missed and none invented.
  public var isRight: Bool {
    switch measures {
    case .panel: evalCase.outcome == .pass ? outcome == .pass : outcome.isHeld
    case .constraints: falseAlarms.isEmpty && missed.isEmpty
    }
  }

  /// Whether the panel said anything: neither `inconclusive` nor `no_consensus`.
  public var isDecided: Bool { outcome == .pass || outcome.isHeld }

  /// - Parameter medium: findings below this severity are neither right nor wrong.
  public init(
    _ evalCase: EvalCase, split: SuiteSplit, group: String, repetition: Int = 0, judgment: Judgment,
    from medium: Severity = .medium
  ) {
    let found = judgment.findings.filter { $0.finding.status == .verified && $0.finding.severity >= medium }.map(
      Found.init)
    self.init(
      evalCase, measures: .panel, split: split, group: group, repetition: repetition, lines: judgment.artifact.lines,
      outcome: judgment.outcome, assessedWeight: judgment.consensus.assessedWeight,
      matching: Matching(found: found, labels: evalCase.labels))
  }

  init(
    _ evalCase: EvalCase, measures: SuiteMeasure, split: SuiteSplit, group: String, repetition: Int, lines: Int,
    outcome: Outcome, assessedWeight: Double, matching: Matching
  ) {
    self.evalCase = evalCase
    self.measures = measures
    self.split = split
    self.group = group
    self.repetition = repetition
    self.lines = lines
    self.outcome = outcome
    self.assessedWeight = assessedWeight
    counts = Counts(
      truePositives: matching.pairs.count, falsePositives: matching.unmatchedFound.count,
      falseNegatives: matching.unmatchedLabels.count)
    falseAlarms = matching.unmatchedFound.map {
      Miss(rule: $0.rule, path: $0.path, lines: $0.lines, severity: $0.severity)
    }
    missed = matching.unmatchedLabels.map { Miss(rule: $0.rule, path: $0.path, lines: $0.lines, severity: nil) }
    repeated = matching.repeatedFound.count
  }
}

struct Found: Sendable, Hashable {
  let rule: String
  let severity: Severity
  let path: String?
  let lines: ClosedRange<Int>
  let isAbsence: Bool

  /// A constraint; all of them count, so that its severity says nothing.
  init(level: Level, lines: ClosedRange<Int>) {
    rule = level.label
    self.lines = lines
    (severity, path, isAbsence) = (.medium, nil, false)
  }

  init(_ finding: PanelFinding) {
    rule = finding.finding.rule
    severity = finding.finding.severity
    switch finding.finding.evidence.first?.evidence {
    case .quote(let path, let start, let end, _): (self.path, lines, isAbsence) = (path, start...max(start, end), false)
    case .absence(let path, _): (self.path, lines, isAbsence) = (path, 1...1, true)
    case nil: (path, lines, isAbsence) = (nil, 1...1, false)
    }
  }
}

/// Pairs findings with labels, one to one: the same fault, in the same file, on lines at most `reach` apart, the closest first.
struct Matching {
  /// Labellers and rules may mark the call or its statement.
  static let reachOfFaults = 2
  /// Rules of the panel that a labeller knows under another name.
  static let sameFault: [String: String] = [
    "shell-injection": "command-injection", "unfinished-check": "other", "prompt_injection": "prompt-injection",
    "bypassed-safeguard": "other",
  ]

  private(set) var pairs: [(Found, EvalCase.Label)] = []
  private(set) var unmatchedFound: [Found] = []
  /// On a fault that is already found: no false alarms.
  private(set) var repeatedFound: [Found] = []
  private(set) var unmatchedLabels: [EvalCase.Label]
  private let reach: Int

  /// - Parameter reach: in lines; 0 where they must overlap.
  init(found: [Found], labels: [EvalCase.Label], reach: Int = Self.reachOfFaults) {
    self.reach = reach
    unmatchedLabels = labels
    for finding in found.sorted(by: { ($0.lines.lowerBound, $0.rule) < ($1.lines.lowerBound, $1.rule) }) {
      let candidates = unmatchedLabels.indices.filter { agree(finding, unmatchedLabels[$0]) }
      let nearest = candidates.min {
        Self.farness(finding, unmatchedLabels[$0]) < Self.farness(finding, unmatchedLabels[$1])
      }
      if let nearest {
        pairs.append((finding, unmatchedLabels.remove(at: nearest)))
      } else if pairs.contains(where: { $0.0.rule == finding.rule && agree(finding, $0.1) }) {
        repeatedFound.append(finding)
      } else {
        unmatchedFound.append(finding)
      }
    }
  }

  private func agree(_ finding: Found, _ label: EvalCase.Label) -> Bool {
    guard finding.rule == label.rule || Self.sameFault[finding.rule] == label.rule else { return false }
    if let path = label.path, let found = finding.path, !(found == path || found.hasSuffix("/" + path)) { return false }
    return finding.isAbsence || Self.distance(finding, label) <= reach
  }

  /// Lines between them; then, since sentences share lines, by how much they begin and end elsewhere.
  private static func farness(_ finding: Found, _ label: EvalCase.Label) -> (Int, Int) {
    let shift =
      abs(finding.lines.lowerBound - label.lines.lowerBound) + abs(finding.lines.upperBound - label.lines.upperBound)
    return (distance(finding, label), shift)
  }

  private static func distance(_ finding: Found, _ label: EvalCase.Label) -> Int {
    if finding.lines.overlaps(label.lines) { return 0 }
    return max(label.lines.lowerBound - finding.lines.upperBound, finding.lines.lowerBound - label.lines.upperBound)
  }
}

extension Outcome {
  var isHeld: Bool { self == .fail || self == .conditional }
}
