import Foundation
import HTTPTypes
import Provenance
import Reports
import Testing

@testable import Dashboard

/// Who may ask for what.
@Suite struct AccessTests {
  /// A path for each route, with something in its places.
  private static func path(of route: Route, run: String) -> String {
    route.pattern.description.replacing("{run}", with: run).replacing("{ordinal}", with: "0")
      .replacing("{name}", with: String(SiteAsset.style.address.dropFirst("/assets/".count)))
      .replacing("{finding}", with: "F1").replacing("{eval}", with: run).replacing("{improvement}", with: run)
      .replacing("{suite}", with: "s").replacing("{skill}", with: "s").replacing("{rubric}", with: "r")
  }

  private static func desk(_ store: ServedStore, _ tokens: TokenFile?) throws -> ServerDesk {
    ServerDesk(
      Site(Stores(state: store.state), pages: nil),
      try ServerSettings(host: "127.0.0.1", port: 0, tokens: tokens) { _ in })
  }

  @Test func `every route asks for its scope, but the few that are open`() async throws {
    let store = try ServedStore()
    defer { store.remove() }
    let path = store.folder.appending(path: "tokens").path
    let reader = try TokenFile.add("reader", scopes: [.read], to: path)
    let labeller = try TokenFile.add("labeller", scopes: [.label], to: path)
    let tokens = try TokenFile(path: path)
    let run = try #require(store.runs.first).description
    let routes = try Self.desk(store, tokens).table.routes
    #expect(routes.count > 25)
    try await RunningServer.run(over: store, tokens: tokens) { server in
      for route in routes {
        let place = Self.path(of: route, run: run)
        func ask(_ token: String?) async throws -> RawAnswer {
          let headers = token.map { ["Authorization": "Bearer \($0)"] } ?? [:]
          return route.isWrite
            ? try await server.post(place, "{}", headers) : try await server.get(place, headers)
        }
        let nobody = try await ask(nil)
        if case .open = route.access {
          #expect(nobody.status == 200, "\(place)")
          continue
        }
        #expect(nobody.status == 401, "\(place)")
        #expect(nobody.headers["www-authenticate"]?.hasPrefix("Basic realm=") == true)
        #expect(!nobody.body.contains(run), "\(place)")
        let (right, wrong) = route.isWrite ? (labeller, reader) : (reader, labeller)
        #expect(try await ask(wrong).status == 403, "\(place)")
        let status = try await ask(right).status
        #expect(![401, 403].contains(status), "\(place)")
      }
    }
  }

  @Test func `wrong tokens are told from none, and soon not listened to any more`() async throws {
    let store = try ServedStore()
    defer { store.remove() }
    let path = store.folder.appending(path: "tokens").path
    let token = try TokenFile.add("anna", scopes: [.read], to: path)
    let tokens = try TokenFile(path: path)
    try await RunningServer.run(over: store, tokens: tokens, setting: { $0.rate = 1_000 }) { server in
      let basic = Data("anybody:\(token)".utf8).base64EncodedString()
      #expect(try await server.get("/api/v1/runs", ["Authorization": "Basic \(basic)"]).status == 200)
      #expect(try await server.get("/api/v1/runs", ["Authorization": "bearer \(token)"]).status == 200)
      for value in ["Bearer", "Bearer x", "Basic !!", "Digest a=b", "Bearer \(token)x"] {
        #expect(try await server.get("/api/v1/runs", ["Authorization": value]).status == 401, "\(value)")
      }
      var statuses: [Int] = []
      for _ in 0..<8 { statuses.append(try await server.get("/", ["Authorization": "Bearer wrong"]).status) }
      #expect(statuses.last == 429)
      // Others behind the same address are let in all the same.
      #expect(try await server.get("/api/v1/runs", ["Authorization": "Bearer \(token)"]).status == 200)
    }
  }

