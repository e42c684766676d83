/// A default that a handler sets and that the lines below look at before they use it.
enum DefaultInUse {
  private static let sets = Pattern.fixed(
    #"\A\s*(\w+)\s*=\s*(?:None|nil|null|undefined|0|-1|False|false|""|'')\s*;?\s*\z"#)
  /// Nothing shows of an amount that it is not really nought.
  private static let amount = Pattern.fixed(
    #"(?i)amount|price|total|balance|cost|fee|rate|tax|quantity|qty|stock|dose|salary|user\z|role|permission"#)

  /// Whether what the handler sets is weighed below: compared, or replaced where it is missing.
  static func isWeighed(_ handler: Handler, in source: Source) -> Bool {
    let body = source.trimmed(handler.body)
    guard let group = sets.allMatches(in: source.text, range: body, limit: 1).first?.groups[0] else { return false }
    let name = source.string(group)
    guard !amount.matches(Array(name.utf8)), let function = source.function(around: handler.start),
      let weighed = try? Pattern(
        #"(?<![\w.])"# + name
          + #"\s*(?:\bor\b|\|\||\?\?|[<>]=?|==|!=|\bis\s+(?:not\s+)?None)|(?:\bif\s+(?:not\s+)?|\bif\s*\(\s*!?)"#
          + name + #"\b"#)
    else { return false }
    let below = source.line(at: handler.range.upperBound)...(source.line(at: handler.range.upperBound) + 10)
    let end = min(source.range(ofLines: below).upperBound, function.range.upperBound)
    return handler.range.upperBound < end && source.has(weighed, in: handler.range.upperBound..<end)
  }
}
