import Foundation
import JudgeTypes
import Provenance
import SkillHealth
import Storage
import Testing

/// Pages of runs by filters, held against filters over all that was recorded.
struct RunSliceTests {
  private let index: RunIndex
  private let runs: [RunSummary]

  init() throws {
    index = try RunIndex.inMemory()
    var random = RandomRuns(seed: 21)
    runs = try (0..<300).map { try random.summary($0) }
    try index.record(runs)
  }

  private func matching(_ query: RunQuery) -> [RunID] {
    runs.filter { run in
      let record = run.record
      let day = Day(record.started) ?? Day(number: 0)
      let folder = query.path.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
      let holdsPath = run.judgments.contains { $0.path == query.path || $0.path.hasPrefix(folder ?? "") }
      let holdsFinding = run.judgments.flatMap(\.findings).contains {
        $0.severity == query.severity && $0.status == .verified
      }
      return ends(record, query.ending) && (query.mode ?? record.mode) == record.mode
        && (query.path == nil || holdsPath) && (query.severity == nil || holdsFinding)
        && (query.from ?? day) <= day && day <= (query.to ?? day)
    }.map(\.record.run).sorted(by: >)
  }

  private func ends(_ record: RunRecord, _ ending: RunQuery.Ending?) -> Bool {
    switch ending {
    case nil: true
    case .unfinished: record.outcome == nil
    case .stopped: record.outcome == .fail || record.exitCode == 1
    case .outcome(let outcome): record.outcome == outcome
    }
  }

  private func queries() throws -> [RunQuery] {
    let day = Day("2026-10-12")
    var queries: [RunQuery] = []
    for ending in [nil, .unfinished, .stopped, .outcome(.fail), .outcome(.pass)] as [RunQuery.Ending?] {
      for path in [nil, "src", "src/", "src/a.py", "docs", "docs/it's %_ é.md", "nowhere"] {
        for severity in [nil, .critical] as [Severity?] {
          queries.append(RunQuery(ending: ending, severity: severity, path: path))
          queries.append(RunQuery(ending: ending, mode: .models, severity: severity, path: path, from: day))
          queries.append(
            RunQuery(ending: ending, severity: severity, path: path, from: day, to: day?.advanced(by: 3)))
        }
      }
    }
    return queries
  }

  @Test(arguments: [10_000, 7]) func `every filter gives all runs it should, page after page, both ways`(
    reach: Int
  ) throws {
    for query in try queries() {
      let all = matching(query)
      var query = query
      (query.limit, query.reach) = (9, reach)
      var found: [RunID] = []
      var page = try index.slice(of: query)
      #expect(!page.hasNewer)
      for _ in 0..<400 {
        found += page.runs.map(\.record.run)
        guard let next = page.searchedTo ?? (page.hasOlder ? page.runs.last?.record.run : nil) else { break }
        query.edge = .before(next.description)
        page = try index.slice(of: query)
        #expect(page.hasNewer)
      }
      #expect(found == all)
      guard let last = all.last else { continue }
      found = [last]
      query.edge = .after(last.description)
      for _ in 0..<400 {
        page = try index.slice(of: query)
        #expect(page.hasOlder)
        found = page.runs.map(\.record.run) + found
        guard let next = page.searchedTo ?? (page.hasNewer ? page.runs.first?.record.run : nil) else { break }
        query.edge = .after(next.description)
      }
      #expect(found == all)
    }
  }

  @Test func `a search that ends at its reach says where`() throws {
    let page = try index.slice(of: RunQuery(path: "nowhere", reach: 50))
    // A path of which there is next to nothing leads to its runs, however many others there are.
    #expect(page.runs.isEmpty && page.searchedTo == nil)
    let rare = try index.slice(of: RunQuery(ending: .stopped, mode: .offline, limit: 300, reach: 20))
    #expect(rare.searchedTo != nil && rare.runs.count < 20)
  }

  @Test func `runs that are not known are told from those that are`() throws {
    let known = try RandomRuns.id(3)
    let other = try RandomRuns.id(301)
    #expect(try index.unknown(among: [other, known].map(\.description)) == [other.description])
    #expect(try index.unknown(among: []) == [])
  }

  private func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  @Test func `the names of runs are listed between two of them, and anew once one is added`() throws {
    let temporary = try TemporaryFolder()
    let names = RunNames(state: temporary.path)
    #expect(try names.isEmpty)
    for number in [5, 1, 9, 3] {
      try makeFolder(RunFolder(state: temporary.path, run: RandomRuns.id(number)).path)
    }
    try makeFolder(temporary.path + "/runs/notes")
    func between(_ low: Int?, _ high: Int?, _ limit: Int = 9, fromOldest: Bool = false) throws -> [RunID] {
      try names.between(
        low.map { try RandomRuns.id($0) }, and: high.map { try RandomRuns.id($0) }, limit: limit, fromOldest: fromOldest
      )
    }
    #expect(try between(nil, nil) == [9, 5, 3, 1].map { try RandomRuns.id($0) })
    #expect(try between(1, 9) == [5, 3].map { try RandomRuns.id($0) } && !names.isEmpty)
    #expect(try between(2, 4) == [RandomRuns.id(3)] && between(5, 5).isEmpty && between(9, 1).isEmpty)
    #expect(try between(nil, nil, 2) == [9, 5].map { try RandomRuns.id($0) })
    #expect(try between(nil, nil, 2, fromOldest: true) == [3, 1].map { try RandomRuns.id($0) })
    try makeFolder(RunFolder(state: temporary.path, run: RandomRuns.id(7)).path)
    #expect(try between(5, nil) == [9, 7].map { try RandomRuns.id($0) })
  }
}
