import Foundation
import Provenance
import Synchronization
import TestSupport
import Testing

/// What `eval run` measures beside the findings: classes, coverage, repeats, cost.
@Suite struct EvalRunTests {
  @Test func `an offline run tells classes, coverage and that nothing was called`() async throws {
    let program = try Program()
    defer { program.remove() }
    try SmallSuite.write(to: program)
    let table = try await program.run("eval", "run", "small", "--offline")
    #expect(table.code == 0 && table.error.isEmpty, "\(table.error)")
    for line in ["micro F1 1.0", "coverage: 100.0 % decided", "no calls\n"] { #expect(table.output.contains(line)) }
    let json = try JSONValue(
      parsing: try await program.run("eval", "run", "small", "--offline", "--format", "json").output)
    #expect(json["repeats"]?.intValue == 1 && json["flip_rate"]?.isNull == true)
    let all = json["all"]
    #expect(Set((all?["classes"]?.arrayValue ?? []).compactMap { $0["outcome"]?.stringValue }) == ["fail", "pass"])
    #expect(all?["confusion"]?["fail"]?["fail"]?.intValue == 1 && all?["outcome_micro"]?["f1"]?.doubleValue == 1)
  }

  @Test func `the same panel gives the same answers again offline, and the figures count each`() async throws {
    let program = try Program()
    defer { program.remove() }
    try SmallSuite.write(to: program)
    let result = try await program.run(
      "eval", "run", "small", "--offline", "--repeat", "3", "--save", "saved.json", "--format", "json")
    let json = try JSONValue(parsing: result.output)
    #expect(json["flip_rate"]?.doubleValue == 0 && json["all"]?["cases"]?.intValue == 6, "\(result.error)")
    let saved = try JSONValue(
      parsing: try String(contentsOfFile: program.folder.path + "/saved.json", encoding: .utf8))
    #expect(saved["cases"]?.arrayValue?.compactMap { $0["repetition"]?.intValue } == [0, 0, 1, 1, 2, 2])
    #expect(try await program.run("eval", "history").output.contains("2 x 3"))
    for wrong in ["0", "21", "-1"] {
      let refused = try await program.run("eval", "run", "small", "--offline", "--repeat", wrong)
      #expect(refused.code == 2 && refused.error.contains("1 to 20"), "\(refused.error)")
    }
  }

  @Test func `repeats ask models anew, an outcome that changes is a flip, and a second run asks nobody`() async throws {
    let program = try Program()
    defer { program.remove() }
    try SmallSuite.write(to: program)
    let asked = Mutex<[String: Int]>([:])
    try await ProviderSimulator.run(answering: { request in
      let before = asked.withLock { asked in
        let key = (request.model ?? "") + request.body
        asked[key, default: 0] += 1
        return asked[key] ?? 0
      }
      return .answer(
        SimulatedPanel.answer(to: request.body, verdict: before > 1 ? "no" : "yes"), to: request, by: request.model)
    }) { simulator in
      try program.write(
        SimulatedPanel.configuration(
          port: simulator.baseURL, personas: ["technical_architect", "security_analyst", "qa_evaluator"]),
        to: "moe-judge.yaml")
      let command = [
        "eval", "run", "small", "--repeat", "2", "--rounds", "0", "--format", "json", "--allow-homogeneous",
      ]
      let first = try await program.run(arguments: command, environment: SimulatedPanel.keys)
      let json = try JSONValue(parsing: first.output)
      let count = simulator.requests.count
      // Two cases, three seats, twice.
      #expect(count == 12, "\(first.error)")
      #expect(json["flip_rate"]?.doubleValue == 1 && json["usage"]?["answers"]?.intValue == 12)
      let second = try await program.run(arguments: command, environment: SimulatedPanel.keys)
      #expect(simulator.requests.count == count && second.code == first.code, "\(second.error)")
      let history = try JSONValue(parsing: try await program.run("eval", "history", "--format", "json").output)
      #expect(history["evals"]?.arrayValue?.compactMap { $0["flip_rate"]?.doubleValue } == [1, 1])
      #expect(history["evals"]?[0]?["input_tokens"]?.intValue ?? 0 > 0)
    }
  }
}
