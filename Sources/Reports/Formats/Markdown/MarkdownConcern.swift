internal import JudgeTypes
internal import Provenance

/// Something that stands against an artifact, in Markdown.
struct MarkdownConcern {
  let concern: Concern

  /// Severity, rule and place; what is wrong; the lines; the clause; how to learn more. Ends with an empty line.
  var full: String {
    var paragraphs = ["\(heading): \(MarkdownWords.prose(concern.message, limit: 800))"]
    if let standing = concern.standing { paragraphs.append("Gate: **\(MarkdownWords.prose(standing))**") }
    paragraphs += (concern.finding?.checkedEvidence ?? []).prefix(3).map(text)
    if !about.isEmpty { paragraphs.append(about) }
    return paragraphs.map { $0.hasSuffix("\n") ? $0 + "\n" : $0 + "\n\n" }.joined()
  }

  /// One item of a list.
  var brief: String {
    var parts = [heading, MarkdownWords.prose(concern.message, limit: 160)]
    if let standing = concern.standing { parts.append(MarkdownWords.prose(standing)) }
    return "- " + parts.joined(separator: " · ") + "\n"
  }

  private var heading: String {
    let rule = concern.rule.map { " " + MarkdownWords.code($0) } ?? ""
    return
      "**\(MarkdownWords.prose(spoken(concern.weight), limit: 40))**\(rule) at \(MarkdownWords.code(concern.place))"
  }

  private func text(of evidence: CheckedEvidence) -> String {
    switch evidence.evidence {
    case .quote(_, let start, _, let text): MarkdownWords.quotation(text, from: start)
    case .absence(let path, let terms):
      "Found nowhere in \(path.map { MarkdownWords.code($0) } ?? "the artifact"): "
        + MarkdownWords.list(terms, limit: 8) { MarkdownWords.code($0, limit: 80) }
    }
  }

  private var about: String {
    let against = concern.dimensions.prefix(3).map { dimension in
      let source = dimension.source.map { ", " + MarkdownWords.clause($0) } ?? ""
      let name = MarkdownWords.prose(dimension.name, limit: 120)
      return "\(name) (\(MarkdownWords.prose(spoken(dimension.level), limit: 20))\(source))"
    }
    let rest = concern.dimensions.count - against.count
    var parts =
      against.isEmpty ? [] : ["Against " + against.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")]
    if let finding = concern.finding {
      if !finding.seats.isEmpty {
        parts.append("raised by \(MarkdownWords.list(finding.seats, limit: 6) { MarkdownWords.code($0, limit: 80) })")
      }
      parts.append(
        "finding \(MarkdownWords.prose(finding.id, limit: 40)), \(MarkdownWords.code(finding.shortFingerprint))")
    }
    return parts.joined(separator: " · ")
  }
}
