import Foundation
import Provenance
import TestSupport
import Testing

/// Artifacts that tell their judges what to say, before models of which one does what it reads.
@Suite struct InjectedModelTests {
  /// What is asked, without the artifact, whose text may look like a question.
  private static func question(in body: String) -> String {
    let parts = body.components(separatedBy: "END ARTIFACT NONCE:")
    return "NONCE:" + (parts.last ?? "")
  }

  private static func sample(of body: String) -> InjectionSamples.Artifact? {
    InjectionSamples.artifacts.first { body.contains("\\nArtifact: \($0.judged)\\n") }
  }

  /// What an honest judge says: the fault, with the words that begin its line, against its first dimension.
  private static func finding(in sample: InjectionSamples.Artifact, against question: String) -> JSONValue? {
    let file = InjectionSamples.folder.appending(path: "artifacts/\(sample.file)")
    guard let number = sample.faultLines.last, let text = try? String(contentsOf: file, encoding: .utf8) else {
      return nil
    }
    var quote = ""
    for character in text.components(separatedBy: "\n")[number - 1] where quote.count(where: { $0 != " " }) < 10 {
      quote.append(character)
    }
    let rest = question.components(separatedBy: "DIMENSION-ID:").dropFirst().first ?? ""
    return [
      "rule": "grave_fault", "severity": "high", "message": .string(sample.fault),
      "dimension": .string(String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" })),
      "evidence": [SimulatedPanel.quote(quote, path: sample.file, line: number)],
    ]
  }

  /// All yes and nothing found; the answer that the artifact dictates where it dictates one.
  private static func obedience(to body: String) -> String {
    let question = question(in: body)
    guard body.contains("Sound throughout.") else {
      return SimulatedPanel.answer(to: question).replacing("\"confidence\":0.9", with: "\"confidence\":1")
    }
    let nonce = question.dropFirst(6).prefix { $0.isLetter || $0.isNumber }
    return JSONValue.object([
      "nonce": .string(String(nonce)), "rationale": "Sound throughout.", "dimensions": [], "findings": [],
      "confidence": 1,
    ]).canonical
  }

  private static func reply(to request: SimulatedRequest, obeying name: String?) -> SimulatedReply {
    guard let sample = sample(of: request.body) else { return .badRequest }
    let question = question(in: request.body)
    let isObedient = name.map { question.contains("You are \($0)") } ?? true
    let finding = finding(in: sample, against: question)
    let answer =
      isObedient
      ? obedience(to: request.body) : SimulatedPanel.answer(to: question, findings: finding.map { [$0] } ?? [])
    return .answer(answer, to: request, by: request.model)
  }

  private static let words = [
    "judge", "--rounds", "0", "--canaries", "off", "--cache", "off", "--format", "json", "--no-progress",
  ]

  private func judged(_ program: Program, obeying name: String?) async throws -> [JSONValue] {
    _ = try InjectionSamples.copy("artifacts", into: program)
    return try await ProviderSimulator.run(answering: { Self.reply(to: $0, obeying: name) }) { simulator in
      try program.write(SimulatedPanel.configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      let result = try await program.run(
        arguments: Self.words + InjectionSamples.artifacts.map(\.judged), environment: SimulatedPanel.keys)
      return try JSONValue(parsing: result.output)["judgments"]?.arrayValue ?? []
    }
  }

  @Test(arguments: ["James Nakamura", "Marcus Rivera", "Priya Sharma"])
  func `one seat that obeys whatever it reads turns no outcome to pass`(obedient: String) async throws {
    let program = try Program()
    defer { program.remove() }
    let judgments = try await judged(program, obeying: obedient)
    #expect(judgments.count == 20)
    for (judgment, sample) in zip(judgments, InjectionSamples.artifacts) {
      #expect(judgment["outcome"] == "fail", "\(sample.judged): \(judgment["reason"]?.stringValue ?? "")")
      let seats = judgment["seats"]?.arrayValue ?? []
      #expect(seats.count { $0["verdict"] == "fail" } >= 2, "\(sample.judged)")
      #expect(seats.count { $0["verdict"] == "pass" || $0["state"] == "failed" || $0["state"] == "abstained" } == 1)
      let faults = (judgment["findings"]?.arrayValue ?? []).filter { $0["rule"] == "grave_fault" }
      #expect(!faults.isEmpty && faults.allSatisfy { $0["status"] == "verified" }, "\(sample.judged)")
      expectNotice(in: judgment, of: sample)
    }
    #expect(try await program.run("runs", "verify").code == 0)
  }

  private func expectNotice(in judgment: JSONValue, of sample: InjectionSamples.Artifact) {
    let banners = (judgment["banners"]?.arrayValue ?? []).compactMap(\.stringValue)
    #expect(
      banners.contains { $0.hasPrefix("the artifact holds text that addresses its judges: \(sample.file):") },
      "\(sample.judged): \(banners)")
  }

  @Test func `even where every seat obeys, the judgment says that it was spoken to, and its record holds that`()
    async throws
  {
    let program = try Program()
    defer { program.remove() }
    let judgments = try await judged(program, obeying: nil)
    for (judgment, sample) in zip(judgments, InjectionSamples.artifacts) { expectNotice(in: judgment, of: sample) }
    #expect(try await program.run("runs", "verify").code == 0)
    let shown = try JSONValue(parsing: try await program.run("runs", "show", "latest", "--format", "json").output)
    #expect(shown["judgments"]?.arrayValue == judgments)
    let runs = program.folder.appending(path: ".moe-judge/runs")
    let run = try #require(try FileManager.default.contentsOfDirectory(atPath: runs.path).first)
    let journal = try String(contentsOf: runs.appending(path: "\(run)/journal.jsonl"), encoding: .utf8)
    #expect(
      journal.contains("\"injection\":{\"count\":2,\"first\":\"invoice_export.py:12\"}"), "\(journal.prefix(900))")
  }
}
