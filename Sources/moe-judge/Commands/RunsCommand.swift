import ArgumentParser
import Foundation
import JudgeTypes
import Judging
import Provenance
import Reports
import Storage
import StoredRuns

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
        path: indexPath, runs: try library.runs(), isUnderWay: library.isUnderWay,
        summary: { [library] run in try StoredRun(run, in: library).summary })
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
      return try library.verification(of: run, head: head, under: otherRule)
    } catch  where error.isOfAlteredJournal {
      throw CommandFailure(error, .fail)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// A run by id, the beginning of one, or `latest`.
  ///
  /// - Throws: `CommandFailure` where there is none, or nothing of it can be read.
  func recorded(_ reference: String) throws -> RecordedRun {
    let id = try run(reference)
    let stored: StoredRun
    do { stored = try StoredRun(id, in: library) } catch {
      throw CommandFailure(error, error.isOfAlteredJournal ? .fail : .usage)
    }
    guard let recorded = RecordedRun(stored) else {
      throw CommandFailure("run \(id): its journal cannot be read. See: moe-judge runs verify \(id)", .fail)
    }
    return recorded
  }
}
