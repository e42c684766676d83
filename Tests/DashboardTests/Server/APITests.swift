import Evals
import Foundation
import HTTPTypes
import JudgeTypes
import Provenance
import Reports
import Storage
import StoredRuns
import Testing

@testable import Dashboard

@Suite struct APITests {
  private func serving(_ body: (RunningServer, ServedStore) async throws -> Void) async throws {
    let store = try ServedStore()
    defer { store.remove() }
    try await RunningServer.run(over: store) { server in try await body(server, store) }
  }

  private func json(_ server: RunningServer, _ path: String) async throws -> JSONValue {
    let answer = try await server.get(path)
    #expect(answer.status == 200, "\(path) \(answer.body.prefix(300))")
    return try JSONValue(parsing: answer.body)
  }

  @Test func `runs come in parts, each with the address of the next, and every one once`() async throws {
    try await serving { server, store in
      var found: [String] = []
      var next: String? = "/api/v1/runs?limit=1"
      while let address = next {
        let answer = try await server.get(address)
        let page = try JSONValue(parsing: answer.body)
        found += page["runs"]?.arrayValue?.compactMap { $0["run"]?.stringValue } ?? []
        next = page["next"]?.stringValue
        #expect(answer.headers["link"] == next.map { "<\($0)>; rel=\"next\"" })
      }
      #expect(found == store.runs.map(\.description) && found.count == 3)
      let failed = try await json(server, "/api/v1/runs?outcome=fail")["runs"]?.arrayValue ?? []
      #expect(failed.allSatisfy { $0["outcome"]?.stringValue == "fail" })
      #expect(try await json(server, "/api/v1/runs?path=nowhere")["runs"]?.arrayValue?.isEmpty == true)
    }
  }

  @Test
  func `a run that never reached the index stands among the others, where no filter asks for what is not known of it`()
    async throws
  {
    try await serving { server, store in
      let lost = try #require(store.runs.dropFirst().first)
      _ = try RunIndex(path: store.state + "/moe-judge.sqlite").remove(lost)
      let runs = try #require(try await json(server, "/api/v1/runs")["runs"]?.arrayValue)
      #expect(runs.compactMap { $0["run"]?.stringValue } == store.runs.map(\.description))
      let line = try #require(runs.first { $0["run"]?.stringValue == lost.description })
      #expect(line["indexed"] == .bool(false) && line["state"] == "finished" && line["outcome"] == .null)
      #expect(line == (try await json(server, "/api/v1/runs/\(lost)")))
      let filtered = try await json(server, "/api/v1/runs?outcome=fail")["runs"]?.arrayValue ?? []
      #expect(!filtered.contains { $0["run"]?.stringValue == lost.description })
    }
  }

