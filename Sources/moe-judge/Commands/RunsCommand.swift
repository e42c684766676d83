import ArgumentParser
import Foundation
import JudgeTypes
import Judging
import Provenance
import Reports
import Storage

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "Look at stored runs, and check them.",
    subcommands: [List.self, Show.self, Verify.self, Reindex.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Stored runs, the newest first.")
    @OptionGroup var state: StateOption
    @Option(help: "How many.") var limit = 20
    @Option(help: "Only runs of this outcome.") var outcome: String?
    @Option(help: "Only runs that judged this path.") var path: String?

    func run() throws {
      let wanted = try outcome.map { text -> Outcome in
        guard let outcome = Outcome(rawValue: text) else {
          throw CommandFailure(
            "--outcome \(text): use one of \(Outcome.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return outcome
      }
      guard FileManager.default.fileExists(atPath: state.path) else {
        Standard.output.write("no runs yet; 'moe-judge judge --offline FILE' makes one\n")
        return
      }
      do {
        let records = try state.index().list(limit: max(1, min(limit, 10_000)), outcome: wanted, path: path)
        var columns = TextTable()
        for record in records {
          columns.add([
            record.run.description, record.outcome?.rawValue ?? "unfinished", record.mode.rawValue,
            counted(record.artifacts, "artifact"),
            record.costUSD.map { "$\($0)" } ?? (record.mode == .offline ? "no calls" : "cost not known"),
          ])
        }
        Standard.output.write(records.isEmpty ? "no such runs\n" : columns.text)
      } catch {
        throw CommandFailure(error)
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "A stored run's judgments, derived anew from its record.")
    @Argument(help: ArgumentHelp("The run's id, the beginning of it, or latest.", valueName: "run")) var reference =
      "latest"
    @OptionGroup var state: StateOption
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
      let id = try state.run(reference)
      let (_, verification) = try state.verification(of: id)
      let caveats =
        verification.holds || verification.isUnfinished
        ? [] : ["this record does not hold; see: moe-judge runs verify \(id)"]
      let result = verification.result(of: id, adding: caveats)
      let outputs = try output.outputs()
      for judgment in result.judgments { outputs.stream?(judgment) }
      try outputs.write(result, reproduce: nil)
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a stored run offline: the chain, the evidence, every verdict and the consensus.",
      discussion: "Exits 0 when everything holds, 1 when something does not, 3 when the run was not finished.")
    @Argument(help: ArgumentHelp("The run's id, the beginning of it, or latest.", valueName: "run")) var reference =
      "latest"
    @Option(help: ArgumentHelp("The head that somebody attested.", valueName: "hash")) var head: String?
    @OptionGroup var state: StateOption

    func run() throws {
      let id = try state.run(reference)
      let (lines, verification) = try state.verification(of: id, head: head)
      var text = "run \(id): \(counted(lines.count, "journal line")), head \(verification.chain.head)\n"
      if let fault = verification.chain.fault { text += "FAULT line \(fault.line): \(fault.reason)\n" }
      if head == nil { text += "head not checked (--head): a journal rewritten as a whole is told by nothing else\n" }
      for problem in verification.problems { text += "FAULT \(problem)\n" }
      text +=
        "derived anew for \(counted(verification.judgments.count, "judgment")): \(RunVerification.derived.joined(separator: "; "))\n"
      text += "only attested: \(RunVerification.attested.joined(separator: "; "))\n"
      if verification.isUnfinished { text += "unfinished: the run was interrupted or goes on; what is there holds\n" }
      if !verification.isUnfinished { text += verification.holds ? "holds\n" : "does not hold\n" }
      Standard.output.write(safeLines(text))
      if verification.isUnfinished { throw ExitStatus.undecided.code }
      guard verification.holds else { throw ExitStatus.fail.code }
    }
  }

  struct Reindex: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make the index anew from the journals.")
    @OptionGroup var state: StateOption

    func run() throws {
      do {
        let runs = try state.library.runs()
        let (_, report) = try RunIndex.rebuild(path: state.path + "/moe-judge.sqlite", runs: runs) { run in
          try summary(of: run)
        }
        for (run, reason) in report.skipped.sorted(by: { $0.key < $1.key }) {
          Standard.error.write(safeLines("\(run): left out: \(reason)\n"))
        }
        Standard.output.write("\(counted(report.indexed.count, "run")) indexed\n")
      } catch {
        throw CommandFailure(error)
      }
    }

    private func summary(of run: RunID) throws -> RunSummary? {
      let (_, verification) = try state.verification(of: run)
      return RunSummary(verification.result(of: run))
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
    let result = RunResult(opening, ending, judgments: judgments, exitCode: ExitStatus.ofRun)
    return RunResult(
      run: run.description, mode: result.mode, started: result.started, finished: result.finished,
      version: result.version, banners: result.banners + banners, judgments: result.judgments,
      exitCode: result.exitCode, isComplete: result.isComplete)
  }
}

extension StateOption {
  var path: String { path(ProcessInfo.processInfo.environment) }
  var library: RunLibrary { RunLibrary(state: path) }
  func index() throws -> RunIndex {
    do { return try RunIndex(path: path + "/moe-judge.sqlite") } catch { throw CommandFailure(error) }
  }

  /// A run by id, by the beginning of one, or `latest`.
  func run(_ reference: String) throws -> RunID {
    do { return try library.resolve(reference) } catch { throw CommandFailure(error) }
  }

  /// The run's record, read and derived anew.
  func verification(of run: RunID, head: String? = nil) throws -> (lines: [String], verification: RunVerification) {
    do {
      let lines = try library.lines(of: run)
      let verification = RunVerification(
        lines: lines, run: run.description, expectedHead: head, exitCode: ExitStatus.ofRun
      ) { hash in
        try library.blob(hash, of: run)
      }
      return (lines, verification)
    } catch {
      throw CommandFailure(error)
    }
  }
}
