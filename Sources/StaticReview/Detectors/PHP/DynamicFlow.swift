internal import JudgeTypes

/// Where a value comes from, as far as one function of PHP or Ruby tells; the worst of its parts.
enum ValueOrigin: Int, Comparable {
  /// Literals, casts to numbers, and what was made harmless.
  case written
  /// What a call or an object answered.
  case computed
  /// What the function was handed.
  case passed
  case request

  static func < (left: ValueOrigin, right: ValueOrigin) -> Bool { left.rawValue < right.rawValue }
}

/// Follows values inside one function of PHP or Ruby.
struct DynamicFlow {
  let source: Source
  let words: DynamicWords
  /// Further calls that make a value harmless where it goes, such as the escaping of HTML.
  let harmless: Pattern?

  init?(_ source: Source, harmless: Pattern? = nil) {
    guard let words = DynamicWords.of(source.language) else { return nil }
    (self.source, self.words, self.harmless) = (source, words, harmless)
  }

  /// The function around `offset`, or the file where there is none.
  func scope(around offset: Int) -> Range<Int> {
    source.function(around: offset)?.range ?? 0..<source.code.count
  }

  func origin(of range: Range<Int>, depth: Int = 0) -> ValueOrigin {
    let range = withoutCondition(unwrapped(source.trimmed(range)))
    guard depth < 6, !range.isEmpty, source.cache.mayWeigh() else { return .computed }
    if source.isLiteral(range) { return .written }
    var (code, worst) = masked(range)
    for match in words.request.allMatches(in: source.text, range: range) {
      // Only what masking left is still there.
      if code[match.range.lowerBound - range.lowerBound] != UInt8(ascii: " ") { return .request }
    }
    for match in words.variable.allMatches(in: code) {
      guard let name = match.groups[0] else { continue }
      let found = origin(
        ofVariable: String(decoding: code[name], as: UTF8.self), usedAt: range.lowerBound, code, match.range, depth)
      worst = max(worst, found)
      if worst == .request { return worst }
      code.replaceSubrange(match.range, with: repeatElement(UInt8(ascii: " "), count: match.range.count))
    }
    return worst
  }

  /// What stands in parentheses of its own.
  private func unwrapped(_ range: Range<Int>) -> Range<Int> {
    guard !range.isEmpty, source.code[range.lowerBound] == UInt8(ascii: "("),
      source.closing(of: range.lowerBound) == range.upperBound - 1
    else { return range }
    return source.trimmed((range.lowerBound + 1)..<(range.upperBound - 1))
  }

  /// `a ? b : c` is b or c.
  private func withoutCondition(_ range: Range<Int>) -> Range<Int> {
    var index = range.lowerBound
    while index + 1 < range.upperBound {
      let (byte, next) = (source.code[index], source.code[index + 1])
      if byte == UInt8(ascii: "?"), next != UInt8(ascii: "?"), next != UInt8(ascii: "-"), isBlank(next),
        index > range.lowerBound, isBlank(source.code[index - 1]), !source.isInString(index)
      {
        return (index + 1)..<range.upperBound
      }
      index = (source.closing(of: index) ?? index) + 1
    }
    return range
  }

  /// The code of a range without casts and without calls that hand nothing on, and what those leave behind.
  private func masked(_ range: Range<Int>) -> (code: [UInt8], worst: ValueOrigin) {
    var code = Array(source.code[range])
    var worst = ValueOrigin.written
    func blank(_ part: Range<Int>) {
      for index in part.clamped(to: range) { code[index - range.lowerBound] = UInt8(ascii: " ") }
    }
    for match in words.cast.allMatches(in: source.code, range: range) { blank(match.range) }
    for match in words.call.allMatches(in: source.code, range: range) {
      guard let nameRange = match.groups[0], code[nameRange.lowerBound - range.lowerBound] != UInt8(ascii: " "),
        let close = source.closing(of: match.range.upperBound - 1)
      else { continue }
      let name = Array(source.code[nameRange])
      if words.harmless.matches(name) || harmless?.matches(name) == true {
        blank(match.range.lowerBound..<(close + 1))
      } else if !words.carrying.matches(name), !isSource(match.range, close) {
        blank(match.range.lowerBound..<(close + 1))
        worst = max(worst, .computed)
      }
    }
    return (code, worst)
  }

  /// Whether the call itself asks the request, and not one of its arguments.
  private func isSource(_ name: Range<Int>, _ close: Int) -> Bool {
    words.request.allMatches(in: source.text, range: name.lowerBound..<(close + 1), limit: 1).first.map {
      $0.range.lowerBound < name.upperBound - 1
    } ?? false
  }

  private static let own: Set<String> = ["this", "self", "nil", "true", "false", "_SESSION", "_SERVER", "_ENV", "wpdb"]

