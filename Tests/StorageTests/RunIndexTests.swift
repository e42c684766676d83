import Foundation
import GRDB
import JudgeTypes
import Provenance
import Storage
import Testing

struct RunIndexTests {
  let temporary: TemporaryFolder
  let path: String

  init() throws {
    temporary = try TemporaryFolder()
    path = temporary.path + "/state/moe-judge.sqlite"
  }

  private func problem(_ body: () throws -> Void) -> StorageError.Problem? {
    do { try body() } catch { return (error as? StorageError)?.problem }
    return nil
  }

  @Test func `a run reads back as it was recorded`() throws {
    let summary = RunSummary.sample(try .sample(1), paths: ["src/app.py", "-"])
    let unfinished = RunSummary(
      record: RunRecord(
        run: try .sample(2), started: "s", finished: nil, mode: .offline, outcome: nil, exitCode: nil, artifacts: 0,
        firstPath: nil, version: "v", costUSD: nil),
      judgments: [])
    let index = try RunIndex(path: path)
    try index.record([summary, unfinished])
    let again = try RunIndex(path: path)
    #expect(try again.summary(of: summary.record.run) == summary)
    #expect(try again.summary(of: unfinished.record.run) == unfinished)
    #expect(try again.summary(of: .sample(3)) == nil)
  }

  @Test func `recording twice changes nothing, and a change takes the old one's place`() throws {
    let index = try RunIndex.inMemory()
    let run = try RunID.sample(1)
    for _ in 0..<3 { try index.record(.sample(run, paths: ["a", "b"], findings: 4)) }
    #expect(try index.list().count == 1)
    #expect(try index.summary(of: run)?.judgments.map(\.findings.count) == [4, 4])
    let changed = RunSummary.sample(run, outcome: .pass, paths: ["a"], findings: 0)
    try index.record(changed)
    #expect(try index.summary(of: run) == changed)
  }

  @Test func `runs are listed newest first, in pages, by outcome and by path`() throws {
    let index = try RunIndex.inMemory()
    for number in 0..<10 {
      let paths = number < 5 ? ["src/app.py"] : ["docs/a.md", "src/%_b.py"]
      try index.record(.sample(.sample(number), outcome: number % 2 == 0 ? .pass : .fail, paths: paths))
    }
    func numbers(_ records: [RunRecord]) -> [Int?] { records.map { Int($0.run.description.suffix(2)) } }
    #expect(numbers(try index.list(limit: 3)) == [9, 8, 7])
    #expect(try index.list(limit: 6).map(\.firstPath) == Array(repeating: "docs/a.md", count: 5) + ["src/app.py"])
    #expect(numbers(try index.list(limit: 3, offset: 8)) == [1, 0])
    #expect(numbers(try index.list(outcome: .pass)) == [8, 6, 4, 2, 0])
    #expect(numbers(try index.list(path: "src/app.py")) == [4, 3, 2, 1, 0])
    #expect(numbers(try index.list(outcome: .fail, path: "docs")) == [9, 7, 5])
    #expect(numbers(try index.list(path: "docs/")) == [9, 8, 7, 6, 5])
    #expect(try index.list(path: "src/%").isEmpty && index.list(path: "doc").isEmpty)
    #expect(try index.list(limit: -1).isEmpty && index.list(offset: .max).isEmpty)
    #expect(try index.list(limit: .max, offset: .min).count == 10)
  }

  @Test func `a run that is removed takes its judgments and findings along`() throws {
    let run = try RunID.sample(1)
    let index = try RunIndex(path: path)
    try index.record(.sample(run))
    #expect(try index.remove(run))
    #expect(try !index.remove(run))
    let rows = try DatabaseQueue(path: path).read { database in
      try Int.fetchOne(database, sql: "SELECT (SELECT count(*) FROM judgments) + (SELECT count(*) FROM findings)")
    }
    #expect(rows == 0)
  }

