internal import HTTPTypes
internal import Hummingbird

/// The route by which a page follows a run that is under way; those who follow are counted.
enum EventRoute {
  /// - Parameter follow: gives the events of a run as they come; it is handed the request, which tells when the client has gone.
  static func route(
    counting metrics: ServerMetrics, follow: @escaping @Sendable (Request, _ run: String) async throws -> Response
  ) -> Route {
    Route(
      method: .get, pattern: "/runs/{run}/events", access: .scope(.read), produces: [MediaType.events],
      work: .waiting { call in
        guard let request = call.request, let run = call["run"] else { throw Problem.notFound }
        let response = try await follow(request, run)
        var answer = ServerAnswer(
          .stream(
            ResponseBody { writer in
              metrics.follow(1)
              defer { metrics.follow(-1) }
              try await response.body.write(writer)
            }), status: response.status, type: MediaType.events)
        for field in response.headers where field.name != .contentLength { answer.headers[field.name] = field.value }
        return answer
      })
  }
}
