import Foundation
import Provenance
import Testing

/// Verdicts on stale rubrics say so.
struct StaleRubricTests {
  private func folder() async throws -> Program {
    let program = try Program()
    try program.write(Record.text("Services must use PostgreSQL."), to: "docs/adrs/001-store.md")
    try program.write(Record.text("Calls must use TLS."), to: "docs/adrs/002-tls.md")
    try program.write("print(1)\n", to: "app.py")
    #expect(try await program.run("rubrics", "generate", "--adr-dir", "docs/adrs").code == 0)
    return program
  }

  private func banners(_ program: Program, _ options: String...) async throws -> [String] {
    let result = try await program.run(
      arguments: ["judge", "--offline", "app.py", "--format", "json", "--no-progress"] + options)
    let json = try JSONValue(parsing: result.output)
    return (json["banners"]?.arrayValue ?? []).compactMap(\.stringValue).filter { $0.hasPrefix("stale") }
  }

  private static let remedy = "run: moe-judge rubrics generate --adr-dir docs/adrs --output rubrics/generated"

  @Test func `fresh rubrics need no word`() async throws {
    let program = try await folder()
    defer { program.remove() }
    #expect(try await banners(program).isEmpty)
  }

  @Test func `each stale rubric that is judged by gets a banner`() async throws {
    let program = try await folder()
    defer { program.remove() }
    try program.write(Record.text("Services must use MySQL."), to: "docs/adrs/001-store.md")
    try program.write(Record.text("Calls must use TLS.", status: "Superseded by ADR-3"), to: "docs/adrs/002-tls.md")
    #expect(
      try await banners(program) == [
        "stale rubric adr-001: docs/adrs/001-store.md:9 no longer says that; \(Self.remedy)",
        "stale rubric adr-002: docs/adrs/002-tls.md is superseded now (by ADR-3); \(Self.remedy)",
      ])
    #expect(try await banners(program, "--rubric", "adr-002").count == 1)
    #expect(try await banners(program, "--rubric", "secure-defaults").isEmpty)
    #expect(try await banners(program, "--adr-dir", "docs/adrs").isEmpty)
  }

  @Test func `a record that nothing judges is named`() async throws {
    let program = try await folder()
    defer { program.remove() }
    try program.delete("rubrics/generated/adr-002.yaml")
    try program.write(Record.text("Keys must rotate."), to: "docs/adrs/003-keys.md")
    let check = "run: moe-judge rubrics check"
    let lost = [
      "stale rubric adr-002: its file is not there, and nothing judges by docs/adrs/002-tls.md; \(check)",
      "stale: docs/adrs/003-keys.md came after the rubrics were generated, and nothing judges by it; \(check)",
    ]
    #expect(try await banners(program) == lost)
    try program.delete("rubrics/generated/adr-001.yaml")
    #expect(try await banners(program).count == 3)
  }

  @Test func `a rubric whose record moved is stale`() async throws {
    let program = try await folder()
    defer { program.remove() }
    try program.write("\n" + Record.text("Services must use PostgreSQL."), to: "docs/adrs/001-store.md")
    #expect(try await banners(program).map { $0.prefix(21) } == ["stale rubric adr-001:"])
    try program.write(
      Record.text("Services must use PostgreSQL.\n\nServices must use PostgreSQL."), to: "docs/adrs/001-store.md")
    #expect(try await banners(program).isEmpty)
    try program.write(
      Record.text("Services must use PostgreSQL.\n\nKeys must not be logged."), to: "docs/adrs/001-store.md")
    #expect(
      try await banners(program) == [
        "stale rubric adr-001: it lacks what docs/adrs/001-store.md:11 says; \(Self.remedy)"
      ])
  }

  @Test func `a rubric that was edited by hand is stale`() async throws {
    let program = try await folder()
    defer { program.remove() }
    let file = "rubrics/generated/adr-001.yaml"
    try program.write(try program.text(at: file).replacing("required: true", with: "required: false"), to: file)
    #expect(
      try await banners(program) == [
        "stale rubric adr-001: it was edited by hand, or its record moved; \(Self.remedy)"
      ])
  }

  @Test(arguments: ["/", "../elsewhere"])
  func `an index does not send a run out of its folder`(place: String) async throws {
    let program = try await folder()
    defer { program.remove() }
    let index = "rubrics/generated/index.yaml"
    try program.write(
      try program.text(at: index).replacing("adr_dir: docs/adrs", with: "adr_dir: \"\(place)\"")
        .replacing("source: docs/adrs/", with: "source: /other/"), to: index)
    #expect(
      try await banners(program) == [
        "stale or not, the generated rubrics were not held against their records: \(place) lies outside of this folder; "
          + "run: moe-judge rubrics check"
      ])
  }

  @Test func `rubrics whose records are gone are stale`() async throws {
    let program = try await folder()
    defer { program.remove() }
    try program.delete("docs/adrs/001-store.md")
    #expect(
      try await banners(program) == [
        "stale rubric adr-001: docs/adrs/001-store.md is no longer there; \(Self.remedy)"
      ])
    try program.delete("docs")
    #expect(try await banners(program).map { $0.prefix(21) } == ["stale rubric adr-001:", "stale rubric adr-002:"])
  }
}

