internal import Foundation
public import JudgeTypes
internal import Provenance

/// Holds what judges claim against the artifact that they were shown.
public struct EvidenceCheck: Sendable {
  /// The fewest characters of a quote that are not white space; fewer would match by chance. A file with fewer is quoted whole.
  public static let leastQuote = 8

  private let texts: [String: FoldedText]
  private let contents: [String: String]
  /// The files that were judged whole; absence can only be claimed there.
  private let whole: Set<String>
  /// Whether every file of the artifact was; a skipped one might hold what is said to be absent.
  private let isWhole: Bool

  /// - Parameter artifact: as the judges saw it, secrets redacted.
  public init(for artifact: Artifact) {
    texts = Dictionary(
      artifact.files.map { ($0.path, FoldedText($0.content)) }, uniquingKeysWith: { first, _ in first })
    contents = Dictionary(artifact.files.map { ($0.path, $0.content) }, uniquingKeysWith: { first, _ in first })
    isWhole = artifact.coverage.allSatisfy { $0.state == .judged }
    let partial = Set(artifact.coverage.filter { $0.state != .judged }.map(\.path))
    whole = Set(artifact.files.map(\.path)).subtracting(partial)
  }

  /// The claim with each piece of its evidence checked, quotes moved to the lines where they stand.
  public func finding(from claim: Claim) -> Finding {
    let evidence = claim.evidence.map(checked)
    return Finding(
      rule: claim.rule, severity: claim.severity, message: claim.message, dimension: claim.dimension,
      evidence: evidence,
      fingerprint: Self.fingerprint(rule: claim.rule, evidence: evidence.map(\.evidence)))
  }

  private func checked(_ evidence: Evidence) -> CheckedEvidence {
    switch evidence {
    case .quote(let path, let startLine, _, let said):
      let quote = FoldedText(said)
      guard let text = texts[path], quote.inkedCount >= Self.leastQuote || isWhole(quote, of: text),
        let lines = text.lines(of: quote, nearest: startLine)
      else { return CheckedEvidence(evidence, isVerified: false) }
      return CheckedEvidence(
        .quote(path: path, startLine: lines.lowerBound, endLine: lines.upperBound, text: said), isVerified: true)
    case .absence(let path, let terms):
      return CheckedEvidence(evidence, isVerified: holds(absenceOf: terms, in: path))
    }
  }

  /// Whether a short quote is all that stands in a file that is shorter than a quote must be.
  private func isWhole(_ quote: FoldedText, of text: FoldedText) -> Bool {
    quote.inkedCount > 0 && quote.text == text.text
  }

  /// Whether the scope was judged whole and none of the terms occurs in it, letter case ignored.
  private func holds(absenceOf terms: [String], in path: String?) -> Bool {
    let scope = path.map { [$0] } ?? contents.keys.sorted()
    guard !scope.isEmpty, path != nil || isWhole, scope.allSatisfy(whole.contains) else { return false }
    let sought = terms.filter { $0.contains { !$0.isWhitespace } }
    guard !sought.isEmpty else { return false }
    return scope.allSatisfy { path in
      guard let content = contents[path] else { return false }
      return !sought.contains { content.range(of: $0, options: .caseInsensitive) != nil }
    }
  }

  /// The first 16 digits of the hash over the rule, the path and the folded text of each piece of evidence.
  static func fingerprint(rule: String, evidence: [Evidence]) -> String {
    var parts = [rule]
    for piece in evidence {
      switch piece {
      case .quote(let path, _, _, let text): parts += ["quote", path, FoldedText(text).text]
      case .absence(let path, let terms): parts += ["absence", path ?? ""] + terms.sorted()
      }
    }
    return String(Digest.sha256(parts.joined(separator: "\u{0}")).prefix(16))
  }
}
