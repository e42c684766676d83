internal import JudgeTypes

/// The functions of one file by their names, and what is called of them.
struct LocalFunctions: Sendable {
  private let byName: [String: Flow.Function]

  init(of source: Source) {
    var found: [String: Flow.Function] = [:]
    for block in source.functions {
      guard let name = FlowParameters.name(of: block, in: source) else { continue }
      found[name] = Flow.Function(block: block, parameters: FlowParameters.parameters(of: block, in: source))
    }
    byName = found
  }

  private static let called = Pattern.fixed(#"(\w+)\s*\("#)

  /// The bodies of this file's functions that are called in `range`.
  func bodies(calledIn range: Range<Int>, of source: Source) -> [Range<Int>] {
    Self.called.allMatches(in: source.code, range: range, limit: 200).compactMap { match in
      guard let name = match.groups[0], let function = byName[source.string(name)],
        !function.block.range.contains(name.lowerBound)
      else { return nil }
      return function.block.body
    }
  }

  private static let lastName = Pattern.fixed(#"(\w+)\z"#)
  private static let branches = Pattern.fixed(#"\b(?:if|switch|when|for|try|throw|panic)\b"#)
  private static let returns = Pattern.fixed(#"\breturn\s+([^;\n]+)"#)
  private static let callee = Pattern.fixed(#"([\w.]+)\("#)

  /// The positions of the parameters that the called function only wraps and gives back, as `fileOf(name)` that joins a
  /// folder and the name; none for a function that looks at them.
  func handedOn(by callee: Range<Int>, in source: Source) -> [Int] {
    guard let name = Self.lastName.allMatches(in: source.code, range: callee, limit: 1).first?.groups[0],
      let function = byName[source.string(name)], function.block.body.count < 400,
      !source.has(Self.branches, in: function.block.body)
    else { return [] }
    let body = function.block.body
    let found = Self.returns.allMatches(in: source.code, range: body)
    guard found.count <= 1 else { return [] }
    let value = found.first?.groups[0] ?? source.trimmed(body)
    let calls = Self.callee.allMatches(in: source.code, range: value).compactMap { $0.groups[0] }
    guard !calls.isEmpty,
      calls.contains(where: { source.has(FlowWords.handsOn, in: $0) }),
      !calls.contains(where: { source.has(FlowWords.harmless, in: $0) })
    else { return [] }
    return function.parameters.indices.filter { index in
      let parameter = function.parameters[index]
      guard parameter.origin != .program,
        let mention = try? Pattern(#"(?<![\w.])"# + parameter.name + #"\b(?!\s*[.(])"#)
      else { return false }
      return source.has(mention, in: value)
    }
  }
}

extension Source {
  var localFunctions: LocalFunctions { cache.reading("local functions") { LocalFunctions(of: self) } }

  private static let logCall = Pattern.fixed(
    #"(?i)\b(?:_?log(?:ger)?|slog|\w+\.log(?:ger)?(?:\(\))?|console)\.\w+\s*\("#)

  /// Whether `pattern` occurs in `range`, what is only written to a log left out.
  func hasBesidesLogs(_ pattern: Pattern, in range: Range<Int>) -> Bool {
    let logs = calls(Self.logCall).map(\.range)
    return pattern.allMatches(in: text, range: range.clamped(to: 0..<text.count), limit: 60).contains { match in
      !logs.contains { $0.contains(match.range.lowerBound) }
    }
  }
}
