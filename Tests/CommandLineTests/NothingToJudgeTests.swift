import Foundation
import Provenance
import Testing

/// Where no seat has anything to judge: each cause has its own words, and a gate may let it through.
@Suite struct NothingToJudgeTests {
  private func git(_ program: Program, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "init.defaultBranch=main"] + arguments
    process.currentDirectoryURL = program.folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  /// Commits, the newest first: a deletion, documents alone, the first.
  private func repository() throws -> Program {
    let program = try Program()
    try git(program, "init", "-q")
    try program.write("def a():\n    return 1\n", to: "a.py")
    try program.write("* Notes\n", to: "notes.org")
    try git(program, "add", ".")
    try git(program, "commit", "-qm", "one")
    try program.write("* Notes\n\nMore of them.\n", to: "notes.org")
    try git(program, "commit", "-qam", "two")
    try git(program, "rm", "-q", "a.py")
    try git(program, "commit", "-qm", "three")
    return program
  }

  @Test func `every cause has its own reason`() async throws {
    let program = try repository()
    defer { program.remove() }
    try program.write("", to: "empty.py")
    try program.write(" \n\t\n", to: "blank.py")
    try program.write("def a():\n    return 1\n", to: "code.py")
    try FileManager.default.createDirectory(
      at: program.folder.appending(path: "nothing"), withIntermediateDirectories: true)
    func reason(_ arguments: String...) async throws -> String {
      let result = try await program.run(
        "judge", "--offline", "--format", "json", arguments[0], arguments.count > 1 ? arguments[1] : "--quiet",
        arguments.count > 2 ? arguments[2] : "--quiet", input: "Just some words.\n")
      #expect(result.code == 3, "\(arguments): \(result.output)\(result.error)")
      return try JSONValue(parsing: result.output)["judgments"]?[0]?["reason"]?.stringValue ?? ""
    }
    #expect(try await reason("empty.py").contains("the file is empty"))
    #expect(try await reason("blank.py").contains("the file holds nothing but white space"))
    #expect(try await reason("nothing").contains("the folder holds no file"))
    #expect(try await reason("notes.org").contains("no offline detector reads a document"))
    #expect(try await reason("-").contains("--stdin-name"))
    #expect(try await reason("code.py", "--persona", "domain_expert").contains("its triggers name neither"))
    #expect(try await reason("--diff", "HEAD").contains("--diff compares commits"))
    #expect(try await reason("--diff", "HEAD~1..HEAD").contains("the change only deletes files"))
    #expect(try await reason("--diff", "HEAD~2..HEAD~1").contains("no offline detector reads a document"))
  }

  @Test func `where no judge reads what changed, the program says what to do about it, and that helps`() async throws {
    let program = try repository()
    defer { program.remove() }
    try program.write("<p>x</p>\n", to: "index.html")
    try program.write("site_name: x\n", to: "mkdocs.yml")
    try git(program, "add", ".")
    try git(program, "commit", "-qm", "four")
    let words = ["judge", "--offline", "--allow-empty", "--diff", "HEAD^..HEAD"]
    let refused = try await program.run(arguments: words)
    #expect(refused.code == 3 && refused.error.contains("no judge of this panel reads"), "\(refused.error)")
    #expect(refused.error.contains(".moe-judgeignore") && refused.error.contains("base branch"), "\(refused.error)")
    let two = try await program.run("judge", "--offline", "index.html", "mkdocs.yml", "--quiet")
    #expect(two.code == 3 && two.error.contains("reads index.html and 1 more,"), "\(two.error)")
    // The ignore file of the base decides.
    try git(program, "checkout", "-q", "HEAD^")
    try program.write("mkdocs.yml\n*.html\n", to: ".moe-judgeignore")
    try git(program, "add", ".moe-judgeignore")
    try git(program, "commit", "-qm", "Ignore")
    try program.write("<p>x</p>\n", to: "index.html")
    try git(program, "add", "index.html")
    try git(program, "commit", "-qm", "five")
    let accepted = try await program.run(arguments: words)
    #expect(accepted.code == 0 && !accepted.error.contains("no judge"), "\(accepted.output)\(accepted.error)")
  }

  @Test func `a change of documents or deletions alone can be let through, and the record says so`() async throws {
    let program = try repository()
    defer { program.remove() }
    for range in ["HEAD~1..HEAD", "HEAD~2..HEAD~1"] {
      let refused = try await program.run("judge", "--offline", "--diff", range)
      #expect(refused.code == 3 && refused.output.contains("--allow-empty"), "\(refused.output)")
      #expect(!refused.output.contains("verdict  why"), "a heading without rows: \(refused.output)")
      let accepted = try await program.run("judge", "--offline", "--diff", range, "--allow-empty", "--format", "json")
      let json = try JSONValue(parsing: accepted.output)
      #expect(accepted.code == 0 && json["exit_code"] == 0 && json["outcome"] == "inconclusive", "\(accepted.output)")
      #expect(try await program.run("runs", "verify").code == 0)
    }
  }

  @Test(arguments: ["run.lua", "requirements.txt", "main.zig"])
  func `source that no detector reads is not let through`(name: String) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("os.execute(\"ls \" .. io.read())\n", to: name)
    let result = try await program.run("judge", "--offline", "--allow-empty", name)
    #expect(result.code == 3 && !result.output.contains("exits 0"), "\(result.output)")
  }

  @Test func `source that the seats asked for do not judge is not let through`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("import os\nos.system(\"ls \" + input())\n", to: "app.py")
    let result = try await program.run(
      "judge", "--offline", "--allow-empty", "--persona", "domain_expert", "app.py")
    #expect(result.code == 3, "\(result.output)")
  }

  @Test func `what may be source and was not read is not let through, nor is a fault beside an empty file`()
    async throws
  {
    let program = try Program()
    defer { program.remove() }
    try FileManager.default.createDirectory(at: program.folder.appending(path: "d"), withIntermediateDirectories: true)
    try Data([0x69, 0xE9, 0xFF, 0x0A]).write(to: program.folder.appending(path: "d/app.py"))
    let unread = try await program.run("judge", "--offline", "--allow-empty", "d")
    #expect(unread.code == 3 && unread.output.contains("source could not be read"), "\(unread.output)")
    try program.write("", to: "empty.py")
    try program.write("import os\nos.system(\"ls \" + input())\n", to: "app.py")
    #expect(try await program.run("judge", "--offline", "--allow-empty", "empty.py", "app.py").code == 1)
  }
}
