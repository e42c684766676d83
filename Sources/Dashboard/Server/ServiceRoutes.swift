internal import Foundation
internal import HTTPTypes
internal import Provenance
internal import Storage

/// What machines ask of the server itself.
struct ServiceRoutes: Sendable {
  let stores: Stores
  let metrics: ServerMetrics

  var all: [Route] { [health, figures] }

  private var health: Route {
    let operation = Operation(
      id: "getHealth", tag: "service", summary: "Whether the store can really be read, now.",
      description: "Without a token it says no more than that.",
      answers: [
        .json(200, "It can.", Schemas.named("Status")),
        .init(
          status: 503, description: "It cannot, or the server has too much to do.",
          content: [(MediaType.json, Schemas.named("Status")), (Problem.mediaType, Schemas.named("Problem"))]),
      ])
    return Route(
      method: .get, pattern: "/health", access: .open, produces: [MediaType.json], operation: operation,
      work: .blocking { [stores] call in
        let check = StoreCheck(stores)
        var answer = ServerAnswer(
          check.json(isDetailed: call.caller.has(.read)), status: check.isWell ? .ok : .serviceUnavailable)
        answer.headers[.cacheControl] = "no-store"
        return answer
      })
  }

  private var figures: Route {
    let operation = Operation(
      id: "getMetrics", tag: "service", summary: "What the server counts of itself, for Prometheus.",
      answers: [.init(status: 200, description: "Text format 0.0.4.", content: [("text/plain", Schemas.text)])])
    return Route(
      method: .get, pattern: "/metrics", access: .scope(.read), produces: ["text/plain"], operation: operation,
      work: .blocking { [stores, metrics] _ in
        let files = ["moe-judge.sqlite", "health.sqlite", "cache.sqlite", "findings.jsonl", "dashboard-audit.jsonl"]
        let sizes = files.map { (name: $0, bytes: Self.size(of: stores.state + "/" + $0)) }
        var answer = ServerAnswer(
          metrics.now.text(version: Program.version, store: sizes), type: "text/plain; version=0.0.4; charset=utf-8")
        answer.headers[.cacheControl] = "no-store"
        return answer
      })
  }

  private static func size(of path: String) -> Int {
    FileStatus(of: path)?.size ?? 0
  }
}
