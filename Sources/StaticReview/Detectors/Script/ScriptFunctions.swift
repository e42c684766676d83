/// A function of JavaScript or TypeScript: a declaration, a method, or an arrow with or without braces.
struct ScriptFunction: Sendable {
  /// Empty where it has none of its own.
  let name: String
  let start: Int
  /// Between the parentheses, or the one name of an arrow without them.
  let parameters: Range<Int>
  /// Between the braces, or the expression that an arrow answers with.
  let body: Range<Int>
  /// The function that it stands in, as an index.
  fileprivate(set) var parent: Int?

  var range: Range<Int> { start..<body.upperBound }
}

/// Every function of a file, found by brackets in one pass.
struct ScriptFunctions: Sendable {
  /// In the order in which they begin.
  let all: [ScriptFunction]

  private static let keyword = Pattern.fixed(#"\bfunction\b\s*\*?\s*([\w$]*)\s*(?:<[^()]*>)?\s*\("#)
  private static let method = Pattern.fixed(
    #"(?m)^[ \t]*(?:(?:public|private|protected|static|async|override|readonly|get|set)[ \t]+|\*[ \t]*)*(?!(?:if|for|while|switch|catch|return|function|await|new|with|do|else|super|throw|typeof)\b)(#?[\w$]+)[ \t]*(?:<[^()\n]*>)?\("#
  )
  private static let arrow = Pattern.fixed("=>")
  private static let modifiers = Pattern.fixed(#"(?:\basync\s*)?(?:<[^()<>]*>)?\s*\z"#)
  private static let assigned = Pattern.fixed(#"([\w$]+)\s*(?:[:=]|:[^=\n]{1,80}=)\s*(?:async\s*)?\z"#)

  init(of source: Source) {
    let openings = Self.openings(in: source)
    var found: [ScriptFunction] = []
    for match in Self.keyword.allMatches(in: source.code) + Self.method.allMatches(in: source.code) {
      let open = match.range.upperBound - 1
      guard let close = source.closing(of: open), let body = Self.bracedBody(after: close, in: source) else { continue }
      let name = match.group(0).map { source.string($0) } ?? ""
      let start = match.group(0).flatMap { $0.isEmpty ? nil : $0.lowerBound } ?? match.range.lowerBound
      found.append(
        ScriptFunction(
          name: name.isEmpty ? Self.name(before: start, in: source) : name,
          start: min(start, source.trimmed(match.range).lowerBound), parameters: (open + 1)..<close, body: body))
    }
    for match in Self.arrow.allMatches(in: source.code) {
      guard let parameters = Self.parameters(before: match.range.lowerBound, openings, in: source),
        let body = Self.arrowBody(after: match.range.upperBound, in: source)
      else { continue }
      found.append(
        ScriptFunction(
          name: Self.name(before: parameters.start, in: source), start: parameters.start,
          parameters: parameters.inside, body: body))
    }
    found.sort { ($0.start, $1.body.upperBound) < ($1.start, $0.body.upperBound) }
    all = Self.nested(found)
  }

  private static func nested(_ functions: [ScriptFunction]) -> [ScriptFunction] {
    var functions = functions
    var enclosing: [Int] = []
    for index in functions.indices {
      while let last = enclosing.last, functions[last].body.upperBound <= functions[index].start {
        enclosing.removeLast()
      }
      functions[index].parent = enclosing.last
      enclosing.append(index)
    }
    return functions
  }

  /// The innermost function around `offset`, as an index.
  func index(around offset: Int) -> Int? {
    var (low, high) = (0, all.count)
    while low < high {
      let middle = (low + high) / 2
      if all[middle].start <= offset { low = middle + 1 } else { high = middle }
    }
    var current: Int? = low > 0 ? low - 1 : nil
    while let index = current, !all[index].range.contains(offset) { current = all[index].parent }
    return current
  }

  func around(_ offset: Int) -> ScriptFunction? { index(around: offset).map { all[$0] } }

  /// The innermost function around `offset` and those around it, from the inside out.
  func chain(around offset: Int) -> [ScriptFunction] {
    var chain: [ScriptFunction] = []
    var current = index(around: offset)
    while let index = current {
      chain.append(all[index])
      current = all[index].parent
    }
    return chain
  }

  // MARK: Parts

  /// By the offset of a closing parenthesis, that of the one it closes.
  private static func openings(in source: Source) -> [Int: Int] {
    var openings: [Int: Int] = [:]
    for index in source.code.indices where source.code[index] == UInt8(ascii: "(") {
      if let close = source.closing(of: index) { openings[close] = index }
    }
    return openings
  }

  private static func name(before start: Int, in source: Source) -> String {
    assigned.allMatches(in: source.code, range: max(0, start - 160)..<start, limit: 1).first?.group(0).map {
      source.string($0)
    } ?? ""
  }

  /// The braces that follow a list of parameters, behind the type of what is returned.
  private static func bracedBody(after close: Int, in source: Source) -> Range<Int>? {
    guard var index = nextCode(from: close + 1, in: source) else { return nil }
    if source.code[index] == UInt8(ascii: ":") {
      var depth = 0
      index += 1
      let limit = min(source.code.count, index + 600)
      while index < limit {
        switch source.code[index] {
        case UInt8(ascii: "<"): depth += 1
        case UInt8(ascii: ">"): depth -= 1
        case UInt8(ascii: ";"): return nil
        case UInt8(ascii: "{") where depth == 0:
          guard let end = source.closing(of: index) else { return nil }
          // A type in braces is followed by the braces of the body.
          if let next = nextCode(from: end + 1, in: source), source.code[next] == UInt8(ascii: "{") {
            index = next
          }
          return source.closing(of: index).map { (index + 1)..<$0 }
        case UInt8(ascii: "{"), UInt8(ascii: "("), UInt8(ascii: "["): index = source.closing(of: index) ?? index
        default: break
        }
        index += 1
      }
      return nil
    }
    guard source.code[index] == UInt8(ascii: "{") else { return nil }
    return source.closing(of: index).map { (index + 1)..<$0 }
  }

  private static func nextCode(from start: Int, in source: Source) -> Int? {
    var index = start
    while index < source.code.count, isBlank(source.code[index]) { index += 1 }
    return index < source.code.count ? index : nil
  }

  private static func arrowBody(after end: Int, in source: Source) -> Range<Int>? {
    guard let start = nextCode(from: end, in: source) else { return nil }
    if source.code[start] == UInt8(ascii: "{") { return source.closing(of: start).map { (start + 1)..<$0 } }
    var index = start
    while index < source.code.count {
      switch source.code[index] {
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: ";"):
        return start..<index
      default: index = (source.closing(of: index) ?? index) + 1
      }
    }
    return start..<source.code.count
  }

  private static let oneName = Pattern.fixed(#"(?:async\s+)?([\w$]+)\s*\z"#)

  /// What stands before `=>`: a name, or a list in parentheses with a type behind it.
  private static func parameters(
    before arrow: Int, _ openings: [Int: Int], in source: Source
  ) -> (start: Int, inside: Range<Int>)? {
    var index = arrow - 1
    let limit = max(0, arrow - 300)
    while index >= limit, isBlank(source.code[index]) { index -= 1 }
    guard index >= limit else { return nil }
    if source.code[index] != UInt8(ascii: ")"),
      let name = oneName.allMatches(
        in: source.code, range: max(0, index - 60)..<(index + 1), limit: 1
      ).first, let inside = name.group(0)
    {
      let before = source.trimmed(max(0, name.range.lowerBound - 40)..<name.range.lowerBound)
      let isType = !before.isEmpty && source.code[before.upperBound - 1] == UInt8(ascii: ":")
      if !isType { return (name.range.lowerBound, inside) }
    }
    while index >= limit, source.code[index] != UInt8(ascii: ")") { index -= 1 }
    guard index >= limit, let open = openings[index] else { return nil }
    let before = max(0, open - 80)..<open
    let start = modifiers.allMatches(in: source.code, range: before, limit: 1).first?.range.lowerBound ?? open
    return (min(source.trimmed(start..<(open + 1)).lowerBound, open), (open + 1)..<index)
  }
}
