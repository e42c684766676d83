import Foundation
import Testing

/// What `rubrics check` sees: everything that generating again would change.
struct RubricsCheckTests {
  private static let remedy = "moe-judge rubrics generate --adr-dir adrs --output rubrics/generated"

  /// Two records and their rubrics.
  private func folder() async throws -> Program {
    let program = try Program()
    try program.write(Record.text("Services must use PostgreSQL.\n\nKeys must not be logged."), to: "adrs/001-store.md")
    try program.write(Record.text("Calls must use TLS."), to: "adrs/002-tls.md")
    let result = try await program.run("rubrics", "generate")
    #expect(result.code == 0, "\(result.error)")
    #expect(try await program.run("rubrics", "check").code == 0)
    return program
  }

  @Test(arguments: [
    ("question: \"Do services use PostgreSQL?\"", "question: \"Is all well?\""),
    (" 1: \"", " 1: \"Hardly "), ("weight: 5000", "weight: 4000"), ("required: true", "required: false"),
    ("kinds: [", "kinds: [document, "), ("name: \"ADR-001: T\"", "name: \"ADR-001: U\""),
  ])
  func `whatever is edited by hand is named`(old: String, new: String) async throws {
    let program = try await folder()
    defer { program.remove() }
    let file = "rubrics/generated/adr-001.yaml"
    let text = try program.text(at: file)
    #expect(text.contains(old), "\(old)")
    try program.write(text.replacing(old, with: new, maxReplacements: 1), to: file)
    let result = try await program.run("rubrics", "check")
    #expect(result.code == 1)
    #expect(result.output == "differs: \(file): it was edited by hand, or its record moved\n")
    #expect(result.error.contains(Self.remedy))
    let lines = try await program.run("rubrics", "check", "--format", "jsonl")
    #expect(lines.code == 1 && lines.output.contains("\"problem\":\"differs\""))
    _ = try await program.run("rubrics", "generate")
    #expect(try program.text(at: file) == text)
  }

  @Test func `a missing index, a missing rubric and one too many are named`() async throws {
    let program = try await folder()
    defer { program.remove() }
    try program.delete("rubrics/generated/index.yaml")
    let withoutIndex = try await program.run("rubrics", "check")
    #expect(withoutIndex.code == 1 && withoutIndex.output == "missing: rubrics/generated/index.yaml\n")
    _ = try await program.run("rubrics", "generate")
    try program.write(try program.text(at: "rubrics/generated/adr-001.yaml"), to: "rubrics/generated/adr-009.yaml")
    let copied = try await program.run("rubrics", "check")
    #expect(copied.code == 1 && copied.output.contains("left over: rubrics/generated/adr-009.yaml"))
    try program.delete("rubrics/generated/adr-009.yaml")
    try program.delete("rubrics/generated/adr-002.yaml")
    let missing = try await program.run("rubrics", "check")
    #expect(missing.code == 1 && missing.output.contains("uncovered: adrs/002-tls.md:9 (MUST): Calls must use TLS."))
  }

