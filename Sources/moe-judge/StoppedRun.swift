import ArgumentParser
import JudgeTypes
import Judging
import Provenance
import Storage

/// A run that was killed or stopped, opened to be gone on with.
struct StoppedRun {
  let run: RunID
  let journal: RunJournal
  let soFar: RunSoFar
  /// Its journal, as it stands.
  let entries: [Journal.Entry]
  private let invocation: RunOpening.Invocation
  /// The names of what is judged, in order.
  let names: [String]

  /// - Parameter reference: the run's id, the beginning of it, or latest.
  /// - Throws: `CommandFailure` for a run that ended, that is written by another process, or whose record does not hold.
  init(_ reference: String, state: String) throws {
    let library = RunLibrary(state: state)
    do {
      run = try library.resolve(reference)
      (journal, entries) = try RunJournal.resume(library.folder(of: run))
      let blobs = library.blobs(of: run)
      soFar = try RunSoFar(entries, of: run.description, exitCode: ExitStatus.ofRun) { try blobs.read($0) }
      guard let invocation = soFar.opening.invocation else {
        throw CommandFailure("\(run): an earlier version of moe-judge began this run. Judge anew.")
      }
      guard soFar.opening.verdictRules == verdictRulesVersion else {
        throw CommandFailure("\(run): an earlier version of moe-judge began this run, by other rules. Judge anew.")
      }
      self.invocation = invocation
      names = try JSONValue(parsing: try blobs.read(invocation.inputs)).arrayValue?.compactMap(\.stringValue) ?? []
    } catch let error as StorageError where error.problem == .closed {
      throw CommandFailure("\(error.path): this run came to its end; see: moe-judge runs show \(reference)")
    } catch let error as RecordError {
      throw CommandFailure("the record of run \(reference) does not hold, so it is not gone on with: \(error)", .fail)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// The command with which it was begun, with what `resuming` may say anew.
  ///
  /// - Throws: `CommandFailure` for an option that would not be heard.
  func command(resumedBy resuming: Judge) throws -> Judge {
    try resuming.requireNothingUnheard()
    guard var command = try? Judge.parse(invocation.arguments) else {
      throw CommandFailure(
        "\(run): this version does not understand the command that began the run. Give its options after --resume.")
    }
    let panel = resuming.panel
    command.output = resuming.output
    command.panel.state = panel.state
    command.panel.jobs = panel.jobs ?? command.panel.jobs
    command.panel.timeout = panel.timeout ?? command.panel.timeout
    command.panel.maxRetries = panel.maxRetries ?? command.panel.maxRetries
    command.panel.budget = panel.budget.over(command.panel.budget)
    command.panel.memory.cache = panel.memory.cache ?? command.panel.memory.cache
    command.panel.trustHost += panel.trustHost
    return command
  }

  /// - Throws: `CommandFailure` where something that decides is not what it was.
  func check(setup: [String: String], inputs: ArtifactInputs) throws {
    let changes = SetupWords.changes(from: invocation.setup, to: setup)
    guard changes.isEmpty else {
      throw CommandFailure(
        "\(run): these are not what they were when this run began, and one run judges by one measure:\n"
          + changes.map { "  \($0)\n" }.joined() + "Restore them, or judge anew.")
    }
    guard Digest.sha256(inputs.names.canonicalBytes) == invocation.inputs else {
      throw CommandFailure(
        "\(run): these are not the artifacts of this run. Leave the paths out to go on with those, or judge anew.")
    }
  }
}

extension Judge {
  /// Refuses options that decide, where the run goes on by those with which it was begun.
  fileprivate func requireNothingUnheard() throws {
    let options: [(name: String, isGiven: Bool)] = [
      ("--offline", panel.offline), ("--persona", !panel.persona.isEmpty), ("--rubric", !panel.rubric.isEmpty),
      ("--adr-dir", panel.adrDir != nil), ("--model", !panel.model.isEmpty), ("--threshold", panel.threshold != nil),
      ("--allow-homogeneous", panel.allowHomogeneous), ("--fail-on", panel.failOn != nil),
      ("--advisory", panel.advisory),
      ("--config", panel.config != nil), ("--config-rev", deciding.configRev != nil),
      ("--record", panel.memory.record != nil),
      ("--replay", panel.memory.replay != nil), ("--stdin-name", stdinName != nil), ("--allow-empty", allowEmpty),
      ("--evidence", !evidence.isEmpty), ("--curtail", panel.curtail), ("--canaries", panel.canaries != nil),
      ("--seed", panel.seed != nil), ("--rounds", panel.rounds != nil), ("--offline-without-keys", offlineWithoutKeys),
    ]
    let unheard = options.filter(\.isGiven).map(\.name)
    guard !unheard.isEmpty else { return }
    throw CommandFailure(
      "\(unheard.joined(separator: ", ")): a run goes on by the options with which it was begun. Leave \(unheard.count == 1 ? "it" : "them") "
        + "out, or give the whole command that began the run, paths and all, with --resume.")
  }
}
