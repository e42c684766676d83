import Foundation
import Provenance
import Synchronization
import TestSupport
import Testing

/// `eval calibrate`: judge cards, and the file that moe-judge.yaml names.
@Suite struct EvalCalibrateTests {
  private static let seats = ["delivery_engineer", "qa_evaluator", "security_analyst"]

  /// Twelve cases, of which the even ones are faulty, and all of the part that is trained on.
  private func write(_ program: Program) throws {
    var cases = ""
    for number in 0..<12 {
      let isFaulty = number.isMultiple(of: 2)
      let text = "def connect():\n    return \(isFaulty ? "sqlite3.connect(\"orders\(number).db\")" : "[\(number)]")\n"
      try program.write(text, to: "evals/small/artifacts/\(number).py")
      cases +=
        #"{"id": "\#(number)", "artifact": "artifacts/\#(number).py", "kind": "code", "expect": {"outcome": "\#(isFaulty ? "fail" : "pass")"}, "source": "test"}"#
        + "\n"
    }
    try program.write(cases, to: "evals/small/cases.jsonl")
    try program.write(
      "id: small\nname: Small\ncases: [cases.jsonl]\nsplit: {train: 100, dev: 0, holdout: 0}\n",
      to: "evals/small/suite.yaml")
  }

  /// The QA evaluator sees the faults, the others nothing; from the thirteenth word on of the security analyst, it sees them too.
  private func withPanel(_ body: (Program) async throws -> Void) async throws {
    let program = try Program()
    defer { program.remove() }
    try write(program)
    let asked = Mutex(0)
    try await ProviderSimulator.run(answering: { request in
      let isQA = request.body.contains("DIMENSION-ID:edge_cases")
      let isSecurity = request.body.contains("DIMENSION-ID:owasp_a03_injection")
      let isLate =
        isSecurity
        && asked.withLock { count in
          count += 1
          return count > 12
        }
      let line = request.body.components(separatedBy: "return sqlite3.connect(\\\"orders").dropFirst().first
      let number = line.map { String($0.prefix(while: \.isNumber)) }
      let finding = number.map { number -> JSONValue in
        [
          "rule": "lost_data", "severity": "critical", "message": "orders are kept in a file",
          "dimension": .string(isQA ? "edge_cases" : "owasp_a03_injection"),
          "evidence": [
            SimulatedPanel.quote(
              "return sqlite3.connect(\"orders\(number).db\")", path: "evals/small/artifacts/\(number).py", line: 2)
          ],
        ]
      }
      return .answer(
        SimulatedPanel.answer(to: request.body, findings: isQA || isLate ? [finding].compactMap(\.self) : []),
        to: request, by: request.model)
    }) { simulator in
      try program.write(
        SimulatedPanel.configuration(port: simulator.baseURL, personas: Self.seats)
          + "\ncalibration: calibration.json\n",
        to: "moe-judge.yaml")
      try await body(program)
    }
  }

  @Test func `what it writes is read by the panel it was measured on, and another rubric makes verdicts advisory`()
    async throws
  {
    try await withPanel { program in
      // The file that the configuration names is not there yet.
      let measured = try await program.run(
        "eval", "calibrate", "small", "--rounds", "0", "-o", "calibration.json", "--repeat", "2", "--format", "json",
        environment: SimulatedPanel.keys)
      #expect(measured.code == 0, "\(measured.error)")
      let json = try JSONValue(parsing: measured.output)
      let cards = json["judges"]?.arrayValue ?? []
      #expect(cards.map { $0["persona"]?.stringValue } == Self.seats, "\(measured.output)")
      #expect(cards.map { $0["accuracy"]?.doubleValue } == [0.5, 1, 0.75])
      #expect(cards.map { $0["flip_rate"]?.doubleValue } == [0, 0, 0.5])
      #expect(cards[1]["kappa"] == 1 && cards[1]["evidence_validity"] == 1 && cards[1]["cases"] == 12)
      #expect((cards[1]["cost_usd"]?.doubleValue ?? 0) > 0 && cards[1]["calibration"]?["items"] == 12)
      let text = try String(contentsOf: program.folder.appending(path: "calibration.json"), encoding: .utf8)
      let file = try JSONValue(parsing: text)
      // Everybody names 0.9.
      #expect(file["judges"]?[1]?["points"]?[0] == ["confidence": 0.9, "accuracy": 1], "\(text)")
      // The cards stand beside, as they were printed.
      #expect(file["cards"]?[1]?["kappa"] == cards[1]["kappa"] && file["cards"]?[1]?["calibration"] == nil, "\(text)")
      #expect(file["measured"] == json["measured"] && file["suite"] == "small")
      #expect(try await program.run("validate").code == 0)
      let judge = ["judge", "evals/small/artifacts/1.py", "--rounds", "0", "--no-progress", "--format", "json"]
      let judged = try JSONValue(
        parsing: try await program.run(arguments: judge, environment: SimulatedPanel.keys).output)
      #expect(judged["judgments"]?[0]?["seats"]?[1]?["calibrated_confidence"] == 1, "\(judged.pretty)")
      #expect(judged["banners"]?.arrayValue?.contains { $0.stringValue?.contains("stale") == true } == false)
      let hash = file["judges"]?[1]?["rubric_sha256"]?.stringValue ?? "none"
      try program.write(
        text.replacing(hash, with: String(repeating: "0", count: 64)), to: "calibration.json")
      let stale = try await program.run(arguments: judge, environment: SimulatedPanel.keys)
      #expect(stale.output.contains("the verdict is advisory"), "\(stale.output)")
    }
  }

  @Test func `offline there are cards and no file, and the holdout is left alone`() async throws {
    let program = try Program()
    defer { program.remove() }
    try write(program)
    let cards = try await program.run("eval", "calibrate", "small", "--offline")
    #expect(cards.code == 0 && cards.output.contains("train and dev: 12 cases"), "\(cards.error)")
    #expect(cards.output.contains("offline: one reviewer in six roles"))
    try program.write(
      "id: small\nname: Small\ncases: [cases.jsonl]\nsplit: {train: 0, dev: 0, holdout: 100}\n",
      to: "evals/small/suite.yaml")
    let sealed = try await program.run("eval", "calibrate", "small", "--offline")
    #expect(sealed.code == 2 && sealed.error.contains("no case in that part"), "\(sealed.error)")
    #expect(try await program.run("eval", "calibrate", "small", "--offline", "--split", "holdout").code == 0)
    for words in [["-o", "c.json"], ["--repeat", "2"], ["--bar", "5/4"]] {
      let refused = try await program.run(arguments: ["eval", "calibrate", "small", "--offline"] + words)
      #expect(refused.code == 2, "\(words)")
    }
  }
}
