internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Provenance

/// Where requests become answers: who asks, what for, what comes of it, and what is counted and logged of that.
struct ServerDesk: Sendable {
  let table: RouteTable
  let door: Doorkeeper
  let audit: AuditLog
  let metrics: ServerMetrics
  let workers: Workers
  /// One thread for what writes, which waits for locks, and one for whether the store can be read: neither takes from the others.
  let writers, checkers: Workers
  let errorPages: ErrorPages
  let refusals: RefusalLimit
  let log: @Sendable (String) -> Void

  /// - Parameter read: gives the call, or says why there is none.
  func answer(
    _ method: HTTPRequest.Method, _ headers: HTTPFields, _ read: () async throws -> ServerCall
  ) async -> ServerAnswer {
    let start = ContinuousClock.now
    metrics.begin()
    var route: Route?
    var call: ServerCall?
    var answer: ServerAnswer
    do {
      var asked = try await read()
      // Also where it is refused, with who asked.
      defer { call = asked }
      let found = try table.route(for: asked)
      route = found.route
      asked.parameters = found.parameters
      answer = try await self.answer(&asked, by: found.route)
    } catch {
      answer = document(of: problem(of: error), to: headers, at: call?.target, isForPage: route?.operation == nil)
    }
    if let route, let call, route.isWrite { answer = await noted(answer, to: call, by: route) }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    metrics.end(label(route, method, answer), seconds: seconds)
    return finished(answer, seconds: seconds)
  }

  private func answer(_ call: inout ServerCall, by route: Route) async throws -> ServerAnswer {
    try door.admit(&call, to: route.access)
    if route.isWrite, !(door.asksForTokens && Credentials(call.headers).isBearer && call.contentType == MediaType.json)
    {
      try WriteOrigin.require(of: call)
    }
    try route.operation?.check(call)
    guard MediaRanges(call.headers).take(oneOf: route.produces) else {
      throw Problem(.notAcceptable, "Here is only \(route.produces.joined(separator: ", ")). Ask for that in Accept.")
    }
    let asked = call
    switch route.work {
    case .waiting(let work): return try await work(asked)
    case .blocking(let work):
      // The tag is made of the whole body, which takes its time too.
      return try await queue(of: route).run { try work(asked).tagged(for: asked) }
    }
  }

  private func queue(of route: Route) -> Workers {
    route.isWrite ? writers : route.isOfServer ? checkers : workers
  }

  private func problem(of error: any Error) -> Problem {
    if let problem = error as? Problem { return problem }
    if let error = error as? HTTPError {
      return Problem(error.status, error.body ?? error.status.reasonPhrase, headers: error.headers)
    }
    if let words = StoreWords.of(error) {
      return Problem(.serviceUnavailable, words, headers: [.retryAfter: "5"])
    }
    log("\(error)")
    return Problem(.internalServerError, "The server failed at this. What happened stands in its log.")
  }

  /// For a browser a page, for a program a document.
  private func document(of problem: Problem, to headers: HTTPFields, at target: RequestTarget?, isForPage: Bool)
    -> ServerAnswer
  {
    let isOfAPI = target?.path.first == "api"
    guard isForPage, !isOfAPI, MediaRanges(headers).preferPages else { return problem.document }
    return errorPages.answer(problem, at: target)
  }

  /// What came of every write stands in the log, and what was refused. That a word is about to be written stands there before, or it is not.
  private func noted(_ answer: ServerAnswer, to call: ServerCall, by route: Route) async -> ServerAnswer {
    let isRefused = answer.status.code >= 400
    if isRefused, call.caller.name == nil, !refusals.admit(call.address) { return answer }
    let entry = AuditLog.Entry(
      caller: call.caller, address: call.address, what: "\(route.method.rawValue) \(route.pattern)",
      places: call.parameters, said: answer.said, status: answer.status.code)
    do {
      try await writers.run { try audit.add(entry) }
    } catch {
      log("the log of writes cannot be written: \(error)")
    }
    return answer
  }

  private func label(_ route: Route?, _ method: HTTPRequest.Method, _ answer: ServerAnswer) -> ServerMetrics.Label {
    let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
    return ServerMetrics.Label(
      route: route?.pattern.description ?? "none", method: known.contains(method) ? method.rawValue : "other",
      status: answer.status.code)
  }

  private func finished(_ answer: ServerAnswer, seconds: Double) -> ServerAnswer {
    var answer = answer
    for field in SecurityHeaders.all { answer.headers[field.name] = field.value }
    if answer.headers[.cacheControl] == nil { answer.headers[.cacheControl] = "no-store" }
    answer.headers[.vary] = "Accept, Authorization"
    if let name = HTTPField.Name("Server-Timing") {
      answer.headers[name] = "app;dur=" + String(format: "%.2f", seconds * 1_000)
    }
    return answer
  }
}
