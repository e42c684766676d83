internal import HTTPTypes
internal import Provenance
internal import Storage

/// The pages, and the files that they load.
enum PageRoutes {
  static let patterns: [RoutePattern] = [
    "/", "/runs", "/runs/{run}", "/runs/{run}/artifacts", "/runs/{run}/record", "/runs/{run}/judgments/{ordinal}",
    "/rubrics", "/rubrics/{rubric}", "/personas/{persona}", "/evals", "/evals/suites/{suite}", "/evals/runs/{eval}",
    "/evals/improvements/{improvement}", "/skills", "/skills/{skill}",
    "/costs", "/costs/{period}",
  ]

  static func routes(of site: Site) -> [Route] {
    patterns.map { pattern in
      Route(
        method: .get, pattern: pattern, access: .scope(.read), produces: [MediaType.html],
        work: .blocking { call in
          if let run = call.parameters["run"], RunID(run) == nil, let whole = try? site.stores.library.resolve(run) {
            return .seeOther(address(of: call, naming: whole))
          }
          guard let place = Place(path: call.target.path, query: call.target.firstOfQuery),
            let document = try site.document(at: place, mayLabel: call.caller.has(.label))
          else {
            throw Problem(.notFound, "There is no such page. What it told of may have been removed, or never was here.")
          }
          return ServerAnswer(document, type: MediaType.html)
        })
    } + [asset]
  }

  /// The same page with the run's whole id, which stands second in the path of every page on a run.
  private static func address(of call: ServerCall, naming run: RunID) -> String {
    var path = call.target.path
    path[1] = run.description
    let query = call.target.query.map { "\($0.name)=\(Links.encoded($0.value))" }.joined(separator: "&")
    return "/" + path.map(Links.encoded).joined(separator: "/") + (query.isEmpty ? "" : "?" + query)
  }

  /// Their addresses change with what they hold; the pages they belong to are no secret without what stands on them.
  private static let asset = Route(
    method: .get, pattern: "/assets/{name}", access: .open, produces: ["text/css", "text/javascript"],
    work: .waiting { call in
      guard let name = call["name"], let asset = SiteAsset.all.first(where: { $0.address == "/assets/\(name)" }) else {
        throw Problem.notFound
      }
      let type = asset.kind == "css" ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8"
      var answer = ServerAnswer(asset.text, type: type)
      answer.headers[.cacheControl] = "public, max-age=31536000, immutable"
      return answer.tagged(for: call)
    })
}
