public import JudgeTypes

/// A labelled artifact.
public struct EvalCase: Sendable, Hashable {
  public typealias ID = Identifier<EvalCase>

  /// A fault that a labeller marked; a constraint, where the suite measures these.
  public struct Label: Sendable, Hashable {
    /// The fault; of a constraint its level, such as `must_not`.
    public let rule: String
    /// Relative to the artifact, in a directory; nil elsewhere.
    public let path: String?
    public let lines: ClosedRange<Int>

    public init(rule: String, path: String?, lines: ClosedRange<Int>) {
      self.rule = rule
      self.path = path
      self.lines = lines
    }
  }

  public let id: ID
  /// Relative to the suite's folder.
  public let artifact: String
  public let kind: ArtifactKind
  /// Where the suite measures constraints: `fail` for a record that holds any, else `pass`.
  public let outcome: Outcome
  public let labels: [Label]
  public let source: String

  public init(id: ID, artifact: String, kind: ArtifactKind, outcome: Outcome, labels: [Label], source: String) {
    self.id = id
    self.artifact = artifact
    self.kind = kind
    self.outcome = outcome
    self.labels = labels
    self.source = source
  }
}

/// The parts of a suite: what a critic may see, what iterations compete on, what is opened once.
public enum SuiteSplit: String, Sendable, Hashable, CaseIterable {
  case train, dev, holdout
}

/// A labelled set that measures the panel, or the extraction of constraints.
public struct EvalSuite: Sendable {
  public let id: String
  public let name: String
  public let measures: SuiteMeasure
  /// The suite's folder.
  public let folder: String
  /// Shares in percent.
  public let shares: [SuiteSplit: Int]
  /// The rubrics it measures; nil for all that the panel has.
  public let rubrics: [String]?
  public let cases: [EvalCase]
  /// Nil where it demands nothing.
  public let floors: EvalFloors?

  public init(
    id: String, name: String, measures: SuiteMeasure = .panel, folder: String, shares: [SuiteSplit: Int],
    rubrics: [String]? = nil, cases: [EvalCase], floors: EvalFloors? = nil
  ) {
    self.id = id
    self.name = name
    self.measures = measures
    self.folder = folder
    self.shares = shares
    self.rubrics = rubrics
    self.cases = cases
    self.floors = floors
  }

  public func cases(in split: SuiteSplit?) -> [EvalCase] {
    guard let split else { return cases }
    return cases.filter { self.split(of: $0.id) == split }
  }

  /// The case's part, by a hash of the suite's and the case's ids: adding cases moves none of the others.
  public func split(of id: EvalCase.ID) -> SuiteSplit {
    let place = bucket(of: "\(self.id)/\(id)", count: 100)
    let train = shares[.train] ?? 0
    if place < train { return .train }
    return place < train + (shares[.dev] ?? 0) ? .dev : .holdout
  }
}
