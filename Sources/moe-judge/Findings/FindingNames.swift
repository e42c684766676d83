import Evals
import Findings
import JudgeTypes
import Provenance
import Reports
import StoredRuns

/// What the commands about findings share.
extension StateOption {
  /// What people said of findings; what cannot be read of it is said on standard error.
  var findingsFile: FindingsFile { FindingsFile(state: path, note: Self.noteOfFindings) }

  static let noteOfFindings: @Sendable (String) -> Void = { Standard.error.write(safeLines("\($0)\n")) }

  /// - Throws: `CommandFailure` where the file is there and cannot be read.
  func findingWords() throws -> FindingWords {
    do { return try findingsFile.words() } catch { throw CommandFailure(error) }
  }
}

extension NamedFinding {
  /// - Throws: `CommandFailure` where the name means none of the run's findings, or several.
  static func named(_ name: String, in run: RecordedRun) throws -> NamedFinding {
    do { return try NamedFinding(name, in: run) } catch { throw CommandFailure(error) }
  }
}

/// The word of a command.
extension SpokenWord {
  /// - Parameters:
  ///   - reference: the run's id, the beginning of it, or `latest`.
  ///   - suite: into which the case goes; nil for none.
  /// - Returns: what was done, for people.
  func say(of finding: String, in reference: String, state: StateOption, suite: EvalSuite?) throws -> String {
    let run = try state.recorded(reference)
    if run.isDamaged { throw CommandFailure(damaged: run.run) }
    let named = try NamedFinding.named(finding, in: run)
    var made = ""
    var writer: FindingCaseWriter?
    do {
      let spoken = try say(of: named, in: run, state: state.path, note: StateOption.noteOfFindings) { words in
        guard let suite else { return }
        // Read anew, for another word may have changed it while this one waited for its turn.
        let current = FindingCaseWriter(suite: try NamedSuite.suite(suite.folder))
        writer = current
        made = try FindingCaseMaker(run: run, named: named, state: state).write(with: words, by: current)
      }
      return "\(named.finding.id) \(spoken.severity.rawValue) \(spoken.rule) of \(spoken.artifact): \(word.rawValue)\n"
        + made
    } catch {
      writer?.takeBack()
      throw CommandFailure(error)
    }
  }
}
