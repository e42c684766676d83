internal import Foundation
internal import Provenance
internal import Storage

/// What was written through the server, and what was tried and refused: one object a line in the state folder.
struct AuditLog: Sendable {
  /// What was said of a finding; the reason without secrets.
  struct Word: Sendable {
    let word, reason: String
  }

  struct Entry: Sendable {
    let caller: Caller
    let address: String
    /// The route's pattern, and what stood in its places.
    let what: String
    let places: [String: String]
    /// Nil where it did not come to that.
    let said: Word?
    /// The status that was answered.
    let status: Int
  }

  private let file: LineFile
  private let now: @Sendable () -> Date

  init(state: String, now: @escaping @Sendable () -> Date) {
    file = LineFile(path: state + "/dashboard-audit.jsonl")
    self.now = now
  }

  func add(_ entry: Entry) throws(StorageError) {
    var object: JSONObject = [
      "at": .string(Timestamp.rfc3339(now())), "token": .optional(entry.caller.name),
      "address": .string(entry.address), "what": .string(entry.what), "status": .integer(entry.status),
      "result": .string(entry.status < 400 ? "done" : "refused"),
    ]
    for (name, value) in entry.places { object[name] = .string(String(value.prefix(200))) }
    object["word"] = entry.said.map { .string($0.word) }
    object["reason"] = entry.said.map { .string($0.reason) }
    try file.add(JSONValue.object(object).canonical)
  }
}
