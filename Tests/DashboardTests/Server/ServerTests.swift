import Foundation
import Provenance
import Reports
import Storage
import Synchronization
import Testing

@testable import Dashboard

@Suite struct ServerTests {
  private func serving(
    _ pages: (@Sendable (Place, Links) throws -> SitePage?)? = SamplePages.pages(SamplePages.sections),
    _ body: (RunningServer, ServedStore) async throws -> Void
  ) async throws {
    let store = try ServedStore()
    defer { store.remove() }
    try await RunningServer.run(over: store, pages: pages) { server in try await body(server, store) }
  }

  @Test func `every answer has the headers that keep browsers safe`() async throws {
    try await serving { server, _ in
      for path in ["/", "/nothing", "/health", "/api/v1/runs", "/api/v1/nothing", SiteAsset.style.address, "/%00"] {
        let answer = try await server.get(path)
        #expect(answer.headers["content-security-policy"] == SecurityHeaders.policy, "\(path)")
        for name in [
          "x-content-type-options", "referrer-policy", "cross-origin-opener-policy", "cross-origin-resource-policy",
          "permissions-policy", "cache-control", "server-timing",
        ] { #expect(answer.headers[name] != nil, "\(path) \(name)") }
      }
      #expect(!SecurityHeaders.policy.contains("unsafe"))
    }
  }

  @Test func `a page is sent again only when it has changed, and HEAD sends what GET would without the page`()
    async throws
  {
    try await serving { server, _ in
      let page = try await server.get("/")
      #expect(page.status == 200 && page.headers["content-type"] == "text/html; charset=utf-8")
      #expect(page.headers["cache-control"] == "no-cache")
      let tag = try #require(page.headers["etag"])
      #expect(tag.hasPrefix("\"") && tag.utf8.count == 66)
      for value in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
        let same = try await server.get("/", ["If-None-Match": value])
        #expect(same.status == 304 && same.body.isEmpty && same.headers["etag"] == tag, "\(value)")
      }
      #expect(try await server.get("/", ["If-None-Match": "\"other\""]).status == 200)
      let head = try await server.get("/", method: "HEAD")
      #expect(head.status == 200 && head.body.isEmpty && head.headers["etag"] == tag)
      #expect(head.headers["content-length"] == "\(page.body.utf8.count)")
      let asset = try await server.get(SiteAsset.style.address)
      #expect(asset.headers["cache-control"]?.contains("immutable") == true && asset.body == SiteStyle.sheet)
    }
  }

  @Test func `a browser gets a page that says what is wrong, a program a document`() async throws {
    try await serving { server, _ in
      let page = try await server.get("/runs/<script>alert(1)</script>", ["Accept": "text/html,*/*;q=0.8"])
      #expect(page.status == 404 && page.headers["content-type"] == "text/html; charset=utf-8")
      #expect(page.body.contains("<h1>Not Found</h1>") && !page.body.contains("<script>"))
      #expect(!page.body.contains("aria-current=\"page\""))
      let document = try await server.get("/api/v1/runs/nothing", ["Accept": "text/html,*/*;q=0.8"])
      #expect(document.status == 404 && document.headers["content-type"] == "application/problem+json")
      #expect(document.body.contains("\"status\": 404"))
    }
  }

