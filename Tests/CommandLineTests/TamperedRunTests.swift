import Foundation
import Provenance
import TestSupport
import Testing

/// What is done to a stored run that was attested: each is refused, and the first altered entry named.
@Suite struct TamperedRunTests {
  /// Changes the journal of a real run, and expects it refused.
  private func refused(
    _ change: (inout [String]) throws -> Void, naming words: String...
  ) async throws {
    let signed = try await SignedRun.offline()
    defer { signed.program.remove() }
    var lines = try signed.lines()
    #expect(lines.count == 10)
    try change(&lines)
    try signed.write(lines)
    let result = try await signed.verifyAttested()
    #expect(result.code == 1 && result.output.hasSuffix("does not hold\n"), "\(result.output)")
    for words in words { #expect(result.output.contains(words), "\(words) in \(result.output)") }
  }

  @Test func `an untouched run holds against its attestation`() async throws {
    let signed = try await SignedRun.offline()
    defer { signed.program.remove() }
    let result = try await signed.verifyAttested()
    #expect(result.code == 0 && result.output.hasSuffix("holds\n"), "\(result.output)")
    #expect(result.output.contains("attestation: run.intoto.json is of this run, signed by the key a050837d"))
    #expect(!result.output.contains("head not checked"))
  }

  @Test func `one byte changed anywhere is refused`() async throws {
    let signed = try await SignedRun.offline()
    defer { signed.program.remove() }
    let whole = try signed.bytes()
    var random = SeededGenerator(seed: 3)
    for _ in 0..<8 {
      var bytes = whole
      let place = Int.random(in: bytes.indices, using: &random)
      bytes[place] ^= UInt8.random(in: 1...127, using: &random)
      try signed.write(bytes: bytes)
      let result = try await signed.verifyAttested()
      let line = 1 + whole[..<place].count { $0 == UInt8(ascii: "\n") }
      #expect(result.code == 1, "byte \(place): \(result)")
      #expect((result.output + result.error).contains("line \(line)"), "byte \(place): \(result)")
    }
  }

  @Test(arguments: [["runs", "show"], ["explain"], ["runs", "diff", "latest"]])
  func `what is shown of a damaged run never looks like a sound one to a script`(command: [String]) async throws {
    let signed = try await SignedRun.offline()
    defer { signed.program.remove() }
    #expect(try await signed.program.run(arguments: command + ["latest"]).code == 0)
    var lines = try signed.lines()
    lines[2] = lines[2].replacing("\"round\":0", with: "\"round\":1")
    try signed.write(lines)
    let result = try await signed.program.run(arguments: command + ["latest"])
    #expect(result.code == 1 && result.error.contains("its record does not hold"), "\(result)")
  }

  @Test func `a value changed in place is named by its line`() async throws {
    try await refused(
      { $0[2] = $0[2].replacing("\"round\":0", with: "\"round\":1") }, naming: "FAULT line 3",
      "the first altered entry is line 3, the answer")
  }

  @Test func `a line that was cut is named`() async throws {
    try await refused({ $0.remove(at: 3) }, naming: "FAULT line 4: entry 3 is missing before it", "line 4")
  }

  @Test func `a line that stands twice is named`() async throws {
    try await refused(
      { $0.insert($0[3], at: 4) }, naming: "FAULT line 5: it is a copy of line 4", "first altered entry is line 5")
  }

  @Test func `a line that was moved is named`() async throws {
    try await refused({ $0.swapAt(3, 5) }, naming: "FAULT line 4: entry 5 stands where entry 3 was written")
  }

  @Test func `a tail that was cut off is told from a run that was killed`() async throws {
    try await refused(
      { $0.removeLast(2) }, naming: "the end was cut away",
      "10 entries were attested, and 8 are there: the rest was cut away")
    try await refused({ $0.removeAll() }, naming: "10 entries were attested, and 0 are there")
  }

  @Test func `spaces added to a line, or after the last one, are refused`() async throws {
    try await refused(
      { $0[4] = $0[4].replacing(",\"kind\"", with: ", \"kind\"") },
      naming: "FAULT line 5: it is not in the canonical form")
    try await refused({ $0[4] += " " }, naming: "FAULT line 5")
    try await refused({ $0.append("  ") }, naming: "FAULT line 11")
  }

  @Test func `a key that stands twice in an object is refused`() async throws {
    try await refused(
      { $0[2] = $0[2].replacing("\"round\":0", with: "\"round\":0,\"round\":1") },
      naming: "FAULT line 3", "the key 'round' stands twice")
  }

  @Test func `a chain that was rewritten as a whole holds by itself, and not against the attested head`() async throws {
    let signed = try await SignedRun.offline()
    defer { signed.program.remove() }
    var chain = Chain()
    let rewritten = try signed.lines().map { line in
      let entry = try Journal.Entry(line: line)
      // As if the judge had answered at another time; nothing that is derived depends on it.
      let time = entry.sequence < 4 ? entry.time : "2026-01-01T00:00:00.000Z"
      return chain.append(kind: entry.kind, body: entry.body, time: time).line
    }
    try signed.write(rewritten)
    let alone = try await signed.verify()
    #expect(alone.code == 0 && alone.output.contains("head not checked"), "\(alone.output)")
    let attested = try await signed.verifyAttested()
    #expect(attested.code == 1, "\(attested.output)")
    #expect(attested.output.contains("FAULT attestation: the first altered entry is line 5"), "\(attested.output)")
    #expect(attested.output.contains("the head was attested as "))
  }

  @Test func `bytes of an answer that were changed or are gone are named by the line that quotes them`() async throws {
    let signed = try await SignedRun.offline()
    defer { signed.program.remove() }
    let pack = signed.folder.appending(path: "blobs/pack")
    let whole = [UInt8](try Data(contentsOf: pack))
    let answers = try signed.lines().map { try Journal.Entry(line: $0) }.filter { $0.kind == "answer" }
    #expect(answers.count > 3)
    // The panel, the artifact and the answers follow each other; the artifact's own text stands there in the clear.
    var changed = whole
    let place = try #require(String(decoding: whole, as: UTF8.self).firstRange(of: "shell=True"))
    let offset = String(decoding: whole, as: UTF8.self).utf8.distance(
      from: String(decoding: whole, as: UTF8.self).utf8.startIndex, to: place.lowerBound)
    changed[offset] = UInt8(ascii: "S")
    try Data(changed).write(to: pack)
    let altered = try await signed.verifyAttested()
    #expect(altered.code == 1 && altered.output.contains("FAULT line 2"), "\(altered.output)")
    #expect(altered.output.contains("they were altered"), "\(altered.output)")
    try Data(whole.prefix(whole.count / 2)).write(to: pack)
    let missing = try await signed.verifyAttested()
    #expect(missing.code == 1 && missing.output.contains("FAULT line "), "\(missing.output)\(missing.error)")
    try FileManager.default.removeItem(at: pack)
    let gone = try await signed.verifyAttested()
    #expect(gone.code == 1 && gone.output.contains("FAULT line 2: "), "\(gone.output)\(gone.error)")
    #expect(gone.output.contains("these bytes are not stored"), "\(gone.output)")
  }
}
