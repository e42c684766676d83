import Foundation
import JudgeTypes
import Personas
import YAMLFiles

/// The folder of the shipped personas, found from this file's place in the repository.
let personasFolder = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("personas")

/// The shipped persona with this id.
func shipped(_ id: String) throws -> Persona {
  let path = "personas/\(id).yaml"
  let text = try String(contentsOf: personasFolder.appendingPathComponent("\(id).yaml"), encoding: .utf8)
  return try PersonaFile.persona(from: text, path: path)
}

/// A persona as short as one can be that uses both scales.
let smallPersona = """
  id: tester
  name: Ada
  role: tester
  experience: ten years
  evaluation_dimensions:
    - id: first
      name: First
      description: the first
      scale: "1-3"
      score_descriptions: {1: bad, 2: so so, 3: good}
      checks:
        - {id: c1, question: "Is it?", required: true}
    - id: second
      name: Second
      description: the second
      scale: pass_fail
      level: MUST_NOT
      score_descriptions: {1: bad, 3: good}
      checks:
        - {id: c2, question: "Is it so?"}
  evaluation_style: {strictness: high}
  rubric_weights: {first: 2, second: 1}
  model: {primary: a/one, backup: b/two}
  verdict_thresholds: {pass: "4/5", conditional: 1/2, fail_on: high, conditional_on: medium}

  """

/// The small persona with one text replaced.
func small(_ old: String = "", _ new: String = "") -> String {
  old.isEmpty ? smallPersona : smallPersona.replacingOccurrences(of: old, with: new)
}

func persona(_ text: String) throws(FileProblems) -> Persona { try PersonaFile.persona(from: text, path: "p.yaml") }

func problems(of text: String) -> [FileProblem] {
  do {
    _ = try persona(text)
    return []
  } catch {
    return error.problems
  }
}
