internal import JudgeTypes

/// Calls that do harm with values from outside, in PHP and Ruby.
struct DynamicSink: Sendable {
  /// The callee, before its parenthesis or blank.
  let callee: Pattern
  /// Which argument does the harm; nil for any of them.
  let argument: Int?
  /// From which origin on it does.
  let least: ValueOrigin
  /// Whether the value must be led by what is from outside, as the host of an address is.
  let leads: Bool

  init(_ callee: StaticString, argument: Int? = 0, least: ValueOrigin = .request, leads: Bool = false) {
    self.callee = .fixed(callee)
    self.argument = argument
    self.least = least
    self.leads = leads
  }
}

/// One rule's sinks, and what in the same function shows that the value was looked at.
struct DynamicSinks: Sendable {
  let sinks: [SourceLanguage: [DynamicSink]]
  let checks: Pattern?
  let harmless: Pattern?
  let isCritical: Bool

  func detector(_ name: String, also more: (@Sendable (Source, DynamicFlow, Rule) -> [Hit])? = nil) -> Detector {
    .file(name) { source, rule in
      guard !source.isTest, let flow = DynamicFlow(source, harmless: harmless) else { return [] }
      let found = (sinks[source.language] ?? []).flatMap { sink in hits(of: sink, in: source, flow, rule) }
      return found + (more?(source, flow, rule) ?? [])
    }
  }

  func hits(of sink: DynamicSink, in source: Source, _ flow: DynamicFlow, _ rule: Rule) -> [Hit] {
    // In the text, since the names of what is asked of the request stand in strings; a match inside a string is no call.
    sink.callee.allMatches(in: source.text).compactMap { match -> Hit? in
      guard !source.isInString(match.range.lowerBound) else { return nil }
      let arguments = source.dynamicArguments(after: match.range.upperBound)
      let chosen =
        sink.argument.map { index in arguments.indices.contains(index) ? [arguments[index]] : [] } ?? arguments
      guard let end = arguments.last?.upperBound else { return nil }
      for value in chosen {
        let value = source.withoutKey(value)
        // A bare name that the function was handed is judged where it is called.
        if sink.least == .passed, source.isBareName(value), flow.origin(of: value) == .passed,
          flow.assignments(of: source.bareName(value)).isEmpty
        {
          continue
        }
        let origin = flow.origin(of: sink.leads ? flow.beginning(of: value) : value)
        guard origin >= sink.least, !isChecked(before: match.range, in: source, flow) else { continue }
        let severity: Severity? = isCritical && origin == .request ? .critical : nil
        return Hit(rule, in: source.path, lines: source.lines(of: match.range.lowerBound..<end), severity: severity)
      }
      return nil
    }
  }

  func isChecked(before place: Range<Int>, in source: Source, _ flow: DynamicFlow) -> Bool {
    guard let checks else { return false }
    let scope = flow.scope(around: place.lowerBound)
    // In a script without functions what stands far above speaks of something else.
    let start = source.function(around: place.lowerBound) == nil ? max(0, place.lowerBound - 2_500) : scope.lowerBound
    let line = source.range(ofLines: source.lines(of: place))
    return checks.matches(source.text, in: start..<max(start, line.upperBound))
  }
}

extension Source {
  private static let tag = Pattern.fixed(#"\?>"#)
  private static let modifier = Pattern.fixed(#"[ \t](?:if|unless|rescue|and|or|do)[ \t(]"#)
  private static let key = Pattern.fixed(#"\A(?:\w+:(?!:)\s*|['":]\w+['"]?\s*=>\s*)"#)
  private static let bare = Pattern.fixed(#"\A\$?@?[a-z_A-Z]\w*\z"#)

  /// The arguments behind a callee: in parentheses, or in Ruby and PHP's `echo` to the statement's end.
  func dynamicArguments(after end: Int) -> [Range<Int>] {
    var index = end
    if index > 0, code[index - 1] == UInt8(ascii: "(") { index -= 1 }
    while index < code.count, code[index] == UInt8(ascii: " ") { index += 1 }
    guard index < code.count else { return [] }
    if code[index] == UInt8(ascii: "("), let close = closing(of: index) {
      let after = close + 1
      // `include(A . B) . C` goes on behind its parenthesis, which is rare.
      return after <= code.count ? arguments(in: (index + 1)..<close) : []
    }
    var stop = statementEnd(from: index)
    if language == .ruby, let cut = Self.modifier.allMatches(in: code, range: index..<stop, limit: 1).first {
      stop = cut.range.lowerBound
    }
    if language == .php, let tag = Self.tag.allMatches(in: code, range: index..<stop, limit: 1).first {
      stop = tag.range.lowerBound
    }
    return arguments(in: index..<max(index, stop))
  }

  /// Of `key: value` the value.
  func withoutKey(_ range: Range<Int>) -> Range<Int> {
    guard let match = Self.key.allMatches(in: text, range: range, limit: 1).first,
      match.range.lowerBound == range.lowerBound
    else { return range }
    return match.range.upperBound..<max(match.range.upperBound, range.upperBound)
  }

  func isBareName(_ range: Range<Int>) -> Bool { has(Self.bare, in: range) }

  func bareName(_ range: Range<Int>) -> String {
    string(range).replacing("$", with: "")
  }
}
