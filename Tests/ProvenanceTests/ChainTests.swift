import JudgeTypes
import Provenance
import TestSupport
import Testing

struct ChainTests {
  /// Entries 0 to 4 and the closing one, on lines 1 to 6.
  let lines: [String]
  let head: String

  init() { (lines, head) = Self.chain(bodies: ["zero", "one", "two", "three", "four"]) }

  static func chain(bodies: [String]) -> (lines: [String], head: String) {
    var chain = Chain()
    var lines = bodies.map { chain.append(kind: "note", body: .string($0), time: "2026-11-21T02:40:12.000Z").line }
    lines.append(chain.close(time: "2026-11-21T02:40:13.000Z").line)
    return (lines, chain.head)
  }

  private func fault(_ change: (inout [String]) -> Void, expecting head: String? = nil) -> ChainFault? {
    var changed = lines
    change(&changed)
    return Chain.check(lines: changed, expectedHead: head).fault
  }

  @Test func `a line is the canonical object whose hash the next line holds`() {
    var chain = Chain()
    let first = chain.append(kind: "note", body: ["b": 1, "a": nil], time: "2026-11-21T02:40:12.000Z")
    let zeros = String(repeating: "0", count: 64)
    #expect(
      first.line == #"{"body":{"a":null,"b":1},"kind":"note","previous":""# + zeros
        + #"","sequence":0,"time":"2026-11-21T02:40:12.000Z"}"#)
    #expect(first.hash == Digest.sha256(first.line) && chain.head == first.hash && chain.end.entries == 1)
    let second = chain.close(time: "t")
    #expect(
      second.line == #"{"body":{"entries":1},"kind":"closed","previous":"\#(first.hash)","sequence":1,"time":"t"}"#)
  }

  @Test func `an untouched chain is whole`() {
    let report = Chain.check(lines: lines, expectedHead: head.uppercased())
    #expect(report.isWhole && report.head == head)
    #expect(report.entries.map(\.body.stringValue) == ["zero", "one", "two", "three", "four", nil])
  }

  @Test(arguments: 0..<5)
  func `a changed byte is found on its own line`(place: Int) throws {
    let body = try #require(["zero", "one", "two", "three", "four"][place].first)
    let found = fault({ $0[place] = $0[place].replacing("\"body\":\"\(body)", with: "\"body\":\"x") }, expecting: head)
    #expect(found?.kind == .altered && found?.line == place + 1)
    #expect(found?.errorDescription?.hasPrefix("journal line \(place + 1), altered: ") == true)
  }

  @Test func `any byte changed on any line is found, but for the last, which needs the head`() {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<1_000 {
      let place = Int.random(in: lines.indices, using: &random)
      var bytes = [UInt8](lines[place].utf8)
      bytes[Int.random(in: bytes.indices, using: &random)] ^= UInt8.random(in: 1...127, using: &random)
      let changed = fault({ $0[place] = String(decoding: bytes, as: UTF8.self) }, expecting: head)
      #expect(changed != nil)
      #expect(changed.map { (place...place + 2).contains($0.line) } == true)
    }
  }

