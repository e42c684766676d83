import Foundation
import Provenance
import TestSupport
import Testing

/// A panel that knows how often it and its judges were right.
@Suite struct CalibrationTests {
  private static let seats = ["delivery_engineer", "qa_evaluator", "security_analyst"]

  private static func configuration(_ port: String) -> String {
    SimulatedPanel.configuration(port: port, personas: seats) + "\ncalibration: calibration.json\n"
  }

  /// Every judge names the confidence 0.9, which is half way between the points of the file: 0.5 + 0.5 * (0.9 - 0.5).
  private static func file(
    persona: String = "qa_evaluator", model: String, hash: String, panel: String = "", version: String = "1"
  ) -> String {
    """
    {"format": "moe-judge calibration", "version": \(version), "judges": [
      {"persona": "\(persona)", "model": "\(model)", "rubric_sha256": "\(hash)", "items": 40,
       "points": [{"confidence": 0.8, "accuracy": 0.5}, {"confidence": 1, "accuracy": 0.9}]}
    ]\(panel)}
    """
  }

  private static func panel(_ accuracy: String) -> String {
    #", "panel": {"items": 40, "bar": "4/5", "points": [{"agreement": 0.5, "accuracy": 0.1}, {"agreement": 1, "accuracy": \#(accuracy)}]}"#
  }

