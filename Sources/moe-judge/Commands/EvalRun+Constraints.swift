import Evals
import Foundation
import Judging
import Provenance
import Reports
import Rubrics
import YAMLFiles

extension EvalCommand.Run {
  /// Of a suite whose labels are constraints: what `rubrics extract` finds in its records, beside them.
  func measureExtraction(of suite: EvalSuite, in part: SuiteSplit?) async throws {
    guard `repeat` == 1 else {
      throw CommandFailure("--repeat: the extraction finds the same each time. Leave it out.")
    }
    async let revision = Self.revision
    let started = Date()
    let results = try Self.results(of: suite, in: part)
    let report = ExtractionReport(suite: suite.id, results: results)
    Standard.output.write(
      format == .json ? report.json.pretty + "\n" : safeLines(report.table + (details ? report.details : "")))
    let saved = SavedResults(suite: suite.id, results: results)
    var problems: [CommandFailure] = []
    if let save { problems += Self.failure { try Self.write(saved, to: save) } }
    if !noHistory {
      let origin = EvalOrigin(
        extractionOf: suite, part, started: started, revision: await revision, label: label)
      let state = panel.state.path(ProcessInfo.processInfo.environment)
      let head = EvalHead(origin: origin, figures: EvalFigures(report))
      problems += Self.failure { try KeptEvals(state: state).keep(EvalRecord(head: head, results: saved)) }
      let configuration = try Composition.reading { () throws(FileProblems) in
        try TeamFiles().configuration(at: panel.config)
      }
      if configuration.recordsHealth { HealthRecording(state: state).record(head, of: suite, models: []) }
    }
    // A part of the suite is too small to hold floors to.
    let shortfalls = part == nil ? suite.floors.map(report.shortfalls(below:)) ?? [] : []
    if !shortfalls.isEmpty {
      problems.append(CommandFailure("below the suite's floors:\n" + shortfalls.joined(separator: "\n"), .fail))
    }
    guard problems.isEmpty else {
      throw CommandFailure(
        problems.map(\.message).joined(separator: "\n"), ExitStatus.worst(of: problems.map(\.code)))
    }
  }

  private static func results(of suite: EvalSuite, in part: SuiteSplit?) throws -> [CaseResult] {
    let cases = suite.cases(in: part)
    guard !cases.isEmpty else { throw CommandFailure("the suite has no case in that part.") }
    let run = ExtractionRun(of: suite, by: ConstraintExtractor(taxonomy: try RubricsCommand.taxonomy()))
    do throws(UnreadableRecord) { return try run.results(of: cases) } catch {
      throw CommandFailure("\(error). Mend it, or take its case out of the suite.")
    }
  }
}
