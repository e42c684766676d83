import Foundation
import JudgeTypes
import Personas
import Testing
import YAMLFiles

struct Mistake: Sendable, CustomTestStringConvertible {
  let old: String
  let new: String
  let line: Int
  let parts: [String]

  init(_ old: String, _ new: String, line: Int, _ parts: String...) {
    self.old = old
    self.new = new
    self.line = line
    self.parts = parts
  }

  var testDescription: String { "\(old.debugDescription) as \(new.debugDescription)" }
}

@Suite struct PersonaFileTests {
  @Test func `a small persona is read whole`() throws {
    let persona = try persona(small())
    #expect(persona.id == "tester")
    #expect(persona.certifications.isEmpty)
    #expect(persona.triggers == .everything)
    #expect(persona.promptTemplate.isEmpty)
    #expect(persona.weight == .one)
    #expect(persona.dimensions.map(\.weight) == [6667, 3333])
    #expect(persona.dimensions.map(\.level) == [.should, .mustNot])
    #expect(persona.dimensions.map(\.scale) == [.threePoint, .passFail])
    #expect(persona.dimensions.first?.scoreDescriptions == [1: "bad", 2: "so so", 3: "good"])
    #expect(persona.dimensions.flatMap(\.checks).map(\.isRequired) == [true, false])
    #expect(persona.primaryModel.description == "a/one")
    #expect(persona.backupModel?.description == "b/two")
    #expect(persona.thresholds.pass.description == "4/5")
    #expect(persona.thresholds.conditional == .half)
  }

  @Test(arguments: [
    Mistake("id: tester", "id: te ster", line: 1, "found the text 'te ster'", "letters, digits"),
    Mistake("name: Ada", "name: ''", line: 2, "not empty"),
    Mistake("name: Ada\n", "nmae: Ada\nname: Ada\n", line: 2, "unknown key 'nmae'"),
    Mistake("role: tester\n", "", line: 1, "the key 'role' is missing"),
    Mistake("role: tester\n", "rolle: tester\nrole: tester\n", line: 3, "unknown key 'rolle'", "Did you mean 'role'?"),
    Mistake("experience: ten years", "experience: [ten]", line: 4, "experience: found a list"),
    Mistake("scale: \"1-3\"", "scale: 1-5", line: 9, "evaluation_dimensions[0].scale", "one of 1-3, pass_fail"),
    Mistake("level: MUST_NOT", "level: MUST NOT", line: 17, "Did you mean 'MUST_NOT'?"),
    Mistake("{1: bad, 3: good}", "{1: bad, 2: x, 3: good}", line: 18, "found the score '2'", "pass_fail has 1, 3"),
    Mistake("2: so so, ", "", line: 6, "first.score_descriptions", "the score 2 has no description", "Add a '2:' line"),
    Mistake("{1: bad, 2:", "{one: bad, 1: bad, 2:", line: 10, "found the score 'one'", "1, 2, 3"),
    Mistake("required: true", "required: yes", line: 12, "checks[0].required", "true or false"),
    Mistake("- {id: c2, question: \"Is it so?\"}", "[]", line: 20, "has 0 entries", "at least 1"),
    Mistake("id: second", "id: first", line: 6, "the id 'first' stands twice"),
    Mistake("strictness: high", "strictness: hihg", line: 21, "evaluation_style.strictness", "lenient, balanced, high"),
    Mistake(
      "second: 1}", "secnd: 1}", line: 22, "rubric_weights.secnd", "no dimension has the id", "Did you mean 'second'?"),
    Mistake("second: 1}", "zzz: 1}", line: 22, "Use one of: first, second."),
    Mistake("second: 1}", "second: 0.5}", line: 22, "rubric_weights.second", "an integer from 0 to 1000000"),
    Mistake("second: 1}", "second: -1}", line: 22, "the integer -1"),
    Mistake("primary: a/one", "primary: one", line: 23, "model.primary", "provider/model"),
    Mistake("pass: \"4/5\"", "pass: 0.8", line: 24, "verdict_thresholds.pass", "a fraction such as"),
    Mistake("pass: \"4/5\"", "pass: 1/3", line: 24, "conditional ≤ pass ≤ 1", "1/2 and 1/3"),
    Mistake("pass: \"4/5\"", "pass: 2", line: 24, "conditional ≤ pass ≤ 1"),
    Mistake("conditional_on: medium", "conditional_on: critical", line: 24, "could never apply"),
    Mistake("fail_on: high", "fail_on: severe", line: 24, "one of info, low, medium, high, critical"),
    Mistake("model: {", "triggers: {kinds: [kode]}\nmodel: {", line: 23, "triggers.kinds[0]", "Did you mean 'code'?"),
    Mistake(
      "model: {", "red_flags: [{id: x, description: y, severity: HIGH}]\nmodel: {", line: 23, "red_flags[0].severity",
      "Did you mean 'high'?"),
    Mistake("model: {", "id: again\nmodel: {", line: 1, "the key 'id' stands twice"),
  ])
  func `a mistake in a persona file is named with its line and what to do`(_ mistake: Mistake) {
    #expect(small().contains(mistake.old))
    let found = problems(of: small(mistake.old, mistake.new))
    let fitting = found.filter { problem in
      problem.line == mistake.line && mistake.parts.allSatisfy { problem.description.contains($0) }
    }
    #expect(!fitting.isEmpty, "\(FileProblems(found))")
    #expect(found.allSatisfy { $0.path == "p.yaml" })
  }