  @Test func `a file that was not generated and has a rubric's name is told from an edited one`() async throws {
    let program = try await folder()
    defer { program.remove() }
    let file = "rubrics/generated/adr-001.yaml"
    let body = try program.text(at: file).split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2)
    try program.write(body.joined(separator: "\n"), to: file)
    let result = try await program.run("rubrics", "check")
    #expect(result.code == 1)
    #expect(result.output == "occupied: \(file): a file that was not generated has its name; move it away\n")
  }

  @Test func `a record whose lines moved is named, and so is one that got another name`() async throws {
    let program = try await folder()
    defer { program.remove() }
    try program.write("\n\n" + Record.text("Calls must use TLS."), to: "adrs/002-tls.md")
    let moved = try await program.run("rubrics", "check")
    #expect(moved.code == 1)
    #expect(
      moved.output == "differs: rubrics/generated/adr-002.yaml: it was edited by hand, or its record moved\n")
    try program.delete("adrs/002-tls.md")
    try program.write(Record.text("Calls must use TLS."), to: "adrs/002-crypto.md")
    let renamed = try await program.run("rubrics", "check")
    #expect(renamed.code == 1)
    #expect(renamed.output.contains("of adr-002: adrs/002-tls.md is called adrs/002-crypto.md now"))
  }

  @Test func `why a dimension is stale is said: superseded, removed, reworded`() async throws {
    let program = try await folder()
    defer { program.remove() }
    try program.write(
      Record.text("Calls must use TLS.", status: "Superseded by [ADR-003](003-mtls.md)"), to: "adrs/002-tls.md")
    let superseded = try await program.run("rubrics", "check")
    #expect(superseded.code == 1)
    #expect(superseded.output.contains("of adr-002: adrs/002-tls.md is superseded now (by ADR-003)"))
    try program.delete("adrs/002-tls.md")
    let removed = try await program.run("rubrics", "check")
    #expect(removed.output.contains("of adr-002: adrs/002-tls.md is no longer there"))
    #expect(!removed.output.contains("no longer says that"))
    let lines = try await program.run("rubrics", "check", "--format", "jsonl")
    #expect(lines.output.contains("\"reason\":\"adrs/002-tls.md is no longer there\""))
  }

  @Test func `records of one number do not hide each other`() async throws {
    let program = try await folder()
    defer { program.remove() }
    try program.write(Record.text("Calls must use TLS."), to: "adrs/more/002-tls.md")
    let result = try await program.run("rubrics", "check")
    #expect(result.code == 1)
    #expect(result.output.contains("uncovered: adrs/more/002-tls.md:9 (MUST): Calls must use TLS."))
  }

  @Test func `the folder and the statuses of the index are taken where none are named`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(Record.text("Calls must use TLS.", status: "Proposed"), to: "docs/decisions/002-tls.md")
    _ = try await program.run("rubrics", "generate", "--adr-dir", "docs/decisions", "--status", "proposed")
    let fresh = try await program.run("rubrics", "check")
    #expect(fresh.code == 0, "\(fresh.error)")
    try program.write(Record.text("Calls must use TLS 1.3.", status: "Proposed"), to: "docs/decisions/002-tls.md")
    let stale = try await program.run("rubrics", "check")
    #expect(
      stale.code == 1 && stale.error.contains("--adr-dir docs/decisions --output rubrics/generated --status proposed"))
    #expect(try await program.run("rubrics", "check", "--status", "accepted").code == 1)
  }

  @Test func `what could not be read and what states no known status is named`() async throws {
    let program = try await folder()
    defer { program.remove() }
    try program.write(Record.text("Logs must be kept.", status: "In effect"), to: "adrs/003-logs.md")
    _ = try await program.run("rubrics", "generate")
    let unknown = try await program.run("rubrics", "check")
    #expect(unknown.code == 0, "\(unknown.output)")
    #expect(unknown.error.contains("adrs/003-logs.md: left out, no status found that is known"))
    try program.write(Data([0x23, 0xFF]), to: "adrs/002-tls.md")
    let unreadable = try await program.run("rubrics", "check")
    #expect(unreadable.code == 1)
    #expect(unreadable.error.contains("adrs/002-tls.md: not read: it is not UTF-8 text"))
    #expect(unreadable.error.contains("mend what could not be read, then run: \(Self.remedy)"))
    let lines = try await program.run("rubrics", "check", "--format", "jsonl")
    #expect(lines.output.contains("\"problem\":\"unreadable\""))
  }
}

/// Decision records for the tests of `rubrics`.
enum Record {
  static func text(_ decision: String, status: String = "Accepted") -> String {
    "# T\n\n## Status\n\n\(status)\n\n## Decision\n\n\(decision)\n"
  }
}

extension Program {
  func text(at name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  func exists(_ name: String) -> Bool {
    (try? FileManager.default.attributesOfItem(atPath: folder.appending(path: name).path)) != nil
  }

  func delete(_ name: String) throws { try FileManager.default.removeItem(at: folder.appending(path: name)) }

  func write(_ data: Data, to name: String) throws { try data.write(to: folder.appending(path: name)) }

  func link(_ name: String, to destination: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.appending(path: name).path, withDestinationPath: destination)
  }
}
