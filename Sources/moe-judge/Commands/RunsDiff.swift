import ArgumentParser
import Judging
import Provenance
import Reports
import StoredRuns

struct RunsDiff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "What changed between two stored runs.",
    discussion: """
      Artifacts are matched by their paths, findings by their fingerprints, which stay when lines move. Runs whose bytes are \
      pruned are compared as their journals tell.

      Examples:
        moe-judge runs diff 20261120T0900 latest
        moe-judge runs diff 20261120T0900 20261121T0900 --format json
      """)
  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  @Argument(
    help: ArgumentHelp("The earlier run: its id, the beginning of it, or latest.", valueName: "a"), completion: .runs)
  var before: String
  @Argument(help: ArgumentHelp("The later run.", valueName: "b"), completion: .runs) var after: String
  @Option(help: "The form of the output.") var format: Format = .table
  @Flag(help: "Name artifacts too of which nothing changed.") var verbose = false
  @OptionGroup var state: StateOption

  func run() throws {
    let runs = try (before: state.recorded(before), after: state.recorded(after))
    let difference = RunDifference(from: runs.before.judgments, to: runs.after.judgments)
    switch format {
    case .json: Standard.output.write(json(of: difference, runs.before, runs.after).pretty + "\n")
    case .table: Standard.output.write(safeLines(table(of: difference, runs.before, runs.after)))
    }
    for run in [runs.before, runs.after] where run.isDamaged { throw CommandFailure(damaged: run.run) }
  }

  // MARK: JSON

  private func json(of difference: RunDifference, _ before: RecordedRun, _ after: RecordedRun) -> JSONValue {
    var object = difference.json.objectValue ?? [:]
    object["before"] = before.json
    object["after"] = after.json
    return .object(object)
  }

  // MARK: Table

  private func table(of difference: RunDifference, _ before: RecordedRun, _ after: RecordedRun) -> String {
    var text = "\(before.line(called: "before"))\n\(after.line(called: "after"))\n"
    let changed = difference.artifacts.filter { verbose || !$0.isSame }
    for artifact in changed { text += lines(of: artifact).map { safeForTerminal($0) + "\n" }.joined() }
    for judgment in difference.gone {
      text += "\nonly before: \(safeForTerminal(judgment.path))  \(judgment.outcome)\n"
    }
    for judgment in difference.new { text += "\nonly after: \(safeForTerminal(judgment.path))  \(judgment.outcome)\n" }
    let same = difference.artifacts.count(where: \.isSame)
    return text
      + "\n\(counted(difference.artifacts.count, "artifact")) in both, \(same) the same; run \(arrow(before.outcome, after.outcome))\n"
  }

  private func lines(of artifact: RunDifference.ArtifactDifference) -> [String] {
    let (before, after) = (artifact.before, artifact.after)
    var lines = ["", "\(arrow(before.outcome, after.outcome))  \(artifact.path)"]
    lines.append(artifact.isOtherArtifact ? "  the artifact itself changed" : "  the artifact is the same")
    if before.rule != after.rule || before.reason != after.reason {
      lines.append("  before: \(before.rule): \(before.reason)")
      lines.append("  after:  \(after.rule): \(after.reason)")
    }
    lines += artifact.seats.map { change in
      let verdict = arrow(change.before?.word ?? "no seat", change.after?.word ?? "no seat")
      let model = arrow(change.before?.model ?? "-", change.after?.model ?? "-")
      return "  seat \(change.id): \(verdict) (\(model))"
    }
    lines += artifact.dimensions.map { change in
      "  dimension \(change.id): \(arrow(votes(change.before), votes(change.after)))"
    }
    lines += artifact.newFindings.map { "  + \(line(of: $0))" }
    return lines + artifact.goneFindings.map { "  - \(line(of: $0))" }
  }

  private func votes(_ dimension: RecordedJudgment.Dimension?) -> String {
    dimension.map { "\($0.outcome) (\($0.met) met, \($0.violated) violated)" } ?? "not judged by"
  }

  private func line(of finding: RecordedJudgment.Finding) -> String {
    "\(finding.severity) \(finding.rule)  \(finding.place)  \(finding.message)"
  }

  private func arrow(_ before: String, _ after: String) -> String { before == after ? before : "\(before) → \(after)" }
}

extension RecordedRun {
  fileprivate var json: JSONValue {
    [
      "run": .string(run.description), "mode": .string(mode), "outcome": .string(outcome), "started": .string(started),
      "version": .string(version), "verdict_rules": .string(verdictRules), "git": revision?.json ?? .null,
      "banners": .texts(banners),
    ]
  }

  fileprivate func line(called name: String) -> String {
    let commit = revision.map { ", commit \($0.commit.prefix(12))\($0.isDirty ? " with changes" : "")" } ?? ""
    let head = "\(name): run \(run), \(outcome), \(mode), \(started)\(commit)"
    return ([head] + banners.map { "  ! \($0)" }).map(safeForTerminal).joined(separator: "\n")
  }
}
