internal import JudgeTypes

/// The values that findings of literal secrets speak of.
///
/// Many are known by what the text around them says, such as the key of a settings file, and by nothing that they look like. A
/// finding marks lines; what is reported must not be shown, so on these lines rather too much is a secret than too little.
enum ReportedSecrets {
  static let rule: Rule.ID = "hardcoded-secret"

  /// - Parameter known: the secrets of the file that are known already.
  static func secrets(of hits: [Hit], in source: Source, besides known: [Secret]) -> [Secret] {
    let lines = Set(known.flatMap { Array(source.lines(of: $0.value)) })
    return hits.flatMap { hit -> [Secret] in
      var values = promised(in: hit.lines, of: source)
      if values.isEmpty, lines.isDisjoint(with: hit.lines) { values = any(in: hit.lines, of: source) }
      return values.filter { !$0.isEmpty }.map { Secret(kind: "secret", value: $0) }
    }
  }

  // MARK: What a line gives to a name

  private static let assigned = Pattern.fixed(
    #"(?:^|[\s{,;(\[])["']?([A-Za-z_][\w.-]*)["']?[ \t]*(?:=>|:=|[=:])[ \t]*(?:[|>][+-]?[ \t]*$|("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s"',}\]]+))"#
  )
  /// `ENV NAME value`.
  private static let spaced = Pattern.fixed(#"(?i)^\s*(?:ENV|ARG)[ \t]+([A-Za-z_]\w*)[ \t]+([^\s=][^\n]*)"#)

  private static func pairs(in lines: ClosedRange<Int>, of source: Source) -> [(name: String, value: Range<Int>)] {
    let range = source.range(ofLines: lines)
    let patterns = source.language == .dockerfile ? [assigned, spaced] : [assigned]
    return patterns.flatMap { pattern in
      pattern.allMatches(in: source.bytes, range: range).compactMap { match in
        guard let name = match.group(0) else { return nil }
        return (source.string(name), match.group(1) ?? below(match.range, in: source))
      }
    }
  }

  /// The value of a name that says what a secret is called.
  private static func promised(in lines: ClosedRange<Int>, of source: Source) -> [Range<Int>] {
    pairs(in: lines, of: source).filter { EnvironmentSecrets.promises($0.name) && isLiteral($0.value, in: source) }
      .map { withoutQuotes($0.value, in: source) }
  }

  /// Whether it stands there as it is: in code a name or a call is none.
  private static func isLiteral(_ value: Range<Int>, in source: Source) -> Bool {
    switch source.language {
    case .yaml, .json, .ini, .toml, .dockerfile, .shell, .terraform, .markdown, .text: true
    default: value.first.map { [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(source.bytes[$0]) } ?? false
    }
  }

  /// The lines below that are indented deeper: a block of text in YAML.
  private static func below(_ range: Range<Int>, in source: Source) -> Range<Int> {
    let first = source.line(at: range.lowerBound)
    let depth = indentation(of: first, in: source)
    var last = first
    while last < source.lineNumbers.upperBound, indentation(of: last + 1, in: source) ?? .max > depth ?? 0 { last += 1 }
    guard last > first else { return range.upperBound..<range.upperBound }
    return source.trimmed(source.range(ofLines: (first + 1)...last))
  }

  /// Nil for a blank line.
  private static func indentation(of line: Int, in source: Source) -> Int? {
    source.bytes[source.range(ofLines: line...line)].prefix { $0 != UInt8(ascii: "\n") }
      .enumerated().first { $0.element != UInt8(ascii: " ") }?.offset
  }

  private static func withoutQuotes(_ value: Range<Int>, in source: Source) -> Range<Int> {
    guard value.count > 1, let first = value.first,
      [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(source.bytes[first]),
      source.bytes[first] == source.bytes[value.upperBound - 1]
    else { return value }
    return value.lowerBound + 1..<value.upperBound - 1
  }

  // MARK: Where no name says it

  private static func any(in lines: ClosedRange<Int>, of source: Source) -> [Range<Int>] {
    let range = source.range(ofLines: lines)
    let strings = source.strings(in: range).map(\.content).filter { $0.count > 2 }
    if !strings.isEmpty { return strings }
    let values = pairs(in: lines, of: source).map { withoutQuotes($0.value, in: source) }.filter { !$0.isEmpty }
    return values.isEmpty ? [source.trimmed(range)] : values
  }
}
