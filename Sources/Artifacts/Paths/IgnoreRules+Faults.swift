internal import JudgeTypes

extension IgnoreRules {
  /// A line that is read, as git reads it, and can leave nothing out.
  public struct Fault: Sendable, Hashable {
    /// 1-based.
    public let line: Int
    /// What is wrong and what to do.
    public let message: String
  }

  /// The lines that do not mean what somebody must have meant by them, in order.
  public var faults: [Fault] {
    text.lines.enumerated().compactMap { index, line in
      Self.fault(in: line).map { Fault(line: index + 1, message: $0) }
    }
  }

  private static func fault(in line: Substring) -> String? {
    var pattern = line.last == "\r" ? line.dropLast() : line
    guard !pattern.hasPrefix("#") else { return nil }
    if pattern.hasPrefix("!") { pattern = pattern.dropFirst() }
    while pattern.last == " ", !pattern.hasSuffix("\\ ") { pattern = pattern.dropLast() }
    guard !pattern.isEmpty else { return line.hasPrefix("!") ? "a '!' stands before no pattern. Name the path." : nil }
    if pattern.allSatisfy({ $0 == "/" }) { return "'/' names no path. Name a file or a folder." }
    if pattern.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }) {
      return "no path holds '.' or '..'. Write it from the folder of this file, such as /build."
    }
    return unclosed(in: pattern)
  }

  /// What is begun in the pattern and does not end.
  private static func unclosed(in pattern: Substring) -> String? {
    var rest = pattern
    while let character = rest.popFirst() {
      switch character {
      case "\\" where rest.isEmpty: return "a backslash stands before nothing. Take it out, or write it twice."
      case "\\": rest.removeFirst()
      case "[":
        guard let end = classEnd(in: rest) else { return "a '[' is not closed. Close it, or write \\[ for the sign." }
        rest = rest[end...].dropFirst()
      default: break
      }
    }
    return nil
  }

  /// Where a class of characters ends that begins before `rest`: its first character closes nothing.
  private static func classEnd(in rest: Substring) -> Substring.Index? {
    var first = rest.startIndex
    if let sign = rest.first, sign == "!" || sign == "^" { first = rest.index(after: first) }
    guard first < rest.endIndex else { return nil }
    return rest[rest.index(after: first)...].firstIndex(of: "]")
  }
}
