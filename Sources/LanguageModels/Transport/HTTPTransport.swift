public import Foundation

/// Sends one request and gives back the whole answer.
public protocol HTTPTransport: Sendable {
  /// Sends `request`; throws `TransportError`, or `CancellationError` when the task is cancelled meanwhile.
  func send(_ request: HTTPRequest) async throws -> HTTPAnswer
}

/// One request: unless said otherwise a POST where it has a body, a GET where it has none.
public struct HTTPRequest: Sendable, Hashable {
  public enum Method: String, Sendable, Hashable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
  }

  public let method: Method
  public let url: String
  /// Names and values in the order in which they are sent.
  public let headers: [HTTPHeader]
  public let body: Data?
  /// From the call to the last byte of the answer; more than zero.
  public let timeout: Duration

  public init(_ method: Method? = nil, url: String, headers: [HTTPHeader], body: Data?, timeout: Duration) {
    self.method = method ?? (body == nil ? .get : .post)
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
  }
}

/// One header line. Its description shows the name alone, because values may be keys.
public struct HTTPHeader: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
  public let name: String
  public let value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  public var description: String { "\(name): ..." }
  public var debugDescription: String { description }
}

/// A whole answer, whatever its status.
public struct HTTPAnswer: Sendable, Hashable {
  public let status: Int
  public let headers: [HTTPHeader]
  public let body: Data

  public init(status: Int, headers: [HTTPHeader], body: Data) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The value of the last header of that name, in any case; nil when there is none.
  public func header(_ name: String) -> String? {
    headers.last { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// Why no answer came. No text in it holds headers, a body or a key.
public enum TransportError: Error, Sendable, Hashable {
  case timeout(after: Duration)
  case responseTooLarge(limit: Int)
  /// The URL or a header cannot be sent as it is.
  case invalidRequest(String)
  /// No connection, or one that broke: name resolution, TLS, a proxy, a reset.
  case network(String)
}
