import Foundation
import JudgeTypes
import Testing

/// What `rubrics` promises to scripts.
struct RubricsCommandTests {
  private static func record(_ decision: String, status: String = "Accepted") -> String {
    "# T\n\n## Status\n\n\(status)\n\n## Decision\n\n\(decision)\n"
  }

  private func folder() throws -> Program {
    let program = try Program()
    try program.write(Self.record("Services must use PostgreSQL."), to: "adrs/001-store.md")
    try program.write(Self.record("Keys must not be logged."), to: "adrs/more/002-keys.md")
    try program.write("# Notes\n\nNothing is decided here.\n", to: "adrs/notes.md")
    return program
  }

  @Test func `extract reads files, folders and patterns, each document once`() async throws {
    let program = try folder()
    defer { program.remove() }
    for paths in [["adrs"], ["adrs/"], ["adrs/**/*.md"], ["adrs/001-store.md", "adrs", "adrs/*/*.md"]] {
      let result = try await program.run(
        arguments: ["rubrics", "extract", "--format", "jsonl", "--root", "adrs"] + paths)
      #expect(result.code == 0)
      #expect(result.output.split(separator: "\n").count == 2, "\(paths)")
      #expect(result.output.contains("\"doc\":\"001-store.md\""))
    }
    let result = try await program.run("rubrics", "extract", "adrs", "--format", "jsonl")
    #expect(result.error.contains("2 constraints in 3 documents: 2 with, 1 without any, 0 unreadable"))
    #expect(try await program.run("rubrics", "extract", "none").code == 2)
    #expect(try await program.run("rubrics", "extract", "none/*.md").code == 2)
  }

  @Test func `extract names what it cannot read, and --strict makes it count`() async throws {
    let program = try folder()
    defer { program.remove() }
    try Data([0x23, 0xFF]).write(to: program.folder.appending(path: "adrs/bad.md"))
    let result = try await program.run("rubrics", "extract", "adrs", "--format", "json")
    #expect(result.code == 0)
    #expect(result.error.contains("adrs/bad.md: not read: it is not UTF-8 text"))
    let json = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect((json["constraints"] as? [Any])?.count == 2)
    let coverage = try #require(json["coverage"] as? [String: Any])
    #expect(coverage["documents"] as? Int == 3)
    #expect(coverage["without_constraints"] as? [String] == ["adrs/notes.md"])
    #expect((coverage["unreadable"] as? [[String: String]])?.first?["path"] == "adrs/bad.md")
    #expect(try await program.run("rubrics", "extract", "adrs", "--strict").code == 1)
    #expect(try await program.run("rubrics", "extract", "adrs/bad.md").code == 2)
    #expect(try await program.run("rubrics", "generate", "--strict").code == 1)
  }

  @Test func `check tells stale and uncovered clauses and exits 1`() async throws {
    let program = try folder()
    defer { program.remove() }
    #expect(try await program.run("rubrics", "generate").output.contains("2 rubrics with 2 dimensions: 3 written"))
    #expect(try await program.run("rubrics", "generate").output.contains("0 written, 3 unchanged, 0 removed"))
    #expect(try await program.run("rubrics", "check").code == 0)
    try program.write(Self.record("Services must use MySQL."), to: "adrs/001-store.md")
    let result = try await program.run("rubrics", "check")
    #expect(result.code == 1)
    #expect(result.output.contains("stale: ") && result.output.contains("uncovered: adrs/001-store.md:9 (MUST)"))
    #expect(result.error.contains("moe-judge rubrics generate --adr-dir adrs --output rubrics/generated"))
    let lines = try await program.run("rubrics", "check", "--format", "jsonl")
    #expect(lines.code == 1 && lines.output.split(separator: "\n").count == 2)
    #expect(lines.output.contains("\"problem\":\"uncovered\""))
  }

  @Test func `show lists rubrics and dimensions as JSON too`() async throws {
    let program = try folder()
    defer { program.remove() }
    _ = try await program.run("rubrics", "generate")
    let list = try await program.run("rubrics", "show", "--format", "json")
    let rubrics = try #require(try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]])
    #expect(rubrics.contains { $0["id"] as? String == "adr-001" && $0["dimensions"] as? Int == 1 })
    let shown = try await program.run("rubrics", "show", "adr-001", "--format", "jsonl")
    #expect(shown.output.contains("\"weight\":10000") && shown.output.contains("Do services use PostgreSQL?"))
  }

  @Test func `generate and check take the statuses that are asked for`() async throws {
    let program = try folder()
    defer { program.remove() }
    try program.write(Self.record("Use TLS.", status: "Proposed"), to: "adrs/003-tls.md")
    let both = ["--status", "accepted", "--status", "proposed"]
    let result = try await program.run(arguments: ["rubrics", "generate"] + both)
    #expect(result.output.contains("3 rubrics"))
    #expect(try await program.run(arguments: ["rubrics", "check"] + both).code == 0)
    #expect(try await program.run("rubrics", "check").code == 0)
    #expect(try await program.run("rubrics", "check", "--status", "accepted").code == 1)
    let unknown = try await program.run("rubrics", "check", "--status", "done")
    #expect(unknown.code == 2 && unknown.error.contains("accepted"))
  }

  @Test func `conflicts between records are said when they are generated and merged`() async throws {
    let program = try folder()
    defer { program.remove() }
    try program.write(
      "# T\n\n## Status\n\nAccepted\n\nSupersedes ADR-001\n\n## Decision\n\nServices must use MySQL.\n",
      to: "adrs/004-store.md")
    let result = try await program.run("rubrics", "generate")
    #expect(result.code == 0)
    #expect(result.error.contains("adrs/001-store.md: still in force, although adrs/004-store.md supersedes it"))
    #expect(result.error.contains("PostgreSQL and MySQL exclude each other"))
    let files = ["rubrics/generated/adr-001.yaml", "rubrics/generated/adr-004.yaml"]
    for strategy in ["augment", "override", "weighted_average", "strictest"] {
      let merged = try await program.run(arguments: ["rubrics", "merge", "--strategy", strategy] + files)
      #expect(merged.code == 0 && merged.error.contains("exclude each other"))
      #expect(merged.output.contains("weight: 5000"))
    }
  }
}
