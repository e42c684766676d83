/// What the watcher says to an agent: one or two lines.
public struct Advice: Sendable, Hashable {
  public let pattern: AntiPattern
  public let text: String

  public init(_ pattern: AntiPattern, _ text: String) {
    self.pattern = pattern
    self.text = text
  }
}