  @Test func `without tokens a name that is not this machine's is refused`() async throws {
    let store = try ServedStore()
    defer { store.remove() }
    try await RunningServer.run(over: store) { server in
      for host in ["localhost", "127.0.0.1:\(server.port)", "[::1]:1"] {
        let answer = try await server.get("/api/v1/runs", ["Host": host])
        #expect(answer.status == 200, "\(host)")
      }
      for host in ["attacker.example", "127.0.0.1.attacker.example:80", "0.0.0.0", ""] {
        let answer = try await server.get("/api/v1/runs", ["Host": host])
        #expect(answer.status == 403, "\(host)")
      }
    }
  }

  @Test func `a file of tokens that cannot be used any more is told in the log, once for each version`() async throws {
    let store = try ServedStore()
    defer { store.remove() }
    let path = store.folder.appending(path: "tokens").path
    let token = try TokenFile.add("anna", scopes: [.read], to: path)
    try await RunningServer.run(over: store, tokens: try TokenFile(path: path)) { server in
      try store.write("nonsense\n", to: "tokens")
      for _ in 0..<3 {
        #expect(try await server.get("/api/v1/runs", ["Authorization": "Bearer \(token)"]).status == 503)
      }
      #expect(server.said.count == 1 && server.said.first?.contains("tokens:1") == true, "\(server.said)")
      try store.write("nonsense again\n", to: "tokens")
      #expect(try await server.get("/api/v1/runs", ["Authorization": "Bearer \(token)"]).status == 503)
      #expect(server.said.count == 2)
    }
  }

  @Test func `a page knows whether whoever looks may speak of findings`() async throws {
    let store = try ServedStore(isEmpty: true)
    defer { store.remove() }
    let path = store.folder.appending(path: "tokens").path
    let reader = try TokenFile.add("reader", scopes: [.read], to: path)
    let both = try TokenFile.add("both", scopes: [.read, .label], to: path)
    let pages: @Sendable (Place, Links) throws -> SitePage? = { place, links in
      SitePage(place: place, title: "Page", body: links.mayLabel ? "<h1>a form</h1>\n" : "<h1>no more</h1>\n")
    }
    try await RunningServer.run(over: store, tokens: try TokenFile(path: path), pages: pages) { server in
      let read = try await server.get("/", ["Authorization": "Bearer \(reader)"])
      #expect(read.body.contains("no more"))
      let label = try await server.get("/", ["Authorization": "Bearer \(both)"])
      #expect(label.body.contains("a form"))
    }
  }

  @Test func `a second Host header is refused`() async throws {
    let store = try ServedStore()
    defer { store.remove() }
    try await RunningServer.run(over: store) { server in
      let answer = try await server.send(
        "GET /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nHost: attacker.example\r\nConnection: close\r\n\r\n")
      #expect(answer.status == 400)
    }
  }

  @Test func `an address beyond this machine needs tokens`() throws {
    for host in ["0.0.0.0", "::", "10.0.0.7", "example.org"] {
      let refusal = #expect(throws: ServerRefusal.self) { try ServerSettings(host: host, port: 0) { _ in } }
      #expect(refusal?.description.contains("--token-file") == true)
    }
    let store = try ServedStore(isEmpty: true)
    defer { store.remove() }
    let path = store.folder.appending(path: "tokens").path
    _ = try TokenFile.add("anna", scopes: [.read], to: path)
    _ = try ServerSettings(host: "0.0.0.0", port: 0, tokens: try TokenFile(path: path)) { _ in }
  }

  @Test func `who asks too often is told when to come again, by a clock of the test`() async throws {
    let store = try ServedStore()
    defer { store.remove() }
    let start = ContinuousClock.now
    try await RunningServer.run(
      over: store,
      setting: {
        $0.rate = 2
        $0.clock = { start }
      }
    ) { server in
      for _ in 0..<4 { #expect(try await server.get("/health").status == 200) }
      let refused = try await server.get("/api/v1/runs")
      #expect(refused.status == 429 && refused.headers["retry-after"] == "1")
      #expect(refused.headers["content-type"] == "application/problem+json")
    }
  }
}
