import HTTPTypes
import Testing

@testable import Dashboard

@Suite struct RequestTargetTests {
  @Test func `parts and queries are decoded once, each by its own rule`() throws {
    let target = try RequestTarget("/runs/a%2Fb+c/%C3%A4?path=src%2Fa+b.py&outcome=fail&empty")
    #expect(target.path == ["runs", "a/b+c", "ä"])
    #expect(target.firstOfQuery == ["path": "src/a b.py", "outcome": "fail", "empty": ""])
    #expect(try RequestTarget("/").path.isEmpty)
  }

  @Test(arguments: [
    "http://elsewhere/", "*", "", "runs", "/%", "/%4", "/%zz", "/%00", "/a%0d%0ab", "/%ff", "/?a=%00", "/\u{7f}",
    "/" + String(repeating: "a", count: 5_000),
  ])
  func `an address that cannot be meant is refused`(_ text: String) {
    #expect(throws: Problem.self) { try RequestTarget(text) }
  }

  @Test(arguments: ["/runs//", "//runs", "/runs/", "/../runs", "/%2e%2e/runs", "/runs/..%2f..%2fetc"])
  func `what only looks like a page is none`(_ text: String) throws {
    let path = try RequestTarget(text).path
    let fitting = PageRoutes.patterns.filter { $0.match(path) != nil }
    #expect(fitting.isEmpty || path == ["runs", "../../etc"])
  }
}

@Suite struct MediaRangesTests {
  private func ranges(_ accept: String) -> MediaRanges { MediaRanges([.accept: accept]) }

  @Test func `the closest range decides, and a weight of zero refuses`() {
    #expect(MediaRanges([:]).take(oneOf: ["text/html"]))
    #expect(ranges("*/*").take(oneOf: ["application/json"]))
    #expect(ranges("application/*").take(oneOf: ["application/json"]))
    #expect(!ranges("text/html").take(oneOf: ["application/json"]))
    #expect(!ranges("*/*, application/json;q=0").take(oneOf: ["application/json"]))
    #expect(ranges("nonsense").take(oneOf: ["application/json"]))
  }

  @Test func `a browser prefers pages, a program does not`() {
    #expect(ranges("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8").preferPages)
    #expect(!ranges("*/*").preferPages)
    #expect(!ranges("application/json, text/html;q=0.5").preferPages)
  }
}

@Suite struct HostNameTests {
  @Test func `only this machine's own names are loopback`() {
    for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.8.9.10", "::1", "[::1]"] {
      #expect(HostName.isLoopback(host))
    }
    for host in [
      "0.0.0.0", "::", "example.org", "127.0.0.1.example.org", "127.0.0", "127.0.0.256", "localhost.example.org", "",
    ] {
      #expect(!HostName.isLoopback(host))
    }
    #expect(HostName.withoutPort("localhost:8080") == "localhost")
    #expect(HostName.withoutPort("[::1]:8080") == "[::1]")
    #expect(HostName.withoutPort("127.0.0.1") == "127.0.0.1")
  }
}
