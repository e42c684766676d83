/// One simple command of a shell script, in byte offsets of its text.
struct ShellCommand: Sendable {
  /// What joins two commands.
  enum Link: Sendable { case none, pipe, and, or, background }

  /// The name first; without assignments before it and without redirections.
  var words: [ShellWord] = []
  var assignments: [ShellAssignment] = []
  var redirections: [ShellRedirection] = []
  /// The bodies of its here-documents.
  var documents: [ShellWord] = []
  var range: Range<Int>
  var before: Link
  var after: Link = .none
  /// Whether it decides an `if`, `while`, `until`, or stands behind `!`.
  var isCondition: Bool
  /// How many command substitutions it stands in.
  let depth: Int
  /// The function whose body it stands in.
  let function: String?

  var name: String { words.first?.text ?? "" }
}

/// A word with its quotes taken off.
struct ShellWord: Sendable {
  var range: Range<Int>
  /// Expansions as they are written.
  var text: String
  var expansions: [ShellExpansion]
  /// Whether nothing in it is quoted.
  var isBare: Bool
}

struct ShellAssignment: Sendable {
  let name: String
  let value: ShellWord
}

struct ShellRedirection: Sendable {
  /// Such as `2>` or `>>`.
  let sign: String
  let target: ShellWord
}

/// A `$…` in a word.
struct ShellExpansion: Sendable {
  /// Empty for a command substitution; `{{` for an expression of a pipeline.
  let name: String
  /// What stands behind the name in braces, such as `:-default`.
  let operation: String
  let isQuoted: Bool
  let range: Range<Int>

  var isCommand: Bool { name.isEmpty }
  var isPositional: Bool { name == "@" || name == "*" || !name.isEmpty && name != "0" && name.allSatisfy(\.isNumber) }
  /// Whether it is never empty, because it has a default or demands a value.
  var isDemanded: Bool {
    operation.hasPrefix(":?") || operation.hasPrefix("?") || operation.hasPrefix(":-") && operation.count > 2
      || operation.hasPrefix(":=") && operation.count > 2
  }
}
