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

  /// Sorted by path, then fingerprint; each fingerprint once.
  public let entries: [Entry]
  /// What is known of each fault.
  public let byFingerprint: [String: Entry]

  public init(entries: [Entry]) {
    byFingerprint = Dictionary(entries.map { ($0.fingerprint, $0) }, uniquingKeysWith: { $0.joined(with: $1) })
    self.entries = byFingerprint.values.sorted { ($0.path, $0.fingerprint) < ($1.path, $1.fingerprint) }
  }

  /// What a gate found that blocks or is known already; nothing that is waived, which has a day on which it ends. A file that was judged
  /// twice has its faults once.
  public init(of decisions: [GateDecision]) {
    self.init(entries: decisions.flatMap(Self.entries))
  }

  private static func entries(of decision: GateDecision) -> [Entry] {
    let reasons = decision.reasons.filter { $0.state == .blocks || $0.state == .known }
    let same = Dictionary(grouping: reasons.filter { $0.fingerprint != nil }, by: \.fingerprint)
    return same.compactMap { fingerprint, reasons in
      guard let fingerprint, let first = reasons.first else { return nil }
      return Entry(
        fingerprint: fingerprint, count: reasons.count, severity: reasons.compactMap(\.severity).max(),
        path: first.path,
        message: first.message)
    }
  }

  /// What it knows of other files than `paths`.
  public func outside(of paths: Set<String>) -> Baseline {
    Baseline(entries: entries.filter { !paths.contains($0.path) })
  }

  /// Both together; of a fault in both, as often and as grave as the one that has it more often, and graver.
  public func joined(with other: Baseline) -> Baseline { Baseline(entries: entries + other.entries) }

  /// What it knows that `other` does not know so.
  public func beyond(_ other: Baseline) -> [Entry] { entries.filter { other.byFingerprint[$0.fingerprint] != $0 } }

  /// What it knows that `other` does not know at all.
  public func forgotten(by other: Baseline) -> [Entry] { entries.filter { other.byFingerprint[$0.fingerprint] == nil } }

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
      let word = item["severity"].flatMap { $0.isNull ? nil : $0.stringValue ?? "" }
      let severity = word.flatMap(Severity.init)
      guard word == nil || severity != nil else {
        throw GateFileError(path: path, problem: "known[\(index)] has a severity that is none")
      }
      entries.append(
        Entry(
          fingerprint: fingerprint, count: count, severity: severity, path: item["path"]?.stringValue ?? "",
          message: item["message"]?.stringValue ?? ""))
    }
    self.init(entries: entries)
  }
}

extension Baseline.Entry {
  /// Both together, of one fingerprint.
  fileprivate func joined(with other: Self) -> Self {
    Self(
      fingerprint: fingerprint, count: max(count, other.count),
      severity: [severity, other.severity].compactMap(\.self).max(), path: path.isEmpty ? other.path : path,
      message: message.isEmpty ? other.message : message)
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
    "\(path): \(problem.hasSuffix(".") ? String(problem.dropLast()) : problem). Take it from the version control, or remove it and write it anew with: moe-judge gate baseline RUN"
  }
}
