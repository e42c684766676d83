import Foundation
import JudgeTypes
import LanguageModels
import Provenance
import Storage
import Synchronization
import Testing

struct CassetteFileTests {
  let temporary: TemporaryFolder
  var path: String { temporary.path + "/tape.jsonl" }

  init() throws { temporary = try TemporaryFolder() }

  private func exchanges() -> [Exchange] {
    let entries = [
      CacheFileTests.entry(), CacheFileTests.entry("b\n\"", usage: nil, subject: nil),
      CacheFileTests.entry("c", usage: TokenUsage(input: 1, output: 2, cached: 0)),
    ]
    let answers = entries.map { Exchange(request: $0.request, subject: $0.subject, outcome: .answer($0.answer)) }
    return answers + [
      Exchange(request: entries[0].request, subject: entries[0].subject, outcome: .failure("it said:\nno"))
    ]
  }

  private func problem(_ body: () throws(CassetteError) -> Void) -> CassetteError.Problem? {
    do { try body() } catch { return error.problem }
    return nil
  }

  @Test func `exchanges read back as they were recorded, a line each`() throws {
    let writer = try CassetteWriter(path) { Issue.record("\($0)") }
    #expect(!FileManager.default.fileExists(atPath: path))
    for exchange in exchanges() { writer.record(exchange) }
    #expect(try CassetteFile.read(path) == exchanges())
    #expect(try temporary.read("tape.jsonl").count { $0 == UInt8(ascii: "\n") } == 4)
  }

  @Test func `a cassette is recorded once`() throws {
    try temporary.write([], to: "tape.jsonl")
    #expect(problem { () throws(CassetteError) in _ = try CassetteWriter(path) { _ in } } == .exists)
  }

  /// A journal of one artifact on which `exchanges` are used, each by a seat of its own line.
  private func journal(using exchanges: [Exchange]) throws -> [Journal.Entry] {
    var chain = Chain()
    func entry(_ kind: String, _ body: JSONValue) throws -> Journal.Entry {
      try Journal.Entry(line: chain.append(kind: kind, body: body, time: "2026-11-21T02:40:12.000Z").line)
    }
    let artifact = try entry("artifact", ["ordinal": 0, "path": "a.py"])
    return try [artifact]
      + exchanges.map { exchange in
        let seat = JSONValue.optional(exchange.subject?.seat)
        switch exchange.outcome {
        case .answer(let answer):
          return try entry(
            "answer",
            [
              "ordinal": 0, "seat": seat, "response": .string(Digest.sha256(answer.raw)),
              "prompt_sha256": .string(answer.promptSHA256), "unused": [],
            ])
        case .failure(let words):
          let attempt: JSONValue = ["reason": .string(words), "response": .null, "prompt_sha256": "p"]
          return try entry("failure", ["ordinal": 0, "seat": seat, "unused": [attempt]])
        }
      }
  }

  @Test func `what a killed run never came to use is not played when it went on`() throws {
    let all = exchanges().filter { $0.subject != nil }
    try #require(all.count == 3)
    func record(_ exchanges: [Exchange], after used: [Exchange]?) throws {
      let writer = try CassetteWriter(path, goingOn: try used.map(journal)) { Issue.record("\($0)") }
      for exchange in exchanges { writer.record(exchange) }
    }
    try record([all[1], all[0], all[0], all[2]], after: nil)
    // Of the two that are the same one counts; the answer before them was lost, and comes again.
    try record([all[1]], after: [all[0]])
    #expect(try CassetteFile.read(path) == [all[0], all[1]])
    try record([all[2]], after: [all[0], all[1]])
    #expect(try CassetteFile.read(path) == [all[0], all[1], all[2]])
  }

  @Test func `a run that goes on records behind what is there, without a line that was cut`() throws {
    let all = exchanges()
    try CassetteWriter(path) { Issue.record("\($0)") }.record(all[0])
    try temporary.write(try temporary.read("tape.jsonl") + Array("{\"cassette\":\"1\",".utf8), to: "tape.jsonl")
    try CassetteWriter(path, goingOn: try journal(using: [all[0]])) { Issue.record("\($0)") }.record(all[1])
    #expect(try CassetteFile.read(path) == Array(all.prefix(2)))
    let other = temporary.path + "/other.jsonl"
    try CassetteWriter(other, goingOn: []) { Issue.record("\($0)") }.record(all[0])
    #expect(try CassetteFile.read(other) == [all[0]])
  }

  @Test func `a file that appears in between is left alone, and said once`() throws {
    let troubles = Mutex<[CassetteError]>([])
    let writer = try CassetteWriter(path) { error in troubles.withLock { $0.append(error) } }
    try temporary.write(Array("theirs".utf8), to: "tape.jsonl")
    for exchange in exchanges() { writer.record(exchange) }
    #expect(troubles.withLock(\.count) == 1)
    #expect(try temporary.read("tape.jsonl") == Array("theirs".utf8))
  }

  @Test func `a folder that is not there is said before anything is asked`() {
    let found = problem { () throws(CassetteError) in _ = try CassetteWriter(temporary.path + "/no/tape") { _ in } }
    guard case .cannotWrite = found else {
      Issue.record("\(String(describing: found))")
      return
    }
  }

  @Test(arguments: [
    ("{\"cassette\":\"1\"", "no JSON"), ("{}", "'cassette'"), ("{\"cassette\":\"9\"}", "form '9'"),
    ("{\"cassette\":\"1\",\"key\":\"k\",\"request\":{}}", "request"), ("\u{FFFD}\u{0}", "no JSON"),
  ])
  func `a line that is none is named with its number`(line: String, words: String) throws {
    let writer = try CassetteWriter(path) { Issue.record("\($0)") }
    for exchange in exchanges() { writer.record(exchange) }
    try temporary.write(try temporary.read("tape.jsonl") + Array(line.utf8), to: "tape.jsonl")
    guard case .badLine(5, let what)? = problem({ () throws(CassetteError) in _ = try CassetteFile.read(path) }) else {
      Issue.record("the line was read")
      return
    }
    #expect(what.contains(words), "\(what)")
  }

  @Test func `no cassette, an empty one and a folder are told apart`() throws {
    #expect(problem { () throws(CassetteError) in _ = try CassetteFile.read(path) } == .missing)
    try temporary.write(Array("\n".utf8), to: "tape.jsonl")
    #expect(problem { () throws(CassetteError) in _ = try CassetteFile.read(path) } == .empty)
    let folder = problem { () throws(CassetteError) in _ = try CassetteFile.read(temporary.path) }
    guard case .cannotRead = folder else {
      Issue.record("\(String(describing: folder))")
      return
    }
  }
}
