import Foundation
import Provenance
import TestSupport
import Testing

/// A panel whose verdicts a saved model reads.
@Suite struct LearnedPanelTests {
  private static let seats = ["delivery_engineer", "qa_evaluator", "security_analyst", "technical_architect"]
  private static let sound = "import os\n\n\ndef show(path):\n    os.system(\"ls \" + path)\n"

  /// Votes on labelled artifacts, on which the security analyst is right and the others are a coin each.
  private static func votes(judges: [String] = seats, labels: [String] = ["pass", "fail"]) -> String {
    var text = ""
    for item in 0..<80 {
      let gold = labels[item % 2]
      for (place, judge) in judges.enumerated() {
        let isRight = judge == "security_analyst" ? item % 20 != 0 : (item >> (place + 1)) % 2 == 0
        let label = isRight ? gold : labels[(item + 1) % 2]
        text +=
          #"{"item":"a\#(item)","judge":"\#(judge)","family":"f\#(place)","label":"\#(label)","gold":"\#(gold)"}"#
          + "\n"
      }
    }
    return text
  }

  private static func consensus(_ lines: String, port: String) -> String {
    SimulatedPanel.configuration(port: port, personas: seats) + "\nconsensus: {veto: false, \(lines)}\n"
  }

  private func train(_ program: Program, votes: String = votes(), as name: String = "panel.json") async throws {
    try program.write(votes, to: "labelled.jsonl")
    let trained = try await program.run("consensus", "--train", "labelled.jsonl", "--save-model", name)
    #expect(trained.code == 0, "\(trained.error)")
  }