/// What decides and cannot be read is said, and never waited for.
struct UnreadableRubricTests {
  @Test func `a pipe among the rubrics is refused by name`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(HandWritten.rubric(id: "mine"), to: "rubrics/mine.yaml")
    #expect(mkfifo(program.folder.appending(path: "rubrics/pipe.yaml").path, 0o644) == 0)
    let result = try await program.run("validate")
    #expect(result.code == 2 && result.error.contains("rubrics/pipe.yaml: is no regular file"))
  }

  @Test func `records at hand that cannot be read are said above the verdict`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("print(1)\n", to: "app.py")
    try program.write(Record.text("Calls must use TLS."), to: "adrs/001-tls.md")
    try program.write(Data([0x23, 0xFF]), to: "adrs/002-bad.md")
    let result = try await program.run("judge", "--offline", "app.py", "--adr-dir", "adrs", "--format", "json")
    let banners = try JSONValue(parsing: result.output)["banners"]?.arrayValue?.compactMap(\.stringValue) ?? []
    #expect(banners.contains("adrs/002-bad.md: not read: it is not UTF-8 text; nothing is judged by it"))
  }
}

/// Two dimensions of one id that are not the same thing.
struct DimensionNameTests {
  @Test func `validate names both places of an id with two names`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(HandWritten.rubric(id: "a", dimension: "tidy", name: "Tidiness"), to: "rubrics/a.yaml")
    try program.write(HandWritten.rubric(id: "b", dimension: "tidy", name: "Neatness"), to: "rubrics/b.yaml")
    try program.write(HandWritten.rubric(id: "c", dimension: "soc_2", name: "Socks"), to: "rubrics/c.yaml")
    try program.write(HandWritten.rubric(id: "d", dimension: "soc_2", name: "SOC 2"), to: "rubrics/d.yaml")
    let result = try await program.run("validate")
    #expect(result.code == 2)
    #expect(
      result.error.contains(
        "rubrics/b.yaml: tidy: it is called 'Neatness' here and 'Tidiness' in rubrics/a.yaml, and only one of them would be "
          + "judged. Give one another id, or both the same name."))
    #expect(result.error.contains("rubrics/c.yaml: soc_2: it is called 'Socks' here and"))
    #expect(result.error.contains("personas/compliance_auditor.yaml"))
    try program.delete("rubrics/b.yaml")
    try program.delete("rubrics/c.yaml")
    try program.delete("rubrics/d.yaml")
    #expect(try await program.run("validate").code == 0)
  }

  @Test func `detectors judge a dimension only where it has the shipped one's name`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("AWS_SECRET = \"AKIAIOSFODNN7REALKEY\"\npassword = \"hunter2-hunter2\"\n", to: "app.py")
    let shipped = try await secrets(program)
    #expect(shipped.outcome == "violated")
    let own = HandWritten.rubric(id: "kitchen", dimension: "secrets_handling", name: "Recipes stay in the kitchen")
    try program.write(own, to: "rubrics/kitchen.yaml")
    // The shipped one is still judged beside it, and the team's own is listed as not assessed.
    let both = try await secrets(program)
    #expect(both.outcome == "violated" && both.name == shipped.name)
    #expect(both.unassessed.contains("secrets_handling (Recipes stay in the kitchen)"))
    let alone = try await secrets(program, "--rubric", "kitchen")
    #expect(alone.outcome == nil)
  }

  private struct Found {
    let name: String?
    let outcome: String?
    let unassessed: String
  }

  private func secrets(_ program: Program, _ options: String...) async throws -> Found {
    let arguments = ["judge", "--offline", "app.py", "--no-progress"] + options
    let result = try await program.run(arguments: arguments + ["--format", "json"])
    let table = try await program.run(arguments: arguments + ["--verbose"])
    let judgment = try JSONValue(parsing: result.output)["judgments"]?.arrayValue?.first
    let found = judgment?["dimensions"]?.arrayValue?.first { $0["id"]?.stringValue == "secrets_handling" }
    return Found(
      name: found?["name"]?.stringValue, outcome: found?["outcome"]?.stringValue, unassessed: table.output)
  }
}
