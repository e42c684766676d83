import JudgeTypes

/// What of a seat's findings shows something that the seat had not shown before.
struct NewEvidence {
  /// Findings of this rule, of severity info, say what moved a seat to a better score; they are no faults.
  static let movingRule = "changed_position"

  /// Those that show something new, or that do not hold. What is said again of the same lines moves nothing.
  let findings: [Finding]
  private let pieces: [Piece]

  private struct Piece {
    let finding: Finding
    let evidence: Evidence
  }

  /// - Parameter found: all that the seat found before; new is what it had not shown for the same dimension, and of a finding
  ///   that speaks against none, what it had not shown at all.
  init(of findings: [Finding], after found: [Finding]) {
    var kept: [Finding] = []
    var pieces: [Piece] = []
    for finding in findings {
      guard finding.status == .verified else {
        kept.append(finding)
        continue
      }
      let earlier = found.filter {
        $0.status == .verified && (finding.dimension == nil || $0.dimension == finding.dimension)
      }
      let known = KnownEvidence(earlier.flatMap(\.evidence).map(\.evidence))
      let new = finding.evidence.map(\.evidence).filter(known.isNew)
      pieces += new.map { Piece(finding: finding, evidence: $0) }
      if !new.isEmpty { kept.append(finding) }
    }
    self.findings = kept
    self.pieces = pieces
  }

  static func isForBetter(_ finding: Finding) -> Bool {
    finding.rule == movingRule && finding.severity == .info
  }

  /// Whether something new speaks for a change of the score. A better one takes a quote, since that a word does not occur shows
  /// nothing that is well; a worse one takes a fault.
  func speaks(on dimension: Dimension.ID, forBetter isBetter: Bool) -> Bool {
    pieces.contains { piece in
      guard piece.finding.dimension == dimension else { return false }
      guard isBetter else { return piece.finding.severity > .info }
      if case .absence = piece.evidence { return false }
      return Self.isForBetter(piece.finding)
    }
  }

  func evidence(on dimensions: [Dimension.ID?]) -> [Evidence] {
    pieces.filter { dimensions.contains($0.finding.dimension) }.map(\.evidence).reduce(into: []) { all, piece in
      if !all.contains(piece) { all.append(piece) }
    }
  }
}

/// The evidence that a seat has shown already.
private struct KnownEvidence {
  /// As many characters that are no white space make a quote; fewer new ones are padding.
  private static let leastInk = 8

  private var lines: [String: Set<Int>] = [:]
  private var terms: Set<String> = []

  init(_ shown: [Evidence]) {
    for piece in shown {
      switch piece {
      case .quote(let path, let start, let end, _): lines[path, default: []].formUnion(start...max(start, end))
      case .absence(_, let terms): self.terms.formUnion(terms.map(Self.folded))
      }
    }
  }

  /// Whether it shows lines, or looked for a term, that was not shown before. The same lines quoted otherwise are old, and so are
  /// they with a bracket of the next.
  func isNew(_ piece: Evidence) -> Bool {
    switch piece {
    case .quote(let path, let start, let end, let text):
      let range = start...max(start, end)
      let known = lines[path] ?? []
      guard range.contains(where: known.contains) else { return true }
      let quoted = text.split(separator: "\n", omittingEmptySubsequences: false)
      // Where a quote is laid out otherwise than its lines, nobody can tell which of its words are new.
      guard quoted.count == range.count else { return false }
      let ink = zip(range, quoted).reduce(0) { sum, line in
        known.contains(line.0) ? sum : sum + line.1.count { !$0.isWhitespace }
      }
      return ink >= Self.leastInk
    case .absence(_, let terms):
      return terms.map(Self.folded).contains { !$0.isEmpty && !self.terms.contains($0) }
    }
  }

  /// Without letter case and without white space more or less.
  private static func folded(_ term: String) -> String {
    term.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
