/// A comment in an artifact that asks for a finding of the offline review to be left out, and what came of it.
///
/// It is a part of the record: whoever reads a judgment sees what was not held against the artifact, why, and who would not have it.
public struct Suppression: Sendable, Hashable, Comparable {
  public enum State: String, Sendable, Hashable, Codable, CaseIterable {
    /// The finding was left out.
    case applied
    /// There was nothing to leave out.
    case unused
    /// It gives no reason; the finding stays.
    case withoutReason = "without_reason"
    /// The base revision does not hold it with the line that it is about; the finding stays.
    case notInBase = "not_in_base"
    /// No rule has the name, or one that cannot be suppressed; the finding stays.
    case refused
  }

  public let rule: String
  public let path: String
  /// The comment's own, 1-based.
  public let line: Int
  public let reason: String
  public let state: State

  public init(rule: String, path: String, line: Int, reason: String, state: State) {
    self.rule = rule
    self.path = path
    self.line = line
    self.reason = reason
    self.state = state
  }

  public static func < (left: Suppression, right: Suppression) -> Bool {
    (left.path, left.line, left.rule) < (right.path, right.line, right.rule)
  }
}
