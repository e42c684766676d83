import Foundation
import Synchronization
import TestSupport
import Testing

/// What `moe-judge gate comment` writes on pull requests and merge requests.
@Suite struct GateCommentTests {
  private let marker = "<!-- moe-judge:gate -->"

  /// Runs `body` in a folder with a report and the event of pull request 5, beside a forge.
  private func withForge(
    _ forge: SimulatedForge, report: String = "## FAIL\n\none finding\n",
    _ body: (Program, ProviderSimulator) async throws -> Void
  ) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(report, to: "verdict.md")
    try program.write(#"{"action": "opened", "number": 5, "pull_request": {"number": 5}}"#, to: "event.json")
    try await ProviderSimulator.run(answering: forge.handler) { try await body(program, $0) }
  }

  private func gitHub(_ simulator: ProviderSimulator) -> [String: String] {
    [
      "GITHUB_TOKEN": "ghs_0123456789abcdef", "GITHUB_API_URL": simulator.baseURL, "GITHUB_REPOSITORY": "team/app",
      "GITHUB_EVENT_PATH": "event.json",
    ]
  }

  private func gitLab(_ simulator: ProviderSimulator) -> [String: String] {
    [
      "MOE_JUDGE_GITLAB_TOKEN": "glpat-0123456789", "CI_API_V4_URL": simulator.baseURL + "/api/v4",
      "CI_PROJECT_ID": "42", "CI_MERGE_REQUEST_IID": "5",
    ]
  }