  @Test func `many openers of a new file at once lose no write`() async throws {
    let path = path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for opener in 0..<6 {
        group.addTask {
          let index = try RunIndex(path: path)
          for number in 0..<8 { try index.record(.sample(.sample(opener * 8 + number))) }
        }
      }
      try await group.waitForAll()
    }
    #expect(try RunIndex(path: path).list(limit: 100).count == 48)
  }

  @Test func `building anew gives what recording gave, forgets what is gone and goes past a bad run`() throws {
    let runs = try (0..<200).map { RunSummary.sample(try .sample($0 % 60 == 0 ? 0 : $0 % 60)) }.map(\.record.run)
    let distinct = Array(Set(runs)).sorted()
    let index = try RunIndex(path: path)
    try index.record(.sample(distinct[0], outcome: .pass))
    try index.record(.sample(distinct[1]))
    let bad = distinct[2]
    let report = try index.reindex(distinct.filter { $0 != distinct[1] }) { run in
      if run == bad { throw StorageError("journal", .notUTF8(line: 3)) }
      return run == distinct[3] ? nil : .sample(run)
    }
    #expect(report.indexed.count == distinct.count - 3 && report.forgotten == 1)
    #expect(report.skipped[bad]?.contains("line 3 is not UTF-8") == true && report.skipped[distinct[3]] != nil)
    #expect(try index.summary(of: distinct[0]) == .sample(distinct[0]))
    #expect(try index.summary(of: distinct[1]) == nil)
    #expect(try index.list(limit: 1000).map(\.run) == report.indexed.sorted(by: >))
  }

  private static func judgment(_ path: String) -> Judgment {
    Judgment(
      artifact: ArtifactSummary(path: path, kind: .code, sha256: "h", lines: 9, coverage: []),
      consensus: Consensus(
        outcome: .pass, rule: .sharePass, reason: "r", agreement: 1, dimensions: [], assessedWeight: 1, pivot: nil),
      outcomeBeforeDebate: .pass, seats: [], findings: [], dissent: [], unassessed: [], usage: .none,
      provenance: ChainHead(head: "", entries: 0))
  }

  @Test func `a run that is written while the index is built anew keeps its rows, and ends with all of them`() throws {
    let run = try RunID.sample(1)
    let judgments = (0..<300).map { Self.judgment("f\($0).py") }
    let whole = RunSummary.sample(run, paths: judgments.map(\.artifact.path))
    let index = try RunIndex(path: path)
    var indexing = RunIndexing(path: path, beginning: whole.record)
    for judgment in judgments.prefix(280) { try indexing.add(judgment) }
    // What is in the journal is not all that was handed on, and some of it was not.
    let part = RunSummary(record: whole.record, judgments: Array(whole.judgments.prefix(100)))
    let report = try index.reindex([run], isUnderWay: { $0 == run }) { _ in part }
    #expect(report.underWay == [run] && report.indexed.isEmpty && report.forgotten == 0)
    // It came to its end, and is read whole, before it writes its last rows.
    _ = try index.reindex([run]) { _ in whole }
    for judgment in judgments.dropFirst(280) { try indexing.add(judgment) }
    try indexing.end(whole.record)
    #expect(try index.summary(of: run)?.judgments.map(\.path) == judgments.map(\.artifact.path))
    // One that began after the runs were listed is not forgotten.
    #expect(try index.reindex([], isUnderWay: { $0 == run }) { _ in nil }.forgotten == 0)
    #expect(try index.reindex([]) { _ in nil }.forgotten == 1)
  }

  @Test func `a dropped index is built anew from the runs`() throws {
    let run = try RunID.sample(1)
    let before = try RunIndex(path: path)
    try before.record(.sample(run))
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    let (index, report) = try RunIndex.rebuild(path: path, runs: [run]) { .sample($0) }
    #expect(report.setAside == nil && report.indexed == [run])
    #expect(try index.summary(of: run) == .sample(run))
  }

  @Test func `a damaged file is named with its mend, set aside and built anew`() throws {
    try FileManager.default.createDirectory(atPath: temporary.path + "/state", withIntermediateDirectories: true)
    let garbage = [UInt8](repeating: 0x5a, count: 9_000)
    try temporary.write(garbage, to: "state/moe-judge.sqlite")
    let error = #expect(throws: StorageError.self) { try RunIndex(path: path) }
    #expect(error?.description.hasPrefix("\(path): the index of the runs is damaged (") == true)
    #expect(error?.description.contains("Run `moe-judge runs reindex`") == true)
    let (index, report) = try RunIndex.rebuild(path: path, runs: [try RunID.sample(1)]) { .sample($0) }
    #expect(try index.list().count == 1)
    #expect(try Data(contentsOf: URL(fileURLWithPath: #require(report.setAside))) == Data(garbage))
  }

  @Test func `damage in the middle of the file is an error, never a trap`() throws {
    for number in 0..<40 { try RunIndex(path: path).record(.sample(.sample(number), findings: 20)) }
    try DatabaseQueue(path: path).writeWithoutTransaction { database in
      _ = try database.checkpoint(.truncate)
    }
    let whole = try temporary.read("state/moe-judge.sqlite")
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    var named = 0
    for page in stride(from: 0, to: whole.count, by: 4096) {
      var damaged = whole
      for offset in page..<min(page + 4096, whole.count) where offset >= 100 { damaged[offset] ^= 0xa5 }
      try temporary.write(damaged, to: "state/moe-judge.sqlite")
      let found = problem {
        let index = try RunIndex(path: path)
        for record in try index.list(limit: 100) { _ = try index.summary(of: record.run) }
        try index.record(.sample(.sample(50)))
      }
      if case .damagedIndex = found { named += 1 }
      for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }
    #expect(named > 0)
  }

  @Test func `a row with an unknown word is an error that says to build anew`() throws {
    let run = try RunID.sample(1)
    try RunIndex(path: path).record(.sample(run))
    try DatabaseQueue(path: path).write { try $0.execute(sql: "UPDATE runs SET outcome = 'splendid'") }
    #expect(problem { _ = try RunIndex(path: path).list() } == .damagedIndex(reason: "'splendid' is no known outcome"))
  }

  @Test func `another program's database is left alone and set aside when asked`() throws {
    try FileManager.default.createDirectory(atPath: temporary.path + "/state", withIntermediateDirectories: true)
    try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE recipes (name TEXT)") }
    #expect(problem { _ = try RunIndex(path: path) } == .foreignIndex)
    let report = try RunIndex.rebuild(path: path, runs: [RunID](), summary: { .sample($0) }).report
    let recipes = try DatabaseQueue(path: #require(report.setAside)).read { try $0.tableExists("recipes") }
    #expect(recipes)
  }

  @Test func `an index of a later version is not touched`() throws {
    try RunIndex(path: path).record(.sample(.sample(1)))
    try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
    #expect(problem { _ = try RunIndex(path: path) } == .laterIndex(version: 99))
  }

  @Test func `an index where no folder can be is an error that names the path`() throws {
    try temporary.write([], to: "file")
    let error = #expect(throws: StorageError.self) { try RunIndex(path: temporary.path + "/file/moe-judge.sqlite") }
    #expect(error?.path == temporary.path + "/file")
  }
}
