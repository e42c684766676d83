import JudgeTypes
import Personas
import Testing
import YAMLFiles

private func model(_ text: String) throws -> ModelName { try #require(ModelName(text)) }

@Suite struct RoutingTests {
  private let variable = "MOE_JUDGE_MODEL_TESTER"

  private func entries(_ text: String) throws -> [Persona.ID: Routing.Entry] {
    try Routing.entries(from: text, path: "personas/routing.yaml", known: ["tester", "architect"])
  }

  @Test func `the highest level that names a model decides, and says so`() throws {
    let persona = try persona(small())
    let file = try entries("tester: {primary: file/model}\n")
    let flags: [Persona.ID: ModelName] = ["tester": try model("flag/model")]
    let environment = [variable: "env/model"]

    let all = try Routing(flags: flags, environment: environment, file: file).route(for: persona)
    #expect(all.primary.description == "flag/model")
    #expect(all.decidedBy == .flag)
    let noFlag = try Routing(environment: environment, file: file).route(for: persona)
    #expect(noFlag.primary.description == "env/model")
    #expect(noFlag.decidedBy == .environment)
    let onlyFile = try Routing(file: file).route(for: persona)
    #expect(onlyFile.primary.description == "file/model")
    #expect(onlyFile.decidedBy == .routingFile)
    let none = try Routing().route(for: persona)
    #expect(none.primary.description == "a/one")
    #expect(none.decidedBy == .personaFile)
    #expect(none.persona == "tester")
  }

  @Test func `the levels have the words that the route table shows`() {
    let levels: [Route.Level] = [.flag, .environment, .routingFile, .personaFile]
    #expect(levels.map(\.rawValue) == ["--model", "environment", "personas/routing.yaml", "persona file"])
  }

  @Test func `a level that speaks of another persona decides nothing`() throws {
    let routing = Routing(
      flags: ["architect": try model("flag/x")], environment: ["MOE_JUDGE_MODEL_ARCHITECT": "env/x"],
      file: try entries("architect: {primary: file/x}\n"))
    #expect(try routing.route(for: persona(small())).decidedBy == .personaFile)
  }

  @Test func `the backup comes from the routing file, else from the persona`() throws {
    let persona = try persona(small())
    let flags: [Persona.ID: ModelName] = ["tester": try model("flag/model")]
    let file = try entries("tester: {primary: file/model, backup: other/backup}\n")
    #expect(try Routing(flags: flags, file: file).route(for: persona).backup?.description == "other/backup")
    #expect(try Routing(flags: flags).route(for: persona).backup?.description == "b/two")
  }

  @Test func `an empty variable counts as unset`() throws {
    #expect(try Routing(environment: [variable: ""]).route(for: persona(small())).decidedBy == .personaFile)
  }

  @Test(arguments: ["gpt-4o", "/x", "x/", "a b/c"])
  func `a variable that names no model is an error that shows it`(_ value: String) throws {
    let persona = try persona(small())
    let routing = Routing(environment: [variable: value])
    let error = try #require(throws: RoutingError.self) { try routing.route(for: persona) }
    #expect(error.variable == variable)
    #expect(error.found == value)
    #expect(error.description.hasPrefix("\(variable): found '\(value)'; expected provider/model"))
    #expect(error.description.contains("unset"))
  }

  @Test func `a flag is enough even where the variable is broken`() throws {
    let routing = Routing(flags: ["tester": try model("flag/model")], environment: [variable: "broken"])
    #expect(try routing.route(for: persona(small())).decidedBy == .flag)
  }

  @Test(arguments: [
    ("security_analyst", "MOE_JUDGE_MODEL_SECURITY_ANALYST"), ("data-lead.v2", "MOE_JUDGE_MODEL_DATA_LEAD_V2"),
    ("été", "MOE_JUDGE_MODEL__T_"),
  ])
  func `a persona's variable is its id in capitals and underscores`(_ id: String, _ variable: String) {
    #expect(Routing.variable(for: .init(id)) == variable)
  }

  @Test(arguments: [
    ("architect: {primary: a/b}\ntestr: {primary: a/b}\n", 2, "no such persona. Did you mean 'tester'?"),
    ("zzzzzzzz: {primary: a/b}\n", 1, "no such persona."), ("tester: {primary: gpt}\n", 1, "provider/model"),
    ("tester: {backup: a/b}\n", 1, "'primary' is missing"),
    ("tester:\n  primry: a/b\n  primary: a/b\n", 2, "Did you mean 'primary'?"),
    ("tester: a/b\n", 1, "expected a map"), ("", 1, "the file is empty"), ("- tester\n", 1, "expected a map"),
  ])
  func `a mistake in the routing file is named with its line`(_ text: String, _ line: Int, _ part: String) throws {
    let error = try #require(throws: FileProblems.self) { try entries(text) }
    #expect(error.problems.map(\.line) == [line])
    #expect(error.description.hasPrefix("personas/routing.yaml:\(line)"))
    #expect(error.description.contains(part))
  }

  @Test func `every unknown persona of a routing file is named at once`() throws {
    let error = try #require(throws: FileProblems.self) {
      try entries("a1: {primary: a/b}\ntester: {primary: a/b}\nb2: {primary: a/b}\n")
    }
    #expect(error.problems.map(\.key) == ["a1", "b2"])
  }
}
