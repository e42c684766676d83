/// Where a record stands in its life.
public enum RecordStatus: String, Sendable, Hashable, CaseIterable {
  case proposed, accepted, rejected, superseded, deprecated
  /// None is stated, or a word that says none of these.
  case other

  /// Reads what follows "Status": the first word that names a status decides; of "Proposed → Rejected" what it became.
  init(_ text: String) {
    let latest = text.replacing("->", with: "→").split(separator: "→").last.map(String.init) ?? text
    let words = latest.lowercased().split { !$0.isLetter }.map(String.init)
    guard let index = words.firstIndex(where: { Self.words[$0] != nil }), let named = Self.words[words[index]] else {
      self = .other
      return
    }
    self = named == .accepted ? Self.accepted(after: words[..<index]) : named
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
