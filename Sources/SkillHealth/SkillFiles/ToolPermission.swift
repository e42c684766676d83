import Artifacts
import YAMLFiles

/// A tool that a skill may use, such as `Read` or `Bash(git status:*)`.
public struct ToolPermission: Sendable, Hashable, CustomStringConvertible {
  /// Such as `Bash`; may end with `*`, as `mcp__github__*` does.
  public let tool: String
  /// What stands in brackets behind it, such as `git status:*`; nil where every use is allowed.
  public let use: String?

  public init(_ text: some StringProtocol) {
    let text = text.drop(while: \.isWhitespace)
    guard let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")"), open < close else {
      tool = String(text.prefix { !$0.isWhitespace })
      use = nil
      return
    }
    tool = String(text[..<open])
    use = String(text[text.index(after: open)..<close])
  }

  /// As it is written in front matter.
  public var description: String { use.map { "\(tool)(\($0))" } ?? tool }

  /// A list, or one text with commas or spaces between tools, those in brackets left out.
  static func list(_ value: YAMLValue) -> [ToolPermission] {
    if case .list = value.content { return value.strings.map { ToolPermission($0) } }
    var permissions: [ToolPermission] = []
    var current = ""
    var depth = 0
    for character in (value.string ?? "") + "," {
      if character == "(" { depth += 1 }
      if character == ")" { depth = max(0, depth - 1) }
      if depth == 0, character == "," || character.isWhitespace {
        if !current.isEmpty { permissions.append(ToolPermission(current)) }
        current = ""
      } else {
        current.append(character)
      }
    }
    return permissions
  }

  /// Whether it speaks of the tool, by this or another of its names: `Read` is `read_file` to others, `mcp__x` all of a server.
  public func names(_ tool: String) -> Bool {
    if self.tool.hasSuffix("*") { return tool.hasPrefix(self.tool.dropLast()) }
    if tool.lowercased() == self.tool.lowercased() { return true }
    if self.tool.hasPrefix("mcp__") { return tool.hasPrefix(self.tool + "__") }
    let kind = ToolUse.kind(of: self.tool)
    return kind != .other && kind != .waiting && kind == ToolUse.kind(of: tool)
  }

  /// Whether it allows one command, without `&&` and the like: `git log:*` is it alone or with words behind it.
  public func allows(command: String) -> Bool {
    guard let use else { return true }
    if use.hasSuffix(":*") {
      let stem = use.dropLast(2)
      // `make migrate:up` is of `make migrate:*`, and `git logout` not of `git log:*`.
      guard command.hasPrefix(stem), let next = command.dropFirst(stem.count).first else { return command == stem }
      return !(next.isLetter || next.isNumber || "-_".contains(next))
    }
    if use.hasSuffix(" *"), command == use.dropLast(2) { return true }
    return Self.matches(command[...], pattern: use.split(separator: "*", omittingEmptySubsequences: false))
  }

  /// - Parameter path: below the project's folder.
  public func allows(path: String) -> Bool {
    guard let use, !use.hasPrefix("//"), !use.hasPrefix("~") else { return use == nil }
    let pattern = use.hasPrefix("./") ? use.dropFirst(2) : use.hasPrefix("/") ? use.dropFirst() : use[...]
    if GlobPattern(String(pattern)).matches(path) { return true }
    return path.hasPrefix(pattern.hasSuffix("/") ? pattern : pattern + "/")
  }

  /// Whether the pieces of a pattern, `*` between them, make up the text.
  private static func matches(_ text: Substring, pattern: [Substring]) -> Bool {
    guard let first = pattern.first, let last = pattern.last, text.hasPrefix(first) else { return false }
    guard pattern.count > 1 else { return text == first }
    var rest = text.dropFirst(first.count)
    for piece in pattern.dropFirst().dropLast() where !piece.isEmpty {
      guard let found = rest.firstRange(of: piece) else { return false }
      rest = rest[found.upperBound...]
    }
    return rest.hasSuffix(last)
  }
}