  @Test func `all mistakes that the schema sees come at once`() {
    let text = small("id: tester", "id: 'a b'").replacingOccurrences(of: "primary: a/one", with: "primary: one")
      .replacingOccurrences(of: "required: true", with: "required: 1")
    #expect(problems(of: text).map(\.line) == [1, 12, 23])
  }

  @Test func `all mistakes that only the loader sees come at once`() {
    let text = small("second: 1}", "other: 1}").replacingOccurrences(of: "2: so so, ", with: "")
      .replacingOccurrences(of: "conditional_on: medium", with: "conditional_on: critical")
    #expect(problems(of: text).map(\.line) == [6, 22, 24])
  }

  @Test func `mistakes of both sorts come at once`() {
    let text = small("name: Ada", "name: ''").replacingOccurrences(of: "second: 1}", with: "other: 1}")
    do {
      #expect(problems(of: text).map(\.line) == [2, 22])
    }
  }

  @Test func `a weight out of range is named with its line and key`() {
    let found = problems(of: small("model: {", "weight: 9999999\nmodel: {"))
    #expect(found.count == 1)
    do {
      #expect(found.map(\.line) == [23])
      #expect(found.map(\.key) == ["weight"])
    }
  }

  @Test func `without weights the dimensions weigh the same, and one left out weighs nothing`() throws {
    #expect(try persona(small("rubric_weights: {first: 2, second: 1}\n", "")).dimensions.map(\.weight) == [5000, 5000])
    #expect(try persona(small(", second: 1}", "}")).dimensions.map(\.weight) == [10_000, 0])
  }

  @Test func `a weight is a fraction or a whole number, quoted or not`() throws {
    #expect(try persona(small("model: {", "weight: 2\nmodel: {")).weight.description == "2")
    #expect(try persona(small("model: {", "weight: \"1/2\"\nmodel: {")).weight == .half)
    #expect(try persona(small("model: {", "weight: 3/6\nmodel: {")).weight == .half)
  }

  @Test func `the same persona may be written in JSON`() throws {
    let json = """
      {"id": "tester", "name": "Ada", "role": "tester", "experience": "ten years",
       "evaluation_dimensions": [{"id": "first", "name": "First", "description": "the first", "scale": "pass_fail",
         "score_descriptions": {"1": "bad", "3": "good"}, "checks": [{"id": "c1", "question": "Is it?"}]}],
       "evaluation_style": {"strictness": "lenient"}, "model": {"primary": "a/one"},
       "verdict_thresholds": {"pass": "1", "conditional": "0", "fail_on": "critical", "conditional_on": "info"}}
      """
    let persona = try persona(json)
    #expect(persona.dimensions.map(\.weight) == [10_000])
    #expect(persona.backupModel == nil)
    #expect(persona.style.strictness == .lenient)
  }

  @Test func `the schema of persona files is valid JSON and requires what the loader requires`() throws {
    let text = PersonaFile.schema.jsonSchema(id: "x", title: "y")
    let document = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let required = try #require(document["required"] as? [String])
    #expect(
      required == [
        "id", "name", "role", "experience", "evaluation_dimensions", "evaluation_style", "model", "verdict_thresholds",
      ])
    for key in required {
      let found = problems(of: small("\n\(key):", "\nextra_\(key):"))
      let first = key == "id" ? problems(of: small("id: tester\n", "")) : found
      #expect(first.contains { $0.message.contains("the key '\(key)' is missing") }, "\(key)")
    }
  }
}
