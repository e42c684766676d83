internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Provenance

/// What is answered, before what every answer has is added to it.
struct ServerAnswer: Sendable {
  enum Body: Sendable {
    case bytes([UInt8])
    /// What goes on for as long as somebody listens.
    case stream(ResponseBody)
  }

  var status: HTTPResponse.Status
  var headers: HTTPFields
  var body: Body
  /// What was put on record, for the log of writes.
  var said: AuditLog.Word?

  init(_ body: Body, status: HTTPResponse.Status = .ok, type: String) {
    self.status = status
    headers = [.contentType: type]
    self.body = body
  }

  init(_ text: String, status: HTTPResponse.Status = .ok, type: String) {
    self.init(.bytes(Array(text.utf8)), status: status, type: type)
  }

  init(_ json: JSONValue, status: HTTPResponse.Status = .ok, type: String = "application/json") {
    self.init(json.pretty + "\n", status: status, type: type)
  }

  /// Sends the browser on to a page of this server.
  static func seeOther(_ address: String) -> ServerAnswer {
    var answer = ServerAnswer("", status: .seeOther, type: MediaType.text)
    answer.headers[.location] = address
    return answer
  }

  /// With a strong tag of the body, by which it need not be sent again; of answers that can change with every look at the store.
  func tagged(for call: ServerCall) -> ServerAnswer {
    guard status == .ok, [.get, .head].contains(call.method), headers[.cacheControl] != "no-store",
      case .bytes(let bytes) = body
    else { return self }
    let tag = "\"\(Digest.sha256(bytes))\""
    var tagged = self
    tagged.headers[.eTag] = tag
    if tagged.headers[.cacheControl] == nil { tagged.headers[.cacheControl] = "no-cache" }
    guard Self.names(call.headers[values: .ifNoneMatch], tag) else { return tagged }
    tagged.status = .notModified
    tagged.body = .bytes([])
    tagged.headers[.contentType] = nil
    return tagged
  }

  private static func names(_ values: [String], _ tag: String) -> Bool {
    values.flatMap { $0.split(separator: ",") }.contains { item in
      let item = item.drop { $0 == " " }.prefix { $0 != " " }
      return item == "*" || item == tag || item == "W/" + tag
    }
  }
}

/// The types of what is answered.
enum MediaType {
  static let html = "text/html; charset=utf-8"
  static let json = "application/json"
  static let text = "text/plain; charset=utf-8"
  static let form = "application/x-www-form-urlencoded"
  static let events = "text/event-stream"
}
