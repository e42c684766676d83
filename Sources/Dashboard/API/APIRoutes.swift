internal import HTTPTypes
internal import Provenance
internal import Storage

/// The routes of the API. The document that describes them is made of the same values.
struct APIRoutes: Sendable {
  let stores: Stores
  let words: WordRoutes
  /// What the document describes beside the API itself.
  let service: ServiceRoutes
  let asksForTokens: Bool

  static let base = "/api/v1"

  var all: [Route] {
    let described = runs + results + evals + skills + costs + words.api + service.all
    let document = OpenAPI(described + [Self.documentRoute { "" }], asksForTokens: asksForTokens).document
    return described + [Self.documentRoute { document }]
  }

  static func route(
    _ path: String, _ operation: Operation, _ work: @escaping @Sendable (ServerCall) throws -> ServerAnswer
  )
    -> Route
  {
    let types = operation.answers.flatMap(\.content).map(\.type)
    return Route(
      method: .get, pattern: RoutePattern(stringLiteral: base + path), access: .scope(.read), produces: types,
      operation: operation, work: .blocking(work))
  }

  /// As `route`, for what waits for its turn and holds no thread while it does.
  static func waitingRoute(
    _ path: String, _ operation: Operation, _ work: @escaping @Sendable (ServerCall) async throws -> ServerAnswer
  ) -> Route {
    let types = operation.answers.flatMap(\.content).map(\.type)
    return Route(
      method: .get, pattern: RoutePattern(stringLiteral: base + path), access: .scope(.read), produces: types,
      operation: operation, work: .waiting { call in try await work(call).tagged(for: call) })
  }

  private static func documentRoute(_ document: @escaping @Sendable () -> String) -> Route {
    route(
      "/openapi.json",
      Operation(
        id: "getDocument", tag: "service", summary: "This document.",
        answers: [.json(200, "The document, OpenAPI 3.1.", Schemas.anyObject)])
    ) { _ in ServerAnswer(document(), type: MediaType.json) }
  }

  // MARK: What several routes share

  static let run = Parameter(
    name: "run", kind: .runReference,
    description: "The run's id, the beginning of exactly one id, or latest for the newest run.",
    example: "20261121T024012Z-3f9a1c")
  static func limit(_ most: Int) -> Parameter {
    Parameter(
      name: "limit", kind: .integer(1...most, otherwise: 50), description: "How many at most.", example: 50)
  }

  static func limit(of call: ServerCall) -> Int { call["limit"].flatMap { Int($0) } ?? 50 }

  /// A run that is there.
  ///
  /// - Throws: `Problem` (404).
  static func run(of call: ServerCall, in stores: Stores) throws -> RunID {
    let none = Problem(.notFound, "There is no such run. The runs that are there: \(base)/runs")
    do {
      let run = try stores.library.resolve(call["run"] ?? "")
      guard stores.library.hasRun(run) else { throw none }
      return run
    } catch let error as StorageError {
      switch error.problem {
      case .noRuns, .noSuchRun: throw none
      case .ambiguousRun(_, let runs):
        throw Problem(
          .notFound, "\(runs.count) runs begin so. Name more of one: \(runs.prefix(8).joined(separator: ", "))")
      default: throw error
      }
    }
  }

  /// - Throws: `Problem` (503) where something of the store is gone: what is left would read as all there is.
  static func refuseLoss(_ stores: Stores) throws {
    if let loss = stores.loss { throw Problem(.serviceUnavailable, loss) }
  }

  /// A part of a list, with the address of what follows, in the document and in a header.
  static func page(_ members: JSONObject, next: String?) -> ServerAnswer {
    var members = members
    members["next"] = .optional(next)
    var answer = ServerAnswer(.object(members))
    if let next, let name = HTTPField.Name("Link") { answer.headers[name] = "<\(next)>; rel=\"next\"" }
    return answer
  }

  /// The address of this call with other values in its query.
  static func address(_ call: ServerCall, with query: [(name: String, value: String)]) -> String {
    let kept = call.target.query.filter { item in !query.contains { $0.name == item.name } }
    let all = kept.map { ($0.name, $0.value) } + query
    return "/" + call.target.path.map(Links.encoded).joined(separator: "/") + "?"
      + all.map { "\($0.0)=\(Links.encoded($0.1))" }.joined(separator: "&")
  }
}

extension Operation.Answer {
  static func json(_ status: Int, _ description: String, _ schema: JSONValue) -> Self {
    Self(status: status, description: description, content: [(MediaType.json, schema)])
  }

  static func page(_ description: String, _ schema: String) -> Self {
    Self(
      status: 200, description: description, content: [(MediaType.json, Schemas.named(schema))],
      headers: [("Link", "The address of what follows, rel=\"next\"; not there at the end.")])
  }
}

extension RunLibrary {
  /// Whether it has a journal, whatever it says.
  func hasRun(_ run: RunID) -> Bool { FileStatus(of: folder(of: run).journal, followsLink: false)?.kind == .file }
}
