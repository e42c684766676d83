import ArgumentParser
import Foundation
import JudgeTypes
import Judging
import Provenance
import Reports
import Storage

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "Look at stored runs, check, attest and compare them, go on with them, and see what they cost.",
    subcommands: [
      RunsList.self, Show.self, RunsVerify.self, RunsAttest.self, RunsResume.self, RunsRejudge.self, RunsDiff.self,
      RunsExport.self, RunsCosts.self, RunsPrune.self, Reindex.self,
    ], defaultSubcommand: RunsList.self)

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "A stored run's judgments, derived anew from its record.")
    @Argument(help: ArgumentHelp("The run's id, the beginning of it, or latest.", valueName: "run"), completion: .runs)
    var reference =
      "latest"
    @OptionGroup var state: StateOption
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws { try state.write(reference, to: try output.outputs()) }
  }

  struct Reindex: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make the index anew from the journals and the kept evals.")
    @OptionGroup var state: StateOption

    func run() throws {
      let (_, report, evals) = try state.rebuiltIndex()
      Standard.output.write(
        "\(counted(report.indexed.count, "run")) indexed\(evals > 0 ? ", " + counted(evals, "eval") : "")\n")
    }
  }
}

extension CommandFailure {
  /// Of a run whose record does not hold, after what could be shown of it.
  init(damaged run: RunID) {
    self.init(
      "run \(run): its record does not hold, so what is shown of it may be incomplete or false. See: moe-judge runs verify \(run)",
      .fail)
  }
}

extension StorageError {
  /// Whether a journal holds what moe-judge never wrote.
  fileprivate var isOfAlteredJournal: Bool {
    switch problem {
    case .notUTF8, .lineTooLong: true
    default: false
    }
  }
}

extension RunVerification {
  /// Ends a command that showed what it could of a record that does not hold: with 1, so that no script takes it for sound.
  func requireHolding(_ run: RunID) throws {
    if !holds, !isUnfinished { throw CommandFailure(damaged: run) }
  }

  /// The run as it follows from its record; without the first words of a damaged one, as far as it goes.
  func result(of run: RunID, adding banners: [String] = []) -> RunResult {
    let opening =
      opening
      ?? RunOpening(
        run: run.description, version: "", mode: .offline, started: "", nonce: "", artifacts: 0, banners: [],
        failsOnConditional: false)
    return RunResult(opening, ending, judgments: judgments, exitCode: ExitStatus.ofRun)
      .closed(by: chain.isWhole ? chain.head : nil, adding: banners)
  }
}

extension StateOption {
  var path: String { path(ProcessInfo.processInfo.environment) }
  var library: RunLibrary { RunLibrary(state: path) }
  private var indexPath: String { path + "/moe-judge.sqlite" }

  /// The index, made anew where its file is gone and runs are there; nil where neither is.
  func index() throws -> RunIndex? {
    do {
      if FileManager.default.fileExists(atPath: indexPath) { return try RunIndex(path: indexPath) }
      guard try !library.runs().isEmpty else { return nil }
    } catch {
      throw CommandFailure(error)
    }
    let (index, report, _) = try rebuiltIndex()
    Standard.error.write("the index was gone; made anew of \(counted(report.indexed.count, "run"))\n")
    return index
  }

  /// The index made anew from the journals and the kept evals; says on standard error which could not be read.
  func rebuiltIndex() throws -> (index: RunIndex, report: ReindexReport, evals: Int) {
    do {
      let (index, report) = try RunIndex.rebuild(
        path: indexPath, runs: try library.runs(), isUnderWay: library.isUnderWay, summary: summary)
      for run in report.underWay.sorted() {
        Standard.error.write("\(run): under way; the process that judges it brings it into the index\n")
      }
      for (run, reason) in report.skipped.sorted(by: { $0.key < $1.key }) {
        Standard.error.write(safeLines("\(run): left out: \(reason)\n"))
      }
      return (index, report, try KeptEvals(state: path).reindex(index))
    } catch {
      throw CommandFailure(error)
    }
  }

  /// A run as the index keeps it: derived anew, or as the journal says where the bytes for that are pruned.
  private func summary(of run: RunID) throws -> RunSummary? {
    if let pruned = try pruned(run) { return pruned.summary }
    let (_, verification) = try verification(of: run)
    let result = verification.result(of: run)
    guard let summary = RunSummary(result) else { return nil }
    guard verification.chain.ending != .closed, let record = RunRecord(result, isStopped: true) else { return summary }
    return RunSummary(record: record, judgments: summary.judgments)
  }

  /// A run whose bytes are pruned; nil for any other.
  func pruned(_ run: RunID, head: String? = nil) throws -> PrunedRun? {
    do { return try PrunedRun(run, in: library, head: head) } catch { throw CommandFailure(error) }
  }

  /// A run by id, by the beginning of one, or `latest`.
  func run(_ reference: String) throws -> RunID {
    do { return try library.resolve(reference) } catch { throw CommandFailure(error) }
  }

  /// The run's record, read and derived anew.
  ///
  /// - Parameter otherRule: a rule to judge by a second time.
  func verification(
    of run: RunID, head: String? = nil, under otherRule: (@Sendable (ConsensusRule) -> ConsensusRule)? = nil
  ) throws -> (lines: [String], verification: RunVerification) {
    do {
      let lines = try library.lines(of: run)
      let blobs = library.blobs(of: run)
      let verification = RunVerification(
        lines: lines, run: run.description, expectedHead: head, under: otherRule, exitCode: ExitStatus.ofRun
      ) { hash in
        try blobs.read(hash)
      }
      return (lines, verification)
    } catch  where error.isOfAlteredJournal {
      throw CommandFailure(error, .fail)
    } catch {
      throw CommandFailure(error)
    }
  }
}
