internal import Foundation
public import JudgeTypes

/// What a person said of a finding of a stored run: one line of the state folder's findings.jsonl.
public struct FindingWord: Sendable, Hashable, Codable {
  public enum Word: String, Sendable, Hashable, Codable, CaseIterable {
    /// The fault is there.
    case confirmed
    /// It is none.
    case dismissed
  }

  /// RFC 3339, in UTC.
  public let at: String
  /// Who said it; nil where neither git nor the environment names anybody.
  public let by: String?
  public let word: Word
  public let reason: String
  public let run: String
  /// The artifact's path, as the run names it.
  public let artifact: String
  /// Of the artifact as read.
  public let artifactSHA256: String
  public let fingerprint: String
  public let rule: String
  public let severity: Severity
  /// Of the file in which the evidence stands; nil for what is absent from the whole artifact.
  public let path: String?
  /// 1-based, as `endLine`; nil for what is absent.
  public let line: Int?
  public let endLine: Int?
  /// The seats that raised it.
  public let seats: [String]
  /// Their personas and models, each once.
  public let personas: [String]
  public let models: [String]

  enum CodingKeys: String, CodingKey {
    case at, by, word, reason, run, artifact
    case artifactSHA256 = "artifact_sha256"
    case fingerprint, rule, severity, path, line
    case endLine = "end_line"
    case seats, personas, models
  }

  public init(
    at: String, by: String?, word: Word, reason: String, run: String, artifact: String, artifactSHA256: String,
    fingerprint: String, rule: String, severity: Severity, path: String?, line: Int?, endLine: Int?, seats: [String],
    personas: [String], models: [String]
  ) {
    self.at = at
    self.by = by
    self.word = word
    self.reason = reason
    self.run = run
    self.artifact = artifact
    self.artifactSHA256 = artifactSHA256
    self.fingerprint = fingerprint
    self.rule = rule
    self.severity = severity
    self.path = path
    self.line = line
    self.endLine = endLine
    self.seats = seats
    self.personas = personas
    self.models = models
  }

  /// What it is about, in one state of the artifact: the same text may stand on several lines, with one fingerprint.
  public struct Subject: Sendable, Hashable {
    public let fingerprint: String
    public let line: Int?

    public init(fingerprint: String, line: Int?) { (self.fingerprint, self.line) = (fingerprint, line) }
  }

  public var subject: Subject { Subject(fingerprint: fingerprint, line: line) }

  /// Nil for a line that `encoded` did not write.
  public init?(line: String) {
    guard let word = try? JSONDecoder().decode(FindingWord.self, from: Data(line.utf8)) else { return nil }
    self = word
  }

  /// One line of JSON, keys in order, without its line feed.
  public var encoded: String { get throws { try lineOfJSON(self) } }
}

/// A value as one line of JSON, keys in order, without a line feed.
func lineOfJSON(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
