internal import HTTPTypes
internal import Provenance

/// The document of the API, OpenAPI 3.1, made of the routes that the server has.
struct OpenAPI: Sendable {
  private let routes: [Route]
  private let asksForTokens: Bool

  init(_ routes: [Route], asksForTokens: Bool) {
    self.routes = routes.filter { $0.operation != nil }
    self.asksForTokens = asksForTokens
  }

  var document: String {
    var paths: [String: JSONObject] = [:]
    for route in routes {
      guard let operation = route.operation else { continue }
      paths[route.pattern.description, default: [:]][route.method.rawValue.lowercased()] = json(operation, of: route)
    }
    let document: JSONValue = [
      "openapi": "3.1.0", "info": Self.info, "tags": Self.tags, "servers": [["url": "/"]],
      "paths": .object(JSONObject(paths.mapValues { .object($0) })),
      "components": [
        "schemas": .object(
          JSONObject(Schemas.all.map { ($0.name, $0.schema) }, uniquingKeysWith: { first, _ in first })),
        "securitySchemes": [
          "bearer": ["type": "http", "scheme": "bearer", "description": "A token of 'moe-judge-serve token'."],
          "basic": ["type": "http", "scheme": "basic", "description": "Any name, with the token as password."],
        ],
      ],
    ]
    return document.pretty + "\n"
  }

  private static let info: JSONValue = [
    "title": "moe-judge", "version": .string(Program.version),
    "summary": "Runs, judgments, evals, skill health and costs of one store.",
    "description":
      "Everything here can be read; findings can be confirmed and dismissed. Where the server was started with --token-file, a token is needed.",
  ]

  private static let tags: JSONValue = .array(
    [
      ("runs", "What was judged, and what came of it."), ("findings", "What was found, and what people said of it."),
      ("evals", "What measures the panel."), ("health", "How skills stand."), ("costs", "What calls took."),
      ("service", "The server itself."),
    ].map { ["name": .string($0.0), "description": .string($0.1)] })

  private func json(_ operation: Operation, of route: Route) -> JSONValue {
    var object: JSONObject = [
      "operationId": .string(operation.id), "tags": [.string(operation.tag)], "summary": .string(operation.summary),
      "parameters": .array(
        operation.path.map { parameter($0, in: "path") } + operation.query.map { parameter($0, in: "query") }),
      "responses": .object(responses(operation, of: route)),
    ]
    if !operation.description.isEmpty { object["description"] = .string(operation.description) }
    object["security"] = route.isOpen || !asksForTokens ? [] : [["bearer": []], ["basic": []]]
    if let body = operation.body {
      object["requestBody"] = [
        "required": true, "content": [MediaType.json: ["schema": body.schema, "example": body.example]],
      ]
    }
    return .object(object)
  }

  private func parameter(_ parameter: Parameter, in place: String) -> JSONValue {
    [
      "name": .string(parameter.name), "in": .string(place), "required": .bool(place == "path"),
      "description": .string(parameter.description), "schema": parameter.schema, "example": parameter.example,
    ]
  }

  private func responses(_ operation: Operation, of route: Route) -> JSONObject {
    var responses: [String: JSONValue] = [:]
    for answer in operation.answers {
      var object: JSONObject = ["description": .string(answer.description)]
      if !answer.content.isEmpty {
        object["content"] = .object(
          JSONObject(
            answer.content.map { (String($0.type.prefix { $0 != ";" }), ["schema": $0.schema] as JSONValue) },
            uniquingKeysWith: { first, _ in first }))
      }
      if !answer.headers.isEmpty {
        object["headers"] = .object(
          JSONObject(
            answer.headers.map { name, words in
              (name, ["description": .string(words), "schema": Schemas.text, "required": false] as JSONValue)
            }, uniquingKeysWith: { first, _ in first }))
      }
      responses["\(answer.status)"] = .object(object)
    }
    for code in Self.refusals(of: operation, route) {
      responses["\(code)"] = [
        "description": .string(Self.meanings[code] ?? HTTPResponse.Status(code: code).reasonPhrase),
        "content": [Problem.mediaType: ["schema": Schemas.named("Problem")]],
      ]
    }
    if operation.answers.contains(where: { $0.status == 200 }) {
      responses["304"] = ["description": "What If-None-Match names has not changed."]
    }
    return JSONObject(responses)
  }

  /// What is no more than a word in HTTP.
  private static let meanings = [
    409: "The run's record cannot be read or does not hold, or the name means several things; `detail` says which.",
    422:
      "The run is too large to be derived beside other work, or what was sent is not what is taken; `detail` says which.",
    503: "The store cannot be read, something of it is gone, or too many wait; `detail` says which.",
  ]

  /// The codes that a route may refuse with.
  static func refusals(of operation: Operation, _ route: Route) -> [Int] {
    var codes = [400, 403, 405, 406, 408, 413, 414, 429, 500, 503] + operation.refusals
    if !route.isOpen { codes.append(401) }
    if !operation.path.isEmpty { codes.append(404) }
    if operation.body != nil { codes += [415, 422] }
    return Set(codes).subtracting(operation.answers.map(\.status)).sorted()
  }
}

extension Route {
  var isOpen: Bool { if case .open = access { true } else { false } }
}
