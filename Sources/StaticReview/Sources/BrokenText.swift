internal import JudgeTypes
internal import YAMLFiles

extension Source {
  /// Why the file is not whole, in words; nil when it is, or when its language is not read closely enough to say.
  ///
  /// Readers step over what they do not understand, so that one odd line costs no finding. What is silent about a file that
  /// breaks off in the middle must not pass it: nobody knows what was to follow.
  var brokenOff: String? {
    guard !isPartial, firstLine == 1 else { return nil }
    switch language {
    case .python, .javascript, .typescript, .swift, .go, .java, .kotlin, .csharp, .php, .terraform:
      if let openSpan { return "the comment or string that opens on line \(line(at: openSpan)) has no end" }
      return brackets.open.map { "the bracket on line \(line(at: $0)) is never closed" }
    case .sql:
      if let open = sql.open { return "the comment or string that opens on line \(line(at: open)) has no end" }
      return Brackets(of: sql.code).open.map { "the bracket on line \(line(at: $0)) is never closed" }
    case .shell: return shell.isCut ? "substitutions that nest deeper than \(ShellParser.deepest) levels" : nil
    case .yaml: return brokenYAML
    default: return nil
    }
  }

  private static let insertion = Pattern.fixed(#"(?<!\$)\{\{|\{%"#)

  /// What is not filled in yet, such as a template of Helm, is no YAML and need not be.
  private var brokenYAML: String? {
    let content = string(0..<bytes.count)
    guard !Self.insertion.matches(text),
      let problem = YAMLFile.documents(of: content, path: path).problems.first
    else { return nil }
    return "line \(problem.line ?? 1): \(problem.message)"
  }
}
