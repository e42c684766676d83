internal import JudgeTypes

/// What must not be shown of the lines that findings of literal secrets mark.
///
/// Many secrets are known by what the text around them says, such as the key of a settings file, and by nothing that they look like; where
/// such a value ends is a matter of the format. On a line that is reported rather too much is withheld than too little.
enum ReportedSecrets {
  static let rule: Rule.ID = "hardcoded-secret"
  private static let kind = "secret"

  static func secrets(of hits: [Hit], in source: Source) -> [Secret] {
    hits.flatMap { hit in
      hit.lines.flatMap { line in isCode(source) ? strings(on: line, of: source) : values(on: line, of: source) }
    }.map { Secret(kind: kind, value: $0) }
  }

  /// The whole literal or value that a known part stands in: one that holds a quote goes on behind it.
  static func whole(_ known: Secret, in source: Source) -> Secret {
    let line = source.line(at: known.value.lowerBound)
    if source.lines(of: known.value).count > 1 { return known }
    if let string = source.string(around: known.value.lowerBound), string.content.contains(known.value.lowerBound) {
      return Secret(kind: known.kind, value: string.content)
    }
    guard isSettings(source) else { return known }
    return Secret(
      kind: known.kind, value: known.value.lowerBound..<max(known.value.upperBound, end(of: line, in: source)))
  }

  /// The values of keys that say in any settings file or manifest that they hold a secret.
  static func promised(in source: Source) -> [String] {
    guard isSettings(source) else { return [] }
    return pair.allMatches(in: source.bytes).compactMap { match in
      guard let name = match.group(0), EnvironmentSecrets.promises(source.string(name)) else { return nil }
      return source.string(
        withoutQuotes(match.range.upperBound..<end(of: source.line(at: name.lowerBound), in: source), in: source))
    }
  }

  private static func isCode(_ source: Source) -> Bool {
    switch source.language {
    case .yaml, .json, .ini, .toml, .dockerfile, .shell, .terraform, .markdown, .text, .sql: false
    default: true
    }
  }

  private static func isSettings(_ source: Source) -> Bool {
    [.yaml, .ini, .toml, .dockerfile].contains(source.language)
  }

  // MARK: Code

  /// Every literal that has a part on the line, or the line where there is none.
  private static func strings(on line: Int, of source: Source) -> [Range<Int>] {
    let range = source.range(ofLines: line...line)
    let found = source.spans.filter { $0.kind == .string && $0.range.overlaps(range) }.map(\.content).filter {
      !$0.isEmpty
    }
    return found.isEmpty ? [source.trimmed(range)] : found
  }

  // MARK: Settings, manifests, scripts

  /// A name and what parts it from its value, at the start of a line or behind a word such as `ENV` or `export`.
  private static let pair = Pattern.fixed(
    #"(?m)^[ \t]*(?:-[ \t]+)?(?:(?i:ENV|ARG|export|set|SET)[ \t]+)?["']?([A-Za-z_][\w.\[\]-]*)["']?[ \t]*(?:=>|:=|[=:]|[ \t](?=\S))[ \t]*"#
  )
  private static let goesOn = Pattern.fixed(
    #"\A\s*(?:[|>][+-]?\d?\s*(?:#.*)?)?\z|<<[-~]?["']?\w+["']?\s*\z|\\\s*\z|\A\s*["'][^"']*\z"#)

  /// From behind the first name of the line to its end, with the lines below that belong to it.
  private static func values(on line: Int, of source: Source) -> [Range<Int>] {
    let range = source.range(ofLines: line...line)
    let start = pair.allMatches(in: source.bytes, range: range, limit: 1).first?.range.upperBound ?? range.lowerBound
    let value = min(start, end(of: line, in: source))..<end(of: line, in: source)
    var found = value.isEmpty ? [] : [withoutQuotes(value, in: source)]
    if source.has(goesOn, in: value) || source.bytes[range].first(where: { !isBlank($0) }) == UInt8(ascii: "?") {
      found += below(line, in: source)
    }
    return found
  }

  private static func end(of line: Int, in source: Source) -> Int {
    source.trimmed(source.range(ofLines: line...line)).upperBound
  }

  private static let document = Pattern.fixed(#"<<[-~]?["']?(\w+)["']?\s*\z"#)
  private static let continued = Pattern.fixed(#"\\\s*\z|\A\s*\?"#)

  /// The lines below that belong to the value: those that are indented deeper, the next one of a line that goes on, the text of a
  /// here-document. Each by itself, so that none moves.
  private static func below(_ first: Int, in source: Source) -> [Range<Int>] {
    let own = source.trimmed(source.range(ofLines: first...first))
    let depth = indentation(of: first, in: source) ?? 0
    let end = document.allMatches(in: source.bytes, range: own, limit: 1).first?.group(0).map { source.string($0) }
    let isContinued = source.has(continued, in: own)
    var lines: [Range<Int>] = []
    for line in first + 1...first + 200 where line <= source.lineNumbers.upperBound {
      let text = source.trimmed(source.range(ofLines: line...line))
      if let end {
        if source.string(text) == end { break }
      } else {
        guard let indent = indentation(of: line, in: source), indent > depth || isContinued && lines.isEmpty else {
          break
        }
      }
      if !text.isEmpty { lines.append(text) }
    }
    return lines
  }

  /// Nil for a blank line.
  private static func indentation(of line: Int, in source: Source) -> Int? {
    source.bytes[source.range(ofLines: line...line)].prefix { $0 != UInt8(ascii: "\n") }
      .enumerated().first { !isBlank($0.element) }?.offset
  }

  private static func withoutQuotes(_ value: Range<Int>, in source: Source) -> Range<Int> {
    guard value.count > 2, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(source.bytes[value.lowerBound]),
      source.bytes[value.lowerBound] == source.bytes[value.upperBound - 1]
    else { return value }
    return value.lowerBound + 1..<value.upperBound - 1
  }
}
