import Foundation
import Testing

/// What `rubrics generate` writes, keeps, removes and refuses.
struct RubricsGenerateTests {
  private func folder() throws -> Program {
    let program = try Program()
    try program.write(Record.text("Services must use PostgreSQL."), to: "adrs/001-store.md")
    try program.write(Record.text("Calls must use TLS."), to: "adrs/002-tls.md")
    return program
  }

  // MARK: Records that cannot be read

  @Test func `a record that cannot be read keeps the rubric it had`() async throws {
    let program = try folder()
    defer { program.remove() }
    _ = try await program.run("rubrics", "generate")
    let rubric = try program.text(at: "rubrics/generated/adr-002.yaml")
    try program.write(Data([0x23, 0xFF]), to: "adrs/002-tls.md")
    for _ in 1...2 {
      let result = try await program.run("rubrics", "generate")
      #expect(result.code == 0)
      #expect(result.error.contains("adrs/002-tls.md: not read: it is not UTF-8 text; it keeps the rubric adr-002"))
      #expect(try program.text(at: "rubrics/generated/adr-002.yaml") == rubric)
      #expect(try program.text(at: "rubrics/generated/index.yaml").contains("id: adr-002"))
    }
    #expect(try await program.run("rubrics", "check").code == 1)
    #expect(try await program.run("rubrics", "generate", "--strict").code == 1)
    try program.write(rubric.replacing("required: true", with: "required: false"), to: "rubrics/generated/adr-002.yaml")
    let edited = try await program.run("rubrics", "check").output
    #expect(edited.contains("differs: rubrics/generated/adr-002.yaml: it was edited by hand"))
  }

  @Test func `the name of a rubric that is kept is not given to another record`() async throws {
    let program = try folder()
    defer { program.remove() }
    try program.write(Record.text("Keys must rotate."), to: "adrs/more/001-keys.md")
    _ = try await program.run("rubrics", "generate")
    let kept = try program.text(at: "rubrics/generated/adr-001.yaml")
    try program.write(Data([0x23, 0xFF]), to: "adrs/001-store.md")
    _ = try await program.run("rubrics", "generate")
    #expect(try program.text(at: "rubrics/generated/adr-001.yaml") == kept)
    #expect(try program.text(at: "rubrics/generated/adrs-more-001-keys.md.yaml").contains("Keys must rotate."))
  }

