internal import HTTPTypes
internal import Reports

/// What a browser shows where there is no page.
struct ErrorPages: Sendable {
  func answer(_ problem: Problem, at target: RequestTarget?) -> ServerAnswer {
    let place = target.flatMap { Place(path: $0.path, query: $0.firstOfQuery) } ?? .overview
    let links = Links(here: place, site: .live)
    let faults = problem.faults.map { "<li><code>\($0.what)</code>: \($0.message)</li>\n" as HTML }
    let body: HTML = """
      <h1>\(problem.title)</h1>
      <div class="card">
      <p>\(problem.detail)</p>
      \(HTML.when(!faults.isEmpty, "<ul>\n\(HTML.joined(faults))</ul>\n"))<p>\(links.link("To the overview", to: .overview)) \
      · status \(problem.status.code)</p>
      </div>

      """
    let page = SitePage(place: place, title: problem.title, standsApart: true, body: body)
    var answer = ServerAnswer(Frame(links: links).document(page), status: problem.status, type: MediaType.html)
    answer.headers.append(contentsOf: problem.headers)
    return answer
  }
}
