internal import JudgeTypes

/// Values in documentation and in texts that people read, which open nothing.
enum Documented {
  private static let example = Pattern.fixed(
    #"(?i)\be\.g\.|\bfor example\b|\bfor instance\b|\bsuch as\b|\*\s*@(?:return|param|see|code)\b|\bexample\b|&(?:quot|lt);"#
  )
  private static let documentation = Pattern.fixed(#"\A(?:/\*\*|///)"#)
  private static let labels = Pattern.fixed(
    #"(?i)(?:(?:^|/)\w*(?:messages?|labels?|strings?|texts?|bundle|i18n|locale|translations?)\w*|_(?:de|en|fr|es|it|pt|nl|pl|ru|ja|ko|zh|tr|sv|da|fi|cs|uk|hu|el|ar|he|ro|bg|no)(?:_[A-Za-z]{2,4})?)\.properties\z|/(?:i18n|locales?|lang|translations?)/[\w./-]+\.(?:properties|ya?ml|json|ini)\z"#
  )

  /// Kinds that are known by the name beside the value, not by a form of their own.
  private static let promised: Set<String> = ["password", "token", "key", "secret"]

  /// Whether a value only shows what one looks like. It is still taken out of what models read.
  static func isShown(_ secret: Secret, in source: Source) -> Bool {
    promised.contains(secret.kind)
      ? isExample(secret.value, in: source)
      : secret.kind == "password in a connection string"
        && (isForm(secret.value, in: source) || isExample(secret.value, in: source))
  }

  /// What a docstring or a documentation comment gives as an example, and what a file of translations calls a field.
  private static func isExample(_ value: Range<Int>, in source: Source) -> Bool {
    if labels.matches(Array(source.reviewedPath.utf8)), !source.string(value).contains(where: \.isNumber) {
      return true
    }
    if let docstring = source.string(around: value.lowerBound), isDocstring(docstring, in: source) { return true }
    guard
      let comment = source.spans.first(where: { $0.kind == .comment && $0.range.contains(value.lowerBound) }),
      documentation.matches(source.bytes, in: comment.range)
    else { return false }
    return example.matches(source.bytes, in: source.range(ofLines: source.lines(of: value)))
  }

  private static let header = Pattern.fixed(#":\s*\z|\A\s*\z"#)

  /// A literal in three quotes that stands alone at the head of a function, class or file.
  private static func isDocstring(_ string: Span, in source: Source) -> Bool {
    guard source.language == .python, string.content.lowerBound - string.range.lowerBound >= 3 else { return false }
    let start = source.lineStart(of: string.range.lowerBound)
    guard source.trimmed(start..<string.range.lowerBound).isEmpty else { return false }
    return header.matches(source.code, in: max(0, start - 200)..<start)
  }

  private static let form = Pattern.fixed(
    #"(?i)\bof the form\b|\bin the form\b|\bthe format\b|\be\.g\.|\bsuch as\b|\blooks like\b"#)
  private static let words = Pattern.fixed(#"//[a-z_]+:[a-z_]+@[a-z_]+(?![\w.:])"#)

  /// An address that only shows how one is put together, in words: `scheme://name:part@place`.
  private static func isForm(_ address: Range<Int>, in source: Source) -> Bool {
    let line = source.line(at: address.lowerBound)
    let near = source.range(ofLines: max(source.firstLine, line - 1)...line)
    return form.matches(source.bytes, in: near) && words.matches(source.bytes, in: source.range(ofLines: line...line))
  }
}
