internal import HTTPTypes
internal import Provenance

/// Why a request is not answered as asked (RFC 9457): what is wrong, and what to do. No path of the machine stands in it.
struct Problem: Error, Sendable {
  /// One of several things that are wrong with what was sent.
  struct Fault: Sendable, Hashable {
    /// A parameter's name, or a member of the body.
    let what: String
    let message: String
  }

  let status: HTTPResponse.Status
  let detail: String
  var faults: [Fault] = []
  var headers: HTTPFields = [:]

  init(_ status: HTTPResponse.Status, _ detail: String, faults: [Fault] = [], headers: HTTPFields = [:]) {
    self.status = status
    self.detail = detail
    self.faults = faults
    self.headers = headers
  }

  static let notFound = Problem(.notFound, "There is nothing here. Look at the overview, or at /api/v1/openapi.json.")

  var title: String { status.reasonPhrase.isEmpty ? "Error" : status.reasonPhrase }

  var json: JSONValue {
    var object: JSONObject = [
      "type": "about:blank", "title": .string(title), "status": .integer(status.code), "detail": .string(detail),
    ]
    if !faults.isEmpty {
      object["errors"] = .array(faults.map { ["name": .string($0.what), "message": .string($0.message)] })
    }
    return .object(object)
  }

  /// As a program reads it.
  var document: ServerAnswer {
    var answer = ServerAnswer(json, status: status, type: Self.mediaType)
    answer.headers.append(contentsOf: headers)
    return answer
  }

  static let mediaType = "application/problem+json"
}

extension HTTPFields {
  /// Names that are no names are left out.
  init(named fields: [(name: String, value: String)]) {
    self.init()
    for (name, value) in fields {
      if let name = HTTPField.Name(name) { self[name] = value }
    }
  }
}