  @Test func `a linked folder is named, and --strict makes it count`() async throws {
    let program = try folder()
    defer { program.remove() }
    try program.write(Record.text("Keys must rotate."), to: "elsewhere/003-keys.md")
    try program.link("adrs/linked", to: "../elsewhere")
    let result = try await program.run("rubrics", "generate")
    #expect(result.code == 0 && result.error.contains("adrs/linked: not read: it is a link to a folder"))
    #expect(try await program.run("rubrics", "generate", "--strict").code == 1)
    #expect(try await program.run("rubrics", "extract", "adrs").error.contains("adrs/linked: not read"))
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may list every folder"))
  func `a folder that cannot be listed is named`() async throws {
    let program = try folder()
    defer { program.remove() }
    try program.write(Record.text("Keys must rotate."), to: "adrs/more/003-keys.md")
    _ = try await program.run("rubrics", "generate")
    let more = program.folder.appending(path: "adrs/more").path
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: more)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: more) }
    let result = try await program.run("rubrics", "generate", "--strict")
    #expect(result.code == 1 && result.error.contains("adrs/more: not read: it is a folder that cannot be listed"))
    #expect(program.exists("rubrics/generated/adr-003.yaml"))
  }

  @Test func `a folder without a record removes nothing`() async throws {
    let program = try folder()
    defer { program.remove() }
    _ = try await program.run("rubrics", "generate")
    try program.write("x", to: "empty/notes.txt")
    try program.write("# Read me\n\nNothing is decided here.\n", to: "readme/README.md")
    for directory in ["empty", "readme"] {
      let result = try await program.run("rubrics", "generate", "--adr-dir", directory)
      #expect(result.code == 2)
      #expect(result.error.contains("\(directory): ") && result.error.contains("Nothing was changed"))
      #expect(program.exists("rubrics/generated/adr-001.yaml"))
    }
    #expect(try await program.run("rubrics", "check").code == 0)
  }

  @Test func `removed files are named`() async throws {
    let program = try folder()
    defer { program.remove() }
    _ = try await program.run("rubrics", "generate")
    try program.delete("adrs/002-tls.md")
    let result = try await program.run("rubrics", "generate")
    #expect(result.output.contains("1 removed") && result.error.contains("removed: rubrics/generated/adr-002.yaml"))
    #expect(!program.exists("rubrics/generated/adr-002.yaml"))
  }

  // MARK: Files that are not ours

  @Test(arguments: ["hand-written", "folder", "dangling link", "pipe"])
  func `what stands in a rubric's place and is not ours stops everything before the first write`(
    what: String
  ) async throws {
    let program = try folder()
    defer { program.remove() }
    let name = "rubrics/generated/adr-002.yaml"
    try program.write("id: mine\n", to: name)
    if what != "hand-written" { try program.delete(name) }
    switch what {
    case "folder": try program.write("x", to: name + "/x")
    case "dangling link": try program.link(name, to: "nowhere.yaml")
    case "pipe": #expect(mkfifo(program.folder.appending(path: name).path, 0o644) == 0)
    default: break
    }
    let result = try await program.run("rubrics", "generate")
    #expect(result.code == 2)
    #expect(result.error.contains("\(name): ") && result.error.contains("adrs/002-tls.md"))
    #expect(!result.error.contains("permission"))
    #expect(!program.exists("rubrics/generated/adr-001.yaml") && !program.exists("rubrics/generated/index.yaml"))
    #expect(program.exists(name) && !program.exists("rubrics/generated/nowhere.yaml"))
  }

  @Test func `only files that the index lists are removed`() async throws {
    let program = try folder()
    defer { program.remove() }
    _ = try await program.run("rubrics", "generate")
    let copy = "rubrics/generated/copied.yaml"
    try program.write(
      try program.text(at: "rubrics/generated/adr-001.yaml").replacing("id: adr-001", with: "id: copied"), to: copy)
    try program.delete("adrs/001-store.md")
    _ = try await program.run("rubrics", "generate")
    #expect(program.exists(copy) && !program.exists("rubrics/generated/adr-001.yaml"))
    // Without an index, the mark in the first line tells.
    try program.delete("rubrics/generated/index.yaml")
    _ = try await program.run("rubrics", "generate")
    #expect(!program.exists(copy))
  }

  @Test func `a record of a very long name gets a rubric`() async throws {
    let program = try folder()
    defer { program.remove() }
    for end in ["a", "b"] {
      let name = String(repeating: "decision-", count: 27) + "lengthen" + end
      try program.write(Record.text("Keys must rotate."), to: "adrs/\(name).md")
    }
    let result = try await program.run("rubrics", "generate")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output.contains("4 rubrics"))
    #expect(try await program.run("rubrics", "check").code == 0)
  }

  // MARK: Paths

  @Test func `however the folder is spelled, the bytes are the same`() async throws {
    let program = try folder()
    defer { program.remove() }
    _ = try await program.run("rubrics", "generate")
    let absolute = program.folder.appending(path: "adrs").path
    for spelling in ["adrs/", "./adrs", "adrs//", "adrs/../adrs", absolute, absolute + "/"] {
      let result = try await program.run("rubrics", "generate", "--adr-dir", spelling)
      #expect(result.output.contains("0 written, 3 unchanged, 0 removed"), "\(spelling): \(result.output)")
      #expect(try await program.run("rubrics", "check", "--adr-dir", spelling).code == 0)
    }
  }

  @Test func `a generated rubric gets a name that no other rubric has`() async throws {
    let program = try folder()
    defer { program.remove() }
    try program.write(Record.text("Keys must rotate."), to: "adrs/secure-defaults.md")
    try program.write(Record.text("Keys must rotate."), to: "adrs/mine.md")
    try program.write(HandWritten.rubric(id: "mine"), to: "rubrics/mine.yaml")
    _ = try await program.run("rubrics", "generate")
    #expect(program.exists("rubrics/generated/adrs-secure-defaults.md.yaml"))
    #expect(program.exists("rubrics/generated/adrs-mine.md.yaml"))
    #expect(try await program.run("rubrics", "check").code == 0)
    #expect(try await program.run("validate").code == 0)
    #expect(try await program.run("rubrics", "show", "secure-defaults").output.contains("secrets_handling"))
  }

  @Test func `a generated rubric of a shipped one's id is an error`() async throws {
    let program = try folder()
    defer { program.remove() }
    let rubric = HandWritten.rubric(id: "secure-defaults")
    try program.write(
      "# Generated by moe-judge rubrics generate. Do not edit.\n" + rubric, to: "rubrics/generated/x.yaml")
    let result = try await program.run("validate")
    #expect(result.code == 2)
    #expect(result.error.contains("rubrics/generated/x.yaml: id: 'secure-defaults' is also in"))
    // A file that people wrote may take a shipped one's place.
    try program.delete("rubrics/generated/x.yaml")
    try program.write(rubric, to: "rubrics/secure-defaults.yaml")
    #expect(try await program.run("validate").code == 0)
  }
}

/// Rubrics for the tests that people could have written.
enum HandWritten {
  static func rubric(id: String, dimension: String = "tidy", name: String = "Tidiness") -> String {
    """
    id: \(id)
    name: Rules of \(id)
    dimensions:
      - id: \(dimension)
        name: \(name)
        description: The text is tidy.
        level: MUST
        score_descriptions: {1: untidy, 2: so so, 3: tidy}
        checks: [{id: a, question: Is it tidy?}]

    """
  }
}