  @Test func `a previous hash that was changed is blamed on its own line`() {
    let found = fault {
      $0[2] = $0[2].replacing(#"previous":""#, with: #"previous":"0"#).replacing(#"0","sequence"#, with: "")
    }
    #expect(found?.kind == .altered && found?.line == 3)
    let forged = Journal.Entry(sequence: 2, previous: head, time: "t", kind: "note", body: "two").line
    #expect(fault { $0[2] = forged }.map { [$0.kind.rawValue, "\($0.line)"] } == ["altered", "3"])
  }

  @Test func `a sequence number that was changed is an alteration, not a cut`() {
    let found = fault { $0[2] = $0[2].replacing(#""sequence":2"#, with: #""sequence":9"#) }
    #expect(found?.kind == .altered && found?.line == 3)
  }

  @Test func `added spaces are an alteration although the values are the same`() {
    let found = fault { $0[3] = $0[3].replacing(#","kind""#, with: #", "kind""#) }
    #expect(found == ChainFault(.altered, line: 4, reason: "it is not in the canonical form of RFC 8785"))
  }

  @Test func `a letter in an equivalent Unicode spelling is an alteration`() {
    let (accented, _) = Self.chain(bodies: ["caf\u{e9}", "x"])
    var changed = accented
    changed[0] = changed[0].replacing("\u{e9}", with: "e\u{301}")
    #expect(Chain.check(lines: changed).fault?.line == 1)
  }

  @Test func `cut lines are named`() {
    #expect(fault { $0.remove(at: 2) } == ChainFault(.cut, line: 3, reason: "entry 2 is missing before it"))
    #expect(
      fault { $0.removeSubrange(0..<2) } == ChainFault(.cut, line: 1, reason: "entries 0 to 1 are missing before it"))
    #expect(fault { $0.remove(at: 4) }?.kind == .cut)
  }

  @Test func `a doubled line is named with the one it copies`() {
    #expect(fault { $0.insert($0[1], at: 2) } == ChainFault(.doubled, line: 3, reason: "it is a copy of line 2"))
    #expect(fault { $0.append($0[1]) }?.kind == .doubled)
    #expect(fault { $0.append($0[5]) } == ChainFault(.doubled, line: 7, reason: "it is a copy of line 6"))
  }

  @Test func `a moved line is named with the place it went to`() {
    let found = fault { $0.swapAt(1, 3) }
    #expect(found?.kind == .moved && found?.line == 2)
    #expect(found?.reason == "entry 3 stands where entry 1 was written, which is now on line 4")
  }

  @Test func `a tail that was cut leaves the chain open, and an expected head proves the cut`() {
    let report = Chain.check(lines: Array(lines.prefix(3)))
    #expect(report.fault == nil && report.ending == .open && !report.isWhole)
    #expect(fault({ $0.removeLast(3) }, expecting: head)?.kind == .cut)
    #expect(fault({ $0 = [] }, expecting: head).map { [$0.kind.rawValue, "\($0.line)"] } == ["cut", "0"])
  }

  @Test func `a chain rewritten as a whole holds by itself and fails against the expected head`() {
    let (forged, forgedHead) = Self.chain(bodies: ["zero", "one", "forged", "three", "four"])
    #expect(Chain.check(lines: forged).isWhole)
    let fault = Chain.check(lines: forged, expectedHead: head).fault
    #expect(fault?.kind == .rewritten && fault?.reason.contains(forgedHead) == true)
  }

  @Test func `lines after the closing entry or after the expected head were added`() {
    var chain = Chain()
    let closing = chain.close(time: "t").line
    let head = chain.head
    let more = chain.append(kind: "note", body: nil, time: "t").line
    #expect(Chain.check(lines: [closing, more]).fault?.kind == .added)
    #expect(Chain.check(lines: [closing, "{\"bo"]).fault?.line == 2)
    let open = Array(lines.prefix(4))
    let shorter = Chain.check(lines: Array(lines.prefix(2))).head
    #expect(
      Chain.check(lines: open, expectedHead: shorter).fault.map { [$0.kind.rawValue, "\($0.line)"] } == ["added", "3"])
    #expect(Chain.check(lines: [closing], expectedHead: head).isWhole)
  }

  @Test func `a closing entry that counts wrongly is altered`() {
    let found = fault { $0[5] = $0[5].replacing(#""entries":5"#, with: #""entries":4"#) }
    #expect(found?.kind == .altered && found?.line == 6)
  }

  @Test func `an incomplete last line is unfinished, wherever it was interrupted`() {
    for length in 0..<lines[3].utf8.count {
      let torn = String(decoding: lines[3].utf8.prefix(length), as: UTF8.self)
      let report = Chain.check(lines: Array(lines.prefix(3)) + [torn])
      #expect(report.fault == nil && report.ending == .unfinished(line: 4) && report.entries.count == 3)
    }
    let torn = String(lines[3].dropLast(5))
    #expect(Chain.check(lines: Array(lines.prefix(3)) + [torn, lines[4]]).fault?.line == 4)
  }

  @Test func `a resumed chain goes on as if it had never stopped`() throws {
    var resumed = try Chain(resuming: Array(lines.prefix(3)) + ["{\"body\":"])
    let third = resumed.append(kind: "note", body: "three", time: "2026-11-21T02:40:12.000Z")
    #expect(third.line == lines[3])
    #expect(throws: ChainFault.self) { try Chain(resuming: [lines[1]]) }
    #expect(try Chain(resuming: lines).isClosed)
  }

  @Test func `arbitrary lines are reported, never trapped on`() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<500 {
      let report = Chain.check(
        lines: (0..<3).map { _ in JSONValue.random(depth: 2, using: &random).canonical } + ["{\"sequence\":1e308}"])
      #expect(report.fault?.kind == .altered)
    }
  }
}
