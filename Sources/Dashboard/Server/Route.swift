internal import HTTPTypes

/// One thing that can be asked of the server: from the table of these come the answers, the document of the API, and the figures.
struct Route: Sendable {
  /// Who may ask.
  enum Access: Sendable {
    /// Everybody, without a token too.
    case open
    case scope(Scope)
  }

  enum Work: Sendable {
    /// Reads files or databases, so it is done beside the event loops.
    case blocking(@Sendable (ServerCall) throws -> ServerAnswer)
    /// Waits without holding a thread.
    case waiting(@Sendable (ServerCall) async throws -> ServerAnswer)
  }

  let method: HTTPRequest.Method
  let pattern: RoutePattern
  let access: Access
  /// What it may answer with, where all is well.
  let produces: [String]
  /// What the API says of it; nil for pages.
  var operation: Operation?
  let work: Work

  /// Whether it tells how the server is, and so is answered however much there is to do.
  var isOfServer: Bool { pattern == "/health" }

  /// Whether it changes what is stored.
  var isWrite: Bool { method != .get }
}

/// A path with places, such as `/runs/{run}/judgments/{ordinal}`.
struct RoutePattern: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
  private enum Part: Sendable, Hashable {
    case fixed(String)
    case place(String)
  }

  let description: String
  private let parts: [Part]

  init(stringLiteral text: String) {
    description = text
    parts = text.split(separator: "/").map { part in
      part.hasPrefix("{") ? .place(String(part.dropFirst().dropLast())) : .fixed(String(part))
    }
  }

  /// The names of its places, in order.
  var places: [String] { parts.compactMap { if case .place(let name) = $0 { name } else { nil } } }

  /// What stands in the places; nil for a path that is another.
  func match(_ path: [String]) -> [String: String]? {
    guard path.count == parts.count else { return nil }
    var found: [String: String] = [:]
    for (part, text) in zip(parts, path) {
      switch part {
      case .fixed(let name): if name != text { return nil }
      case .place(let name):
        guard !text.isEmpty else { return nil }
        found[name] = text
      }
    }
    return found
  }

  /// Of several that fit, the one with the fewest places is meant.
  var openness: Int { places.count }
}
