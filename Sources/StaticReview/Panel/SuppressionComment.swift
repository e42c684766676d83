internal import JudgeTypes

/// A comment such as `moe-judge: ignore sql-injection because the column comes from SORTABLE`.
///
/// It speaks for its own line, or, where it stands on a line alone, for the one below; `ignore-file` speaks for the whole file.
struct SuppressionComment: Sendable, Hashable {
  let rules: [String]
  let reason: String
  let line: Int
  /// The lines that it speaks for; nil for the whole file.
  let target: ClosedRange<Int>?
  /// Its line and, where it stands alone, the one below, without the white space around them: by what it is known again in
  /// another state of the file.
  let text: [String]

  func covers(_ hit: Hit) -> Bool {
    guard rules.contains(hit.rule.rawValue) else { return false }
    guard let target else { return true }
    return hit.absentTerms == nil && hit.lines.overlaps(target)
  }

  private static let form = Pattern.fixed(
    #"(?i)\bmoe-judge:[ \t]*ignore(-file)?[ \t]+([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)[ \t]*(?:\b(?:because|since|for|as)\b|--|[-—:;,.(])?[ \t]*([^\r\n]*)"#
  )
  private static let mark = Pattern.fixed(#"(?i)moe-judge:[ \t]*ignore"#)

  /// Those of a file, in their order.
  static func all(in source: Source) -> [SuppressionComment] {
    guard mark.matches(source.bytes) else { return [] }
    return form.allMatches(in: comments(of: source)).compactMap { match in
      guard let names = match.groups[1] else { return nil }
      let line = source.line(at: match.range.lowerBound)
      let own = source.range(ofLines: line...line)
      let stands = source.trimmed(own).isEmpty || !source.hasComments
      let below = line + 1
      let isOfFile = match.groups[0] != nil
      let reason = match.groups[2].map { Self.reason(in: source.string($0)) } ?? ""
      return SuppressionComment(
        rules: source.string(names).split(separator: ",").map { trimmed($0) }, reason: reason, line: line,
        target: isOfFile ? nil : stands ? line...below : line...line,
        text: [trimmed(Substring(source.string(own)))]
          + (isOfFile || !stands ? [] : [trimmed(Substring(source.string(source.range(ofLines: below...below))))]))
    }
  }

  /// Where comments are looked for: in markup, whose comments the lexer does not tell, in the whole text.
  private static func comments(of source: Source) -> [UInt8] {
    source.hasComments ? source.bytes(in: .comments) : source.bytes
  }

  /// Without what closes the comment.
  private static func reason(in text: String) -> String {
    var reason = trimmed(Substring(text))
    for closing in ["-->", "*/", "#}", "%>"] where reason.hasSuffix(closing) {
      reason = trimmed(reason.dropLast(closing.count))
    }
    return String(reason.prefix(300))
  }
}

extension Source {
  /// Whether its language has comments that the lexer tells from the rest.
  fileprivate var hasComments: Bool {
    let grammar = LexicalGrammar.of(language)
    return !grammar.lineComments.isEmpty || !grammar.blockComments.isEmpty
  }
}

/// The suppression comments of the revision that a change is held against: only those count that stood there already.
public struct BaseSuppressions: Sendable {
  /// What every line with such a comment holds, letter case ignored.
  public static let mark = "moe-judge:"

  private let lines: [String: Set<[String]>]
  private let place: @Sendable (String) -> String?

  /// - Parameters:
  ///   - marked: lines that may hold such a comment, each with the one below, by the path from the repository's root.
  ///   - place: the path from that root of a file as it was named; nil for one outside.
  public init(
    _ marked: [(path: String, line: String, below: String)],
    place: @escaping @Sendable (String) -> String? = { $0 }
  ) {
    self.place = place
    lines = marked.reduce(into: [:]) { lines, entry in
      let (line, below) = (trimmed(Substring(entry.line)), trimmed(Substring(entry.below)))
      lines[entry.path, default: []].formUnion([[line], [line, below]])
    }
  }

  /// The same comment over the same code, in the same file.
  func holds(_ comment: SuppressionComment, in path: String) -> Bool {
    place(path).flatMap { lines[$0] }?.contains(comment.text) ?? false
  }
}

extension StaticReview {
  /// The hits that no comment of the file leaves out, and what came of each comment.
  func unsuppressed(
    _ hits: [Hit], in source: Source, base: BaseSuppressions?
  ) -> (hits: [Hit], suppressions: [Suppression]) {
    let comments = SuppressionComment.all(in: source)
    guard !comments.isEmpty else { return (hits, []) }
    var suppressed: Set<Hit> = []
    var suppressions: [Suppression] = []
    for comment in comments {
      for name in comment.rules {
        let covered = hits.filter { $0.rule.rawValue == name && comment.covers($0) }
        let state: Suppression.State =
          if rules.first(where: { $0.id.rawValue == name })?.isSuppressible != true {
            .refused
          } else if comment.reason.count(where: \.isLetter) < 3 {
            .withoutReason
          } else if base?.holds(comment, in: source.reviewedPath) == false {
            .notInBase
          } else if covered.isEmpty {
            .unused
          } else {
            .applied
          }
        if state == .applied { suppressed.formUnion(covered) }
        suppressions.append(
          Suppression(rule: name, path: source.path, line: comment.line, reason: comment.reason, state: state))
      }
    }
    return (hits.filter { !suppressed.contains($0) }, suppressions)
  }
}
