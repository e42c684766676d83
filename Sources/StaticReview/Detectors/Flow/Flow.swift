internal import JudgeTypes

/// Where the values of a function come from: the request, whoever calls the function, or the program itself.
///
/// For Go, Java, Kotlin and C#, by their text alone: a value is followed through assignments and through calls that hand on
/// what they are given, inside one function.
struct Flow: Sendable {
  enum Origin: Int, Comparable, Sendable {
    case program, outside, request
    static func < (left: Origin, right: Origin) -> Bool { left.rawValue < right.rawValue }
  }

  struct Function: Sendable {
    let block: Block
    let parameters: [Parameter]
    /// What each name is given, in order.
    var values: [String: [Range<Int>]] = [:]
  }

  struct Parameter: Sendable {
    let name: String
    /// Its text with annotations and type.
    let text: String
    let origin: Origin
  }

  /// In the order in which they begin; the outer before the inner.
  private(set) var functions: [Function]
  /// What is assigned outside of functions: constants and fields.
  private(set) var shared: [String: [Range<Int>]] = [:]

  init(of source: Source) {
    functions = source.functions.sorted { $0.range.lowerBound < $1.range.lowerBound }.map {
      Function(block: $0, parameters: FlowParameters.parameters(of: $0, in: source))
    }
    for (name, value) in FlowValues.all(in: source) {
      if let index = index(around: value.lowerBound) {
        functions[index].values[name, default: []].append(value)
      } else {
        shared[name, default: []].append(value)
      }
    }
  }

  /// The innermost function around `offset`.
  func function(around offset: Int) -> Function? { index(around: offset).map { functions[$0] } }

  private func index(around offset: Int) -> Int? {
    var (low, high) = (0, functions.count)
    while low < high {
      let middle = (low + high) / 2
      if functions[middle].block.range.lowerBound <= offset { low = middle + 1 } else { high = middle }
    }
    // Functions nest a few levels deep at most.
    for index in stride(from: low - 1, through: max(0, low - 40), by: -1) where index >= 0 {
      if functions[index].block.range.contains(offset) { return index }
    }
    return nil
  }

  /// The functions around `offset`, the innermost first.
  private func enclosing(_ offset: Int) -> [Function] {
    guard let index = index(around: offset) else { return [] }
    let inner = functions[index]
    guard index > 0,
      let outer = (max(0, index - 40)..<index).last(where: { functions[$0].block.range.contains(offset) })
    else { return [inner] }
    return [inner, functions[outer]]
  }

  // MARK: Origins

  /// Where the value of the expression in `range` comes from.
  func origin(of range: Range<Int>, in source: Source, depth: Int = 0) -> Origin {
    guard depth < 6, source.cache.mayWeigh() else { return .outside }
    var result = Origin.program
    var index = range.lowerBound
    while index < range.upperBound, result != .request {
      if let span = source.span(startingAt: index), span.kind == .string {
        for inner in span.interpolations { result = max(result, origin(of: inner, in: source, depth: depth + 1)) }
        index = span.range.upperBound
      } else if isWord(source.code[index]) {
        var chain = FlowChain(at: index, before: range.upperBound, in: source)
        result = max(result, chain.origin(in: self, depth: depth))
        index = max(chain.end, index + 1)
      } else {
        index += 1
      }
    }
    return result
  }

  /// Where a name's value comes from that is used at `offset`.
  func origin(ofName name: String, at offset: Int, in source: Source, depth: Int) -> Origin {
    for function in enclosing(offset) {
      if let values = function.values[name] {
        let earlier = values.filter { $0.lowerBound < offset && !$0.contains(offset) }
        if !earlier.isEmpty {
          let found = weigh(earlier, of: name, in: source, depth: depth)
          return found > .program && isGuarded(name, in: source, from: function.block.range.lowerBound, to: offset)
            ? .program : found
        }
      }
      if let parameter = function.parameters.first(where: { $0.name == name }) {
        return parameter.origin > .program
          && isGuarded(name, in: source, from: function.block.range.lowerBound, to: offset)
          ? .program : parameter.origin
      }
    }
    guard let values = shared[name], let last = values.last, values.count == 1, !last.contains(offset) else {
      return .outside
    }
    return min(.outside, origin(of: last, in: source, depth: depth + 1))
  }

  private func weigh(_ values: [Range<Int>], of name: String, in source: Source, depth: Int) -> Origin {
    let mention = try? Pattern(#"(?<![\w.])"# + name + #"\b"#)
    var result = Origin.program
    for value in values.suffix(12).reversed() {
      result = max(result, origin(of: value, in: source, depth: depth + 1))
      if result == .request { break }
      let isAddition = "+.(".utf8.contains(FlowValues.mark(before: value, in: source))
      // What is made of the name's earlier value has already been weighed with it.
      if !isAddition, let mention, mention.matches(source.code, in: value) { break }
    }
    return result
  }

  /// Whether a name is held against a list or a form before `offset`.
  private func isGuarded(_ name: String, in source: Source, from start: Int, to offset: Int) -> Bool {
    guard offset > start,
      let guarding = try? Pattern(
        #"\bswitch\s*\(?\s*(?:strings\.To\w+\()?"# + name + #"\b|\bwhen\s*\(\s*"# + name
          + #"\b|(?:[aA]llow|[vV]alid|[pP]ermitted|[kK]nown|[sS]upported|WHITELIST|[wW]hitelist|[sS]ort|[cC]olumn|[fF]ield|ALLOWED|COLUMNS|SORT)\w*\[\s*"#
          + name
          + #"\b|(?:slices\.Contains\([^\n,]*,\s*|[cC]ontains(?:Key)?\(\s*|TryGetValue\(\s*|MatchString\(\s*|matcher\(\s*|IsMatch\(\s*|(?:check|validate|sanitize|isValid|isAllowed|ensure|verify)\w*\([^()\n]*)\b"#
          + name + #"\b|\b"# + name + #"\s*(?:!?in\s+[A-Z_]{3,}|\.matches\()"#)
    else { return false }
    return guarding.matches(source.code, in: start..<offset)
  }
}

extension Source {
  /// Where this file's values come from.
  var flow: Flow { cache.reading("flow") { Flow(of: self) } }
}