  @Test(arguments: ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
  func `what is not taken is said, with what is`(_ method: String) async throws {
    try await serving { server, _ in
      let answer = try await server.get("/api/v1/runs", method: method)
      #expect(answer.status == 405 && answer.headers["allow"] == "GET, HEAD")
    }
  }

  @Test func `what the client does not take is not sent`() async throws {
    try await serving { server, _ in
      let image = try await server.get("/api/v1/runs", ["Accept": "image/png"])
      #expect(image.status == 406)
      #expect(try await server.get("/", ["Accept": "application/json"]).status == 406)
      #expect(try await server.get("/api/v1/runs", ["Accept": "application/*;q=0.1"]).status == 200)
    }
  }

  @Test(arguments: [
    "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../../../etc/passwd", "/assets/..%2f..%2fetc%2fpasswd",
    "/runs/..", "/runs/%2e%2e%2f%2e%2e%2fetc", "//etc/passwd", "/runs/%00", "/runs/a\\..\\b",
    "/api/v1/runs/../../health/x",
    "/api/v1/runs/..%2f..", "/api/v1/evals/..%2f..%2fx", "/skills/..%2f..%2fetc%2fpasswd",
    "/runs/20261121T200207Z-b2849e/judgments/-1", "/runs/20261121T200207Z-b2849e/judgments/99999999999999999999",
  ])
  func `no path leads out of the store`(_ path: String) async throws {
    try await serving(nil) { server, _ in
      let answer = try await server.get(path)
      #expect([400, 404].contains(answer.status), "\(path) \(answer.status)")
      #expect(!answer.body.contains("root:"))
    }
  }

  @Test func `addresses, heads and bodies that are too large are refused`() async throws {
    try await serving { server, store in
      #expect(try await server.get("/" + String(repeating: "a", count: 5_000)).status == 414)
      let head = try await server.get("/", ["X-Large": String(repeating: "a", count: 100_000)])
      #expect([400, 0].contains(head.status))
      let run = try #require(store.runs.first)
      let words = "/api/v1/runs/\(run)/findings/F1/words"
      let large = try await server.post(words, String(repeating: " ", count: 70_000))
      #expect(large.status == 413)
      let endless = try await server.send(
        RawRequest.text(
          "POST", words, ["Content-Length": "999999999", "Content-Type": "application/json"], body: nil,
          port: server.port))
      #expect(endless.status == 413)
      // It goes on with others.
      #expect(try await server.get("/").status == 200)
    }
  }

  @Test(arguments: [
    "nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
    "GET / HTTP/1.1\r\n: x\r\n\r\n", "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}",
  ])
  func `what is no HTTP is refused, and the server lives`(_ text: String) async throws {
    try await serving { server, _ in
      let answer = try await server.send(text + (text.hasSuffix("\r\n\r\n") ? "" : "\r\n\r\n"))
      #expect([0, 400, 505].contains(answer.status))
      #expect(try await server.get("/").status == 200)
    }
  }

  @Test func `a body that does not come is not waited for`() async throws {
    let store = try ServedStore()
    defer { store.remove() }
    try await RunningServer.run(over: store, setting: { $0.bodyTime = .milliseconds(50) }) { server in
      let run = try #require(store.runs.first)
      let answer = try await server.send(
        RawRequest.text(
          "POST", "/api/v1/runs/\(run)/findings/F1/words",
          ["Content-Length": "100", "Content-Type": "application/json", "Connection": "keep-alive"], body: nil,
          port: server.port) + "{")
      #expect(answer.status == 408)
      #expect(try await server.get("/health").status == 200)
    }
  }

  @Test func `a store that cannot be read is told as 503, without the machine's paths`() async throws {
    let store = try ServedStore()
    defer { store.remove() }
    try store.write(
      "this is no database, it only stands where one should, and is longer than a header", to: "state/moe-judge.sqlite")
    try await RunningServer.run(over: store) { server in
      for path in ["/api/v1/runs", "/api/v1/costs", "/api/v1/evals"] {
        let answer = try await server.get(path)
        #expect(answer.status == 503 && answer.body.contains("reindex"), "\(answer.body)")
        #expect(!answer.body.contains(store.folder.path) && answer.headers["retry-after"] != nil)
      }
      let health = try await server.get("/health")
      #expect(health.status == 503 && health.body.contains("\"failing\"") && !health.body.contains(store.folder.path))
    }
  }

  @Test func `a page that fails says nothing of how, and the log says it`() async throws {
    struct Fault: Error { let words = "in /some/where" }
    let store = try ServedStore(isEmpty: true)
    defer { store.remove() }
    try await RunningServer.run(over: store, pages: { _, _ in throw Fault() }) { server in
      let answer = try await server.get("/")
      #expect(answer.status == 500 && !answer.body.contains("where"))
      #expect(server.said.contains { $0.contains("/some/where") })
    }
  }

  @Test func `an empty store is well, and its lists are empty`() async throws {
    let store = try ServedStore(isEmpty: true)
    defer { store.remove() }
    try await RunningServer.run(over: store) { server in
      let health = try await server.get("/health")
      #expect(health.status == 200)
      for path in ["runs", "evals", "health", "costs", "suites/x/evals"] {
        #expect(try await server.get("/api/v1/\(path)").status == 200, "\(path)")
      }
      #expect(!FileManager.default.fileExists(atPath: store.state))
    }
  }

  @Test func `a store that is lost is no empty one`() async throws {
    let store = try ServedStore()
    defer { store.remove() }
    try await RunningServer.run(over: store) { server in
      #expect(try await server.get("/health").status == 200)
      #expect(try await server.get("/").body.contains("is gone") == false)
      let away = store.folder.appending(path: "away").path
      try FileManager.default.moveItem(atPath: store.state, toPath: away)
      #expect(try await server.get("/health").status == 503)
      #expect(try await server.get("/").body.contains("was there and is gone"))
      for path in ["runs", "evals", "health", "costs"] {
        #expect(try await server.get("/api/v1/\(path)").status == 503, "\(path)")
      }
      try FileManager.default.moveItem(atPath: away, toPath: store.state)
      #expect(try await server.get("/health").status == 200)
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: store.state) where name.contains(".sqlite") {
      try FileManager.default.removeItem(atPath: store.state + "/" + name)
    }
    try await RunningServer.run(over: store) { server in
      let health = try await server.get("/health")
      #expect(health.status == 503 && health.body.contains("reindex"))
      #expect(try await server.get("/").body.contains("runs reindex"))
    }
    // What cannot be looked at is not nothing.
    try FileManager.default.removeItem(atPath: store.state)
    try store.write("", to: "state")
    try await RunningServer.run(over: store) { server in
      let runs = try await server.get("/api/v1/runs")
      let health = try await server.get("/health")
      #expect(runs.status == 503 && health.status == 503)
    }
  }

  @Test func `a page is found by the beginning of a run's id, and by latest`() async throws {
    let store = try ServedStore()
    defer { store.remove() }
    let newest = try #require(store.runs.first)
    try await RunningServer.run(over: store) { server in
      for (asked, end) in [
        ("latest", ""), (String(newest.description.prefix(17)), "/judgments/0"), ("latest", "/record"),
      ] {
        let answer = try await server.get("/runs/\(asked)\(end)")
        #expect(answer.status == 303 && answer.headers["location"] == "/runs/\(newest)\(end)", "\(asked) \(end)")
      }
      #expect(try await server.get("/runs/nothing").status == 404)
      let filtered = try await server.get("/runs/latest/artifacts?outcome=fail&from=1")
      #expect(filtered.headers["location"] == "/runs/\(newest)/artifacts?outcome=fail&from=1")
      #expect(try await server.get("/costs?run=latest").status == 200)
    }
  }

  @Test func `what is counted has patterns for names, never what was asked`() async throws {
    try await serving { server, store in
      let run = try #require(store.runs.first).description
      _ = try await server.get("/api/v1/runs/\(run)")
      _ = try await server.get("/secret-name")
      _ = try await server.get("/", method: "STRANGE")
      let text = try await server.get("/metrics").body
      #expect(
        text.contains("moe_judge_http_requests_total{route=\"/api/v1/runs/{run}\",method=\"GET\",status=\"200\"} 1\n"))
      #expect(text.contains("{route=\"none\",method=\"GET\",status=\"404\"} 1\n"))
      #expect(text.contains("moe_judge_http_request_duration_seconds_bucket{route=\"none\",le=\"+Inf\"}"))
      #expect(!text.contains(run) && !text.contains("secret-name") && !text.contains("STRANGE"))
    }
  }

