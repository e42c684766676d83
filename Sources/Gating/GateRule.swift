public import JudgeTypes

/// A kind of thing that stops a merge. All that is named must hold; what is nil is not asked.
public struct GateRule: Sendable, Hashable {
  /// The panel's outcome is one of these.
  public let outcomes: Set<Outcome>?
  /// It is a verified finding at least this severe.
  public let severity: Severity?
  /// It speaks against one of these dimensions.
  public let dimensions: Set<Dimension.ID>?
  /// It speaks against a dimension of one of these levels.
  public let levels: Set<Level>?
  /// It stands in one of these files.
  public let paths: GatePaths?
  /// It stands in none of these files.
  public let except: GatePaths?

  public init(
    outcomes: Set<Outcome>? = nil, severity: Severity? = nil, dimensions: Set<Dimension.ID>? = nil,
    levels: Set<Level>? = nil, paths: GatePaths? = nil, except: GatePaths? = nil
  ) {
    self.outcomes = outcomes
    self.severity = severity
    self.dimensions = dimensions
    self.levels = levels
    self.paths = paths
    self.except = except
  }

  /// What blocks where nobody says otherwise.
  public static let fail = GateRule(outcomes: [.fail])
  /// What blocks besides where `conditional` is refused too.
  public static let conditional = GateRule(outcomes: [.fail, .conditional])

  /// Whether it is about the outcome alone, and so about whatever that rests on.
  var isOfOutcome: Bool { severity == nil && dimensions == nil && levels == nil }

  func applies(to path: String) -> Bool {
    if let except, except.name(path) { return false }
    return paths?.name(path, isGenerous: true) ?? true
  }
}

/// What stops a merge.
public struct GatePolicy: Sendable, Hashable {
  /// Each can block alone.
  public let rules: [GateRule]
  /// Whether it only says what it would block.
  public let isAdvisory: Bool

  public init(rules: [GateRule] = [.fail], isAdvisory: Bool = false) {
    self.rules = rules
    self.isAdvisory = isAdvisory
  }
}
