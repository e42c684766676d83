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

  /// Whether it allows `tool`, and of a shell the command.
  ///
  /// - Parameter command: nil where the tool is no shell.
  public func allows(_ tool: String, command: String?) -> Bool {
    let isNamed =
      self.tool.hasSuffix("*")
      ? tool.hasPrefix(self.tool.dropLast()) : tool.lowercased() == self.tool.lowercased()
    guard isNamed, let use, let command else { return isNamed }
    let stem = use.hasSuffix(":*") ? use.dropLast(2) : use.hasSuffix("*") ? use.dropLast() : use[...]
    return use.hasSuffix("*") ? command.hasPrefix(stem) : command == use
  }
}
