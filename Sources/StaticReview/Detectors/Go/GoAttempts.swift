internal import JudgeTypes

/// A check of an error in Go, with what was tried and what is done about its failure.
struct GoAttempt: Sendable {
  /// What the error is called: `err`, or `result.Error`.
  let name: String
  /// The expression that gave the error.
  let made: Range<Int>
  /// From the `if` to the end of its block.
  let check: Range<Int>
  let body: Range<Int>
  let function: Flow.Function

  private static let checks = Pattern.fixed(
    #"(?:(?<=if )|(?<=; ))(\w*[eE]rr(?:or)?|(\w+)\.Error)[ \t]*!=[ \t]*nil\b([^\n{;]*)\{"#)
  private static let successes = Pattern.fixed(
    #"(?:(?<=if )|(?<=; ))(\w*[eE]rr(?:or)?|(\w+)\.Error)[ \t]*==[ \t]*nil\b([^\n{;]*)\{"#)

  /// The checks for failure that a file makes. What was tried is the last that its name was given.
  static func all(in source: Source) -> [GoAttempt] {
    source.cache.reading("go attempts") { attempts(checks, in: source) }
  }

  /// The checks for success, `if err == nil`.
  static func found(in source: Source) -> [GoAttempt] { attempts(successes, in: source) }

  private static func attempts(_ pattern: Pattern, in source: Source) -> [GoAttempt] {
    pattern.allMatches(in: source.code).compactMap { match in
      guard let name = match.groups[0], let close = source.closing(of: match.range.upperBound - 1),
        let function = source.flow.function(around: match.range.lowerBound),
        let made = last(
          of: function.values[source.string(match.groups[1] ?? name)], before: match.range.lowerBound)
      else { return nil }
      let start = source.trimmed(source.lineStart(of: match.range.lowerBound)..<match.range.upperBound).lowerBound
      return GoAttempt(
        name: source.string(name), made: made, check: start..<(close + 1), body: match.range.upperBound..<close,
        function: function)
    }
  }

  /// What a name was last given before `offset`; `values` stand in order.
  private static func last(of values: [Range<Int>]?, before offset: Int) -> Range<Int>? {
    guard let values else { return nil }
    let index = values.firstIndexSorted { $0.lowerBound >= offset }
    return index > 0 ? values[index - 1] : nil
  }

  private static let counts = Pattern.fixed(
    #"(?:(?<=if )|(?<=; ))(\w+)\.RowsAffected[ \t]*(?:==[ \t]*0|<[ \t]*1|<=[ \t]*0)[ \t]*\{"#)

  /// `if result.RowsAffected == 0`, where nobody asks for `result.Error`.
  static func countsOfRows(in source: Source) -> [GoAttempt] {
    counts.allMatches(in: source.code).compactMap { match in
      guard let group = match.groups[0], let close = source.closing(of: match.range.upperBound - 1),
        let function = source.flow.function(around: match.range.lowerBound),
        let made = last(of: function.values[source.string(group)], before: match.range.lowerBound),
        let asked = try? Pattern(#"\b"# + source.string(group) + #"\.Error\b"#),
        !source.has(asked, in: function.block.body)
      else { return nil }
      let start = source.trimmed(source.lineStart(of: match.range.lowerBound)..<match.range.upperBound).lowerBound
      return GoAttempt(
        name: source.string(group), made: made, check: start..<(close + 1), body: match.range.upperBound..<close,
        function: function)
    }
  }

  /// Whether the function answers requests.
  func isOfHandler(in source: Source) -> Bool {
    source.has(GoHandlers.parameters, in: function.block.range.lowerBound..<function.block.body.lowerBound)
  }
}
