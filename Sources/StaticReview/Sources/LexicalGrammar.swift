internal import JudgeTypes

/// How a language writes comments and strings; enough to tell them from code without parsing it.
struct LexicalGrammar: Sendable {
  struct StringForm: Sendable {
    let opening: String
    let closing: String
    /// Whether it may run over line ends.
    let spansLines: Bool
    let hasEscapes: Bool
    let interpolation: Interpolation
    /// Whether the closing mark, written twice, stands for itself (C#'s `@"a ""b"""`).
    var isDoubled = false
  }

  enum Interpolation: Sendable {
    case none
    /// `{expression}` when the string has a prefix with `f` (Python).
    case bracesWhenFormatted
    /// `${expression}`.
    case dollarBraces
    /// `\(expression)`.
    case backslashParenthesis
    /// `#{expression}`.
    case hashBraces
    /// `$name` and `${expression}` (Kotlin).
    case dollarNames
    /// `{expression}`; `{{` is a brace (C#).
    case braces
  }

  var lineComments: [String] = []
  var blockComments: [(opening: String, closing: String)] = []
  var blocksNest = false
  /// Longest opening first.
  var strings: [StringForm] = []
  /// Whether `/…/` can be a literal.
  var hasRegexLiterals = false

  static func of(_ language: SourceLanguage) -> LexicalGrammar {
    switch language {
    case .python: python
    case .javascript, .typescript: script
    case .swift: swift
    case .go: go
    case .java: java
    case .kotlin: kotlin
    case .csharp: csharp
    case .c, .rust, .scala: braces
    case .dockerfile, .yaml, .toml, .ini, .terraform: hash
    case .shell: shell
    case .sql: sql
    case .php, .ruby, .json, .xml, .html, .markdown, .diff, .text: LexicalGrammar()
    }
  }

  private static func quoted(
    _ quote: String, interpolation: Interpolation = .none, spansLines: Bool = false, escapes: Bool = true
  ) -> StringForm {
    StringForm(
      opening: quote, closing: quote, spansLines: spansLines, hasEscapes: escapes, interpolation: interpolation)
  }

  private static let python = LexicalGrammar(
    lineComments: ["#"],
    strings: [
      quoted("\"\"\"", interpolation: .bracesWhenFormatted, spansLines: true),
      quoted("'''", interpolation: .bracesWhenFormatted, spansLines: true),
      quoted("\"", interpolation: .bracesWhenFormatted), quoted("'", interpolation: .bracesWhenFormatted),
    ])
  private static let script = LexicalGrammar(
    lineComments: ["//"], blockComments: [("/*", "*/")],
    strings: [quoted("`", interpolation: .dollarBraces, spansLines: true), quoted("\""), quoted("'")],
    hasRegexLiterals: true)
  private static let swift = LexicalGrammar(
    lineComments: ["//"], blockComments: [("/*", "*/")], blocksNest: true,
    strings: [
      StringForm(opening: "#\"\"\"", closing: "\"\"\"#", spansLines: true, hasEscapes: false, interpolation: .none),
      StringForm(opening: "#\"", closing: "\"#", spansLines: false, hasEscapes: false, interpolation: .none),
      quoted("\"\"\"", interpolation: .backslashParenthesis, spansLines: true),
      quoted("\"", interpolation: .backslashParenthesis),
    ])
  private static let braces = LexicalGrammar(
    lineComments: ["//"], blockComments: [("/*", "*/")],
    strings: [
      quoted("\"\"\"", spansLines: true), quoted("`", spansLines: true, escapes: false), quoted("\""), quoted("'"),
    ])
  private static let go = LexicalGrammar(
    lineComments: ["//"], blockComments: [("/*", "*/")],
    strings: [quoted("`", spansLines: true, escapes: false), quoted("\""), quoted("'")])
  private static let java = LexicalGrammar(
    lineComments: ["//"], blockComments: [("/*", "*/")],
    strings: [quoted("\"\"\"", spansLines: true), quoted("\""), quoted("'")])
  private static let kotlin = LexicalGrammar(
    lineComments: ["//"], blockComments: [("/*", "*/")], blocksNest: true,
    strings: [
      quoted("\"\"\"", interpolation: .dollarNames, spansLines: true, escapes: false),
      quoted("\"", interpolation: .dollarNames), quoted("'"),
    ])
  private static let csharp = LexicalGrammar(
    lineComments: ["//"], blockComments: [("/*", "*/")],
    strings: [
      sharp("$\"\"\"", "\"\"\"", .braces), sharp("$@\"", "\"", .braces, isDoubled: true),
      sharp("@$\"", "\"", .braces, isDoubled: true), sharp("\"\"\"", "\"\"\"", .none),
      sharp("@\"", "\"", .none, isDoubled: true),
      StringForm(opening: "$\"", closing: "\"", spansLines: false, hasEscapes: true, interpolation: .braces),
      quoted("\""), quoted("'"),
    ])

  /// C#'s strings over several lines, in which a backslash is only itself.
  private static func sharp(
    _ opening: String, _ closing: String, _ interpolation: Interpolation, isDoubled: Bool = false
  ) -> StringForm {
    StringForm(
      opening: opening, closing: closing, spansLines: true, hasEscapes: false, interpolation: interpolation,
      isDoubled: isDoubled)
  }

  private static let hash = LexicalGrammar(lineComments: ["#"], strings: [quoted("\""), quoted("'", escapes: false)])
  private static let shell = LexicalGrammar(
    lineComments: ["#"], strings: [quoted("\"", spansLines: true), quoted("'", spansLines: true, escapes: false)])
  private static let sql = LexicalGrammar(
    lineComments: ["--"], blockComments: [("/*", "*/")], strings: [quoted("'", spansLines: true, escapes: false)])
}
