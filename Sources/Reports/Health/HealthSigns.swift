public import SkillHealth

/// The signs that stand for levels, trends and days.
public enum HealthSigns: Sendable, CaseIterable {
  case unicode
  /// For a terminal that shows nothing else.
  case ascii

  /// One column wide; read without any colour.
  public func level(_ level: SkillState.Level) -> String {
    switch (level, self) {
    case (.healthy, .unicode): "✓"
    case (.healthy, .ascii): "+"
    case (.warning, _): "!"
    case (.critical, .unicode): "✗"
    case (.critical, .ascii): "x"
    }
  }

  public func trend(_ trend: SkillState.Trend) -> String {
    switch (trend, self) {
    case (.improving, .unicode): "↑"
    case (.improving, .ascii): "^"
    case (.degrading, .unicode): "↓"
    case (.degrading, .ascii): "v"
    case (.stable, .unicode): "→"
    case (.stable, .ascii): "="
    }
  }

  /// Seven heights, the lowest first.
  var bars: [Character] { Array(self == .unicode ? "▁▂▃▅▆▇█" : "1234567") }
  /// A day without invocations.
  var gap: Character { self == .unicode ? "·" : "." }
  package var improved: String { self == .unicode ? "✨" : "*" }
  var warning: String { self == .unicode ? "⚠️" : "!" }
  /// Ten points or more under the baseline.
  var underBaseline: String { self == .unicode ? "▼" : "!" }
  var to: String { self == .unicode ? "→" : "->" }
  /// In place of the middle of a long name.
  var ellipsis: String { self == .unicode ? "…" : "~" }
  /// Between a name and what is said of it.
  var dash: String { self == .unicode ? "—" : "-" }
}
