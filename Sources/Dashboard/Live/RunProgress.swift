internal import Provenance
internal import Storage

/// How far a run is.
struct RunProgress: Sendable, Hashable {
  /// How many artifacts are judged, and how many were named.
  var judged = 0
  var artifacts = 0
  /// Of seats, failed ones too.
  var answers = 0
  /// The artifact that was judged last and how that ended; nil before the first.
  var lastPath: String?
  var lastOutcome: String?
  /// Whether the journal has its closing line.
  var isEnded = false

  static func answers(in map: JournalMap) -> Int { map.count(of: .answer) + map.count(of: .failure) }

  /// As browsers are sent it.
  var json: JSONValue {
    [
      "judged": .integer(judged), "artifacts": .integer(artifacts), "answers": .integer(answers),
      "last": .optional(lastPath), "outcome": .optional(lastOutcome),
    ]
  }
}