  private func origin(
    ofVariable name: String, usedAt offset: Int, _ code: [UInt8], _ place: Range<Int>, _ depth: Int
  ) -> ValueOrigin {
    if Self.own.contains(name) || name.hasPrefix("@") { return .computed }
    let function = source.function(around: offset)
    // What an object holds is the object's.
    let isMember =
      place.upperBound + 2 < code.count
      && code[place.upperBound...].starts(with: Array((source.language == .php ? "->" : ".").utf8))
    let values = assignments(of: name).filter {
      $0.lowerBound < offset && (function?.range.contains($0.lowerBound) ?? true)
    }
    if let value = values.last {
      if isMember { return min(.computed, origin(of: value, depth: depth + 1)) }
      if words.asked.matches(source.code, in: value) && !startsWithRequest(value) { return .computed }
      var worst = origin(of: value, depth: depth + 1)
      if isAppended(value), values.count > 1 {
        worst = max(worst, origin(of: values[values.count - 2], depth: depth + 1))
      }
      return worst
    }
    guard let function else { return .computed }
    let header = function.range.lowerBound..<min(function.body.lowerBound, function.range.lowerBound + 3_000)
    guard isParameter(name, in: header) else { return .computed }
    if isMember { return .computed }
    if let numeric = pattern(words.numericParameter, name), numeric.matches(source.code, in: header) { return .written }
    return isAction(function) ? .request : .passed
  }

  private func startsWithRequest(_ value: Range<Int>) -> Bool {
    words.request.allMatches(in: source.text, range: value, limit: 1).first.map {
      $0.range.lowerBound <= value.lowerBound + 1
    } ?? false
  }

  private func isAppended(_ value: Range<Int>) -> Bool {
    var index = value.lowerBound - 1
    while index > 0, isBlank(source.code[index]) { index -= 1 }
    guard index > 0, source.code[index] == UInt8(ascii: "=") else { return false }
    return ".+<|".utf8.contains(source.code[index - 1])
  }

  private func isParameter(_ name: String, in header: Range<Int>) -> Bool {
    let mark = source.language == .php ? #"\$"# : #"(?<![\w.@])"#
    guard let pattern = try? Pattern(mark + name + #"\b"#) else { return false }
    return pattern.matches(source.code, in: header)
  }

  private func pattern(_ form: String, _ name: String) -> Pattern? {
    try? Pattern(form.replacing("NAME", with: name))
  }

  private static let controller = Pattern.fixed(#"\bclass\s+\w+Controller\b|#\[Route\b"#)
  private static let action = Pattern.fixed(#"\A[^\n]*\bpublic\s+function\s+(?!__)"#)

  /// A public method of a controller: its parameters come from the path of the request.
  private func isAction(_ function: Block) -> Bool {
    guard source.language == .php else { return false }
    let line = source.lineStart(of: function.range.lowerBound)..<function.body.lowerBound
    return Self.action.matches(source.code, in: line) && Self.controller.matches(source.code)
  }

  /// The right-hand sides that a variable gets, in the order of the file.
  func assignments(of name: String) -> [Range<Int>] {
    source.cache.assignments(of: "$" + name) {
      guard let pattern = pattern(words.assignment, name) else { return [] }
      return pattern.allMatches(in: source.code, limit: 200).map { match in
        if let group = match.groups.first.flatMap({ $0 }) { return group }
        return match.range.upperBound..<source.statementEnd(from: match.range.upperBound)
      }
    }
  }

  /// A record, whose own page is what is meant by its name.
  private static let record = Pattern.fixed(
    #"\A\s*(?!URI|Addressable|Pathname|String)[A-Z]\w*(?:::[A-Z]\w*)*\.(?:new|build|create!?|find\w*!?|where|first_or_\w+)\b"#
  )

  /// What decides where a value leads: its first operand, looked up where it is a name.
  func beginning(of range: Range<Int>, depth: Int = 0) -> Range<Int> {
    let range = withoutCondition(unwrapped(source.trimmed(range)))
    guard depth < 4, !range.isEmpty else { return range }
    if let string = source.span(startingAt: range.lowerBound), string.kind == .string {
      if let first = string.interpolations.first, first.lowerBound <= string.content.lowerBound + 2 {
        return beginning(of: first, depth: depth + 1)
      }
      return string.content.isEmpty ? range : string.range.lowerBound..<(string.range.lowerBound + 1)
    }
    var end = range.lowerBound
    while end < range.upperBound {
      let byte = source.code[end]
      if ".+".utf8.contains(byte), source.language == .php ? byte == UInt8(ascii: ".") : byte == UInt8(ascii: "+") {
        break
      }
      end = (source.closing(of: end) ?? end) + 1
    }
    let operand = source.trimmed(range.lowerBound..<min(end, range.upperBound))
    // `URI("https://…")` leads where its argument does.
    if let call = words.call.allMatches(in: source.code, range: operand, limit: 1).first, let name = call.groups[0],
      call.range.lowerBound == operand.lowerBound, words.carrying.matches(Array(source.code[name])),
      !isSource(call.range, call.range.upperBound),
      source.closing(of: call.range.upperBound - 1) == operand.upperBound - 1,
      let first = source.arguments(in: call.range.upperBound..<(operand.upperBound - 1)).first
    {
      return beginning(of: first, depth: depth + 1)
    }
    if let match = words.variable.allMatches(in: source.code, range: operand, limit: 1).first, match.range == operand,
      let name = match.groups[0],
      let value = assignments(of: source.string(name)).last(where: {
        $0.lowerBound <= operand.lowerBound && scope(around: operand.lowerBound).contains($0.lowerBound)
      }), !Self.record.matches(source.code, in: value)
    {
      return beginning(of: value, depth: depth + 1)
    }
    return operand
  }
}
