public import JudgeTypes

/// One iteration of a loop.
public struct IterationRecord: Sendable, Hashable, Codable {
  public enum State: String, Sendable, Hashable, Codable {
    /// The next iteration builds on it.
    case kept
    /// Train got worse; the files are as before.
    case takenBack = "taken_back"
    /// No edit of it could be made.
    case refused
    case nothingProposed = "nothing_proposed"
  }

  public let number: Int
  public let state: State
  public let analysis: String
  public let edits: Int
  public let refusals: [RefusedEdit]
  /// Why the critic's answer was none.
  public let trouble: String?
  public let train: F1Score?
  public let dev: F1Score?
  /// Against the baseline.
  public let devPairs: PairedCounts?
  /// What asking the critic took.
  public let criticUsage: Usage

  init(
    _ number: Int, _ proposal: Proposal?, state: State, refusals: [RefusedEdit] = [], trouble: String? = nil,
    measured: PanelMeasurement? = nil, dev pairs: PairedCounts? = nil, seed: UInt64 = 1, criticUsage: Usage = .none
  ) {
    self.criticUsage = criticUsage
    (self.number, self.state, self.refusals, self.trouble) = (number, state, refusals, trouble)
    analysis = proposal?.analysis ?? ""
    edits = (proposal?.edits.count ?? 0) - refusals.count
    train = measured.map { F1Score(of: $0.cases(in: .train), seed: seed) }
    dev = measured.map { F1Score(of: $0.cases(in: .dev), seed: seed) }
    devPairs = pairs
  }
}

/// What a loop did and came to: the same for the same loop, however often it was interrupted.
public struct ImprovementReport: Sendable, Hashable, Codable {
  /// How some cases came out, by name.
  public struct Cases: Sendable, Hashable, Codable {
    public var broken: [String] = []
    public var mended: [String] = []
    public var stillFailing: [String] = []
  }

  public let start: LoopStart
  public let cases: [String: Int]
  public let baselineTrain: F1Score
  public let baselineDev: F1Score
  public private(set) var iterations: [IterationRecord] = []
  public private(set) var refused: [RefusedEdit] = []
  public private(set) var doubts: [EvalChange] = []
  /// Cases of dev that came out otherwise when the baseline was measured again; nil where it was not.
  public private(set) var flips: Int?
  /// Of the chosen candidate against the second measurement of the baseline.
  public private(set) var dev: PairedCounts?
  public private(set) var devP: Double?
  /// Of train and dev; those of the holdout are counted and not named, so that it stays sealed.
  public private(set) var changed = Cases()
  public private(set) var diff = ""
  public private(set) var files: [String: String] = [:]
  public private(set) var end: LoopEnd?
  public private(set) var holdoutBefore: F1Score?
  public private(set) var holdoutNow: F1Score?
  public private(set) var usage: Usage
  /// The cases that dev and holdout need each so that the effect sought is adopted in four of five loops; nil beyond 2,000.
  public let needed: Int?
  /// The chance that the effect sought passes dev and is adopted with the cases at hand.
  public let power: Double

  init(_ start: LoopStart, suite: EvalSuite, baseline: PanelMeasurement) {
    let alpha = start.alpha
    self.start = start
    cases = Dictionary(
      SuiteSplit.allCases.map { ($0.rawValue, suite.cases(in: $0).count) }, uniquingKeysWith: { first, _ in first })
    baselineTrain = F1Score(of: baseline.cases(in: .train), seed: start.seed)
    baselineDev = F1Score(of: baseline.cases(in: .dev), seed: start.seed)
    usage = baseline.usage
    needed = SampleSize.neededEach(mend: start.mends, broken: start.breaks, alpha: alpha)
    power = SampleSize.joint(
      dev: suite.cases(in: .dev).count, holdout: suite.cases(in: .holdout).count, mend: start.mends,
      broken: start.breaks, alpha: alpha)
  }

  mutating func add(_ usage: Usage) { self.usage = self.usage.followed(by: usage) }

  mutating func add(_ iterations: [IterationRecord], refused: [RefusedEdit], doubts: [EvalChange]) {
    (self.iterations, self.refused, self.doubts) = (iterations, refused, doubts)
  }

  /// - Parameter first: the baseline as it was measured before.
  mutating func add(rerun: PanelMeasurement, after first: PanelMeasurement) {
    add(rerun.usage)
    let old = Dictionary(first.cases.map { ($0.id, $0.came) }, uniquingKeysWith: { first, _ in first })
    flips = rerun.cases.count { now in old[now.id].map { $0 != now.came } ?? false }
  }

  /// - Parameter dev: against the second measurement of the baseline.
  mutating func choose(
    _ candidate: Workspace, from base: Workspace, standing: Set<String>, measured: PanelMeasurement,
    against baseline: PanelMeasurement, dev: PairedCounts
  ) {
    self.dev = dev
    devP = ExactTest.p(dev)
    files = candidate.changes(from: base)
    // A shipped file that is changed is a new file of the team.
    let before = base.files.filter { standing.contains($0.key) }
    diff = Workspace(files: files).diff(from: Workspace(files: before))
    let old = Dictionary(baseline.cases.map { ($0.id, $0.isRight) }, uniquingKeysWith: { first, _ in first })
    for now in measured.cases {
      switch (old[now.id] ?? now.isRight, now.isRight) {
      case (true, false): changed.broken.append(now.id)
      case (false, true): changed.mended.append(now.id)
      case (false, false): changed.stillFailing.append(now.id)
      case (true, true): break
      }
    }
  }

  mutating func add(before: PanelMeasurement, now: PanelMeasurement) {
    holdoutBefore = F1Score(of: before.cases, seed: start.seed)
    holdoutNow = F1Score(of: now.cases, seed: start.seed)
  }

  func ended(_ end: LoopEnd) -> ImprovementReport {
    var report = self
    report.end = end
    return report
  }

  public var isAdopted: Bool { end?.outcome == .adopted }
}
