internal import Foundation
internal import Provenance

/// A part of a path or of a query: what may stand there, said once for checking and for the document.
struct Parameter: Sendable {
  enum Kind: Sendable {
    case integer(ClosedRange<Int>, otherwise: Int?)
    case choice([String], otherwise: String?)
    /// - Parameter limit: in characters of Unicode.
    case text(limit: Int)
    /// Such as `20261121T024012Z-3f9a1c`.
    case runID
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
    case .runID:
      guard RunID(value) != nil else { return "expected an id such as 20261121T024012Z-3f9a1c" }
    case .day:
      guard Timestamp.milliseconds(rfc3339: value + "T00:00:00.000Z") != nil else {
        return "expected a day such as 2026-11-21"
      }
    }
    return nil
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
    case .text(let limit): return ["type": "string", "minLength": 1, "maxLength": .integer(limit)]
    case .runID: return Schemas.runID
    case .day: return ["type": "string", "format": "date"]
    }
  }
}
