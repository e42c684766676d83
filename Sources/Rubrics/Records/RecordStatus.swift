import Markdown

/// Where a record stands in its life.
public enum RecordStatus: String, Sendable, Hashable, CaseIterable {
  case proposed, accepted, rejected, superseded, deprecated
  /// None is stated, or a word that says none of these.
  case other

  /// Reads what follows "Status": the first word that names a status decides, but for what became of it later: "Proposed →
  /// Rejected", "Accepted, then deprecated". What is replaced only in part is accepted.
  init(_ text: String) {
    let latest = text.replacing("->", with: "→").split(separator: "→").last.map(String.init) ?? text
    let parts = latest.lowercased().split { ",;.(".contains($0) }.map { part in
      part.split { !$0.isLetter }.map(String.init)
    }
    let words = Array(parts.joined())
    guard let index = words.firstIndex(where: { Self.words[$0] != nil }), let named = Self.words[words[index]] else {
      self = .other
      return
    }
    switch named {
    case .accepted: self = parts.dropFirst().compactMap(Self.end).last ?? Self.accepted(after: words[..<index])
    case .superseded where Self.isInPart(words, at: index): self = .accepted
    default: self = named
    }
  }

  /// "then deprecated", "rejected in May": a part of the text that begins with what ended an accepted record.
  private static func end(_ part: [String]) -> RecordStatus? {
    let rest = part.drop { ["then", "later", "now", "since", "but", "and", "finally"].contains($0) }
    guard let word = rest.first, let status = words[word], [.superseded, .deprecated, .rejected].contains(status) else {
      return nil
    }
    // "Deprecated modules stay" is about modules.
    let isVerb =
      rest.dropFirst().first.map { ["on", "in", "since", "by", "with", "as", "for", "from"].contains($0) } ?? true
    return isVerb && !isInPart(Array(rest), at: 0) ? status : nil
  }

  /// "Partially superseded", "superseded in part".
  private static func isInPart(_ words: [String], at index: Int) -> Bool {
    index > 0 && ["partially", "partly"].contains(words[index - 1])
      || words.dropFirst(index + 1).prefix(2).elementsEqual(["in", "part"])
  }

  /// "Not accepted", "not yet accepted", "to be approved" and "no longer active" are not in force.
  private static func accepted(after words: ArraySlice<String>) -> RecordStatus {
    switch words.last {
    case "not": .rejected
    case "yet", "be": .proposed
    case "longer": .deprecated
    default: .accepted
    }
  }

  private static let words: [String: RecordStatus] = [
    "accepted": .accepted, "approved": .accepted, "implemented": .accepted, "adopted": .accepted, "active": .accepted,
    "implementable": .accepted, "decided": .accepted, "final": .accepted, "agreed": .accepted, "done": .accepted,
    "proposed": .proposed, "draft": .proposed, "pending": .proposed, "provisional": .proposed, "tbd": .proposed,
    "deferred": .proposed, "postponed": .proposed, "hold": .proposed, "paused": .proposed, "parked": .proposed,
    "undecided": .proposed, "wip": .proposed, "open": .proposed, "review": .proposed, "discussion": .proposed,
    "experimental": .proposed,
    "rejected": .rejected, "declined": .rejected, "withdrawn": .rejected, "abandoned": .rejected, "denied": .rejected,
    "superseded": .superseded, "superceded": .superseded, "replaced": .superseded, "obsoleted": .superseded,
    "deprecated": .deprecated, "obsolete": .deprecated, "retired": .deprecated, "amended": .accepted,
  ]
}
