import Evals
import Foundation
import GRDB
import Provenance
import Storage
import Testing

@Suite struct EvalFilesTests {
  let temporary: TemporaryFolder
  let files: EvalFiles

  init() throws {
    temporary = try TemporaryFolder()
    files = EvalFiles(state: temporary.path)
  }

  private func record(_ number: Int, suite: String = "small", f1: Double? = 0.5) throws -> EvalRecord {
    let cases = (0..<3).map { place in
      SavedResults.Case(
        id: "case-\(place / 2)", split: "dev", labels: "l", expected: "fail", came: "fail", isRight: true,
        truePositives: 1, falsePositives: 2, falseNegatives: 3, repetition: place % 2)
    }
    let results = try JSONDecoder().decode(
      SavedResults.self,
      from: Data(
        #"{"format": "moe-judge/eval-results/1", "suite": "\#(suite)", "cases": \#(String(decoding: try JSONEncoder().encode(cases), as: UTF8.self))}"#
          .utf8))
    let origin = EvalOrigin(
      id: try RunID.sample(number).description, suite: suite, started: "2026-11-21T02:40:12.000Z",
      finished: "2026-11-21T02:41:00.000Z", split: number % 2 == 0 ? nil : "dev", mode: "models", version: "1",
      commit: nil, panel: "p", label: "it's", improvement: "i1", iteration: number)
    let figures = EvalFigures(
      cases: 2, repeats: 2, unjudged: 0, outcome: Counts(truePositives: 1), findings: Counts(falseNegatives: 4),
      outcomeF1: f1, outcomeF1Low: nil, outcomeF1High: nil, precision: nil, recall: 0, f1: 0.1, f1Low: 0, f1High: 0.3,
      macroF1: f1, kappa: nil,
      flipRate: 0.5, costUSD: 0.25, inputTokens: 10, outputTokens: nil)
    return EvalRecord(head: EvalHead(origin: origin, figures: figures), results: results)
  }

  @Test func `an eval reads back as it was kept, and is never written over`() throws {
    let first = try record(1)
    try files.keep(first)
    #expect(try files.record(.sample(1)) == first)
    #expect(throws: StorageError.self) { try files.keep(first) }
    #expect(try temporary.names("evals") == ["\(try RunID.sample(1)).json"])
    // What it holds beside its head is what eval run --save writes.
    let saved = try JSONDecoder().decode(
      SavedResults.self, from: Data(try temporary.read("evals/\(try RunID.sample(1)).json")))
    #expect(saved == first.results)
  }

  @Test func `the history has the newest evals of a suite, the oldest of them first`() throws {
    let index = try RunIndex.inMemory()
    for number in 0..<5 { try index.record(record(number, suite: number == 3 ? "other" : "small")) }
    let heads = try index.evalHistory(suite: "small", limit: 3)
    #expect(heads == [try record(1).head, try record(2).head, try record(4).head])
    #expect(try index.evalHistory(limit: 2).map(\.origin.iteration) == [3, 4])
    #expect(try index.evaluatedSuites() == ["other", "small"])
    // Recording again takes the place of what was there.
    try index.record(record(4, f1: nil))
    #expect(try index.evalHistory(suite: "small", limit: 1).first?.figures.outcomeF1 == .some(nil))
  }

  @Test func `the index takes up what is kept, and made anew forgets what is not`() throws {
    for number in 0..<3 { try files.keep(record(number)) }
    let index = try RunIndex(path: temporary.path + "/moe-judge.sqlite")
    #expect(try index.takeUp(files).indexed == 3)
    #expect(try index.takeUp(files).indexed == 0)
    try temporary.write(Array("{".utf8), to: "evals/\(try RunID.sample(1)).json")
    try FileManager.default.removeItem(atPath: temporary.path + "/evals/\(try RunID.sample(2)).json")
    try temporary.write(Array("x".utf8), to: "evals/notes.txt")
    let report = try index.takeUp(files, anew: true)
    let damaged = try RunID.sample(1)
    #expect(report.indexed == 1 && Array(report.skipped.keys) == [damaged])
    #expect(try index.evalHistory().map(\.origin.iteration) == [0])
    let rows = try DatabaseQueue(path: temporary.path + "/moe-judge.sqlite").read {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM eval_cases")
    }
    #expect(rows == 3)
  }

  @Test func `an index of an earlier version gets the tables of evals`() throws {
    let path = temporary.path + "/moe-judge.sqlite"
    try RunIndex(path: path).record(.sample(.sample(1)))
    try DatabaseQueue(path: path).write {
      try EarlierIndex.removeSums(from: $0)
      try $0.execute(sql: "DROP TABLE eval_cases; DROP TABLE eval_runs; PRAGMA user_version = 2")
    }
    let index = try RunIndex(path: path)
    try index.record(record(1))
    #expect(try index.evalHistory().count == 1 && index.list().count == 1)
  }
}
