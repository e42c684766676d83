import Foundation
import Provenance
import Testing

/// What `rubrics extract` tells of each document, and by which name.
struct RubricsExtractTests {
  private func folder() throws -> Program {
    let program = try Program()
    try program.write(Record.text("Services must use PostgreSQL."), to: "docs/adrs/001-store.md")
    try program.write(Record.text("Calls must use TLS.", status: "Proposed"), to: "docs/adrs/002-tls.md")
    return program
  }

  @Test func `documents are called relative to the root, however either is spelled`() async throws {
    let program = try folder()
    defer { program.remove() }
    let absolute = program.folder.path
    let roots = ["docs", "docs/", "./docs", "docs/../docs", absolute + "/docs", absolute + "/docs/"]
    for root in roots {
      for path in ["docs/adrs", "./docs/adrs/", "docs//adrs/*.md", absolute + "/docs/adrs"] {
        let result = try await program.run("rubrics", "extract", path, "--format", "jsonl", "--root", root)
        let documents = try result.output.split(separator: "\n").map {
          try JSONValue(parsing: String($0))["doc"]?.stringValue
        }
        #expect(documents == ["adrs/001-store.md", "adrs/002-tls.md"], "\(path) below \(root)")
      }
    }
    let plain = try await program.run("rubrics", "extract", absolute + "/docs/adrs", "--format", "jsonl")
    #expect(plain.output.contains("\"doc\":\"docs/adrs/001-store.md\""))
  }

  @Test func `a document that is named twice is read once`() async throws {
    let program = try folder()
    defer { program.remove() }
    let result = try await program.run(
      "rubrics", "extract", "docs/adrs", "./docs/adrs", "docs/adrs/001-store.md", program.folder.path + "/docs",
      "--format", "jsonl")
    #expect(result.output.split(separator: "\n").count == 2)
    #expect(result.error.contains("2 constraints in 2 documents"))
  }

  @Test func `the table shows status and section, and names what gives no constraint and why`() async throws {
    let program = try folder()
    defer { program.remove() }
    try program.write(Record.text("Nothing much."), to: "docs/adrs/003-nothing.md")
    try program.write(Record.text("Use TLS.", status: "Rejected"), to: "docs/adrs/004-no.md")
    let result = try await program.run("rubrics", "extract", "docs/adrs")
    #expect(
      result.output.contains("docs/adrs/001-store.md:9  MUST  Services must use PostgreSQL.  (accepted; Decision)"))
    #expect(result.output.contains("docs/adrs/002-tls.md:9  MUST  Calls must use TLS.  (proposed; Decision)"))
    #expect(result.error.contains("docs/adrs/003-nothing.md: no constraint found in it"))
    #expect(result.error.contains("docs/adrs/004-no.md: no constraint taken, its status is rejected"))
  }

  @Test func `a document in another language is said to be in it`() async throws {
    let program = try folder()
    defer { program.remove() }
    let german = "Wir verwenden die Datenbank für alle Dienste, und der Zugriff muss mit dem Schlüssel erfolgen."
    try program.write(Record.text(german), to: "docs/adrs/003-speicher.md")
    let words = "docs/adrs/003-speicher.md: it seems to be written in German; only English is read"
    #expect(try await program.run("rubrics", "extract", "docs/adrs").error.contains(words))
    #expect(try await program.run("rubrics", "generate", "--adr-dir", "docs/adrs").error.contains(words))
    let json = try await program.run("rubrics", "extract", "docs/adrs", "--format", "json")
    let coverage = try JSONValue(parsing: json.output)["coverage"]
    #expect(coverage?["not_english"]?.arrayValue?.first?["language"]?.stringValue == "german")
  }

  @Test func `the sentences of a decision that were not understood are listed`() async throws {
    let program = try Program()
    defer { program.remove() }
    let decision = """
      We looked at three products. Services must use PostgreSQL. It is what
      most of us know.

      The rules:

      - Keys must not be logged.
      - Mondays are quiet.

      | Thing | Note |
      | --- | --- |
      | Queue | Tuesdays |
      """
    try program.write(Record.text(decision), to: "adrs/001-store.md")
    try program.write(Record.text("Mondays are quiet.", status: "Rejected"), to: "adrs/002-no.md")
    let result = try await program.run("rubrics", "extract", "adrs", "--missed")
    #expect(result.code == 0)
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines.contains("adrs/001-store.md:9  We looked at three products."))
    #expect(lines.contains("adrs/001-store.md:9  It is what most of us know."))
    #expect(lines.contains("adrs/001-store.md:15  Mondays are quiet."))
    #expect(lines.contains("adrs/001-store.md:19  Queue | Tuesdays"))
    #expect(lines.count == 5, "\(lines)")
    #expect(
      lines.last
        == "4 sentences of 1 decision gave no constraint; 2 constraints in 2 documents: 1 with, 1 without any, 0 unreadable"
    )
    let json = try await program.run("rubrics", "extract", "adrs", "--explain", "--format", "jsonl")
    #expect(json.output.contains("{\"doc\":\"adrs/001-store.md\",\"line\":15,\"text\":\"Mondays are quiet.\"}"))
    let whole = try JSONValue(
      parsing: try await program.run("rubrics", "extract", "adrs", "--missed", "--format", "json").output)
    #expect(whole["missed"]?.arrayValue?.count == 4)
  }
}
