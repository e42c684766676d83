public import JudgeTypes

/// What tools say of an artifact as the judges are shown it: one line each, the same for every seat: what addresses the
/// judges first, then the gravest.
public struct ToolClaims: Sendable, Hashable {
  public static let none = ToolClaims([])
  /// More are not shown.
  public static let most = 60
  /// Of one message, in Unicode scalars.
  static let longestMessage = 300

  /// The lines, each with its line feed; empty where there is nothing to say. This is what the prompts hold and the
  /// journal keeps.
  public let text: String
  /// All of them, shown or not.
  public let count: Int
  public var isEmpty: Bool { count == 0 }

  /// - Parameter findings: in any order; what is said twice is shown once. Secrets are redacted in their messages before.
  public init(_ findings: [ToolFinding]) {
    let all = Set(findings).sorted(by: Self.precedes)
    count = all.count
    guard !all.isEmpty else {
      text = ""
      return
    }
    let shown = all.prefix(Self.most)
    let number = all.count > shown.count ? "\(shown.count) of \(all.count), the gravest" : "\(all.count)"
    text = "Claims of tools (\(number)):\n" + shown.map(Self.line).joined()
  }

  /// As they stand on record.
  init(recorded text: String) {
    self.text = text
    count = text.split(separator: "\n").dropFirst().count
  }

  private static func line(_ finding: ToolFinding) -> String {
    var place = finding.path.shownName
    if let lines = finding.lines {
      place += lines.count == 1 ? ":\(lines.lowerBound)" : ":\(lines.lowerBound)-\(lines.upperBound)"
    }
    let tool = inOneLine(finding.tool, most: 60)
    let rule = inOneLine(finding.rule, most: 120)
    return "Claim: \(tool) | \(rule) | \(finding.severity.rawValue) | \(place) | "
      + "\(inOneLine(finding.message, most: longestMessage))\n"
  }

  /// On one line, white space folded, what cannot be seen written out, not too long.
  private static func inOneLine(_ text: String, most: Int) -> String {
    var line = String.UnicodeScalarView()
    var wasSpace = true
    for scalar in text.unicodeScalars {
      let isSpace = scalar.properties.isWhitespace
      if line.count == most { return (String(line) + "…").shownName }
      if !isSpace { line.append(scalar) } else if !wasSpace { line.append(" ") }
      wasSpace = isSpace
    }
    if line.last == " " { line.removeLast() }
    return String(line).shownName
  }

  private static func precedes(_ left: ToolFinding, _ right: ToolFinding) -> Bool {
    // However many faults there are, they must not hide from a judge that it is spoken to.
    if left.isInjection != right.isInjection { return left.isInjection }
    if left.severity != right.severity { return left.severity > right.severity }
    let (leftLine, rightLine) = (left.lines?.lowerBound ?? 0, right.lines?.lowerBound ?? 0)
    let (leftEnd, rightEnd) = (left.lines?.upperBound ?? 0, right.lines?.upperBound ?? 0)
    if left.path != right.path { return left.path < right.path }
    if (leftLine, leftEnd) != (rightLine, rightEnd) { return (leftLine, leftEnd) < (rightLine, rightEnd) }
    return (left.tool, left.rule, left.message) < (right.tool, right.rule, right.message)
  }
}
