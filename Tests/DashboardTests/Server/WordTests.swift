import Evals
import Findings
import Foundation
import Provenance
import Storage
import StoredRuns
import Testing

@testable import Dashboard

/// Confirming and dismissing findings.
@Suite struct WordTests {
  private func serving(
    tokens: Bool = false,
    _ body: (RunningServer, ServedStore, _ run: RunID, _ finding: String, _ token: String) async throws -> Void
  ) async throws {
    let store = try ServedStore()
    defer { store.remove() }
    let path = store.folder.appending(path: "tokens").path
    let token = tokens ? try TokenFile.add("anna", scopes: [.label], to: path) : ""
    let (run, finding) = try store.runWithFindings()
    try await RunningServer.run(
      over: store, tokens: tokens ? try TokenFile(path: path) : nil, setting: { $0.localName = "somebody" }
    ) { server in try await body(server, store, run, finding, token) }
  }

  private func words(_ store: ServedStore) -> [FindingWord] {
    FindingWords(lines: store.text(of: "state/findings.jsonl").split(separator: "\n").map(String.init)).words
  }

  @Test func `a word with its reason is on record, without secrets, and in the log with who said it`() async throws {
    try await serving(tokens: true) { server, store, run, finding, token in
      let secret = "AKIA" + "IOSFODNN7EXAMPLQ"
      let answer = try await server.post(
        "/api/v1/runs/\(run)/findings/\(finding)/words",
        "{\"word\":\"dismissed\",\"reason\":\"a test, see aws_access_key_id = \\\"\(secret)\\\"\"}",
        ["Authorization": "Bearer \(token)"])
      #expect(answer.status == 201, "\(answer.body)")
      #expect(answer.headers["location"] == "/api/v1/runs/\(run)/findings")
      let word = try #require(words(store).first)
      #expect(word.word == .dismissed && word.by == "anna" && word.run == run.description)
      #expect(word.reason.contains("[redacted:") && !word.reason.contains(secret))
      let lines = try store.text(of: "state/dashboard-audit.jsonl").split(separator: "\n")
        .map { try JSONValue(parsing: String($0)) }
      // The first stands there before the word is written.
      #expect(lines.map { $0["result"]?.stringValue } == ["begun", "done"])
      #expect(
        lines.allSatisfy { $0["fingerprint"]?.stringValue == word.fingerprint && $0["by"]?.stringValue == "anna" })
      let log = try #require(lines.last)
      #expect(log["token"]?.stringValue == "anna" && log["result"]?.stringValue == "done")
      #expect(log["run"]?.stringValue == run.description && log["finding"]?.stringValue == finding)
      #expect(log["word"]?.stringValue == "dismissed" && log["reason"]?.stringValue == word.reason)
      #expect(!answer.body.contains(secret) && !store.text(of: "state/dashboard-audit.jsonl").contains(secret))
    }
  }

  @Test func `what was said stands beside the finding`() async throws {
    try await serving { server, _, run, finding, _ in
      let path = "/api/v1/runs/\(run)/findings"
      let before = try JSONValue(parsing: try await server.get(path).body)
      #expect(before["open"]?.intValue == before["count"]?.intValue)
      _ = try await server.post("\(path)/\(finding)/words", "{\"word\":\"confirmed\",\"reason\":\"it is\"}")
      let after = try JSONValue(parsing: try await server.get(path).body)
      let said = after["findings"]?.arrayValue?.first { $0["id"]?.stringValue == finding }
      #expect(said?["said"]?.stringValue == "confirmed" && said?["by"]?.stringValue == "somebody")
      #expect(after["open"]?.intValue == before["open"]?.intValue.map { $0 - 1 })
    }
  }

  @Test func `the form of a page leads back to the page`() async throws {
    try await serving { server, store, run, finding, _ in
      let page = "/runs/\(run)/judgments/0"
      let answer = try await server.post(
        "\(page)/words", "finding=\(finding)&word=confirmed&reason=no+owner+check%0D%0Asecond+line",
        type: "application/x-www-form-urlencoded", ["Sec-Fetch-Site": "same-origin", "Origin": "null"])
      #expect(answer.status == 303 && answer.headers["location"] == page + "#word-\(finding)")
      #expect(words(store).first?.reason == "no owner check\r\nsecond line")
      let other = try await server.post(
        "/runs/\(run)/judgments/7/words", "finding=\(finding)&word=confirmed&reason=x",
        type: "application/x-www-form-urlencoded", ["Sec-Fetch-Site": "same-origin"])
      #expect(other.status == 404)
    }
  }

  @Test func `a word of a run with gaps is of the artifact on whose page it is said`() async throws {
    let store = try ServedStore()
    defer { store.remove() }
    let run = try #require(
      store.runs.first { run in
        guard let recorded = try? RecordedRun(StoredRun(run, in: store.library)) else { return false }
        return recorded.judgments.count == 2 && !recorded.judgments[1].findings.isEmpty
      })
    // The first artifact was not judged when the run was stopped.
    var chain = Chain()
    let kept = try store.library.lines(of: run).map { try Journal.Entry(line: $0) }.filter { entry in
      entry.body["ordinal"]?.intValue != 0 && entry.kind != "result" && !entry.isClosing
    }
    let lines = kept.map { chain.append(kind: $0.kind, body: $0.body, time: $0.time).line + "\n" }
    try Data(lines.joined().utf8).write(to: URL(fileURLWithPath: store.library.folder(of: run).journal))
    let stored = try StoredRun(run, in: store.library)
    #expect(!stored.isDamaged && !stored.holds && stored.summary?.ordinals == [1])
    let recorded = try #require(RecordedRun(stored))
    let finding = try #require(recorded.judgment(ofArtifact: 1)?.findings.first)
    #expect(recorded.judgment(ofArtifact: 0) == nil)
    try await RunningServer.run(over: store) { server in
      let form = "finding=\(finding.id)&word=confirmed&reason=x"
      let type = "application/x-www-form-urlencoded"
      let answer = try await server.post(
        "/runs/\(run)/judgments/1/words", form, type: type, ["Sec-Fetch-Site": "same-origin"])
      #expect(answer.status == 303, "\(answer.body)")
      #expect(words(store).map(\.artifact) == [recorded.judgments[0].path])
      let other = try await server.post(
        "/runs/\(run)/judgments/0/words", form, type: type, ["Sec-Fetch-Site": "same-origin"])
      #expect(other.status == 404)
    }
  }

  @Test func `a page of another site writes nothing, whatever it sends, and the log has it`() async throws {
    try await serving { server, store, run, finding, _ in
      let form = "finding=\(finding)&word=confirmed&reason=x"
      let json = "{\"word\":\"confirmed\",\"reason\":\"x\"}"
      let page = "/runs/\(run)/judgments/0/words"
      let api = "/api/v1/runs/\(run)/findings/\(finding)/words"
      for headers in [
        ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"], ["Sec-Fetch-Site": "none"],
        ["Origin": "https://attacker.example"], ["Origin": "null"], ["Origin": "http://127.0.0.1:1"],
      ] {
        for (path, body, type) in [(page, form, "application/x-www-form-urlencoded"), (api, json, "application/json")] {
          #expect(try await server.post(path, body, type: type, headers).status == 403, "\(headers) \(path)")
        }
      }
      for type in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"] {
        #expect(try await server.post(page, form, type: type).status == 403, "\(type)")
        #expect(try await server.post(api, json, type: type).status == 403, "\(type)")
      }
      let said = try FindingsFile(state: store.state, note: { _ in }).words()
      #expect(said.words.isEmpty)
      let log = store.text(of: "state/dashboard-audit.jsonl").split(separator: "\n")
      #expect(log.count == 18 && log.allSatisfy { $0.contains("\"refused\"") })
    }
  }

  @Test func `what is sent is held to its shape, and every fault is named`() async throws {
    try await serving { server, store, run, finding, _ in
      let path = "/api/v1/runs/\(run)/findings/\(finding)/words"
      for (body, status) in [
        ("", 400), ("{", 400), ("[]", 422), ("{}", 422), ("{\"word\":\"maybe\",\"reason\":\"x\"}", 422),
        ("{\"word\":\"confirmed\",\"reason\":\" \\n\"}", 422), ("{\"word\":\"confirmed\",\"reason\":1}", 422),
        ("{\"word\":\"confirmed\",\"reason\":\"x\",\"more\":1}", 422),
        ("{\"word\":\"confirmed\",\"reason\":\"\(String(repeating: "x", count: 2_001))\"}", 422),
      ] { #expect(try await server.post(path, body).status == status, "\(body.prefix(60))") }
      let both = try await server.post(path, "{\"word\":\"maybe\"}")
      #expect(both.body.contains("\"name\": \"word\"") && both.body.contains("\"name\": \"reason\""))
      let good = "{\"word\":\"confirmed\",\"reason\":\"x\"}"
      #expect(try await server.post("/api/v1/runs/\(run)/findings/F999/words", good).status == 404)
      #expect(try await server.post("/api/v1/runs/20200101T000000Z-000000/findings/F1/words", good).status == 404)
      #expect(words(store).isEmpty)
    }
  }

  @Test func `a word that cannot stand in the log is not taken`() async throws {
    try await serving { server, store, run, finding, _ in
      let log = store.state + "/dashboard-audit.jsonl"
      try FileManager.default.createDirectory(atPath: log, withIntermediateDirectories: false)
      let path = "/api/v1/runs/\(run)/findings/\(finding)/words"
      let answer = try await server.post(path, "{\"word\":\"confirmed\",\"reason\":\"x\"}")
      #expect(answer.status == 503 && !answer.body.contains(store.folder.path), "\(answer.body)")
      #expect(words(store).isEmpty)
      try FileManager.default.removeItem(atPath: log)
      #expect(try await server.post(path, "{\"word\":\"confirmed\",\"reason\":\"x\"}").status == 201)
    }
  }

  @Test func `a lock that another process keeps costs the write alone`() async throws {
    let store = try ServedStore()
    defer { store.remove() }
    let (run, finding) = try store.runWithFindings()
    for name in ["findings.jsonl", "dashboard-audit.jsonl"] {
      let descriptor = open(store.state + "/" + name, O_RDWR | O_CREAT, 0o600)
      defer { close(descriptor) }
      #expect(flock(descriptor, LOCK_EX) == 0)
      try await RunningServer.run(over: store, setting: { $0.patience = .milliseconds(300) }) { server in
        let path = "/api/v1/runs/\(run)/findings/\(finding)/words"
        let statuses = try await withThrowingTaskGroup(of: Int.self) { tasks in
          for _ in 0..<8 {
            tasks.addTask { try await server.post(path, "{\"word\":\"confirmed\",\"reason\":\"x\"}").status }
          }
          #expect(try await server.get("/api/v1/runs").status == 200)
          return try await tasks.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 503, count: 8))
      }
      #expect(words(store).isEmpty)
    }
  }

  @Test func `the log names whose token was refused`() async throws {
    try await serving(tokens: true) { server, store, run, finding, token in
      let reader = try TokenFile.add("reader", scopes: [.read], to: store.folder.appending(path: "tokens").path)
      let path = "/api/v1/runs/\(run)/findings/\(finding)/words"
      let good = "{\"word\":\"confirmed\",\"reason\":\"x\"}"
      #expect(try await server.post(path, good, ["Authorization": "Bearer \(reader)"]).status == 403)
      #expect(try await server.post(path, "{}", ["Authorization": "Bearer \(token)"]).status == 422)
      let basic = Data("x:\(token)".utf8).base64EncodedString()
      let foreign = ["Authorization": "Basic \(basic)", "Sec-Fetch-Site": "cross-site"]
      #expect(try await server.post(path, good, foreign).status == 403)
      #expect(try await server.post(path, good, ["Authorization": "Bearer wrong"]).status == 401)
      let log = try store.text(of: "state/dashboard-audit.jsonl").split(separator: "\n")
        .map { try JSONValue(parsing: String($0))["token"]?.stringValue }
      #expect(log == ["reader", "anna", "anna", nil])
    }
  }

  @Test func `of a record that was tampered with nothing is said`() async throws {
    try await serving { server, store, run, finding, _ in
      let journal = store.library.folder(of: run).journal
      let text = try String(contentsOfFile: journal, encoding: .utf8)
      try text.replacing("\"severity\":\"critical\"", with: "\"severity\":\"low\"").replacing(
        "\"severity\":\"high\"", with: "\"severity\":\"low\""
      )
      .write(toFile: journal, atomically: true, encoding: .utf8)
      let path = "/api/v1/runs/\(run)/findings/\(finding)/words"
      #expect(try await server.post(path, "{\"word\":\"confirmed\",\"reason\":\"x\"}").status == 409)
      #expect(words(store).isEmpty)
      let verification = try JSONValue(parsing: try await server.get("/api/v1/runs/\(run)/verification").body)
      #expect(verification["result"]?.stringValue == "does_not_hold")
    }
  }
}
