public import Foundation

/// The record of a run: one canonical JSON object a line, each holding the hash of the line before.
public enum Journal {
  /// The kind of the entry that ends a journal; its body is `{"entries":N}`, the number of entries before it.
  public static let closingKind = "closed"
  /// What the first entry holds in place of the hash of a line before it.
  public static let origin = String(repeating: "0", count: 64)

  /// One line of a journal.
  public struct Entry: Sendable, Hashable {
    /// The number of entries before it.
    public let sequence: Int
    /// The SHA-256 of the line before, in hexadecimal; `origin` for the first.
    public let previous: String
    /// RFC 3339, in UTC.
    public let time: String
    public let kind: String
    public let body: JSONValue

    public init(sequence: Int, previous: String, time: String, kind: String, body: JSONValue) {
      self.sequence = sequence
      self.previous = previous
      self.time = time
      self.kind = kind
      self.body = body
    }

    /// Reads a line that is byte for byte what `line` gives for the entry in it.
    public init(line: String) throws(JournalLineError) {
      let value: JSONValue
      do { value = try JSONValue(parsing: line) } catch { throw .notJSON(error) }
      guard let members = value.objectValue, members.count == 5,
        let body = members["body"], let kind = members["kind"]?.stringValue,
        let previous = members["previous"]?.stringValue, Digest.isDigest(previous),
        let sequence = members["sequence"]?.intValue, sequence >= 0, let time = members["time"]?.stringValue
      else { throw .notAnEntry }
      self.init(sequence: sequence, previous: previous, time: time, kind: kind, body: body)
      guard self.line.utf8.elementsEqual(line.utf8) else { throw .notCanonical }
    }

    /// The entry as its line, without the line feed.
    public var line: String {
      String(decoding: Draft(kind: kind, body: body, time: time).line(sequence, after: previous), as: UTF8.self)
    }

    public var isClosing: Bool { kind == Journal.closingKind }
  }
}

extension Journal {
  /// An entry that is written but for its place in the chain: all that takes long is done, so that a chain that many append to
  /// is held for a moment only.
  public struct Draft: Sendable {
    public let isClosing: Bool
    private var bytes: [UInt8]
    private let end: [UInt8]

    /// `time` is RFC 3339, in UTC.
    public init(kind: String, body: JSONValue, time: String) {
      isClosing = kind == Journal.closingKind
      var writer = JSONWriter()
      writer.append("{\"body\":")
      writer.write(body)
      writer.append(",\"kind\":")
      writer.write(kind)
      writer.append(",\"previous\":")
      bytes = writer.bytes
      writer = JSONWriter()
      writer.append(",\"time\":")
      writer.write(time)
      writer.append("}")
      end = writer.bytes
    }

    /// The line in UTF-8, without its line feed.
    consuming func line(_ sequence: Int, after previous: String) -> [UInt8] {
      var writer = JSONWriter(after: bytes)
      writer.write(previous)
      writer.append(",\"sequence\":")
      writer.write(sequence)
      return writer.bytes + end
    }
  }
}

/// Why a line is not a journal's.
public enum JournalLineError: LocalizedError, Sendable, Hashable {
  case notJSON(JSONError)
  case notAnEntry
  case notCanonical

  public var errorDescription: String? {
    switch self {
    case .notJSON(let error): "it is not JSON (\(error))"
    case .notAnEntry: "it does not have the members body, kind, previous, sequence and time alone"
    case .notCanonical: "it is not in the canonical form of RFC 8785"
    }
  }

  /// Whether the line is the beginning of one whose write was interrupted.
  var isIncompleteLine: Bool {
    if case .notJSON(let error) = self { error.problem == .unexpectedEnd } else { false }
  }
}
