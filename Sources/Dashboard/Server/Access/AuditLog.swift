internal import Foundation
internal import Provenance
internal import Storage

/// What was written through the server, and what was tried and refused: one object a line in the state folder.
struct AuditLog: Sendable {
  /// What was said of a finding, by whom; the reason without secrets.
  struct Word: Sendable {
    let word, reason: String
    let by: String?
    /// The finding's id in the run, and what it is known by in others.
    let finding, fingerprint: String
  }

  struct Entry: Sendable {
    let caller: Caller
    let address: String
    /// The route's pattern, and what stood in its places.
    let what: String
    let places: [String: String]
    /// Nil where it did not come to that.
    let said: Word?
    /// The status that was answered; nil before anything is written.
    let status: Int?
  }

  private let file: LineFile
  private let now: @Sendable () -> Date

  /// - Parameter patience: how long another process that writes it is waited for.
  init(state: String, patience: Duration, now: @escaping @Sendable () -> Date) {
    file = LineFile(path: state + "/dashboard-audit.jsonl", patience: patience)
    self.now = now
  }

  /// - Throws: `StorageError` where the line is not on the disk.
  func add(_ entry: Entry) throws(StorageError) {
    var object: JSONObject = [
      "at": .string(Timestamp.rfc3339(now())), "token": .optional(entry.caller.name),
      "address": .string(entry.address), "what": .string(entry.what), "status": .optional(entry.status),
      "result": .string(entry.status.map { $0 < 400 ? "done" : "refused" } ?? "begun"),
    ]
    for (name, value) in entry.places { object[name] = .string(String(value.prefix(200))) }
    object["word"] = entry.said.map { .string($0.word) }
    object["reason"] = entry.said.map { .string($0.reason) }
    object["by"] = entry.said.map { JSONValue.optional($0.by) }
    if let said = entry.said { object["finding"] = .string(said.finding) }
    object["fingerprint"] = entry.said.map { .string($0.fingerprint) }
    try file.add(JSONValue.object(object).canonical)
  }
}
