public import JudgeTypes
internal import Provenance

/// The faults that were known when a team began to gate, so that only new ones block.
///
/// They are known by fingerprint, which a line that moves does not change; of a fault that stands there more than once, as often as
/// it stands there.
public struct Baseline: Sendable, Hashable {
  public static let none = Baseline(entries: [])
  public static let fileName = "moe-judge-baseline.json"
  public static let schemaVersion = "1"

  /// What is known of one fault; all but the fingerprint is for its readers.
  public struct Entry: Sendable, Hashable {
    public let fingerprint: String
    /// How often it stood there.
    public let count: Int
    /// The gravest of them; nil for a dimension. A graver one of the same text is new.
    public let severity: Severity?
    public let path: String
    public let message: String

    public init(fingerprint: String, count: Int, severity: Severity? = nil, path: String, message: String) {
      self.fingerprint = fingerprint
      self.count = count
      self.severity = severity
      self.path = path
      self.message = message
    }
  }

  /// Sorted by path, then fingerprint.
  public let entries: [Entry]

  /// What is known of each fault, by fingerprint.
  var byFingerprint: [String: Entry] {
    Dictionary(entries.map { ($0.fingerprint, $0) }, uniquingKeysWith: { $0.count >= $1.count ? $0 : $1 })
  }

  public init(entries: [Entry]) {
    self.entries = entries.sorted { ($0.path, $0.fingerprint) < ($1.path, $1.fingerprint) }
  }

  /// What a gate found that blocks or is known already; nothing that is waived, which has a day on which it ends.
  public init(of decisions: [GateDecision]) {
    let reasons = decisions.flatMap(\.reasons).filter { $0.state == .blocks || $0.state == .known }
    var entries: [String: Entry] = [:]
    for reason in reasons {
      guard let fingerprint = reason.fingerprint else { continue }
      entries[fingerprint] = Entry(
        fingerprint: fingerprint, count: (entries[fingerprint]?.count ?? 0) + 1,
        severity: [reason.severity, entries[fingerprint]?.severity].compactMap(\.self).max(), path: reason.path,
        message: entries[fingerprint]?.message ?? reason.message)
    }
    self.init(entries: Array(entries.values))
  }

  /// What it knows of other files than `paths`.
  public func outside(of paths: Set<String>) -> Baseline {
    Baseline(entries: entries.filter { !paths.contains($0.path) })
  }

  /// Both together; of a fault in both, as often as the one that has it more often.
  public func joined(with other: Baseline) -> Baseline {
    var byFingerprint: [String: Entry] = [:]
    for entry in entries + other.entries {
      guard let there = byFingerprint[entry.fingerprint], there.count >= entry.count else {
        byFingerprint[entry.fingerprint] = entry
        continue
      }
    }
    return Baseline(entries: Array(byFingerprint.values))
  }

  // MARK: The file

  /// The file's text: one fault a line, so that two branches that change it can be merged.
  public var text: String {
    let lines = entries.map { "    " + Self.json(of: $0).canonical }
    let list = lines.isEmpty ? "[]" : "[\n" + lines.joined(separator: ",\n") + "\n  ]"
    return "{\n  \"schema_version\": \"\(Self.schemaVersion)\",\n  \"known\": \(list)\n}\n"
  }

  private static func json(of entry: Entry) -> JSONValue {
    [
      "fingerprint": .string(entry.fingerprint), "count": .integer(entry.count),
      "severity": .optional(entry.severity?.rawValue), "path": .string(entry.path),
      "message": .string(entry.message),
    ]
  }

  /// Reads the file's text.
  ///
  /// - Parameter path: its name, for messages.
  /// - Throws: `GateFileError` for a text that is none.
  public init(text: String, path: String) throws(GateFileError) {
    let json: JSONValue
    do { json = try JSONValue(parsing: text) } catch {
      throw GateFileError(path: path, problem: "it is no JSON: \(error)")
    }
    guard json["schema_version"]?.stringValue == Self.schemaVersion, let known = json["known"]?.arrayValue else {
      throw GateFileError(
        path: path, problem: "it is no baseline of schema_version \"\(Self.schemaVersion)\" with a list 'known'")
    }
    var entries: [Entry] = []
    for (index, item) in known.enumerated() {
      guard let fingerprint = item["fingerprint"]?.stringValue, !fingerprint.isEmpty,
        let count = item["count"]?.intValue, (1...1_000_000).contains(count)
      else {
        throw GateFileError(path: path, problem: "known[\(index)] has no fingerprint, or no count of 1 or more")
      }
      entries.append(
        Entry(
          fingerprint: fingerprint, count: count, severity: item["severity"]?.stringValue.flatMap(Severity.init),
          path: item["path"]?.stringValue ?? "",
          message: item["message"]?.stringValue ?? ""))
    }
    self.init(entries: entries)
  }
}

/// A baseline that cannot be read: a gate without it would block what is known, or let through what is not.
public struct GateFileError: Error, Sendable, Hashable, CustomStringConvertible {
  public let path: String
  public let problem: String

  public init(path: String, problem: String) {
    self.path = path
    self.problem = problem
  }

  public var description: String {
    "\(path): \(problem.hasSuffix(".") ? String(problem.dropLast()) : problem). Write it anew with: moe-judge gate baseline RUN, or take it from the version control."
  }
}
