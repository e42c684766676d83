internal import JudgeTypes

/// What lines have in common that others do not have: runs of words and marks, as patterns.
///
/// A run of at most four tokens is a term. It is kept when at least two cases share it and it is rare elsewhere; the terms that explain
/// the most cases come first, each counted for the cases that no earlier one explains.
struct SharedTerms {
  /// A line of a case.
  struct Line: Hashable {
    let caseID: String
    let language: SourceLanguage
    let text: String
  }

  struct Term: Hashable {
    /// PCRE2.
    let pattern: String
    let languages: [SourceLanguage]
    /// The cases that it explains.
    let cases: Int
  }

  /// Fewer cases may share a term by chance.
  static let fewestCases = 2
  /// Of the cases and lines in which a term occurs, the share that it must be right in.
  static let precision = 0.85
  static let mostTerms = 6

  /// - Parameters:
  ///   - wanted: lines of which each shows what is looked for.
  ///   - other: lines that do not.
  static func terms(in wanted: [Line], not other: [Line]) -> [Term] {
    var places: [[Token]: Set<Line>] = [:]
    for line in Set(wanted) { for run in runs(in: line.text) { places[run, default: []].insert(line) } }
    places = places.filter { Set($0.value.map(\.caseID)).count >= fewestCases }
    guard !places.isEmpty else { return [] }
    var misses: [[Token]: Int] = [:]
    for line in other { for run in runs(in: line.text) where places[run] != nil { misses[run, default: 0] += 1 } }
    var candidates = places.filter { run, lines in
      Double(lines.count) / Double(lines.count + misses[run, default: 0]) >= precision
    }
    var terms: [Term] = []
    var explained: Set<String> = []
    while terms.count < mostTerms {
      let gains = candidates.mapValues { lines in Set(lines.map(\.caseID)).subtracting(explained).count }
      // Of equals the shortest, which says the least about the cases at hand, then by its text.
      let best = gains.max { left, right in
        (left.value, -left.key.count, right.key.description) < (right.value, -right.key.count, left.key.description)
      }
      guard let best, best.value >= fewestCases, let lines = candidates.removeValue(forKey: best.key) else { break }
      explained.formUnion(lines.map(\.caseID))
      terms.append(
        Term(
          pattern: pattern(of: best.key), languages: Set(lines.map(\.language)).sorted { $0.rawValue < $1.rawValue },
          cases: best.value))
    }
    return terms
  }

  enum Token: Hashable, CustomStringConvertible {
    case word(String)
    case mark(Character)
    /// A literal of any content, or a number: their values are of one case.
    case literal, number

    var description: String {
      switch self {
      case .word(let word): word
      case .mark(let mark): String(mark)
      case .literal: "\"\""
      case .number: "0"
      }
    }
  }

  static func tokens(of line: String) -> [Token] {
    var tokens: [Token] = []
    var rest = Substring(line)
    while let first = rest.first {
      if first.isLetter || first == "_" {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        tokens.append(.word(word.lowercased()))
        rest = rest.dropFirst(word.count)
      } else if first.isNumber {
        tokens.append(.number)
        rest = rest.drop { $0.isNumber || $0 == "." || $0 == "_" }
      } else if first == "\"" || first == "'", let end = rest.dropFirst().firstIndex(of: first) {
        // What a literal holds may be a word that matters; its quotes are one token each way.
        tokens.append(.literal)
        let inside = rest[rest.index(after: rest.startIndex)..<end]
        if inside.count <= 40 {
          tokens += self.tokens(of: String(inside)).filter { if case .word = $0 { true } else { false } }
        }
        rest = rest[rest.index(after: end)...]
      } else {
        if !first.isWhitespace { tokens.append(.mark(first)) }
        rest = rest.dropFirst()
      }
    }
    return tokens
  }

  /// Every run of at most four tokens of a line that names something.
  static func runs(in line: String) -> Set<[Token]> {
    let tokens = tokens(of: String(line.prefix(400)))
    var runs: Set<[Token]> = []
    for start in tokens.indices {
      for length in 1...4 where start + length <= tokens.count {
        let run = Array(tokens[start..<start + length])
        // A literal's words follow it in the list of tokens and not in the text: they stand alone.
        if run.count > 1, run.dropLast().contains(.literal) { continue }
        let names = run.contains { if case .word(let word) = $0 { word.count >= 3 } else { false } }
        if names { runs.insert(run) }
      }
    }
    return runs
  }

  static func pattern(of run: [Token]) -> String {
    let parts = run.map { token -> String in
      switch token {
      case .word(let word): "(?<![A-Za-z0-9_])\(word)(?![A-Za-z0-9_])"
      case .mark(let mark): mark.isASCII && !mark.isLetter ? "\\\(mark)" : String(mark)
      case .literal: "[\"'][^\"'\\n]*[\"']"
      case .number: "\\d[\\d._]*"
      }
    }
    return "(?i)" + parts.joined(separator: "[ \\t]*")
  }
}
