import Foundation
import Provenance
import TestSupport
import Testing

/// Ways in which a true finding of a model, or its silence, could get lost between its answer and the outcome.
@Suite struct WrongAnswerTests {
  private let artifact = "import os\n\n\ndef remove(path):\n    os.system(\"rm -rf \" + path)\n"

  private struct Outcome {
    let code: Int32
    let outcome: String?
    let rule: String?
    let text: String
    let verification: Int32
  }

  /// Judges `path` with a panel whose seats all answer what `answer` makes of a request.
  private func judge(
    _ path: String, in program: Program, answering answer: @escaping @Sendable (SimulatedRequest) -> String,
    altering alter: @escaping @Sendable (SimulatedReply) -> SimulatedReply = { $0 }
  ) async throws -> Outcome {
    try await ProviderSimulator.run(answering: { alter(.answer(answer($0), to: $0, by: $0.model)) }) { simulator in
      try program.write(SimulatedPanel.configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      let result = try await program.run(
        "judge", path, "--format", "json", "--no-progress", environment: SimulatedPanel.keys)
      let judgment = try JSONValue(parsing: result.output)["judgments"]?[0]
      return Outcome(
        code: result.code, outcome: judgment?["outcome"]?.stringValue, rule: judgment?["rule"]?.stringValue,
        text: result.output + result.error, verification: try await program.run("runs", "verify").code)
    }
  }

  @Test func `a judge may quote a line that looks like the end of its thoughts`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("import os\nos.system(\"rm -rf \" + path)  # </think>\n", to: "app.py")
    let quotes = ["os.system(\"rm -rf \" + path)  # </think>", "import os"]
    let findings = quotes.map { SimulatedPanel.finding(SimulatedPanel.quote($0)) }
    let judged = try await judge(
      "app.py", in: program, answering: { SimulatedPanel.answer(to: $0.body, findings: findings) })
    #expect(judged.code == 1 && judged.rule == "critical_finding", "\(judged.text)")
  }

  @Test func `numbers of tokens that cannot be end nothing, and the record of them verifies`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    let judged = try await judge("app.py", in: program, answering: { SimulatedPanel.answer(to: $0.body) }) { reply in
      var reply = reply
      for key in ["prompt_tokens", "input_tokens"] {
        reply.body = reply.body.replacing("\"\(key)\":100", with: "\"\(key)\":9223372036854775807")
      }
      for key in ["completion_tokens", "output_tokens"] {
        reply.body = reply.body.replacing("\"\(key)\":20", with: "\"\(key)\":-20")
      }
      return reply
    }
    #expect(judged.outcome == "pass" && judged.verification == 0, "\(judged.text)")
  }

  @Test func `something can be missing from the whole artifact`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    let absence = SimulatedPanel.absence(of: ["shlex.quote"], path: "")
    let judged = try await judge(
      "app.py", in: program,
      answering: {
        SimulatedPanel.answer(to: $0.body, findings: [SimulatedPanel.finding(absence)])
      })
    #expect(judged.code == 1 && judged.rule == "critical_finding", "\(judged.text)")
  }

  @Test func `seats that leave checks unanswered never make a pass`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    let judged = try await judge(
      "app.py", in: program, answering: { SimulatedPanel.answer(to: $0.body) { Array($0.dropLast()) } })
    #expect(judged.outcome == "inconclusive" && judged.code == 3, "\(judged.text)")
  }

  @Test func `seats that answer one check twice never make a pass`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    let judged = try await judge(
      "app.py", in: program, answering: { SimulatedPanel.answer(to: $0.body) { $0 + $0.prefix(1) } })
    #expect(judged.outcome == "inconclusive" && judged.code == 3, "\(judged.text)")
    #expect(judged.text.contains("twice"))
  }

  @Test(arguments: ["ru\u{1}n.py", "ru\u{200b}n.py"])
  func `a name that cannot be shown as it is hides no fault`(name: String) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "tool/" + name)
    let judged = try await judge(
      "tool", in: program,
      answering: { request in
        // The name as it stands in the request, which is JSON, and so with its backslash doubled.
        let file = request.body.components(separatedBy: "tool/ru").dropFirst().first ?? ""
        let shown = "tool/ru" + file.prefix { $0 != "." }.replacing("\\\\", with: "\\") + ".py"
        let quote = SimulatedPanel.quote("os.system(\"rm -rf \" + path)", path: shown)
        return SimulatedPanel.answer(to: request.body, findings: [SimulatedPanel.finding(quote)])
      })
    #expect(judged.code == 1 && judged.rule == "critical_finding", "\(judged.text)")
  }
}
