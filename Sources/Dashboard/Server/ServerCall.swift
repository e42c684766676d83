internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// A request as the routes see it.
struct ServerCall: Sendable {
  let method: HTTPRequest.Method
  let target: RequestTarget
  let headers: HTTPFields
  /// What the client calls this server, with the port where it says one.
  let host: String
  /// Empty where none was sent.
  var body: [UInt8] = []
  /// Of whoever is connected; a proxy's where there is one.
  let address: String
  /// What stands in the places of the route's pattern.
  var parameters: [String: String] = [:]
  var caller = Caller.local
  /// The request itself, for answers that go on as long as the client is there.
  var request: Request?

  /// What was sent for a parameter of the path or the query.
  subscript(name: String) -> String? { parameters[name] ?? target.firstOfQuery[name] }

  /// Without what follows the semicolon, in small letters; nil where nothing is said of the body.
  var contentType: String? {
    headers[.contentType]?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased()
  }
}
