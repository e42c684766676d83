internal import HTTPTypes

/// All routes.
struct RouteTable: Sendable {
  let routes: [Route]

  init(_ routes: [Route]) { self.routes = routes.sorted { $0.pattern.openness < $1.pattern.openness } }

  /// The route, and what stands in its places. HEAD is asked of what GET is.
  ///
  /// - Throws: `Problem`: 404 for a path that no route has, 405 for a method that none has of those that have the path.
  func route(for call: ServerCall) throws(Problem) -> (route: Route, parameters: [String: String]) {
    let asked: HTTPRequest.Method = call.method == .head ? .get : call.method
    var methods: Set<String> = []
    for route in routes {
      guard let parameters = route.pattern.match(call.target.path) else { continue }
      if route.method == asked { return (route, parameters) }
      methods.insert(route.method.rawValue)
      if route.method == .get { methods.insert("HEAD") }
    }
    guard !methods.isEmpty else { throw .notFound }
    let allowed = methods.sorted().joined(separator: ", ")
    throw Problem(
      .methodNotAllowed, "\(call.method.rawValue.prefix(20)) is not taken here, only \(allowed).",
      headers: [.allow: allowed])
  }
}
