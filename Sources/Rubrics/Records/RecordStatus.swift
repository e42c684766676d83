/// Where a record stands in its life.
public enum RecordStatus: String, Sendable, Hashable, CaseIterable {
  case proposed, accepted, rejected, superseded, deprecated
  /// None is stated, or a word that says none of these.
  case other

  /// Reads what follows "Status": the first word that names a status decides.
  init(_ text: String) {
    let words = text.lowercased().split { !$0.isLetter }.map(String.init)
    self = words.lazy.compactMap { Self.words[$0] }.first ?? .other
  }

  private static let words: [String: RecordStatus] = [
    "accepted": .accepted, "approved": .accepted, "implemented": .accepted, "adopted": .accepted, "active": .accepted,
    "implementable": .accepted, "decided": .accepted, "final": .accepted, "agreed": .accepted, "done": .accepted,
    "proposed": .proposed, "draft": .proposed, "pending": .proposed, "provisional": .proposed, "tbd": .proposed,
    "wip": .proposed, "open": .proposed, "review": .proposed, "discussion": .proposed, "experimental": .proposed,
    "rejected": .rejected, "declined": .rejected, "withdrawn": .rejected, "abandoned": .rejected, "denied": .rejected,
    "superseded": .superseded, "superceded": .superseded, "replaced": .superseded, "obsoleted": .superseded,
    "deprecated": .deprecated, "obsolete": .deprecated, "retired": .deprecated, "amended": .accepted,
  ]
}
