import Evals
import Foundation
import JudgeTypes
import Provenance
import Synchronization
import TestSupport
import Testing

/// `eval improve` with models: a critic over HTTP, judges that see more once their persona tells them to look.
@Suite struct EvalImproveModelTests {
  private static let seats = ["delivery_engineer", "qa_evaluator", "security_analyst"]
  /// What the critic adds, and the simulated judges obey.
  private static let advice = "You look at every process that is started with a shell."

  private func write(_ program: Program) throws {
    var lines: [String] = []
    for number in 0..<60 {
      let body = number % 2 == 0 ? "run_\(number)(path, shell=True)" : "value = compute(\(number))"
      try program.write("def step_\(number)(path):\n    \(body)\n", to: "evals/small/artifacts/f\(number).py")
      let labels = number % 2 == 0 ? #"[{"rule": "command-injection", "line": 2, "end_line": 2}]"# : "[]"
      lines.append(
        #"{"id": "f\#(number)", "artifact": "artifacts/f\#(number).py", "kind": "code", "expect": {"outcome": "\#(number % 2 == 0 ? "fail" : "pass")", "findings": \#(labels)}, "source": "test"}"#
      )
    }
    try program.write(lines.joined(separator: "\n") + "\n", to: "evals/small/cases.jsonl")
    try program.write(
      "id: small\nname: Small\nrubrics: [secure-defaults]\ncases: [cases.jsonl]\nsplit: {train: 34, dev: 33, holdout: 33}\n",
      to: "evals/small/suite.yaml")
  }

  private func judges(_ request: SimulatedRequest) -> SimulatedReply {
    let body = request.body
    let sees = body.contains("process that is started with a shell") && body.contains("shell=True")
    let place = body.firstMatch(of: /run_\d+\(path, shell=True\)/).map { String($0.output) } ?? ""
    let path =
      body.firstMatch(of: /evals\\?\/small\\?\/artifacts\\?\/f\d+\.py/).map { $0.output.filter { $0 != "\\" } } ?? ""
    let quote = SimulatedPanel.quote(place, path: String(path), line: 2)
    let findings = sees && !place.isEmpty ? [SimulatedPanel.finding(quote)] : []
    return .answer(SimulatedPanel.answer(to: body, findings: findings), to: request)
  }

  private static func edit(_ path: String, _ find: String, _ replace: String) -> JSONValue {
    ["path": .string(path), "find": .string(find), "replace": .string(replace), "reason": "test"]
  }

  private static func answer(_ edits: [JSONValue], doubts: [JSONValue] = []) -> String {
    JSONValue.object(["analysis": "shells are overlooked", "edits": .array(edits), "label_doubts": .array(doubts)])
      .canonical
  }

  @Test func `what a critic says is refused where it harms, and adopted where the holdout agrees`() async throws {
    let program = try Program()
    defer { program.remove() }
    try write(program)
    let suite = try SuiteFile.suite(in: program.folder.appending(path: "evals/small").path)
    // As long as nobody looks for shells, every faulty case fails.
    let doubted = suite.cases(in: .train).filter { $0.outcome == .fail }.map(\.id.rawValue)
    let harmless = Self.edit("personas/security_analyst.yaml", "name: James Nakamura", "name: James H. Nakamura")
    let answers = [
      Self.answer(
        [
          Self.edit("../outside.yaml", "a", "b"), Self.edit("moe-judge.yaml", "panel", "b"),
          Self.edit("evals/small/cases.jsonl", "fail", "pass"), harmless,
        ], doubts: doubted.map { ["case": .string($0), "doubt": "it should be labelled sound"] }),
      "I would rather talk about the weather.",
      Self.answer([
        Self.edit("personas/security_analyst.yaml", "experience: >-\n", "experience: >-\n  \(Self.advice)\n")
      ]),
    ]
    let calls = Mutex(0)
    try await ProviderSimulator.run(answering: { request in
      guard request.body.contains("You improve the instructions of a panel") else { return judges(request) }
      // Nonsense is asked to be mended once.
      let turn = calls.withLock { calls in
        calls += 1
        return [1: 0, 2: 1, 3: 1, 4: 2][calls] ?? 3
      }
      return .answer(turn < 3 ? answers[turn] : Self.answer([]), to: request)
    }) { simulator in
      try program.write(
        SimulatedPanel.configuration(port: simulator.baseURL, personas: Self.seats), to: "moe-judge.yaml")
      let result = try await program.run(
        "eval", "improve", "small", "--critic", "openai/gpt-4o", "--rounds", "0", "--format", "json",
        environment: SimulatedPanel.keys)
      #expect(result.code == 0, "\(result.error)")
      let report = try JSONValue(parsing: result.output)
      #expect(report["end"]?["outcome"] == "adopted", "\(result.output.prefix(3_000))\(result.error)")
      let reasons = (report["refused"]?.arrayValue ?? []).compactMap { $0["reason"]?.stringValue }
      #expect(reasons.count == 3, "\(reasons)")
      let doubts = (report["doubts"]?.arrayValue ?? []).compactMap { $0["doubt"]?.stringValue }
      #expect(!doubts.isEmpty && doubts.count <= 12)
      let persona = try String(
        contentsOf: program.folder.appending(path: "personas/security_analyst.yaml"), encoding: .utf8)
      #expect(persona.contains(Self.advice))
      let labels = try String(contentsOf: program.folder.appending(path: "evals/small/cases.jsonl"), encoding: .utf8)
      #expect(
        labels.contains(#""id": "f0", "artifact": "artifacts/f0.py", "kind": "code", "expect": {"outcome": "fail""#))
      for key in SimulatedPanel.keys.values { #expect(!result.output.contains(key)) }
    }
  }
}
