import Foundation
import Provenance
import Storage
import Testing

@testable import Dashboard
@testable import StoredRuns

/// What was said of a record is not said again once the record is another one.
struct RunReadingsTests {
  let folder: StoredRunsFolder

  init() throws { folder = try StoredRunsFolder() }

  private func holds(_ readings: RunReadings, _ run: RunID) throws -> Bool {
    let reading = try #require(try readings.reading(of: run))
    guard case .done(let check) = readings.check(of: reading) else { return false }
    return check.holds
  }

  /// Changes one byte, where it stands.
  private func alter(_ path: String, at place: Double) throws {
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    defer { try? file.close() }
    let offset = UInt64(Double(try file.seekToEnd()) * place)
    try file.seek(toOffset: offset)
    let byte = try #require(try file.read(upToCount: 1)?.first)
    try file.seek(toOffset: offset)
    try file.write(contentsOf: Data([byte ^ 1]))
  }

  @Test(arguments: ["journal", "other journal", "pack", "no blobs"])
  func `a record that is altered at equal size after it was looked at does not hold`(_ what: String) throws {
    let run = try folder.run("rules4-debate")
    let stores = folder.stores
    #expect(try holds(stores.runs, run))
    let before = try #require(try folder.page(.run(run.description), from: stores)).words
    #expect(!before.contains("does not hold"))
    let place = folder.library.folder(of: run)
    switch what {
    case "journal": try alter(place.journal, at: 0.5)
    case "other journal":
      let text = try String(contentsOfFile: place.journal, encoding: .utf8)
      try Data(text.replacing("\"fail\"", with: "\"pass\"").utf8).write(
        to: URL(fileURLWithPath: place.journal), options: .atomic)
    case "pack": try alter(place.blobs + "/pack", at: 0.9)
    default: try FileManager.default.moveItem(atPath: place.blobs, toPath: folder.path + "/elsewhere")
    }
    #expect(try !holds(stores.runs, run))
    for page in [Place.run(run.description), .record(run.description)] {
      #expect(try #require(try folder.page(page, from: stores)).words.contains("does not hold"), "\(page)")
    }
  }

  @Test func `a record that was repaired holds again`() throws {
    let run = try folder.run("rules4-debate")
    let stores = folder.stores
    let journal = folder.library.folder(of: run).journal
    try alter(journal, at: 0.5)
    #expect(try !holds(stores.runs, run))
    try alter(journal, at: 0.5)
    #expect(try holds(stores.runs, run))
  }

  @Test func `a pruned run is not said to hold as one that was derived anew`() throws {
    let run = try folder.run("rules4-debate")
    try folder.library.prune(run, at: Date(timeIntervalSince1970: 1_800_000_000))
    let page = try #require(try folder.page(.record(run.description)))
    #expect(page.inClass("chip").contains { $0.words.contains("chain only") })
    #expect(!page.inClass("chip").contains { $0.words.contains("holds") })
  }

  @Test func `of a record that does not hold nothing is claimed, and its bytes are not said to be kept`() throws {
    let run = try folder.run("rules4-debate")
    try FileManager.default.removeItem(atPath: folder.library.folder(of: run).blobs)
    let words = try #require(try folder.page(.run(run.description))).words
    #expect(words.contains("This record does not hold") && words.contains("cannot be told from it"))
    #expect(!words.contains("exit code") && words.contains("not known to be whole"))
    let judgment = try #require(try folder.page(.judgment(run: run.description, ordinal: 0))).words
    #expect(!judgment.contains("not kept any more"))
  }

  @Test func `a run whose journal cannot be read has a page that says so`() throws {
    let run = try folder.run("rules4-debate")
    let journal = folder.library.folder(of: run).journal
    try FileManager.default.removeItem(atPath: journal)
    try FileManager.default.createDirectory(atPath: journal, withIntermediateDirectories: false)
    for place in [Place.run(run.description), .record(run.description), .judgment(run: run.description, ordinal: 0)] {
      let words = try #require(try folder.page(place)).words
      #expect(words.contains("cannot be read") && !words.contains(folder.path + "/runs"), "\(place)")
    }
  }