  @Test func `health is told while all else is busy, and an ending is not waited for without end`() async throws {
    let store = try ServedStore(isEmpty: true)
    defer { store.remove() }
    let gate = Mutex((begun: 0, mayEnd: false))
    let pages: @Sendable (Place, Links) throws -> SitePage? = { place, _ in
      gate.withLock { $0.begun += 1 }
      while !gate.withLock({ $0.mayEnd }) { usleep(2_000) }
      return nil
    }
    try await RunningServer.run(
      over: store, pages: pages,
      setting: {
        $0.endingTime = .milliseconds(100)
        $0.onOverdue = { gate.withLock { $0.mayEnd = true } }
      }
    ) { server in
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        for _ in 0..<6 { tasks.addTask { _ = try await server.get("/") } }
        while gate.withLock({ $0.begun }) < 6 { try await Task.sleep(for: .milliseconds(2)) }
        #expect(try await server.get("/health").status == 200)
        #expect(!gate.withLock { $0.mayEnd })
        server.end()
        try await tasks.waitForAll()
      }
    }
    #expect(gate.withLock { $0.mayEnd })
  }

  @Test func `a host without an address is told as that`() async throws {
    let store = try ServedStore(isEmpty: true)
    defer { store.remove() }
    let path = store.folder.appending(path: "tokens").path
    _ = try TokenFile.add("anna", scopes: [.read], to: path)
    await #expect(throws: ServerRefusal.self) {
      try await RunningServer.run(
        over: store, tokens: try TokenFile(path: path), setting: { $0.host = "nosuch.invalid" }
      ) { _ in }
    }
  }

  @Test func `a request under way is answered when the server is told to end`() async throws {
    let store = try ServedStore(isEmpty: true)
    defer { store.remove() }
    let gate = Mutex((hasBegun: false, mayEnd: false))
    let pages: @Sendable (Place, Links) throws -> SitePage? = { place, _ in
      gate.withLock { $0.hasBegun = true }
      while !gate.withLock({ $0.mayEnd }) { usleep(2_000) }
      return SitePage(place: place, title: "Late", body: "<h1>Late</h1>\n")
    }
    try await RunningServer.run(over: store, pages: pages) { server in
      async let answer = server.get("/")
      while !gate.withLock({ $0.hasBegun }) { try await Task.sleep(for: .milliseconds(2)) }
      server.end()
      try await Task.sleep(for: .milliseconds(100))
      gate.withLock { $0.mayEnd = true }
      let late = try await answer
      #expect(late.status == 200 && late.body.contains("Late"))
      #expect(server.said.isEmpty)
    }
  }
}
