internal import JudgeTypes

/// Markup that PHP or Ruby puts together from what a request holds, and hands out later.
enum DynamicMarkup {
  private static let tag = Pattern.fixed(
    #"(?i)<(?:p|b|h[1-6]|div|span|td|tr|li|a|strong|em|i|input|option|title|img|label|th|ul|table|form|textarea|small|section|body)\b[^\n]*"#
  )
  private static let escaped = Pattern.fixed(
    #"\A\s*(?:h|j|u|escape_html|html_escape|sanitize|strip_tags|url_encode|CGI\.escape\w*|ERB::Util\.\w+|Rack::Utils\.escape\w*|Integer|t|l|I18n\.t|link_to|content_tag|number_\w+)\b"#
  )
  private static let shown = Pattern.fixed(#"(?m)(?:(?<![\w>:$])(?:echo|print|printf)\b|<\?=)[^;]*\z"#)
  private static let plain = Pattern.fixed(
    #"(?i)Content-Type['"]?\s*(?::|=>|,)\s*['"]?\s*(?:application/json|text/plain|text/csv)|preg_(?:match|replace)|strip_tags|DOMDocument|loadHTML"#
  )

  static func hits(in source: Source, _ flow: DynamicFlow, _ rule: Rule) -> [Hit] {
    var seenUntil = 0
    return source.spans.compactMap { string in
      guard string.kind == .string, string.range.lowerBound >= seenUntil,
        tag.matches(source.bytes, in: string.content)
      else { return nil }
      let (parts, end) = DynamicSQL.parts(of: string, in: source)
      seenUntil = max(end, string.range.upperBound)
      let before = source.lineStart(of: string.range.lowerBound)..<string.range.lowerBound
      // What is written out at once is judged where that is done.
      guard !parts.isEmpty, !(source.language == .php && shown.matches(source.code, in: before)) else { return nil }
      let sent = parts.first { !source.has(escaped, in: $0.value) && flow.origin(of: $0.value) == .request }
      guard let value = sent?.value, !plain.matches(source.text, in: flow.scope(around: string.range.lowerBound)) else {
        return nil
      }
      return Hit(rule, in: source.path, lines: source.lines(of: value))
    }
  }
}
