import Foundation
import Provenance
import Storage
import Testing

struct RunLibraryTests {
  let temporary: TemporaryFolder
  let library: RunLibrary

  init() throws {
    temporary = try TemporaryFolder()
    library = RunLibrary(state: temporary.path)
  }

  private func make(_ numbers: [Int]) async throws {
    for number in numbers { try await RunJournal.create(library.folder(of: .sample(number))).close() }
  }

  private func problem(_ body: () throws -> Void) -> StorageError.Problem? {
    do { try body() } catch { return (error as? StorageError)?.problem }
    return nil
  }

  @Test func `runs are listed newest first, and only runs`() async throws {
    #expect(try library.runs() == [])
    try await make([3, 11, 7])
    try temporary.write([], to: "runs/notes.txt")
    try FileManager.default.createDirectory(
      atPath: library.folder(of: .sample(12)).path, withIntermediateDirectories: true)
    #expect(try library.runs() == [.sample(11), .sample(7), .sample(3)])
  }

  @Test func `a run is under way while its journal is written, and not before or after`() async throws {
    let run = try RunID.sample(3)
    #expect(!library.isUnderWay(run))
    let journal = try RunJournal.create(library.folder(of: run))
    #expect(library.isUnderWay(run))
    try await journal.append(kind: "run", body: [:])
    try await journal.close()
    #expect(!library.isUnderWay(run))
  }

