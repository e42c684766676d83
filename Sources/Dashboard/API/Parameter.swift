internal import Foundation
internal import Provenance

/// A part of a path or of a query: what may stand there, said once for checking and for the document.
struct Parameter: Sendable {
  enum Kind: Sendable {
    case integer(ClosedRange<Int>, otherwise: Int?)
    case choice([String], otherwise: String?)
    /// Of one line.
    ///
    /// - Parameter limit: in characters of Unicode.
    case text(limit: Int)
    /// Any text but an empty one.
    case prose(limit: Int)
    /// Such as `20261121T024012Z-3f9a1c`.
    case runID
    /// An id of a run, the beginning of one, or `latest`.
    case runReference
    /// In UTC, such as `2026-11-21`.
    case day
  }

  let name: String
  let kind: Kind
  let description: String
  let example: JSONValue

  /// What is wrong with a value; nil for nothing.
  func fault(of value: String) -> String? {
    switch kind {
    case .integer(let range, _):
      guard let number = Int(value), "\(number)" == value, range.contains(number) else {
        return "expected a whole number from \(range.lowerBound) to \(range.upperBound)"
      }
    case .choice(let words, _):
      guard words.contains(value) else { return "expected one of \(words.joined(separator: ", "))" }
    case .text(let limit):
      guard (1...limit).contains(value.unicodeScalars.count) else { return "expected 1 to \(limit) characters" }
    case .prose(let limit):
      guard value.unicodeScalars.count <= limit else { return "expected at most \(limit) characters" }
      guard !value.unicodeScalars.allSatisfy(Self.isBlank) else { return "it says nothing" }
    case .runID:
      guard value.wholeMatch(of: /[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}/) != nil else {
        return "expected an id such as 20261121T024012Z-3f9a1c"
      }
    case .runReference:
      guard value.wholeMatch(of: /latest|[0-9][0-9TZa-f-]{0,22}/) != nil else {
        return "expected an id such as 20261121T024012Z-3f9a1c, the beginning of one, or latest"
      }
    case .day:
      guard Timestamp.milliseconds(rfc3339: value + "T00:00:00.000Z") != nil else {
        return "expected a day such as 2026-11-21"
      }
    }
    return nil
  }

  /// What any dialect of patterns takes for white space.
  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar == "\u{feff}" || (0x1C...0x1F).contains(scalar.value)
  }

  var schema: JSONValue {
    switch kind {
    case .integer(let range, let otherwise):
      var schema: JSONObject = [
        "type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound),
      ]
      schema["default"] = otherwise.map { .integer($0) }
      return .object(schema)
    case .choice(let words, let otherwise):
      var schema: JSONObject = ["type": "string", "enum": .texts(words)]
      schema["default"] = otherwise.map { .string($0) }
      return .object(schema)
    case .text(let limit):
      return [
        "type": "string", "minLength": 1, "maxLength": .integer(limit), "pattern": "^[^\\u0000-\\u001f\\u007f]+$",
      ]
    case .prose(let limit):
      return [
        "type": "string", "minLength": 1, "maxLength": .integer(limit),
        "pattern": "[^\\s\\u001c-\\u001f\\u0085\\ufeff]",
      ]
    case .runID: return Schemas.runID
    case .runReference:
      return ["type": "string", "pattern": "^(latest|[0-9][0-9TZa-f-]{0,22})$", "minLength": 1, "maxLength": 23]
    case .day: return ["type": "string", "format": "date"]
    }
  }
}
