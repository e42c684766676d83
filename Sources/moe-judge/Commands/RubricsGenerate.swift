import ArgumentParser
import JudgeTypes
import Judging
import Provenance
import Reports
import Rubrics

extension RubricsCommand {
  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Generate rubrics from a folder of decision records.",
      discussion: """
        A record that cannot be read keeps the rubric it had; files that people wrote are never touched.

        Examples:
          moe-judge rubrics generate --adr-dir adrs --output rubrics/generated
          moe-judge rubrics generate --dry-run --format json
        """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    @Option(help: ArgumentHelp("The decision records.", valueName: "directory"), completion: .directory) var adrDir =
      RecordOptions.directory
    @Option(help: ArgumentHelp("Where the rubrics go.", valueName: "directory"), completion: .directory) var output =
      "rubrics/generated"
    @OptionGroup var records: RecordOptions
    @Option(help: "The form of the output.") var format: Format = .table
    @Flag(help: "Say what would be written and removed; change nothing.") var dryRun = false
    @Flag(help: "Exit 1 when a record cannot be read.") var strict = false

    func run() throws {
      let statuses = try records.statuses()
      let generator = try RecordOptions.generator(of: statuses.isEmpty ? [.accepted] : statuses)
      let directory = GeneratedDirectory(path: output)
      let generation: RubricGeneration
      let plan: GeneratedDirectory.Plan
      do {
        generation = try generator.generate(
          directory: adrDir, named: RecordDirectory.name(of: adrDir), keeping: directory.index)
        plan = try directory.plan(for: generation)
        if !dryRun { try directory.carryOut(plan) }
      } catch {
        throw CommandFailure(error)
      }
      let conflicts = RubricConflict.all(among: generation.rubrics, taxonomy: try RubricsCommand.taxonomy())
      let notes = RecordNotes(generation: generation)
      notes.write(notes.unreadable + notes.superseded + conflicts.map(\.description) + notes.foreign)
      notes.write(notes.withoutConstraints + notes.leftOut)
      switch format {
      case .table: writeTable(generation, plan)
      case .json: Standard.output.write(json(of: generation, plan, conflicts).canonical + "\n")
      }
      if strict, !generation.unreadable.isEmpty { throw ExitStatus.fail.code }
    }

    private func writeTable(_ generation: RubricGeneration, _ plan: GeneratedDirectory.Plan) {
      if dryRun {
        for name in plan.written { Standard.output.write(safeLines("would be written: \(output)/\(name)\n")) }
        for name in plan.removed { Standard.output.write(safeLines("would be removed: \(output)/\(name)\n")) }
      } else {
        for name in plan.removed { Standard.error.write(safeLines("removed: \(output)/\(name)\n")) }
      }
      let dimensions = generation.rubrics.reduce(0) { $0 + $1.dimensions.count }
      let kept = plan.kept.isEmpty ? "" : ", \(plan.kept.count) kept"
      Standard.output.write(
        "\(counted(generation.rubrics.count, "rubric")) with \(counted(dimensions, "dimension")): "
          + "\(plan.written.count) written, \(plan.unchanged.count) unchanged, \(plan.removed.count) removed\(kept)"
          + (dryRun ? "; a dry run, nothing was changed" : "") + "\n")
      Standard.output.write(
        "\(counted(generation.documents, "document")): \(generation.rubrics.count) with constraints, "
          + "\(generation.withoutConstraints.count) without any, \(generation.skipped.count) left out, "
          + "\(generation.unreadable.count) unreadable\n")
    }

    private func json(
      of generation: RubricGeneration, _ plan: GeneratedDirectory.Plan, _ conflicts: [RubricConflict]
    ) -> JSONValue {
      [
        "dry_run": .bool(dryRun), "written": .texts(plan.written), "unchanged": .texts(plan.unchanged),
        "removed": .texts(plan.removed), "kept": .texts(plan.kept),
        "rubrics": .array(generation.rubrics.map(Self.json)), "coverage": Self.coverage(of: generation),
        "superseded": .array(generation.superseded.map { ["path": .string($0.path), "by": .string($0.by)] }),
        "conflicts": .texts(conflicts.map(\.description)),
      ]
    }

    private static func json(of rubric: Rubric) -> JSONValue {
      [
        "id": .string("\(rubric.id)"), "name": .string(rubric.name), "file": .string(rubric.generatedFile),
        "source": .string(rubric.path), "dimensions": .integer(rubric.dimensions.count),
      ]
    }

    private static func coverage(of generation: RubricGeneration) -> JSONValue {
      [
        "documents": .integer(generation.documents), "with_constraints": .integer(generation.rubrics.count),
        "without_constraints": .texts(generation.withoutConstraints),
        "skipped": .array(
          generation.skipped.map { ["path": .string($0.path), "status": .string($0.status.rawValue)] }),
        "unreadable": .array(
          generation.unreadable.map { ["path": .string($0.path), "reason": .string($0.reason)] }),
        "not_english": .array(
          generation.foreign.map { ["path": .string($0.path), "language": .string($0.language.rawValue)] }),
      ]
    }
  }
}
