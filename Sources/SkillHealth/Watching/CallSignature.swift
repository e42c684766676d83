import Provenance

/// What makes two calls of a tool the same, or nearly.
struct CallSignature: Sendable, Hashable {
  let exact: String
  let near: String
  /// Whether it may change what later calls see.
  let changes: Bool
  /// Whether it waits for something, or asks how far something came, so that asking again is no retry.
  let waits: Bool

  init(_ use: ToolUse) {
    exact = Self.hash(use.name + "\n" + use.input.canonical)
    let subject = use.command.map(Self.plain) ?? use.path ?? use.input.canonical
    near = Self.hash(use.name + "\n" + subject)
    waits = use.command.map { ShellLine($0).waits } ?? false
    switch use.kind {
    case .edit, .write: changes = true
    case .shell: changes = !ShellLine(use.command ?? "").isReadOnly
    case .other: changes = true
    case .read, .search, .listing, .skill, .waiting: changes = false
    }
  }

  /// The command without figures, redirections and what its output is cut with.
  private static func plain(_ command: String) -> String {
    let line = ShellLine(command)
    let commands = line.commands.filter { command in
      !["head", "tail", "tee", "cat", "wc"].contains(command.name) || line.commands.count == 1
    }
    return commands.map { command in
      command.words.map { $0.filter { !$0.isNumber } }.filter { !$0.isEmpty && !$0.hasPrefix(">") && $0 != "&" }
        .joined(separator: " ")
    }.joined(separator: " | ")
  }

  private static func hash(_ text: String) -> String { String(Digest.number(of: text), radix: 36) }
}
