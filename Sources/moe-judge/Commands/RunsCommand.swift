import ArgumentParser
import Foundation
import JudgeTypes
import Judging
import Provenance
import Reports
import Storage

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "Look at stored runs, check them, go on with them, and see what they cost.",
    subcommands: [
      RunsList.self, Show.self, Verify.self, RunsResume.self, RunsCosts.self, RunsPrune.self, Reindex.self,
    ], defaultSubcommand: RunsList.self)

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "A stored run's judgments, derived anew from its record.")
    @Argument(help: ArgumentHelp("The run's id, the beginning of it, or latest.", valueName: "run")) var reference =
      "latest"
    @OptionGroup var state: StateOption
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
      let id = try state.run(reference)
      if let pruned = try state.pruned(id) { return try pruned.show(in: try output.outputs()) }
      let (_, verification) = try state.verification(of: id)
      let caveats =
        verification.holds || verification.isUnfinished
        ? [] : ["this record does not hold; see: moe-judge runs verify \(id)"]
      let result = verification.result(of: id, adding: caveats)
      let writer = ResultWriter(try output.outputs(), banners: result.banners)
      for judgment in result.judgments { try writer.add(judgment) }
      try writer.finish(result, reproduce: nil)
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a stored run offline: the chain, the evidence, every verdict and the consensus.",
      discussion:
        "Exits 0 when everything holds, 1 when something does not, 3 when the run was not finished or its bytes are pruned."
    )
    @Argument(help: ArgumentHelp("The run's id, the beginning of it, or latest.", valueName: "run")) var reference =
      "latest"
    @Option(
      help: ArgumentHelp(
        "The head that somebody attested or wrote down: 'head' of the JSON result, the last words of the table.",
        valueName: "hash"))
    var head: String?
    @OptionGroup var state: StateOption

    func validate() throws {
      guard let head else { return }
      guard head.utf8.count == 64, head.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
        throw ValidationError(
          "--head takes a SHA-256, 64 hexadecimal digits: 'head' of the JSON result, or the last words of the table.")
      }
    }

    func run() throws {
      let id = try state.run(reference)
      if let pruned = try state.pruned(id, head: head) {
        Standard.output.write(safeLines(pruned.verification(isHeadExpected: head != nil)))
        throw pruned.holds ? ExitStatus.undecided.code : ExitStatus.fail.code
      }
      let (lines, verification) = try state.verification(of: id, head: head)
      Standard.output.write(safeLines(text(of: verification, run: id, lines: lines.count)))
      if verification.isUnfinished { throw ExitStatus.undecided.code }
      guard verification.holds else { throw ExitStatus.fail.code }
    }

    private func text(of verification: RunVerification, run: RunID, lines: Int) -> String {
      let chain = verification.chain
      var text = "run \(run): \(counted(lines, "journal line")), head \(chain.head)\n"
      if head == nil { text += "head not checked (--head): a journal rewritten as a whole is told by nothing else\n" }
      if let fault = chain.fault { text += "FAULT line \(fault.line): \(fault.reason)\n" }
      if head != nil, chain.fault?.kind == .added { text += "the run's own head stands as 'head' in its JSON result\n" }
      for problem in verification.problems { text += "FAULT \(problem)\n" }
      let judgments = counted(verification.judgments.count, "judgment")
      if verification.holds || verification.isUnfinished {
        text += "derived anew for \(judgments): \(RunVerification.derived.joined(separator: "; "))\n"
        text += "only attested: \(RunVerification.attested.joined(separator: "; "))\n"
      } else {
        text += "\(judgments) could be derived anew; what does not follow from the record is marked FAULT\n"
      }
      if let end = chain.ending.words { text += end + "\n" }
      if verification.isUnfinished {
        return text + "unfinished: the run was interrupted or goes on; what is there holds\n"
      }
      return text + (verification.holds ? "holds\n" : "does not hold\n")
    }
  }

  struct Reindex: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make the index anew from the journals.")
    @OptionGroup var state: StateOption

    func run() throws {
      let (_, report) = try state.rebuiltIndex()
      Standard.output.write("\(counted(report.indexed.count, "run")) indexed\n")
    }
  }
}

extension RunVerification {
  /// The run as it follows from its record; without the first words of a damaged one, as far as it goes.
  fileprivate func result(of run: RunID, adding banners: [String] = []) -> RunResult {
    let opening =
      opening
      ?? RunOpening(
        run: run.description, version: "", mode: .offline, started: "", nonce: "", artifacts: 0, banners: [],
        failsOnConditional: false)
    return RunResult(opening, ending, judgments: judgments, exitCode: ExitStatus.ofRun)
      .closed(by: chain.isWhole ? chain.head : nil, adding: banners)
  }
}

extension ChainReport.Ending {
  /// What there is to say of an end that is none.
  fileprivate var words: String? {
    switch self {
    case .closed: nil
    case .open: "the journal ends without its closing line"
    case .unfinished(let line): "line \(line) was still being written when the run ended; it counts for nothing"
    }
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
    let (index, report) = try rebuiltIndex()
    Standard.error.write("the index was gone; made anew of \(counted(report.indexed.count, "run"))\n")
    return index
  }

  /// The index made anew from the journals; says on standard error which could not be read.
  func rebuiltIndex() throws -> (index: RunIndex, report: ReindexReport) {
    do {
      let (index, report) = try RunIndex.rebuild(
        path: indexPath, runs: try library.runs(), isUnderWay: library.isUnderWay, summary: summary)
      for run in report.underWay.sorted() {
        Standard.error.write("\(run): under way; the process that judges it brings it into the index\n")
      }
      for (run, reason) in report.skipped.sorted(by: { $0.key < $1.key }) {
        Standard.error.write(safeLines("\(run): left out: \(reason)\n"))
      }
      return (index, report)
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
  func verification(of run: RunID, head: String? = nil) throws -> (lines: [String], verification: RunVerification) {
    do {
      let lines = try library.lines(of: run)
      let blobs = library.blobs(of: run)
      let verification = RunVerification(
        lines: lines, run: run.description, expectedHead: head, exitCode: ExitStatus.ofRun
      ) { hash in
        try blobs.read(hash)
      }
      return (lines, verification)
    } catch {
      throw CommandFailure(error)
    }
  }
}
