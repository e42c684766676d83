/// What a tool says of an artifact: a claim for judges to weigh, which casts no vote.
public struct ToolFinding: Sendable, Hashable {
  /// Such as `bandit`; the tool's own name for itself.
  public let tool: String
  public let rule: String
  public let severity: Severity
  /// As the artifact's file is called.
  public let path: String
  /// 1-based; nil where the tool blames the file as a whole.
  public let lines: ClosedRange<Int>?
  public let message: String
  /// Whether the rule calls itself one of security.
  public let isAboutSecurity: Bool

  /// The rule of whatever finds that an artifact tells its judges what to say.
  public static let injectionRule = "prompt_injection"
  /// Whether it is of that rule.
  public var isInjection: Bool { rule == Self.injectionRule }

  public init(
    tool: String, rule: String, severity: Severity, path: String, lines: ClosedRange<Int>?, message: String,
    isAboutSecurity: Bool = false
  ) {
    self.tool = tool
    self.rule = rule
    self.severity = severity
    self.path = path
    self.lines = lines
    self.message = message
    self.isAboutSecurity = isAboutSecurity
  }
}
