public import Provenance

/// What tells requests apart, and the progress of one from that of another: a text or a whole number.
public enum RequestID: Sendable, Hashable {
  case number(Int)
  case text(String)

  /// Beyond it a double, which is what most readers make of a number, no longer holds every whole number.
  private static let largest = 1 << 53

  /// Nil for null, a fraction, a number that cannot be sent back as it came, and whatever is neither text nor number.
  public init?(json: JSONValue) {
    switch json {
    case .string(let text): self = .text(text)
    case .integer(let number) where number.magnitude <= Self.largest: self = .number(number)
    default: return nil
    }
  }

  public var json: JSONValue {
    switch self {
    case .number(let number): .integer(number)
    case .text(let text): .string(text)
    }
  }
}

/// What a client wants the progress of a request to be named by.
public typealias ProgressToken = RequestID
