internal import JudgeTypes

/// Values of a request that reach a file, an address, a redirect, a page, a process or an interpreter unchecked.
enum FlowSinks {
  static let path = detector("flow_path")
  static let address = detector("flow_address")
  static let redirect = detector("flow_redirect")
  static let page = detector("flow_page")
  static let evaluation = detector("flow_evaluation")
  static let objects = detector("flow_objects")

  private static func detector(_ name: String) -> Detector {
    .file(name) { source, rule in
      guard !source.isTest, let sinks = FlowSinkTable.all[name]?.filter({ $0.languages.contains(source.language) }),
        !sinks.isEmpty
      else { return [] }
      return sinks.flatMap { hits(of: $0, in: source, rule) }
    }
  }

  private static func hits(of sink: FlowSink, in source: Source, _ rule: Rule) -> [Hit] {
    source.calls(sink.callee).compactMap { call in
      let flow = source.flow
      guard let function = flow.function(around: call.range.lowerBound) else { return nil }
      let values =
        sink.argument.map { call.arguments.indices.contains($0) ? [call.arguments[$0]] : [] } ?? call.arguments
      guard
        let value = values.first(where: { value in
          let worth = sink.isAddress ? FlowAddress.origin(of: value, in: source) : flow.origin(of: value, in: source)
          return worth == .request || sink.isSent && HookAddress.isOfRecord(value, in: source)
        })
      else { return nil }
      if let context = sink.context, !source.has(context, in: call.range),
        !source.has(context, in: FlowAddress.definition(of: value, in: source) ?? call.range)
      {
        return nil
      }
      if let settled = sink.settled,
        source.has(settled, in: value)
          || FlowAddress.definition(of: value, in: source).map({ source.has(settled, in: $0) }) == true
      {
        return nil
      }
      if let checks = sink.checks, source.has(checks, in: function.block.range) { return nil }
      let made = lines(of: call, value, in: source)
      guard sink.isSent, let sent = HookAddress.sent(after: call, in: function.block, of: source) else {
        return Hit(rule, in: source.path, lines: made)
      }
      return Hit(rule, in: source.path, lines: made.lowerBound...max(made.upperBound, sent))
    }
  }

  /// From where the value was put together, when that is near, to where it is used.
  static func lines(of call: Call, _ value: Range<Int>, in source: Source) -> ClosedRange<Int> {
    let used = source.lines(of: source.trimmed(call.name.lowerBound..<max(call.name.upperBound, value.upperBound)))
    guard let made = FlowAddress.definition(of: value, in: source) else { return used }
    let first = source.line(at: made.lowerBound)
    return first <= used.lowerBound && used.lowerBound - first <= 6 ? first...used.upperBound : used
  }
}

/// A call that does harm with what a request says.
struct FlowSink: Sendable {
  let languages: Set<SourceLanguage>
  let callee: Pattern
  /// The argument that matters; nil for any.
  let argument: Int?
  /// Whether only the scheme and host of the value matter.
  var isAddress = false
  /// Whether something is sent there from this machine.
  var isSent = false
  /// What the call or the value's making must also show.
  var context: Pattern?
  /// Values that the library itself has made harmless for this sink.
  var settled: Pattern?
  /// A look at the value, anywhere in the function: whether it is the right one is for a reader to say.
  let checks: Pattern?
}

/// Addresses: who chooses the host.
enum FlowAddress {
  private static let name = Pattern.fixed(#"\A\w+\z"#)
  private static let fixedHost = Pattern.fixed(
    #"\A(?:[a-z][a-z0-9+.-]*:)?//[^/%{$]+(?:[/?#:]|\z)|\A/(?![/\\])|\A[\w.-]+\z(?<!:)"#)
  private static let scheme = Pattern.fixed(#"\A(?:[a-z][a-z0-9+.-]*:(?://)?|redirect:)?(?:%[sv]|\{\d?\}|\z)"#)
  private static let text = Pattern.fixed(#"\A\w+\.toString\(\)\z"#)
  private static let local = Pattern.fixed(#"\Aredirect:/(?![/\\])[^/]"#)
  private static let wrapping = Pattern.fixed(
    #"\A(?:new\s+)?(?:[\w.]+\.)?(?:Parse|ParseRequestURI|URI|URL|Uri|create|of|from|fromUriString|fromHttpUrl|TrimSpace|trim|toString|String|HttpGet|HttpPost|HttpRequestMessage|NewRequest|Sprintf|format)\("#
  )

  /// What the name in `value` was last given, in its function.
  static func definition(of value: Range<Int>, in source: Source) -> Range<Int>? {
    let value = source.trimmed(value)
    guard source.has(name, in: value), let function = source.flow.function(around: value.lowerBound) else { return nil }
    return function.values[source.string(value)]?.last { $0.upperBound <= value.lowerBound }
  }

  /// Where the host of an address comes from: the rest of it harms nobody here.
  static func origin(of value: Range<Int>, in source: Source, depth: Int = 0) -> Flow.Origin {
    let value = source.trimmed(value)
    guard depth < 5, !value.isEmpty else { return .outside }
    if let made = definition(of: value, in: source) {
      let whole = source.flow.origin(of: value, in: source)
      // Of what is put together piece by piece, the pieces behind the first choose no host.
      guard whole == .request, "=".utf8.contains(FlowValues.mark(before: made, in: source)) else {
        return min(whole, .outside)
      }
      return origin(of: made, in: source, depth: depth + 1)
    }
    if source.has(text, in: value) {
      return origin(of: value.lowerBound..<(value.upperBound - 11), in: source, depth: depth + 1)
    }
    if let string = source.span(startingAt: value.lowerBound), string.kind == .string {
      return origin(ofLiteral: string, in: value, source, depth: depth)
    }
    if let call = wrapping.allMatches(in: source.code, range: value, limit: 1).first,
      let close = source.closing(of: call.range.upperBound - 1), close < value.upperBound
    {
      let arguments = source.arguments(in: call.range.upperBound..<close)
      guard let first = arguments.first else { return source.flow.origin(of: value, in: source) }
      if let format = source.span(startingAt: first.lowerBound), format.kind == .string, arguments.count > 1 {
        return scheme.matches(source.bytes, in: format.content)
          ? source.flow.origin(of: arguments[1], in: source) : .program
      }
      return origin(of: first, in: source, depth: depth + 1)
    }
    let first = operand(from: value, in: source)
    return source.flow.origin(of: first, in: source)
  }

  private static func origin(ofLiteral string: Span, in value: Range<Int>, _ source: Source, depth: Int) -> Flow.Origin
  {
    if local.matches(source.bytes, in: string.content) { return .program }
    if let inner = string.interpolations.first {
      let head = string.content.lowerBound..<max(string.content.lowerBound, inner.lowerBound - 2)
      if fixedHost.matches(source.bytes, in: head), !head.isEmpty { return .program }
      return source.flow.origin(of: inner, in: source)
    }
    guard string.range.upperBound < value.upperBound, scheme.matches(source.bytes, in: string.content) else {
      return .program
    }
    return source.flow.origin(of: string.range.upperBound..<value.upperBound, in: source)
  }

  /// The first operand of a concatenation.
  private static func operand(from value: Range<Int>, in source: Source) -> Range<Int> {
    var index = value.lowerBound
    while index < value.upperBound, source.code[index] != UInt8(ascii: "+") {
      index = (source.closing(of: index) ?? index) + 1
    }
    return value.lowerBound..<min(index, value.upperBound)
  }
}