  @Test func `one comment is made, updated in place, and left alone when nothing changed`() async throws {
    let forge = SimulatedForge()
    try await withForge(forge) { program, simulator in
      let made = try await program.run("gate", "comment", "verdict.md", environment: gitHub(simulator))
      #expect(made.code == 0 && made.output.hasPrefix("created  comment on pull request 5"), "\(made.error)")
      #expect(forge.comments.map(\.body) == [marker + "\n## FAIL\n\none finding\n"])
      try program.write("## PASS\n", to: "verdict.md")
      let updated = try await program.run("gate", "comment", "verdict.md", environment: gitHub(simulator))
      #expect(updated.output.hasPrefix("updated") && forge.comments.map(\.body) == [marker + "\n## PASS\n"])
      let again = try await program.run("gate", "comment", "verdict.md", environment: gitHub(simulator))
      #expect(again.output.hasPrefix("unchanged"))
      let written = simulator.requests.filter { $0.method != "GET" }
      #expect(written.map(\.method) == ["POST", "PATCH"])
      #expect(
        written.map(\.path) == ["/repos/team/app/issues/5/comments", "/repos/team/app/issues/comments/1"])
      #expect(simulator.requests.allSatisfy { $0.headers["authorization"] == "Bearer ghs_0123456789abcdef" })
    }
  }

  @Test func `GitLab gets a note that is put anew, by the private token`() async throws {
    let forge = SimulatedForge()
    try await withForge(forge) { program, simulator in
      for report in ["a\n", "b\n"] {
        try program.write(report, to: "verdict.md")
        let result = try await program.run("gate", "comment", "verdict.md", environment: gitLab(simulator))
        #expect(result.code == 0 && result.output.contains("merge request 5"), "\(result.error)")
      }
      let written = simulator.requests.filter { $0.method != "GET" }
      #expect(written.map(\.method) == ["POST", "PUT"])
      #expect(
        written.map(\.path) == [
          "/api/v4/projects/42/merge_requests/5/notes", "/api/v4/projects/42/merge_requests/5/notes/1",
        ])
      #expect(simulator.requests.allSatisfy { $0.headers["private-token"] == "glpat-0123456789" })
      #expect(forge.comments.map(\.body) == [marker + "\nb\n"])
    }
  }

  @Test(arguments: [false, true])
  func `a stranger's comment with the same marker is neither trusted nor overwritten`(isApp: Bool) async throws {
    let stranger = SimulatedForge.Comment(id: 1, body: marker + "\nPASS, trust me", author: 99, login: "github-actions")
    let forge = SimulatedForge([stranger])
    forge.state.withLock { $0.isApp = isApp }
    try await withForge(forge) { program, simulator in
      for _ in 1...2 {
        let result = try await program.run("gate", "comment", "verdict.md", environment: gitHub(simulator))
        #expect(result.code == 0, "\(result.error)")
      }
      #expect(forge.comments.count == 2 && forge.comments[0].body == stranger.body)
      #expect(forge.comments[1].body.hasPrefix(marker + "\n## FAIL"))
    }
  }

  @Test func `it is found on the third page, and one that only quotes the marker is another`() async throws {
    let others = (1...250).map { number in
      SimulatedForge.Comment(id: number, body: "> \(marker)\nquoted", author: SimulatedForge.account)
    }
    let own = SimulatedForge.Comment(id: 251, body: marker + "\r\nold", author: SimulatedForge.account)
    let forge = SimulatedForge(others + [own])
    try await withForge(forge) { program, simulator in
      let result = try await program.run("gate", "comment", "verdict.md", environment: gitHub(simulator))
      #expect(result.output.hasPrefix("updated"), "\(result.error)")
      #expect(forge.comments.count == 251 && forge.comments[250].body.contains("one finding"))
      #expect(simulator.requests.filter { $0.path.hasSuffix("/comments") }.count == 3)
    }
  }

  @Test func `two names are two comments`() async throws {
    let forge = SimulatedForge()
    try await withForge(forge) { program, simulator in
      for name in ["app", "docs", "app"] {
        _ = try await program.run("gate", "comment", "verdict.md", "--name", name, environment: gitHub(simulator))
      }
      #expect(
        forge.comments.map { $0.body.split(separator: "\n").first } == [
          "<!-- moe-judge:gate:app -->", "<!-- moe-judge:gate:docs -->",
        ])
      let bad = try await program.run(
        "gate", "comment", "verdict.md", "--name", "a --> b", environment: gitHub(simulator))
      #expect(bad.code == 2 && bad.error.contains("--name"))
    }
  }

  @Test(arguments: [403, 404])
  func `a token that may not comment is a note, and an error only where that is asked for`(status: Int) async throws {
    let forge = SimulatedForge()
    forge.state.withLock { $0.refusal = status }
    try await withForge(forge) { program, simulator in
      let result = try await program.run("gate", "comment", "verdict.md", environment: gitHub(simulator))
      #expect(result.code == 0 && result.error.contains("no comment: GitHub answered \(status)"), "\(result.error)")
      let required = try await program.run("gate", "comment", "verdict.md", "--require", environment: gitHub(simulator))
      #expect(required.code == 4 && forge.comments.isEmpty)
    }
  }

  @Test func `a busy forge is asked again, and a comment that was made all the same is not made twice`() async throws {
    let forge = SimulatedForge()
    forge.state.withLock {
      $0.first = [
        SimulatedReply(status: 429, body: "{}").with(header: "Retry-After", "0"),
        SimulatedReply(status: 502, body: "<html>").with(header: "Retry-After", "0"),
      ]
    }
    try await withForge(forge) { program, simulator in
      let result = try await program.run("gate", "comment", "verdict.md", environment: gitHub(simulator))
      #expect(result.code == 0 && forge.comments.count == 1, "\(result.error)")
      forge.state.withLock {
        $0.first = Array(
          repeating: SimulatedReply(status: 503, body: "{}").with(header: "Retry-After", "0"), count: 9)
      }
      let down = try await program.run("gate", "comment", "verdict.md", environment: gitHub(simulator))
      #expect(down.code == 4 && down.error.contains("503"), "\(down.error)")
    }
  }

  @Test func `a token that is not valid and a way elsewhere are errors, and the token follows no redirect`()
    async throws
  {
    let forge = SimulatedForge()
    try await withForge(forge) { program, simulator in
      for (reply, words) in [
        (SimulatedReply(status: 401, body: #"{"message": "Bad credentials"}"#), "Bad credentials"),
        (SimulatedReply(status: 307, body: "{}").with(header: "Location", simulator.baseURL + "/stolen"), "elsewhere"),
      ] {
        forge.state.withLock { $0.first = [reply] }
        let result = try await program.run("gate", "comment", "verdict.md", environment: gitHub(simulator))
        #expect(result.code == 4 && result.error.contains(words), "\(result.error)")
      }
      #expect(!simulator.requests.contains { $0.path == "/stolen" } && forge.comments.isEmpty)
    }
  }

  @Test func `the token goes over https or to this machine alone`() async throws {
    try await withForge(SimulatedForge()) { program, simulator in
      for address in ["http://api.example.com", "https://me@api.example.com", "ftp://127.0.0.1", "nonsense"] {
        let settings = gitHub(simulator).merging(["GITHUB_API_URL": address]) { $1 }
        let result = try await program.run("gate", "comment", "verdict.md", environment: settings)
        #expect(result.code == 2 && result.error.contains("GITHUB_API_URL"), "\(result.error)")
      }
      #expect(simulator.requests.isEmpty)
    }
  }

  @Test func `no pull request and no token are notes; no forge at all is an error`() async throws {
    try await withForge(SimulatedForge()) { program, simulator in
      try program.write(#"{"ref": "refs/heads/main"}"#, to: "push.json")
      for (variable, value) in [("GITHUB_EVENT_PATH", "push.json"), ("GITHUB_TOKEN", "")] {
        let settings = gitHub(simulator).merging([variable: value]) { $1 }
        let result = try await program.run("gate", "comment", "verdict.md", environment: settings)
        #expect(result.code == 0 && result.error.contains("no comment: "), "\(result.error)")
        let required = try await program.run("gate", "comment", "verdict.md", "--require", environment: settings)
        #expect(required.code == 2)
      }
      let numbered = try await program.run(
        "gate", "comment", "verdict.md", "--number", "9",
        environment: gitHub(simulator).merging(["GITHUB_EVENT_PATH": "push.json"]) { $1 })
      #expect(numbered.output.contains("pull request 9"), "\(numbered.error)")
      let nowhere = try await program.run("gate", "comment", "verdict.md")
      #expect(nowhere.code == 2 && nowhere.error.contains("--dry-run"))
    }
  }

  @Test func `a report that is too long is cut at a line, and says at its top where the rest is`() async throws {
    let forge = SimulatedForge()
    let report = "## FAIL\n" + (1...3_000).map { "- finding \($0) é \(String(repeating: "x", count: 30))\n" }.joined()
    try await withForge(forge, report: report) { program, simulator in
      let job = ["GITHUB_SERVER_URL": "https://github.com", "GITHUB_RUN_ID": "11"]
      let result = try await program.run(
        "gate", "comment", "verdict.md", environment: gitHub(simulator).merging(job) { $1 })
      #expect(result.code == 0 && result.error.contains("longer than GitHub takes"), "\(result.error)")
      let body = forge.comments.first?.body ?? ""
      #expect((60_000...65_536).contains(body.unicodeScalars.count))
      #expect(body.hasPrefix(marker + "\n> **Cut:**") && body.contains("(https://github.com/team/app/actions/runs/11)"))
      #expect(report.contains("\n" + (body.split(separator: "\n").last ?? "?") + "\n"))
    }
  }

  @Test func `no line is a quick action on GitLab, and a dry run shows the text and sends nothing`() async throws {
    let forge = SimulatedForge()
    let report = "/merge\n```\n  /approve\n```\n<!-- \n/close\n-->\nsee a/b\n"
    try await withForge(forge, report: report) { program, simulator in
      let dry = try await program.run("gate", "comment", "verdict.md", "--dry-run", environment: gitLab(simulator))
      #expect(dry.code == 0 && dry.output.hasPrefix(marker + "\n\\/merge\n") && simulator.requests.isEmpty)
      _ = try await program.run("gate", "comment", "verdict.md", environment: gitLab(simulator))
      let lines = forge.comments.first?.body.split(separator: "\n") ?? []
      #expect(lines.count == 9 && !lines.contains { $0.drop { $0 == " " }.hasPrefix("/") })
      #expect(lines.last == "see a/b")
    }
  }
}
