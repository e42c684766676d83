import Foundation
import Testing

/// What a newcomer gets wrong, and what the program says of it.
@Suite struct UsageTests {
  private func program() throws -> Program {
    let program = try Program()
    try program.write("def a():\n    return 1\n", to: "a.py")
    return program
  }

  private func check(
    _ program: Program, _ result: Program.Result, says parts: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(result.code == 2, "\(result.output)\(result.error)", sourceLocation: sourceLocation)
    for part in parts {
      #expect(result.error.contains(part), "no '\(part)' in: \(result.error)", sourceLocation: sourceLocation)
    }
  }

  @Test func `a number below the range is answered with the range`() async throws {
    let program = try program()
    defer { program.remove() }
    check(program, try await program.run("judge", "--offline", "a.py", "--jobs", "-1"), says: "from 1 to 1000")
    check(program, try await program.run("judge", "--offline", "a.py", "-j", "-1"), says: "from 1 to 1000")
    check(program, try await program.run("judge", "--offline", "a.py", "--max-retries", "-1"), says: "from 0 to 20")
    check(program, try await program.run("judge", "--offline", "a.py", "--timeout", "-1"), says: "from 1 to 3600")
    check(program, try await program.run("runs", "list", "--limit", "-1"), says: "from 1 to 10000")
  }

  @Test func `what is asked for and cannot be is refused before anything else`() async throws {
    let program = try program()
    defer { program.remove() }
    check(
      program, try await program.run("judge", "--offline", "a.py", "--model", "qa_evaluator=openai/gpt-4o"),
      says: "--offline asks none")
    check(program, try await program.run("judge"), says: "nothing to judge")
    check(
      program, try await program.run("eval", "run", "nowhere", "--offline"), says: "nowhere: there is no such suite")
    try program.write("", to: "half/cases.yaml")
    check(
      program, try await program.run("eval", "run", "half", "--offline"), says: "half: there is no suite.yaml in it")
  }

  @Test func `the keys of backup seats are named too`() async throws {
    let program = try program()
    defer { program.remove() }
    try program.write(
      "qa_evaluator: {primary: openai/gpt-4o, backup: mistral/mistral-large}\n", to: "personas/routing.yaml")
    try program.write(
      "panel: {personas: [qa_evaluator], profile: single_vendor}\n", to: "moe-judge.yaml")
    let result = try await program.run("judge", "a.py")
    #expect(
      result.code == 4 && result.error.contains("none of MISTRAL_API_KEY, OPENAI_API_KEY is set"), "\(result.error)")
  }

  @Test func `validate refuses what judge would refuse`() async throws {
    let program = try program()
    defer { program.remove() }
    try program.write("panel: {personas: [qa_evaluatr]}\nadr_dir: nowhere\n", to: "moe-judge.yaml")
    check(
      program, try await program.run("validate"), says: "panel.personas", "Did you mean 'qa_evaluator'?",
      "adr_dir: there is no folder 'nowhere'")
    try program.write("providers:\n  openai: {base_url: not a url}\n  mine: {key_variable: K}\n", to: "moe-judge.yaml")
    for command in [["validate"], ["judge", "a.py"]] {
      let result = try await program.run(command[0], command.count > 1 ? command[1] : ".")
      check(
        program, result, says: "moe-judge.yaml:2: providers.openai.base_url: found 'not a url'",
        "providers.mine: no provider of this name is known, so it needs its address")
    }
    try FileManager.default.removeItem(at: program.folder.appending(path: "moe-judge.yaml"))
    try program.write("gate: {fail_on: conditional}\n", to: "moe-judge.yml")
    check(program, try await program.run("validate"), says: "moe-judge.yml", "Rename it")
    check(program, try await program.run("judge", "--offline", "a.py"), says: "moe-judge.yml", "Rename it")
  }

  @Test func `a broken persona is one set of errors, without those that would follow from it`() async throws {
    let program = try program()
    defer { program.remove() }
    try program.write("id: qa_evaluator\n", to: "personas/qa.yaml")
    try program.write("qa_evaluator: {primary: openai/gpt-4o}\n", to: "personas/routing.yaml")
    let result = try await program.run("validate")
    check(program, result, says: "personas/qa.yaml:1", "'model' is missing")
    #expect(result.error.split(separator: "\n").allSatisfy { $0.hasPrefix("personas/qa.yaml") }, "\(result.error)")
  }

  @Test func `in a sub-folder the configuration above is named, and no repository means no warning`() async throws {
    let program = try program()
    defer { program.remove() }
    try program.write("gate: {fail_on: conditional}\n", to: "moe-judge.yaml")
    try program.write("def b():\n    return 1\n", to: "src/b.py")
    let inside = Program(folder: program.folder.appending(path: "src"))
    #expect(try await !inside.run("judge", "--offline", "b.py").error.contains("moe-judge.yaml"))
    try FileManager.default.createDirectory(
      at: program.folder.appending(path: ".git"), withIntermediateDirectories: true)
    let warned = try await inside.run("judge", "--offline", "b.py")
    #expect(
      warned.code == 0 && warned.error.contains("has a moe-judge.yaml, which is not used here"), "\(warned.error)")
    #expect(try await !program.run("judge", "--offline", "a.py").error.contains("not used here"))
    try inside.write("panel: {}\n", to: "moe-judge.yaml")
    #expect(try await !inside.run("judge", "--offline", "b.py").error.contains("not used here"))
  }

  @Test func `a rule is explained by name, and a record without a status is told so`() async throws {
    let program = try program()
    defer { program.remove() }
    #expect(try await program.run("explain", "sql-injection").output.contains("SQL built from values"))
    #expect(try await program.run("explain", "--rule", "sql-injection").code == 0)
    #expect(try await program.run("rubrics", "merge", "--help").output.contains("weighted_average"))
    try program.write("# Use X\n\n## Decision\n\nWe must use X.\n", to: "adrs/0001.md")
    #expect(try await program.run("rubrics", "generate").error.contains("adrs/0001.md: left out, no status found"))
  }
}