  /// A program with an artifact that the security analyst alone finds wanting.
  private func withDissent(_ body: (Program, String) async throws -> Void) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(Self.sound, to: "app.py")
    let finding: JSONValue = [
      "rule": "command_injection", "severity": "high", "message": "the path reaches a shell",
      "dimension": "owasp_a03_injection", "evidence": [SimulatedPanel.quote("os.system(\"ls \" + path)")],
    ]
    try await ProviderSimulator.run(answering: { request in
      let isSecurity = request.body.contains("DIMENSION-ID:owasp_a03_injection")
      return .answer(
        SimulatedPanel.answer(to: request.body, findings: isSecurity ? [finding] : []), to: request, by: request.model)
    }) { simulator in try await body(program, simulator.baseURL) }
  }

  private func judge(_ program: Program, _ more: String...) async throws -> Program.Result {
    try await program.run(
      arguments: ["judge", "app.py", "--no-progress", "--rounds", "0", "--format", "json"] + more,
      environment: SimulatedPanel.keys)
  }

  @Test func `the seat that was right in training is believed, and the record needs no model file`() async throws {
    try await withDissent { program, port in
      try program.write(Self.consensus("threshold: \"2/3\"", port: port), to: "moe-judge.yaml")
      let plain = try await judge(program)
      #expect(plain.code == 0 && plain.output.contains("share_pass"), "\(plain.output)\(plain.error)")
      try await train(program)
      try program.write(Self.consensus("method: learned, model: panel.json", port: port), to: "moe-judge.yaml")
      let learned = try await judge(program)
      let judgment = try JSONValue(parsing: learned.output)["judgments"]?[0]
      #expect(learned.code == 1, "\(learned.output)\(learned.error)")
      #expect(
        judgment?["outcome"] == "fail" && judgment?["rule"] == "learned" && judgment?["pivot"] == "security_analyst")
      let confidence = try #require(judgment?["confidence"]?.doubleValue)
      #expect((0.6...1).contains(confidence))
      #expect(
        judgment?["reason"]?.stringValue?.contains("the learned model reads fail from the seats' verdicts") == true)
      try FileManager.default.removeItem(at: program.folder.appending(path: "panel.json"))
      let verified = try await program.run("runs", "verify")
      #expect(verified.code == 0, "\(verified.output)")
      let again = try await program.run("runs", "rejudge", "--format", "json")
      let json = try JSONValue(parsing: again.output)
      #expect(again.code == 0 && json["before"]?["outcome"] == "fail" && json["after"]?["outcome"] == "pass")
      let rule = json["judgments"]?[0]?["before"]?["consensus_rule"]?["learned"]
      #expect(rule?["model_sha256"]?.stringValue?.count == 64 && rule?["model"] == nil)
      let table = try await program.run("runs", "rejudge", "--threshold", "3/4")
      #expect(table.output.contains("rule: learned with the bar "), "\(table.output)")
      #expect(table.output.contains("fail → pass  app.py\n  before: learned: "), "\(table.output)")
      #expect(try await program.run("runs", "rejudge", "--no-veto").output.contains("before: learned: "))
      #expect(try await program.run("explain", "--rule", "learned").output.contains("runs rejudge"))
    }
  }

  @Test func `below the bar the panel abstains, and an altered bar or model does not hold`() async throws {
    try await withDissent { program, port in
      try await train(program)
      try program.write(
        Self.consensus("method: learned, model: panel.json, bar: \"999999/1000000\"", port: port), to: "moe-judge.yaml")
      let judged = try await judge(program)
      let judgment = try JSONValue(parsing: judged.output)["judgments"]?[0]
      #expect(judged.code == 3 && judgment?["rule"] == "abstention", "\(judged.output)\(judged.error)")
      #expect(judgment?["reason"]?.stringValue?.contains("the bar is 0.999999, so the panel abstains") == true)
      #expect(try await program.run("runs", "verify").code == 0)
      let runs = program.folder.appending(path: ".moe-judge/runs")
      let files = FileManager.default.enumerator(atPath: runs.path)?.compactMap { $0 as? String } ?? []
      let panel = try #require(
        files.first { name in
          let text = try? String(contentsOf: runs.appending(path: name), encoding: .utf8)
          return text?.contains("\"bar\":0.999999") == true
        })
      let text = try String(contentsOf: runs.appending(path: panel), encoding: .utf8)
      try Data(text.replacing("\"bar\":0.999999", with: "\"bar\":0.555555").utf8).write(to: runs.appending(path: panel))
      #expect(try await program.run("runs", "verify").code == 1)
    }
  }

  @Test func `what cannot decide is refused at the start with the reason`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(Self.sound, to: "app.py")
    try await train(program)
    try await train(program, votes: Self.votes(judges: ["gpt", "claude"]), as: "strangers.json")
    try await train(program, votes: Self.votes(labels: ["good", "bad"]), as: "labels.json")
    for (lines, words) in [
      ("method: learned", "consensus.method: learned needs a model. Add model: FILE"),
      ("model: panel.json", "consensus.model: only a learned model has it. Add method: learned"),
      ("bar: \"4/5\"", "consensus.bar: only a learned model has it"),
      ("method: learned, model: panel.json, bar: \"1/2\"", "found 1/2; expected more than 1/2"),
      ("method: learned, model: none.json", "none.json: there is no such file"),
      ("method: learned, model: labelled.jsonl", "this is no model of 'moe-judge consensus'"),
      (
        "method: learned, model: strangers.json",
        "it knows none of the panel's seats. Its judges: claude, gpt; the seats: "
      ),
      (
        "method: learned, model: labels.json",
        "it was trained on the label 'bad'; a panel's are pass, conditional and fail"
      ),
    ] {
      try program.write(Self.consensus(lines, port: "http://127.0.0.1:1"), to: "moe-judge.yaml")
      let judged = try await judge(program)
      #expect(judged.code == 2 && judged.error.contains(words), "\(judged.error)")
      let checked = try await program.run("validate")
      #expect(checked.code == 2 && checked.error.contains(words), "\(checked.error)")
    }
    try program.write(
      Self.consensus("method: learned, model: panel.json", port: "http://127.0.0.1:1"), to: "moe-judge.yaml")
    #expect(try await program.run("validate").code == 0)
    let curtailed = try await judge(program, "--curtail")
    #expect(curtailed.code == 2 && curtailed.error.contains("a learned model needs them all"), "\(curtailed.error)")
    let offline = try await program.run("judge", "app.py", "--offline", "--no-progress")
    #expect(offline.output.contains("offline the threshold decides"), "\(offline.output)\(offline.error)")
  }
}
