import Foundation
import Testing

/// Whatever is wrong with the input: a message that says where, what and what to do, the right exit code, no trap, no hang.
@Suite struct BadInputTests {
  private func check(
    _ program: Program, _ arguments: [String], code: Int32, says: [String], environment: [String: String] = [:]
  ) async throws {
    let result =
      switch arguments.count {
      case 1: try await program.run(arguments[0], environment: environment)
      case 2: try await program.run(arguments[0], arguments[1], environment: environment)
      case 3: try await program.run(arguments[0], arguments[1], arguments[2], environment: environment)
      case 4: try await program.run(arguments[0], arguments[1], arguments[2], arguments[3], environment: environment)
      default:
        try await program.run(
          arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], environment: environment)
      }
    #expect(result.code == code, "\(arguments): \(result.output)\(result.error)")
    for part in says {
      #expect(
        (result.output + result.error).contains(part),
        "\(arguments) does not say '\(part)': \(result.output)\(result.error)")
    }
  }

  @Test func `files that cannot be artifacts are refused by name`() async throws {
    let program = try Program()
    defer { program.remove() }
    let path = program.folder.path
    try await check(program, ["judge", "--offline", "none.py"], code: 2, says: ["none.py"])
    #expect(mkfifo(path + "/pipe.py", 0o600) == 0)
    try await check(program, ["judge", "--offline", "pipe.py"], code: 2, says: ["pipe.py"])
    #expect(symlink("loop.py", path + "/loop.py") == 0)
    try await check(program, ["judge", "--offline", "loop.py"], code: 2, says: ["loop.py"])
    #expect(FileManager.default.createFile(atPath: path + "/huge.py", contents: nil))
    #expect(truncate(path + "/huge.py", 1 << 30) == 0)
    try await check(program, ["judge", "--offline", "huge.py"], code: 2, says: ["huge.py"])
    try Data([0x7F, 0x45, 0x4C, 0x46, 0, 0, 0, 1]).write(to: program.folder.appending(path: "binary.py"))
    try await check(program, ["judge", "--offline", "binary.py"], code: 2, says: ["binary.py", "binary"])
    try Data([0x61, 0xFF, 0xFE, 0x62, 0x0A]).write(to: program.folder.appending(path: "latin.py"))
    try await check(program, ["judge", "--offline", "latin.py"], code: 2, says: ["latin.py", "UTF-8"])
    try await check(program, ["judge", "--offline", "*.rb"], code: 2, says: ["*.rb"])
    try await check(program, ["judge", "--offline"], code: 2, says: ["nothing to judge"])
    try await check(program, ["judge", "--offline", "--diff", "HEAD~1..HEAD"], code: 2, says: ["git"])
  }

  @Test func `a folder without permission is refused or its files are named`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("x = 1\n", to: "closed/a.py")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: program.folder.path + "/closed")
    defer {
      try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program.folder.path + "/closed")
    }
    let result = try await program.run("judge", "--offline", "closed")
    // Root reads it all the same.
    #expect(result.code == (getuid() == 0 ? 0 : 2), "\(result.error)")
  }

  @Test func `an empty file is inconclusive, never a pass`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("", to: "empty.py")
    try await check(program, ["judge", "--offline", "empty.py"], code: 3, says: ["INCONCLUSIVE", "empty"])
    try program.write(" \n\t\n", to: "blank.py")
    try await check(program, ["judge", "--offline", "blank.py"], code: 3, says: ["INCONCLUSIVE"])
    try program.write("Minutes of the meeting.\nNothing was decided.\n", to: "notes.org")
    try await check(program, ["judge", "--offline", "notes.org"], code: 3, says: ["INCONCLUSIVE"])
    try FileManager.default.createDirectory(
      at: program.folder.appending(path: "nothing"), withIntermediateDirectories: true)
    try await check(program, ["judge", "--offline", "nothing"], code: 3, says: ["INCONCLUSIVE"])
  }

  @Test func `one bad file among good ones is named, and the others are judged`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("def a():\n    return 1\n", to: "a.py")
    let result = try await program.run("judge", "--offline", "a.py", "none.py", "--format", "jsonl")
    #expect(result.code == 2)
    #expect(result.output.split(separator: "\n").count == 1)
    #expect(result.error.contains("none.py"))
  }

  @Test func `broken configuration, personas and rubrics are told with line and key, all at once`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("x = 1\n", to: "a.py")
    try program.write("panle: {}\nconsensus:\n  threshold: 0.66\n  veto: maybe\n", to: "moe-judge.yaml")
    try await check(
      program, ["judge", "--offline", "a.py"], code: 2,
      says: ["moe-judge.yaml:1:1", "Did you mean 'panel'?", "moe-judge.yaml:3", "fraction", "consensus.veto"])
    try program.write("a: [1,\n", to: "moe-judge.yaml")
    try await check(program, ["validate"], code: 2, says: ["moe-judge.yaml:", "not valid YAML"])
    try program.write("", to: "moe-judge.yaml")
    try await check(program, ["validate"], code: 2, says: ["moe-judge.yaml", "empty"])
    try FileManager.default.removeItem(at: program.folder.appending(path: "moe-judge.yaml"))
    try program.write("id: x\nname: 4\nrole: []\n", to: "personas/x.yaml")
    try await check(program, ["validate"], code: 2, says: ["personas/x.yaml:3", "'model' is missing"])
    try FileManager.default.removeItem(at: program.folder.appending(path: "personas"))
    try program.write("id: r\nname: R\ndimensions: []\n", to: "rubrics/r.yaml")
    try await check(program, ["validate"], code: 2, says: ["rubrics/r.yaml:3"])
  }

  @Test func `a place for the team's files that holds something else is told, never passed over`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("x = 1\n", to: "a.py")
    try await check(program, ["validate", "a.py"], code: 2, says: ["a.py", "no such folder"])
    for folder in ["rubrics", "personas", "evals"] {
      let place = program.folder.appending(path: folder)
      try program.write("a file, no folder", to: folder)
      try await check(program, ["validate"], code: 2, says: [folder, "not a folder"])
      try FileManager.default.removeItem(at: place)
      try FileManager.default.createSymbolicLink(atPath: place.path, withDestinationPath: "nowhere")
      try await check(program, ["validate"], code: 2, says: [folder, "not a folder"])
      try FileManager.default.removeItem(at: place)
    }
    let configuration = program.folder.appending(path: "moe-judge.yaml").path
    try FileManager.default.createSymbolicLink(atPath: configuration, withDestinationPath: "nowhere.yaml")
    try await check(program, ["validate"], code: 2, says: ["moe-judge.yaml", "cannot be read"])
    try await check(program, ["judge", "--offline", "a.py"], code: 2, says: ["moe-judge.yaml", "cannot be read"])
  }

  @Test func `only routing dot yaml itself is no persona`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("id: x\n", to: "personas/call-routing.yaml")
    try await check(program, ["validate"], code: 2, says: ["personas/call-routing.yaml", "'model' is missing"])
    try FileManager.default.removeItem(at: program.folder.appending(path: "personas/call-routing.yaml"))
    try program.write("qa_evaluator: {primary: openai/gpt-4o}\n", to: "personas/routing.yml")
    try await check(program, ["validate"], code: 2, says: ["personas/routing.yml", "Rename it"])
  }

  @Test func `a state folder without a name is refused, and an empty variable is one that is not set`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("def a():\n    return 1\n", to: "a.py")
    try await check(program, ["judge", "--offline", "a.py", "--state", ""], code: 2, says: ["--state names no folder"])
    try await check(program, ["runs", "list", "--state", ""], code: 2, says: ["--state names no folder"])
    try await check(
      program, ["judge", "--offline", "a.py"], code: 0, says: ["PASS"], environment: ["MOE_JUDGE_STATE": ""])
    #expect(FileManager.default.fileExists(atPath: program.folder.path + "/.moe-judge/runs"))
    try await check(program, ["runs", "verify"], code: 0, says: ["holds"], environment: ["MOE_JUDGE_STATE": ""])
  }

  @Test func `two rubrics of one id are told with both files`() async throws {
    let program = try Program()
    defer { program.remove() }
    let rubric =
      "id: mine\nname: Mine\ndimensions:\n  - {id: d, name: D, description: d, level: MUST, score_descriptions: {1: bad, 2: so, 3: good}, checks: [{id: c, question: Is it?}]}\n"
    try program.write(rubric, to: "rubrics/a.yaml")
    try await check(program, ["validate"], code: 0, says: ["all files fit"])
    try program.write(rubric, to: "rubrics/b.yaml")
    try await check(program, ["validate"], code: 2, says: ["rubrics/b.yaml", "'mine' is also in rubrics/a.yaml"])
  }

  @Test func `unknown names are answered with the nearest known one`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("x = 1\n", to: "a.py")
    try await check(
      program, ["judge", "--offline", "a.py", "--persona", "security_analist"], code: 2, says: ["security_analyst"])
    try await check(
      program, ["judge", "--offline", "a.py", "--rubric", "secure-default"], code: 2, says: ["secure-defaults"])
    try await check(program, ["personas", "show", "qa_evaluater"], code: 2, says: ["qa_evaluator"])
    try await check(program, ["explain", "--rule", "sql-injecton"], code: 2, says: ["sql-injection"])
    try await check(program, ["judge", "--offlin", "a.py"], code: 2, says: ["--offline"])
    try await check(program, ["runs", "verify", "latest"], code: 2, says: ["no runs"])
    try await check(program, ["judge", "--offline", "a.py", "--adr-dir", "none"], code: 2, says: ["none"])
    try await check(program, ["judge", "--offline", "a.py", "--threshold=0.5"], code: 2, says: ["fraction"])
  }

  @Test(arguments: ["1/2", "1/3", "3/2", "0"])
  func `a threshold that two sides could both reach is refused`(threshold: String) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("x = 1\n", to: "a.py")
    try await check(
      program, ["judge", "--offline", "a.py", "--threshold=\(threshold)"], code: 2, says: ["more than 1/2"])
    try program.write("consensus: {threshold: \"\(threshold)\"}\n", to: "moe-judge.yaml")
    try await check(program, ["validate"], code: 2, says: ["moe-judge.yaml:1", "threshold", "more than 1/2"])
  }

  @Test func `without a key and without offline nothing is judged, and the exit code says why`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("x = 1\n", to: "a.py")
    try await check(program, ["judge", "a.py"], code: 4, says: ["ANTHROPIC_API_KEY", "--offline"])
    let panel = [
      "technical_architect", "security_analyst", "qa_evaluator", "compliance_auditor", "domain_expert",
      "delivery_engineer",
    ]
    let variables = Dictionary(
      uniqueKeysWithValues: panel.map { ("MOE_JUDGE_MODEL_\($0.uppercased())", "openai/gpt-4o") })
    try await check(
      program, ["judge", "a.py"], code: 2, says: ["1 model family", "--allow-homogeneous"], environment: variables)
  }

  @Test func `a place where nothing can be written is said, with what to do`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("x = 1\n", to: "a.py")
    try program.write("a file, no folder", to: "state")
    try await check(program, ["judge", "--offline", "a.py", "--state", "state"], code: 2, says: ["state", "--state"])
    try await check(
      program, ["judge", "--offline", "a.py", "-o", "none/result.json"], code: 2, says: ["none/result.json"])
    try await check(program, ["judge", "--offline", "a.py", "-o", "result.pdf"], code: 2, says: [".json"])
  }

  @Test func `records of another kind give no rubric and no error, and none is said`() async throws {
    let program = try Program()
    defer { program.remove() }
    try FileManager.default.createDirectory(
      at: program.folder.appending(path: "adrs"), withIntermediateDirectories: true)
    try await check(program, ["rubrics", "generate"], code: 2, says: ["no decision record in it"])
    try program.write("# Notes\n\nNothing is decided here.\n", to: "adrs/notes.md")
    try program.write("def a():\n    return 1\n", to: "a.py")
    try await check(program, ["judge", "--offline", "a.py", "--adr-dir", "adrs"], code: 0, says: ["PASS"])
  }

  @Test func `validate names the lines of the ignore file that can leave nothing out`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("# made\nbuild/\n!\nsrc/[ab\n", to: ".moe-judgeignore")
    let result = try await program.run("validate")
    #expect(result.code == 2, "\(result.output)")
    #expect(result.error.contains(".moe-judgeignore:3: a '!' stands before no pattern"), "\(result.error)")
    #expect(result.error.contains(".moe-judgeignore:4: a '[' is not closed"), "\(result.error)")
    try program.write("# made\nbuild/\n!build/keep\n", to: "team/.moe-judgeignore")
    #expect(try await program.run("validate", "team").code == 0)
    try Data([0x61, 0xFF, 0x0A]).write(to: program.folder.appending(path: "team/.moe-judgeignore"))
    let binary = try await program.run("validate", "team")
    #expect(binary.code == 2 && binary.error.contains("team/.moe-judgeignore: cannot be read, or is not UTF-8"))
  }
}
