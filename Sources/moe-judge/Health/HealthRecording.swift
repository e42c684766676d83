import Evals
import Findings
import Foundation
import JudgeTypes
import Judging
import Provenance
import Reports
import SkillHealth
import Storage
import StoredRuns

/// Puts on record by itself what evals and judgments measured. What fails here never fails the run: it is said in one line.
struct HealthRecording {
  let state: String

  /// Of a finished eval of a whole suite.
  ///
  /// - Parameter models: the models that sat; "offline" without any.
  func record(_ head: EvalHead, of suite: EvalSuite, models: [String]) {
    let figures = head.figures
    guard head.origin.split == nil, let f1 = figures.outcomeF1 ?? figures.f1, figures.cases > 0,
      let day = Day(head.origin.finished)
    else { return }
    guard figures.unjudged == 0 else {
      return Standard.note("the suite's score is not recorded: \(figures.unjudged) of its cases were not judged whole")
    }
    let skill = Skill.ID(suite.id)
    let record = SkillHealth.HealthRecord(
      skill: skill, day: day, score: min(100, max(0, 100 * f1)), invocations: figures.cases, source: .eval,
      key: Self.key(of: head, on: day), category: "suite",
      model: models.isEmpty ? "offline" : models.joined(separator: " + "),
      prompt: String(head.origin.panel.prefix(12)))
    add([record], files: [skill: Self.standing([suite.folder, "personas", "rubrics", Configuration.fileName])])
  }

  /// The offline panel says the same of the same cases each time: measured again on one day it is no second record.
  private static func key(of head: EvalHead, on day: Day) -> String {
    guard head.origin.mode == "offline" else { return head.origin.id }
    let figures = head.figures
    let counts = [figures.outcome, figures.findings].map {
      "\($0.truePositives)/\($0.falsePositives)/\($0.falseNegatives)"
    }
    let same = "\(head.origin.version) \(head.origin.panel) \(figures.cases) \(counts.joined(separator: " "))"
    return "offline-\(day)-\(Digest.sha256(same).prefix(24))"
  }

  /// Of a run that came to its end: of each persona that found something.
  func record(_ tally: PersonaTally, of run: TalliedRun, on finished: String) {
    guard let day = Day(finished) else { return }
    let records = tally.records(of: run, day: day)
    let files = records.map { record in
      (record.skill, Self.standing(["personas/\(record.skill.rawValue.dropFirst("persona:".count)).yaml"]))
    }
    add(records, files: Dictionary(files.filter { !$0.1.isEmpty }, uniquingKeysWith: { first, _ in first }))
  }

  private func add(_ records: [SkillHealth.HealthRecord], files: [Skill.ID: [String]]) {
    guard !records.isEmpty else { return }
    told {
      let store = try HealthStore(state: state)
      // A run that is gone on with after its end is on record already, and somebody may have spoken of its findings since.
      _ = try store.add(records.map(HealthEntry.record), onClash: .keep)
      try store.setFiles(files)
    }
  }

  private func told(_ body: () throws -> Void) {
    do { try body() } catch { Standard.note("the scores are not on record: \(error)") }
  }

  /// Those that are there, below the folder of now.
  private static func standing(_ paths: [String]) -> [String] {
    paths.filter { !$0.hasPrefix("/") && !$0.hasPrefix("..") && FileManager.default.fileExists(atPath: $0) }
  }
}
