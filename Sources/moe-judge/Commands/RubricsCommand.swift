import ArgumentParser
import Foundation
import JudgeTypes
import Provenance
import Reports
import Rubrics
import YAMLFiles

struct RubricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rubrics",
    abstract: "Extract constraints from decision records, generate rubrics from them, merge and check them.",
    subcommands: [Extract.self, Generate.self, Merge.self, Check.self, Show.self])

  /// A table for people; one JSON value a line, or one of all, for programs.
  enum ListFormat: String, ExpressibleByArgument, CaseIterable { case table, jsonl, json }

  static func taxonomy() throws -> Taxonomy {
    try Composition.reading { () throws(FileProblems) in try TeamFiles.taxonomy() }
  }

  static func rubrics() throws -> [Rubric] {
    TeamFiles().warnOfConfigurationAbove()
    return try Composition.reading { () throws(FileProblems) in try TeamFiles().rubrics() }
  }

  /// The command that generates the rubrics anew.
  static func generateCommand(adrDir: String, output: String, statuses: Set<RecordStatus>) -> String {
    rubricsGenerateCommand(adrDir: adrDir, output: output, statuses: statuses.map(\.rawValue))
  }
}

/// Which records are taken.
struct RecordOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Take records of this status instead of accepted ones; repeatable.", valueName: "status"))
  var status: [String] = []

  static let directory = "adrs"

  /// The statuses that were asked for; empty when none was.
  func statuses() throws -> Set<RecordStatus> {
    Set(
      try status.map { text in
        guard let status = RecordStatus(rawValue: text) else {
          throw CommandFailure(
            "--status \(text): use one of \(RecordStatus.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return status
      })
  }

  static func generator(of statuses: Set<RecordStatus>) throws -> RubricGenerator {
    RubricGenerator(
      taxonomy: try RubricsCommand.taxonomy(), statuses: statuses, avoiding: TeamFiles().writtenRubricIDs())
  }

  static func arguments(_ statuses: Set<RecordStatus>) -> String {
    statuses.map(\.rawValue).sorted().map { " --status \($0)" }.joined()
  }
}

/// What people are told of records, on standard error, a line each.
struct RecordNotes {
  let generation: RubricGeneration

  func write(_ notes: [String]) {
    for note in notes { Standard.error.write(safeLines(note) + "\n") }
  }

  var unreadable: [String] {
    generation.unreadable.map { problem in
      let kept = generation.kept.filter { $0.source == problem.path || $0.source.hasPrefix(problem.path + "/") }
      guard !kept.isEmpty else { return "\(problem). The other records were." }
      return "\(problem); it keeps the rubric \(kept.map(\.id.rawValue).joined(separator: ", "))"
    }
  }

  var superseded: [String] { generation.superseded.map(\.description) }
  var foreign: [String] { generation.foreign.map(\.description) }
  var withoutConstraints: [String] { generation.withoutConstraints.map { "\($0): no constraint found in it" } }

  /// Records that state no known status; a rubric of theirs may be missed.
  var withoutStatus: [String] { generation.skipped.filter { $0.status == .other }.map(text) }
  var leftOut: [String] { generation.skipped.map(text) }

  private func text(of record: RubricGeneration.Skipped) -> String {
    if record.isTemplate { return "\(record.path): left out, it is a form to be filled in" }
    guard record.status == .other else {
      return "\(record.path): left out, its status is \(record.status.rawValue)"
        + (record.supersededBy.map { " (by \($0))" } ?? "")
    }
    let statuses = RecordOptions.arguments(generation.statuses.union([.other]))
    return "\(record.path): left out, no status found that is known; add a line 'Status: accepted' below its title, or "
      + "take all such records with\(statuses)"
  }
}
