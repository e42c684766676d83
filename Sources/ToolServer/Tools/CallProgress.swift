internal import Provenance

/// How far a call is. Every number that is sent is greater than the one before.
public struct CallProgress: Sendable {
  private let token: ProgressToken
  private var done = 0
  private var total: Int?

  public init(_ token: ProgressToken) { self.token = token }

  /// Some part of it has begun, and `parts` are expected in all.
  public mutating func begin(parts: Int) -> OutgoingMessage {
    total = parts
    return message("asking \(parts == 1 ? "one seat" : "\(parts) seats")")
  }

  /// One more part is done. Where there are more than were expected, the total grows.
  public mutating func advance() -> OutgoingMessage {
    done += 1
    total = total.map { max($0, done) }
    return message("\(done) heard")
  }

  private func message(_ text: String) -> OutgoingMessage {
    var params: JSONObject = [
      "progressToken": token.json, "progress": .integer(done), "message": .string(text),
    ]
    params["total"] = total.map { .integer($0) }
    return .notification(method: "notifications/progress", params: params)
  }
}