  @Test func `nothing is told from a record that does not hold, and the list of runs says what is seen of it`()
    async throws
  {
    try await serving { server, store in
      let (run, _) = try store.runWithFindings()
      #expect(try await json(server, "/api/v1/runs/\(run)")["record_fault"] == .null)
      let journal = store.library.folder(of: run).journal
      let text = try String(contentsOfFile: journal, encoding: .utf8)
      let lines = text.split(separator: "\n")
      let judged = try #require(
        lines.firstIndex { $0.contains("\"kind\":\"judgment\"") && $0.contains("\"ordinal\":0,") })
      let altered = lines.enumerated().map { number, line in
        number == judged
          ? String(line).replacing("\"outcome\":\"fail\"", with: "\"outcome\":\"pass\"") : String(line)
      }
      #expect(altered.joined() != lines.joined())
      try Data((altered.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: journal))
      for end in ["findings", "result", "result?format=jsonl", "result?format=junit", "judgments/0"] {
        let answer = try await server.get("/api/v1/runs/\(run)/\(end)")
        #expect(answer.status == 409 && answer.body.contains("does not hold"), "\(end) \(answer.body)")
      }
      #expect(try await json(server, "/api/v1/runs/\(run)/verification")["result"] == "does_not_hold")
      try Data((altered.dropLast().joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: journal))
      #expect(try await json(server, "/api/v1/runs/\(run)")["record_fault"] == "record without its end")
      let listed = try await json(server, "/api/v1/runs")["runs"]?.arrayValue?.first {
        $0["run"]?.stringValue == run.description
      }
      #expect(listed?["record_fault"] == "record without its end")
      // A record that is whole, and an index that somebody changed.
      try Data(text.utf8).write(to: URL(fileURLWithPath: journal))
      let index = try RunIndex(path: store.state + "/moe-judge.sqlite")
      let summary = try #require(try index.summary(of: run))
      let record = summary.record
      try index.record(
        RunSummary(
          record: RunRecord(
            run: run, started: record.started, finished: record.finished, mode: record.mode, outcome: .pass,
            exitCode: 0,
            artifacts: record.artifacts, firstPath: record.firstPath, version: record.version, costUSD: record.costUSD),
          judgments: summary.judgments))
      #expect(try await json(server, "/api/v1/runs/\(run)")["record_fault"] == "record says otherwise")
      #expect(try await server.get("/runs").body.contains("record says otherwise"))
    }
  }

  @Test func `what a pruned record lacks is named`() async throws {
    try await serving { server, store in
      let run = try #require(store.runs.first)
      try store.library.prune(run, at: Date(timeIntervalSince1970: 1_800_000_000))
      let sound = try await json(server, "/api/v1/runs/\(run)/verification")
      #expect(sound["result"] == "pruned" && sound["faults"] == [])
      let journal = store.library.folder(of: run).journal
      let lines = try String(contentsOfFile: journal, encoding: .utf8).split(separator: "\n")
      try Data((lines.dropLast().joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: journal))
      let cut = try await json(server, "/api/v1/runs/\(run)/verification")
      #expect(cut["result"] == "does_not_hold")
      #expect(cut["faults"]?[0]?["message"] == "the journal ends without its closing line")
      #expect(try await server.get("/api/v1/runs/\(run)/findings").status == 409)
    }
  }

  @Test func `cases of the holdout are counted, not named`() async throws {
    let store = try EvalStore()
    let cases = ["train", "holdout", "holdout"].enumerated().map { number, split in
      SavedResults.Case(
        id: "case-\(number)", split: split, labels: "l", expected: "fail", came: "pass", isRight: false,
        truePositives: 0, falsePositives: 0, falseNegatives: 1)
    }
    try store.keep(1, cases: cases)
    try await RunningServer.run(over: store.stores) { server in
      let eval = try await server.get("/api/v1/evals/\(EvalStore.id(1))")
      let document = try JSONValue(parsing: eval.body)
      #expect(document["cases"]?.arrayValue?.compactMap { $0["id"]?.stringValue } == ["case-0"])
      #expect(document["sealed_cases"]?.intValue == 2 && !eval.body.contains("case-1"))
    }
  }

  @Test func `a result is what export writes, in every form`() async throws {
    try await serving { server, store in
      let run = try #require(store.runs.first)
      for form in ResultForm.Name.allCases {
        let answer = try await server.get("/api/v1/runs/\(run)/result?format=\(form.rawValue)")
        #expect(answer.status == 200 && answer.headers["content-type"] == form.mediaType, "\(form)")
        let document = try StoredRun(run, in: store.library).document(in: form)
        #expect(answer.body == document, "\(form)")
        #expect(answer.headers["content-disposition"]?.hasPrefix("attachment; filename=\"moe-judge-\(run).") == true)
      }
    }
  }

  @Test func `a run too large to be derived beside other work is refused with the command that takes it`() async throws
  {
    try await serving { server, store in
      let run = try #require(store.runs.first)
      let file = try #require(FileHandle(forUpdatingAtPath: store.library.folder(of: run).journal))
      try file.truncate(atOffset: 17 << 20)
      try file.close()
      for (end, command) in [("verification", "runs verify"), ("result", "runs export"), ("findings", "findings list")]
      {
        let answer = try await server.get("/api/v1/runs/\(run)/\(end)")
        #expect(answer.status == 422 && answer.body.contains("moe-judge \(command) \(run)"), "\(answer.body)")
      }
      #expect(try await server.get("/health").status == 200)
    }
  }

  @Test func `a judgment is the one of the result`() async throws {
    try await serving { server, store in
      for run in store.runs {
        let result = try JSONValue(parsing: try #require(try StoredRun(run, in: store.library).document(in: .json)))
        let wanted = try #require(result["judgments"]?.arrayValue)
        let lines = try await json(server, "/api/v1/runs/\(run)/judgments")["judgments"]?.arrayValue
        #expect(lines?.count == wanted.count)
        for (ordinal, judgment) in wanted.enumerated() {
          // What later versions derive beside it, the journal of an earlier one does not say.
          let found = try await json(server, "/api/v1/runs/\(run)/judgments/\(ordinal)")
          for key in ["artifact", "outcome", "rule", "agreement", "dimensions", "provenance"] {
            #expect(found[key] == judgment[key], "\(run) \(ordinal) \(key)")
          }
          let ids = { (value: JSONValue) in value["findings"]?.arrayValue?.map { $0["fingerprint"] } }
          #expect(ids(found) == ids(judgment))
        }
        #expect(try await server.get("/api/v1/runs/\(run)/judgments/\(wanted.count)").status == 404)
        #expect(try await json(server, "/api/v1/runs/\(run)/verification")["result"]?.stringValue == "holds")
      }
    }
  }

  @Test(arguments: [
    "/api/v1/runs?limit=0", "/api/v1/runs?limit=501", "/api/v1/runs?limit=+1", "/api/v1/runs?limit=1&limit=2",
    "/api/v1/runs?limits=1", "/api/v1/runs?outcome=nonsense", "/api/v1/runs?before=x", "/api/v1/costs?since=2026-13-01",
    "/api/v1/costs?by=month", "/api/v1/runs?path=",
  ])
  func `a query that is not taken is refused, and each fault named`(_ path: String) async throws {
    try await serving { server, _ in
      let answer = try await server.get(path)
      #expect(answer.status == 400 && answer.body.contains("\"errors\""), "\(answer.body)")
    }
  }

  @Test func `the document has every route of the API with its places, and no other`() async throws {
    let store = try ServedStore()
    defer { store.remove() }
    let desk = ServerDesk(
      Site(Stores(state: store.state)), try ServerSettings(host: "127.0.0.1", port: 0) { _ in })
    try await RunningServer.run(over: store) { server in
      let document = try await json(server, "/api/v1/openapi.json")
      #expect(document["openapi"]?.stringValue == "3.1.0")
      var described: Set<String> = []
      for (path, methods) in document["paths"]?.objectValue ?? [:] {
        for (method, operation) in methods.objectValue ?? [:] {
          described.insert("\(method.uppercased()) \(path)")
          let places = operation["parameters"]?.arrayValue?.filter { $0["in"]?.stringValue == "path" }
            .compactMap { $0["name"]?.stringValue }
          #expect(places == RoutePattern(stringLiteral: path).places, "\(path)")
          #expect(operation["responses"]?["500"] != nil && operation["responses"]?["429"] != nil)
        }
      }
      let routes = desk.table.routes.filter { $0.pattern.description.hasPrefix("/api/") || $0.operation != nil }
      #expect(described == Set(routes.map { "\($0.method.rawValue) \($0.pattern)" }))
      #expect(Set(routes.compactMap(\.operation?.id)).count == routes.count)
      // Whatever it refers to is there.
      for name in server.references(in: document) {
        #expect(document["components"]?["schemas"]?[name] != nil, "\(name)")
      }
    }
  }

  @Test func `every place of a page has a route`() {
    for place in PlaceTests.places {
      let patterns = PageRoutes.patterns.filter { $0.match(place.path) != nil }
      #expect(patterns.count == 1, "\(place)")
    }
  }

  @Test func `a run is named by its id, the beginning of it, or latest`() async throws {
    let store = try ServedStore()
    defer { store.remove() }
    let newest = try #require(store.runs.first).description
    try await RunningServer.run(over: store) { server in
      for name in ["latest", newest, String(newest.dropLast(2))] {
        let answer = try await server.get("/api/v1/runs/\(name)/result?format=sarif")
        #expect(answer.status == 200, "\(name) \(answer.body)")
        #expect(answer.headers["content-disposition"]?.contains(newest) == true)
      }
      let several = try await server.get("/api/v1/runs/2")
      #expect(several.status == 404 && several.body.contains("3 runs begin so"))
      for name in ["newest", "..", "2x", "9"] {
        #expect(try await server.get("/api/v1/runs/\(name)").status != 200, "\(name)")
      }
    }
  }
}

extension RunningServer {
  fileprivate func references(in value: JSONValue) -> Set<String> {
    if let text = value["$ref"]?.stringValue { return [text.replacing("#/components/schemas/", with: "")] }
    let inner = (value.arrayValue ?? []) + (value.objectValue ?? [:]).map(\.value)
    return inner.reduce(into: []) { $0.formUnion(references(in: $1)) }
  }
}