  // MARK: Runs too large to be derived

  private func chain(_ run: RunID) throws -> RunCheck { try RunCheck(chainOf: run, in: folder.library) }

  @Test func `the chain of a large run is checked as the one of any other`() throws {
    for run in folder.runs.values {
      let check = try chain(run)
      let whole = try RunCheck(deriving: run, in: folder.library)
      #expect(check.holds && check.head == whole.head && check.lines == whole.lines, "\(check.faults)")
    }
  }

  @Test(arguments: ["sequence", "closing count", "outcome", "rest", "another run", "after the result"])
  func `a forged chain of a large run does not hold`(_ what: String) throws {
    let run = try folder.run("rules4-debate")
    switch what {
    case "sequence":
      try folder.edit(run) { $0.replacing("\"sequence\":2,", with: "\"sequence\":9,") }
    case "closing count": try rechain(run) { $0.kind == "closed" ? ["entries": 1] : $0.body }
    case "outcome": try folder.edit(run) { $0.replacing("\"outcome\":\"fail\"", with: "\"outcome\":\"pass\"") }
    case "rest": try folder.edit(run) { $0 + "{\"body\":torn" }
    case "another run":
      try folder.edit(run) { $0.replacing(run.description, with: "20200101T000000Z-abcdef") }
      try rechain(run) { $0.body }
    default:
      let lines = try folder.library.lines(of: run)
      var entries = try lines.map { try Journal.Entry(line: $0) }
      entries.swapAt(entries.count - 2, entries.count - 3)
      try write(run, entries) { $0.body }
    }
    let check = try chain(run)
    #expect(!check.holds && !check.isUnfinished && !check.faults.isEmpty)
  }

  private func rechain(_ run: RunID, _ body: (Journal.Entry) -> JSONValue) throws {
    try write(run, try folder.library.lines(of: run).map { try Journal.Entry(line: $0) }, body)
  }

  /// A chain whose hashes all fit, whatever it says.
  private func write(_ run: RunID, _ entries: [Journal.Entry], _ body: (Journal.Entry) -> JSONValue) throws {
    var chain = Chain()
    let lines = entries.map { chain.append(kind: $0.kind, body: body($0), time: $0.time).line + "\n" }
    try folder.edit(run) { _ in lines.joined() }
  }

  @Test func `a large journal that cannot be read is not being checked for ever`() async throws {
    let run = try folder.run("rules4-debate")
    // Not UTF-8 on a whole line.
    let path = folder.library.folder(of: run).journal
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data([0xFF, 0x0A]) + Data(repeating: UInt8(ascii: " "), count: RunReadings.quickLimit))
    try file.close()
    let stores = folder.stores
    var words = ""
    for _ in 0..<2_000 {
      words = try #require(try folder.page(.record(run.description), from: stores)).words
      guard words.contains("being checked") else { break }
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(words.contains("cannot be read") && words.contains("is not UTF-8"))
    #expect(!words.contains(folder.path + "/runs"))
  }

  // MARK: Whole runs for the API

  @Test func `many who ask for whole runs get them, and one that is too large is refused with its command`()
    async throws
  {
    let runs = Array(folder.runs.values)
    let readings = folder.stores.runs
    let heads = try await withThrowingTaskGroup(of: (RunID, String).self) { group in
      for run in runs + runs { group.addTask { (run, try await readings.whole(run) { $0.chain.head }) } }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    for run in runs { #expect(heads[run] == (try StoredRun(run, in: folder.library).chain.head)) }
    let large = runs[0]
    let file = try #require(FileHandle(forUpdatingAtPath: folder.library.folder(of: large).journal))
    try file.truncate(atOffset: UInt64(RunReadings.derivedLimit + 1))
    try file.close()
    await #expect(
      throws: DerivationRefusal.tooLarge(size: RunReadings.derivedLimit + 1, limit: RunReadings.derivedLimit)
    ) {
      try await readings.whole(large) { $0.chain.head }
    }
    #expect(throws: DerivationRefusal.self) { try readings.whole(large, waiting: { $0.chain.head }) }
  }
}