  @Test func `a reference is latest, an id or the beginning of one`() async throws {
    try await make([3, 11, 12])
    #expect(try library.resolve("latest") == .sample(12))
    #expect(try library.resolve("20261121T024003Z-000003") == .sample(3))
    #expect(try library.resolve("20261121T02400") == .sample(3))
    let candidates = [try RunID.sample(12), try RunID.sample(11)].map(\.description)
    #expect(
      problem { _ = try library.resolve("20261121T02401") }
        == .ambiguousRun(reference: "20261121T02401", candidates: candidates))
    for unknown in ["", "../../etc", "20261121T024004Z-000004", "x"] {
      guard case .noSuchRun(unknown, let newest) = problem({ _ = try library.resolve(unknown) }) else {
        Issue.record("'\(unknown)' was taken for a run")
        continue
      }
      #expect(newest.count == 3)
    }
  }

  @Test func `where there are no runs the error says how to make one`() {
    let error = #expect(throws: StorageError.self) { try library.resolve("latest") }
    #expect(
      error?.description == "\(temporary.path)/runs: there are no runs yet. Start one with `moe-judge judge PATH`.")
    #expect(problem { _ = try library.resolve("2026") } == .noSuchRun(reference: "2026", candidates: []))
  }

  @Test func `lines are read across the reader's pieces, and a long one is refused`() async throws {
    let run = try RunID.sample(1)
    let journal = try RunJournal.create(library.folder(of: run))
    // 262,144 bytes are read at once: lines of every length around it, and many short ones.
    let lengths = [262_000, 262_143, 262_144, 1_000_000] + Array(repeating: 5, count: 3_000)
    for length in lengths {
      try await journal.append(kind: "note", body: .string(String(repeating: "é", count: length)))
    }
    try await journal.close()
    let lines = try library.lines(of: run)
    #expect(lines.count == lengths.count + 1 && Chain.check(lines: lines).isWhole)
    var seen = 0
    #expect(
      problem { try library.forEachLine(of: run, limit: 600_000) { _ in seen += 1 } }
        == .lineTooLong(line: 4, limit: 600_000))
    #expect(seen == 3)
  }

  @Test func `a line that is not UTF-8 was altered`() async throws {
    try await make([1])
    let run = try RunID.sample(1)
    try temporary.write([0x7b, 0xff, 0x7d, 0x0a], to: "runs/\(run)/journal.jsonl")
    #expect(problem { _ = try library.lines(of: run) } == .notUTF8(line: 1))
  }

  @Test func `a FIFO in place of a journal is named, not waited for`() async throws {
    try await make([1])
    let run = try RunID.sample(1)
    try FileManager.default.removeItem(atPath: library.folder(of: run).journal)
    #expect(mkfifo(library.folder(of: run).journal, 0o644) == 0)
    #expect(problem { _ = try library.lines(of: run) } == .notARegularFile)
  }

  @Test func `bytes are given under their hash or not at all`() async throws {
    let run = try RunID.sample(1)
    let journal = try RunJournal.create(library.folder(of: run))
    let hash = try journal.storeBlob([1, 2, 3])
    try await journal.close()
    let blobs = library.blobs(of: run)
    #expect(try blobs.read(hash) == [1, 2, 3])
    #expect(problem { _ = try blobs.read(hash, limit: 2) } == .tooLarge(limit: 2))
    #expect(problem { _ = try blobs.read(Digest.sha256("x")) } == .noSuchBlob)
    for name in ["../journal.jsonl", "", "/etc/passwd", hash.uppercased(), hash + "/"] {
      #expect(problem { _ = try blobs.read(name) } == .notADigest(name))
    }
    var pack = try temporary.read("runs/\(run)/blobs/pack")
    pack[pack.count - 2] = 9
    try temporary.write(pack, to: "runs/\(run)/blobs/pack")
    #expect(problem { _ = try library.blobs(of: run).read(hash) } == .alteredBlob(actual: Digest.sha256([1, 2, 9])))
  }

  @Test func `a blob in a file of its own is read as before`() async throws {
    try await make([1])
    let run = try RunID.sample(1)
    let hash = Digest.sha256([1, 2, 3])
    try temporary.write([1, 2, 3], to: "runs/\(run)/blobs/\(hash)")
    #expect(try library.blobs(of: run).read(hash) == [1, 2, 3])
    #expect(try library.prune(run, at: Date()).blobs == [hash: 3])
    #expect(try temporary.names("runs/\(run)/blobs") == [])
  }

  @Test func `a pruned run keeps its chain and says what was there`() async throws {
    let run = try RunID.sample(1)
    let journal = try RunJournal.create(library.folder(of: run))
    let first = try journal.storeBlob([1, 2, 3])
    try await journal.append(kind: "note", body: .string(first))
    #expect(problem { try library.prune(run, at: Date()) } == .inUse)
    try await journal.close()
    #expect(try library.tombstone(of: run) == nil)
    let stone = try library.prune(run, at: Date(timeIntervalSince1970: 0))
    #expect(stone == Tombstone(time: "1970-01-01T00:00:00.000Z", blobs: [first: 3]))
    #expect(problem { _ = try library.blobs(of: run).read(first) } == .noSuchBlob)
    #expect(Chain.check(lines: try library.lines(of: run)).isWhole)
    let second = Digest.sha256([4])
    try temporary.write([4], to: "runs/\(run)/blobs/\(second)")
    try library.prune(run, at: Date(timeIntervalSince1970: 1))
    #expect(try library.tombstone(of: run)?.blobs == [first: 3, second: 1])
    #expect(try temporary.names("runs/\(run)/blobs") == [])
    #expect(try temporary.names("runs/\(run)") == ["blobs", "journal.jsonl", "pruned.json"])
  }

  @Test func `a run that is not finished is not pruned, and is the one to go on with`() async throws {
    let run = try RunID.sample(7)
    let journal = try RunJournal.create(library.folder(of: run))
    let hash = try journal.storeBlob([1, 2, 3])
    try await journal.append(kind: "note", body: ["kind": "closed"])
    try await journal.suspend()
    try await make([3, 11])
    #expect(try !library.isClosed(run) && library.isClosed(.sample(3)))
    #expect(try library.newestUnfinished() == run)
    #expect(problem { try library.prune(run, at: Date()) } == .unfinished)
    #expect(try library.blobs(of: run).read(hash) == [1, 2, 3] && !library.isPruned(run))
    let (again, _) = try RunJournal.resume(library.folder(of: run))
    try await again.close()
    #expect(try library.newestUnfinished() == nil && library.prunableBytes(of: run) > 3)
    try library.prune(run, at: Date())
    #expect(try library.isPruned(run) && library.prunableBytes(of: run) == 0)
  }

  @Test func `a tombstone that makes no sense is an error that names it`() async throws {
    try await make([1])
    let run = try RunID.sample(1)
    try temporary.write("[]".utf8, to: "runs/\(run)/pruned.json")
    #expect(throws: StorageError.self) { try library.tombstone(of: run) }
  }
}