  /// A program with an artifact with which everybody is content; of the QA evaluator its model and the hash of what it judges by.
  private func withPanel(_ body: (Program, _ model: String, _ hash: String) async throws -> Void) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("def add(a, b):\n    return a + b\n", to: "app.py")
    try await ProviderSimulator.run(answering: { request in
      .answer(SimulatedPanel.answer(to: request.body), to: request, by: request.model)
    }) { simulator in
      try program.write(Self.configuration(simulator.baseURL), to: "moe-judge.yaml")
      let routes = try await program.run("personas", "routes")
      let line = try #require(routes.output.split(separator: "\n").first { $0.hasPrefix("qa_evaluator") })
      let words = line.split(separator: " ").map(String.init)
      #expect(words.last?.count == 64, "\(routes.output)")
      try await body(program, words[1], words.last ?? "")
    }
  }

  private func judge(_ program: Program, _ more: String...) async throws -> Program.Result {
    try await program.run(
      arguments: ["judge", "app.py", "--no-progress", "--rounds", "0", "--format", "json"] + more,
      environment: SimulatedPanel.keys)
  }

  private func qa(_ judgment: JSONValue?) -> JSONValue? {
    judgment?["seats"]?.arrayValue?.first { $0["seat"] == "qa_evaluator" }
  }

  @Test func `confidences are calibrated where the entry is the judge's, and the record holds it`() async throws {
    try await withPanel { program, model, hash in
      try program.write(Self.file(model: model, hash: hash, panel: Self.panel("0.95")), to: "calibration.json")
      #expect(try await program.run("validate").code == 0)
      let judged = try await judge(program)
      let json = try JSONValue(parsing: judged.output)
      let judgment = json["judgments"]?[0]
      #expect(judged.code == 0 && judgment?["confidence"] == 0.95, "\(judged.output)\(judged.error)")
      #expect(qa(judgment)?["confidence"] == 0.9)
      #expect(abs((qa(judgment)?["calibrated_confidence"]?.doubleValue ?? 0) - 0.7) < 1e-12)
      let others = (judgment?["seats"]?.arrayValue ?? []).filter { $0["seat"] != "qa_evaluator" }
      #expect(others.count == 2 && others.allSatisfy { $0["calibrated_confidence"] == nil && $0["confidence"] == 0.9 })
      #expect(json["banners"]?.arrayValue?.contains { $0.stringValue?.contains("stale") == true } == false)
      try FileManager.default.removeItem(at: program.folder.appending(path: "calibration.json"))
      #expect(try await program.run("runs", "verify").code == 0)
    }
  }

  @Test func `an entry of another rubric is stale, is not used, and every judgment says so`() async throws {
    try await withPanel { program, model, hash in
      let old = String(repeating: "0", count: 64)
      try program.write(Self.file(model: model, hash: old), to: "calibration.json")
      let judged = try await judge(program)
      let judgment = try JSONValue(parsing: judged.output)["judgments"]?[0]
      #expect(qa(judgment)?["confidence"] == 0.9 && qa(judgment)?["calibrated_confidence"] == nil)
      let banner =
        "stale calibration of qa_evaluator on \(model): calibration.json is of rubric_sha256 000000000000, and it judges by "
      #expect(judged.output.contains(banner + hash.prefix(12)), "\(judged.output)")
      #expect(try await program.run("runs", "verify").code == 0)
      // Of a judge that does not sit nothing is said.
      try program.write(Self.file(persona: "somebody", model: model, hash: old), to: "calibration.json")
      #expect(!(try await judge(program)).output.contains("stale"))
    }
  }

  @Test func `a panel that was too seldom right abstains, and an altered bar does not hold`() async throws {
    try await withPanel { program, model, hash in
      try program.write(Self.file(model: model, hash: hash, panel: Self.panel("0.7")), to: "calibration.json")
      let judged = try await judge(program)
      let judgment = try JSONValue(parsing: judged.output)["judgments"]?[0]
      #expect(judged.code == 3 && judgment?["outcome"] == "no_consensus", "\(judged.output)\(judged.error)")
      #expect(judgment?["rule"] == "abstention" && judgment?["confidence"] == 0.7)
      #expect(judgment?["reason"]?.stringValue?.contains("were right in 0.7 of cases; the bar is 0.8 (4/5)") == true)
      let plain = try await program.run("runs", "rejudge")
      #expect(plain.code == 0 && plain.output.contains("no_consensus → pass  app.py"), "\(plain.output)")
      let curtailed = try await judge(program, "--curtail")
      #expect(curtailed.code == 2 && curtailed.error.contains("take 'panel' out of calibration.json"))
      #expect(try await program.run("runs", "verify").code == 0)
      let runs = program.folder.appending(path: ".moe-judge/runs")
      let files = FileManager.default.enumerator(atPath: runs.path)?.compactMap { $0 as? String } ?? []
      let stored = try #require(
        files.first { name in
          let text = try? String(contentsOf: runs.appending(path: name), encoding: .utf8)
          return text?.contains("\"abstention\":{\"bar\":\"4/5\"") == true
        })
      let text = try String(contentsOf: runs.appending(path: stored), encoding: .utf8)
      try Data(text.replacing("{\"bar\":\"4/5\"", with: "{\"bar\":\"3/5\"").utf8).write(
        to: runs.appending(path: stored))
      #expect(try await program.run("runs", "verify").code == 1)
      let offline = try await program.run("judge", "app.py", "--offline", "--no-progress")
      #expect(offline.output.contains("offline it is not used"), "\(offline.output)\(offline.error)")
    }
  }

  @Test func `what does not fit in the file is told by its key, everywhere`() async throws {
    try await withPanel { program, model, hash in
      let good = Self.file(model: model, hash: hash, panel: Self.panel("0.7"))
      for (text, words) in [
        (good.replacing("\"version\": 1", with: "\"version\": 9"), "version: "),
        (good.replacing("\"confidence\": 0.8", with: "\"confidence\": 1.8"), "judges[0].points[0].confidence: "),
        (
          good.replacing("\"confidence\": 0.8", with: "\"confidence\": 1"),
          "judges[0].points[1].confidence: found 1.0 after 1.0; expected ascending places"
        ),
        (good.replacing("\"bar\": \"4/5\"", with: "\"bar\": \"5/4\""), "panel.bar: found 5/4; expected at most 1"),
        (good.replacing("\"items\": 40,\n", with: "\n"), "judges[0]"),
        (good.replacing("accuracy", with: "acuracy"), "Did you mean 'accuracy'?"),
        ("{}", "format"), ("no calibration", "calibration.json:1"),
      ] {
        try program.write(text, to: "calibration.json")
        for result in [try await program.run("validate"), try await judge(program)] {
          #expect(result.code == 2 && result.error.contains(words), "\(words) in \(result.error)")
        }
      }
      try FileManager.default.removeItem(at: program.folder.appending(path: "calibration.json"))
      #expect(try await program.run("validate").error.contains("Mend 'calibration' in moe-judge.yaml"))
      #expect(try await program.run("schema", "calibration").output.contains("rubric_sha256"))
    }
  }
}
