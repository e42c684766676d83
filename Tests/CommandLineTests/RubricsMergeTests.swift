import Foundation
import Provenance
import Testing

/// `rubrics merge` and `rubrics show`, and what `generate` says to programs.
struct RubricsMergeTests {
  private func folder() async throws -> Program {
    let program = try Program()
    try program.write(Record.text("Services must use PostgreSQL."), to: "adrs/001-store.md")
    try program.write(Record.text("Calls must use TLS."), to: "adrs/002-tls.md")
    try program.write(Record.text("Nothing much."), to: "adrs/003-nothing.md")
    try program.write(Record.text("Use REST.", status: "Proposed"), to: "adrs/004-rest.md")
    return program
  }

  // MARK: generate

  @Test func `a dry run says what would change, and changes nothing`() async throws {
    let program = try await folder()
    defer { program.remove() }
    let first = try await program.run("rubrics", "generate", "--dry-run")
    #expect(first.code == 0 && !program.exists("rubrics"))
    #expect(first.output.contains("would be written: rubrics/generated/adr-001.yaml\n"))
    #expect(
      first.output.contains("2 rubrics with 2 dimensions: 3 written, 0 unchanged, 0 removed; a dry run, nothing was"))
    _ = try await program.run("rubrics", "generate")
    try program.delete("adrs/002-tls.md")
    let second = try await program.run("rubrics", "generate", "--dry-run", "--format", "json")
    let json = try JSONValue(parsing: second.output)
    #expect(json["removed"]?.arrayValue?.compactMap(\.stringValue) == ["adr-002.yaml"])
    #expect(program.exists("rubrics/generated/adr-002.yaml"))
    try program.write("id: mine\n", to: "rubrics/generated/adr-009.yaml")
    try program.write(Record.text("Keys must rotate."), to: "adrs/009-keys.md")
    #expect(try await program.run("rubrics", "generate", "--dry-run").code == 2)
  }

  @Test func `generate gives programs its coverage`() async throws {
    let program = try await folder()
    defer { program.remove() }
    try program.write(Data([0x23, 0xFF]), to: "adrs/005-bad.md")
    let result = try await program.run("rubrics", "generate", "--format", "json")
    let json = try JSONValue(parsing: result.output)
    #expect(json["written"]?.arrayValue?.count == 3)
    #expect(json["rubrics"]?.arrayValue?.first?["source"]?.stringValue == "adrs/001-store.md")
    let coverage = try #require(json["coverage"])
    #expect(coverage["documents"]?.intValue == 5 && coverage["with_constraints"]?.intValue == 2)
    #expect(coverage["without_constraints"]?.arrayValue?.compactMap(\.stringValue) == ["adrs/003-nothing.md"])
    #expect(coverage["skipped"]?.arrayValue?.first?["status"]?.stringValue == "proposed")
    #expect(coverage["unreadable"]?.arrayValue?.first?["path"]?.stringValue == "adrs/005-bad.md")
    let table = try await program.run("rubrics", "generate")
    #expect(table.output.contains("5 documents: 2 with constraints, 1 without any, 1 left out, 1 unreadable"))
  }

  @Test func `the advice about a status that is not known works as given`() async throws {
    let program = try await folder()
    defer { program.remove() }
    let record = Record.text("Logs must be kept.", status: "In effect")
    try program.write(record, to: "adrs/006-logs.md")
    let result = try await program.run("rubrics", "generate")
    #expect(
      result.error.contains(
        "adrs/006-logs.md: left out, no status found that is known; add a line 'Status: accepted' below its title, or take "
          + "all such records with --status accepted --status other"))
    let all = try await program.run("rubrics", "generate", "--status", "accepted", "--status", "other")
    #expect(all.output.contains("3 rubrics"))
    try program.write(record.replacing("# T\n", with: "# T\n\nStatus: accepted\n"), to: "adrs/006-logs.md")
    #expect(try await program.run("rubrics", "generate").output.contains("3 rubrics"))
  }

  // MARK: merge

  @Test func `folders are merged without their index, into a file, under a name that can be read`() async throws {
    let program = try await folder()
    defer { program.remove() }
    _ = try await program.run("rubrics", "generate")
    try program.write(HandWritten.rubric(id: "mine"), to: "rubrics/mine.yaml")
    let two = try await program.run("rubrics", "merge", "rubrics/generated")
    #expect(two.code == 0, "\(two.error)")
    #expect(two.output.contains("id: merged\nname: \"ADR-001: T + ADR-002: T\"\n"))
    let result = try await program.run(
      "rubrics", "merge", "rubrics/generated", "rubrics/", "rubrics/mine.yaml", "--id", "all", "--name", "All of it",
      "-o", "rubrics/all.yaml")
    #expect(result.code == 0 && result.output.isEmpty)
    #expect(result.error.contains("rubrics/all.yaml: 3 dimensions of 3 rubrics"))
    #expect(try program.text(at: "rubrics/all.yaml").contains("\nid: all\nname: \"All of it\"\n"))
    #expect(try await program.run("validate").code == 0)
    for number in 5...8 { try program.write(Record.text("Rule \(number) must hold."), to: "adrs/00\(number).md") }
    _ = try await program.run("rubrics", "generate")
    #expect(
      try await program.run("rubrics", "merge", "rubrics/generated").output.contains("name: \"6 rubrics merged\""))
  }

  @Test func `only what merge wrote is overwritten unasked`() async throws {
    let program = try await folder()
    defer { program.remove() }
    _ = try await program.run("rubrics", "generate")
    try program.write(HandWritten.rubric(id: "mine"), to: "mine.yaml")
    let refused = try await program.run("rubrics", "merge", "rubrics/generated", "-o", "mine.yaml")
    #expect(refused.code == 2 && refused.error.contains("--force"))
    #expect(try program.text(at: "mine.yaml") == HandWritten.rubric(id: "mine"))
    #expect(
      try await program.run("rubrics", "merge", "rubrics/generated", "-o", "rubrics/generated/adr-001.yaml").code == 2)
    for options in [["-o", "new.yaml"], ["-o", "new.yaml"], ["-o", "mine.yaml", "--force"]] {
      let result = try await program.run(arguments: ["rubrics", "merge", "rubrics/generated"] + options)
      #expect(result.code == 0, "\(result.error)")
    }
  }

  @Test func `what would be no rubric is not printed`() async throws {
    let program = try await folder()
    defer { program.remove() }
    try program.write(HandWritten.rubric(id: "a"), to: "a.yaml")
    try program.write(HandWritten.rubric(id: "b"), to: "b.yaml")
    for options in [["--id", "two words"], ["--id", ""], ["--id", "../x"], ["--name", " "], ["-o", "none/x.yaml"]] {
      let result = try await program.run(arguments: ["rubrics", "merge", "a.yaml", "b.yaml"] + options)
      #expect(result.code == 2 && result.output.isEmpty, "\(options)")
      #expect(result.error.contains(options[0]), "\(options): \(result.error)")
    }
    #expect(try await program.run("rubrics", "merge", "a.yaml", "a.yaml").code == 2)
    #expect(try await program.run("rubrics", "merge", "adrs").code == 2)
  }

  // MARK: show

  @Test func `show gives scores and scope to people, checks with their ids to programs`() async throws {
    let program = try await folder()
    defer { program.remove() }
    _ = try await program.run("rubrics", "generate")
    let table = try await program.run("rubrics", "show", "adr-001")
    #expect(table.output.contains("  1: Not services use PostgreSQL") || table.output.contains("  1: "))
    #expect(table.output.contains("  3: "))
    #expect(table.output.contains("  for: code, "))
    #expect(table.output.contains("  judged by: technical_architect"))
    let json = try await program.run("rubrics", "show", "adr-001", "--format", "json")
    let check = try JSONValue(parsing: json.output).arrayValue?.first?["checks"]?.arrayValue?.first
    #expect(check?["id"]?.stringValue == "c1" && check?["required"]?.boolValue == true)
    #expect(check?["question"]?.stringValue == "Do services use PostgreSQL?")
  }
}
