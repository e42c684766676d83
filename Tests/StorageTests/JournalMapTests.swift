import Foundation
import Provenance
import Storage
import Testing

struct JournalMapTests {
  let temporary: TemporaryFolder
  let library: RunLibrary

  init() throws {
    temporary = try TemporaryFolder()
    library = RunLibrary(state: temporary.path)
  }

  @Test func `a map tells of each line what reading it tells, however the words in it read`() async throws {
    let run = try RunID.sample(3)
    let journal = try RunJournal.create(library.folder(of: run))
    try await journal.append(kind: "run", body: ["banners": ["\"ordinal\":4,\"kind\":\"judgment\""]])
    try await journal.append(kind: "artifact", body: ["ordinal": 1, "path": "a\",\"kind\":\"answer"])
    try await journal.append(kind: "answer", body: ["ordinal": 12, "words": "\\\"ordinal\":3"])
    try await journal.append(kind: "invented", body: ["zeta": [:]])
    try await journal.close()
    var map = JournalMap()
    let file = try #require(try library.journal(of: run))
    try file.extend(&map)
    #expect(map.count == 5 && map.isClosed)
    for (index, line) in try library.lines(of: run).enumerated() {
      let entry = try Journal.Entry(line: line)
      let seen = try #require(map.line(index + 1))
      #expect(seen.kind.rawValue == entry.kind || (seen.kind == .other && entry.kind == "invented"))
      #expect(seen.ordinal == entry.body["ordinal"]?.intValue)
      #expect(try file.bytes(of: seen) == Array(line.utf8))
    }
  }

  @Test func `a map goes on where it stood, and leaves a line that is being written`() async throws {
    let run = try RunID.sample(4)
    let journal = try RunJournal.create(library.folder(of: run))
    try await journal.append(kind: "run", body: [:], durable: true)
    let file = try #require(try library.journal(of: run))
    var map = JournalMap()
    try file.extend(&map)
    #expect(map.count == 1 && !map.isClosed)
    // Longer than what is looked at in one go.
    try await journal.append(
      kind: "judgment", body: ["ordinal": 0, "words": .string(String(repeating: "x", count: 3 << 20))])
    try await journal.suspend()
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: library.folder(of: run).journal))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("{\"body\":{\"ord".utf8))
    try handle.close()
    try file.extend(&map)
    #expect(map.count == 2 && map.line(2)?.kind == .judgment && map.line(2)?.ordinal == 0)
  }

  @Test func `a run that is not there has no journal`() throws {
    #expect(try library.journal(of: .sample(5)) == nil)
  }
}
