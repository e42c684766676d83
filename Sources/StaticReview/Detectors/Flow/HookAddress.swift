internal import JudgeTypes

/// Addresses that people outside have registered, such as those of webhooks: whoever may register one chooses what the server
/// calls.
enum HookAddress {
  private static let ofRecord = Pattern.fixed(
    #"(?i)\b(?!\w*(?:cfg|conf|setting|option|prop|env))\w*(?:sub|subscription|subscriber|web_?hook|hook|callback|integration|tenant)s?(?:\(\))?!?\??\.(?:get)?(?:\w*_?)(?:url|uri)\b|\.(?:get)?(?:webhook|callback|hook|notify)_?(?:url|uri)\b"#
  )
  private static let configured = Pattern.fixed(
    #"(?i)\b(?:cfg|conf|config\w*|settings?|options?|opts|props|properties|env|self|this)\b(?:\(\))?\.\w*(?:url|uri)"#)
  private static let checks = Pattern.fixed(
    #"(?i)isPrivate|isLoopback|LookupIP|LookupHost|LookupNetIP|InetAddress|Dns\.|allow(?:ed|_?list)|ssrf|safe\w*(?:client|dial|http)|DialContext|Control:|proxy|isSiteLocal"#
  )
  private static let root = Pattern.fixed(#"\A(?:new\s+)?(\w+)"#)

  /// Whether the address in `value` is a member of such a record, in a file that looks at no address.
  static func isOfRecord(_ value: Range<Int>, in source: Source) -> Bool {
    guard !checks.matches(source.text), let function = source.flow.function(around: value.lowerBound) else {
      return false
    }
    var expression = value
    for _ in 0..<4 {
      if source.has(configured, in: expression) { return false }
      if source.has(ofRecord, in: expression) { return true }
      guard let name = root.allMatches(in: source.code, range: expression, limit: 1).first?.groups[0],
        let made = function.values[source.string(name)]?.last(where: { $0.upperBound <= expression.lowerBound })
      else { return false }
      expression = made
    }
    return false
  }

  private static let sends = Pattern.fixed(#"\.(?:Do|send|sendAsync|SendAsync|execute)\s*\("#)
  private static let builds = Pattern.fixed(#"NewRequest|newBuilder|HttpGet|HttpPost|HttpRequestMessage|\.url\b"#)

  /// The line on which a request that was built here is sent, where that is near.
  static func sent(after call: Call, in function: Block, of source: Source) -> Int? {
    guard source.has(builds, in: call.name) else { return nil }
    let rest =
      call.range.upperBound..<min(max(call.range.upperBound, function.body.upperBound), call.range.upperBound + 800)
    return sends.allMatches(in: source.code, range: rest, limit: 1).first.map { source.line(at: $0.range.lowerBound) }
  }
}
