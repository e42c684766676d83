import ArgumentParser
import Foundation
import Judging
import LanguageModels
import Provenance
import Reports
import Storage

struct RunsPrune: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Remove the stored bytes of old runs; their journals stay.",
    discussion: """
      What judges were shown and what they answered is removed; the journal with its chain of hashes, verdicts, findings and \
      costs stays, and a tombstone says what went and when. Such a run can be looked at, but not derived anew. Runs that are \
      being written or not finished are left.

      Examples:
        moe-judge runs prune --older-than 90d --dry-run
        moe-judge runs prune --older-than 90d --yes
      """)
  @Option(help: ArgumentHelp("Runs that started longer ago than this: 12h, 7d, 4w.", valueName: "age"), transform: age)
  var olderThan: Age
  @Flag(help: "Say what would be removed; remove nothing.") var dryRun = false
  @Flag(help: "Do not ask.") var yes = false
  @OptionGroup var state: StateOption

  func run() throws {
    do {
      let limit = Timestamp.rfc3339(Date().addingTimeInterval(-Double(olderThan.seconds)))
      let old = try state.library.runs().filter { $0.started < limit }
      let prunable = try old.filter { try state.library.prunableBytes(of: $0) > 0 }
      guard !prunable.isEmpty else {
        let pruned = old.isEmpty ? "" : "; \(counted(old.count, "run")) of that age hold no bytes any more"
        Standard.output.write(
          safeLines("nothing to prune in \(state.path) that is older than \(olderThan)\(pruned)\n"))
        return
      }
      guard try dryRun || yes || isConfirmed(prunable.count) else { throw CommandFailure("nothing was removed.") }
      try prune(prunable)
    } catch {
      throw CommandFailure(error)
    }
  }

  private func isConfirmed(_ count: Int) throws -> Bool {
    try confirm(
      "Remove the stored bytes of up to \(counted(count, "run")) of \(state.path)?",
      orElse:
        "runs prune removes what \(counted(count, "run")) stored; no verdict of theirs can be derived anew after it. "
        + "See --dry-run, and say --yes if that is meant.")
  }

  /// One run that cannot be pruned does not keep the others.
  private func prune(_ runs: [RunID]) throws {
    var freed: [Int] = []
    var failure: StorageError?
    for run in runs {
      do throws(StorageError) {
        freed.append(try prune(run))
        Standard.output.write("\(run)  \(shownSize(freed.last ?? 0))\n")
      } catch {
        switch error.problem {
        case .inUse: Standard.output.write("\(run)  left: it is being written\n")
        case .unfinished:
          Standard.output.write("\(run)  left: not finished; go on with it: moe-judge runs resume \(run)\n")
        default:
          Standard.error.write(safeLines("\(run)  left: \(error)\n"))
          failure = error
        }
      }
    }
    let verb = dryRun ? "would be freed" : "freed"
    Standard.output.write("\(shownSize(freed.reduce(0, +))) of \(counted(freed.count, "run")) \(verb)\n")
    if failure != nil { throw CommandFailure("not every run could be pruned.", .internalError) }
  }

  /// - Returns: the bytes freed, or that would be.
  private func prune(_ run: RunID) throws(StorageError) -> Int {
    let library = state.library
    let bytes = try library.prunableBytes(of: run)
    if dryRun {
      guard try library.isClosed(run) else { throw StorageError(library.folder(of: run).path, .unfinished) }
    } else {
      try library.prune(run, at: Date())
    }
    return bytes
  }
}
