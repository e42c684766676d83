public import Foundation

/// Why something could not be stored or found again: where, what, and the next thing to do.
public struct StorageError: LocalizedError, Sendable, Hashable {
  public enum Problem: Sendable, Hashable {
    case diskFull
    /// Permissions, or a file system that is mounted for reading only.
    case notPermitted(action: String)
    /// Any other answer of the operating system, in its own words.
    case failed(action: String, reason: String)
    /// A run of this name has a journal already.
    case runExists
    /// Another process writes this journal.
    case inUse
    /// Another process holds the lock of a file that several add to, longer than it is waited for.
    case locked
    /// The journal ended with its closing entry, or was left by `suspend`.
    case closed
    /// The run did not come to its end, so what it stored is still needed.
    case unfinished
    /// An earlier failure left the end of the file in doubt.
    case broken(reason: String)
    /// The journal's lines do not hold together.
    case tampered(reason: String)
    case lineTooLong(line: Int, limit: Int)
    case notUTF8(line: Int)
    case notARegularFile
    case tooLarge(limit: Int)
    case noRuns
    case noSuchRun(reference: String, candidates: [String])
    case ambiguousRun(reference: String, candidates: [String])
    case notADigest(String)
    case noSuchBlob
    case alteredBlob(actual: String)
    /// A file among the kept evals that holds none.
    case notAnEval(reason: String)
    /// Not a database, a damaged one, or one with rows that make no sense.
    case damagedIndex(reason: String)
    /// A database of another program.
    case foreignIndex
    /// Written by a later version of moe-judge.
    case laterIndex(version: Int)
    case busyIndex
    case indexFailed(reason: String)
  }

  /// The file or folder it happened to.
  public let path: String
  public let problem: Problem

  public init(_ path: String, _ problem: Problem) {
    self.path = path
    self.problem = problem
  }

  public var errorDescription: String? { "\(path): \(words)" }

  private var words: String {
    switch problem {
    case .diskFull, .notPermitted, .failed, .notARegularFile, .tooLarge, .locked: fileWords
    case .runExists, .inUse, .closed, .unfinished, .broken, .tampered, .lineTooLong, .notUTF8: journalWords
    case .noRuns, .noSuchRun, .ambiguousRun, .notADigest, .noSuchBlob, .alteredBlob, .notAnEval: libraryWords
    case .damagedIndex, .foreignIndex, .laterIndex, .busyIndex, .indexFailed: indexWords
    }
  }
}

extension StorageError {
  private var fileWords: String {
    switch problem {
    case .diskFull: "the disk is full (or a quota reached). Free some space; what was stored before is whole."
    case .notPermitted(let action):
      "cannot \(action): not permitted. Make the folder writable for this user, or name another state folder."
    case .failed(let action, let reason): "cannot \(action): \(reason). Check that the path exists and is as expected."
    case .locked: "another process keeps the file locked, so nothing is added to it. Try again when that one has ended."
    case .notARegularFile: "this is not a regular file, so it is not read. Remove it or restore the file."
    case .tooLarge(let limit): "the file is larger than \(limit) bytes. It was not written by moe-judge; restore it."
    default: ""
    }
  }

  private var journalWords: String {
    switch problem {
    case .runExists: "this run exists already. Start again: a new run gets a new name."
    case .inUse: "another process is writing this run. Wait until it ends, or start a run of its own."
    case .closed: "the journal is closed, nothing can be added. Start a new run."
    case .unfinished: "this run is not finished, so its bytes are still needed. Go on with it: `moe-judge runs resume`."
    case .broken(let reason): "the journal failed before (\(reason)). Mend that, then resume the run."
    case .tampered(let reason): "\(reason) Start a new run instead of resuming this one."
    case .lineTooLong(let line, let limit):
      "line \(line) is longer than \(limit) bytes. It was not written by moe-judge; restore the journal from a copy."
    case .notUTF8(let line): "line \(line) is not UTF-8, so it was altered. Restore the journal from a copy."
    default: ""
    }
  }

  private var libraryWords: String {
    switch problem {
    case .noRuns: "there are no runs yet. Start one with `moe-judge judge PATH`."
    case .noSuchRun(let reference, let candidates):
      "no run is called '\(reference)'. \(candidates.isEmpty ? "There are none." : "The newest: \(list(candidates)).")"
    case .ambiguousRun(let reference, let candidates):
      "'\(reference)' begins the names of \(candidates.count) runs: \(list(candidates)). Give more of the name."
    case .notADigest(let text):
      "'\(text.prefix(80))' is not a SHA-256 (64 lower-case hexadecimal digits). Take it from the journal."
    case .noSuchBlob: "these bytes are not stored: the run was pruned, or the file removed. Restore it from a copy."
    case .alteredBlob(let actual): "the bytes hash to \(actual), so they were altered. Restore the file from a copy."
    case .notAnEval(let reason):
      "this is no eval as moe-judge keeps them (\(reason)). Remove it, or restore it from a copy."
    default: ""
    }
  }

  private var indexWords: String {
    switch problem {
    case .damagedIndex(let reason):
      "the index of the runs is damaged (\(reason)). Run `moe-judge runs reindex`: it is rebuilt from the journals."
    case .foreignIndex:
      "this database is another program's. Run `moe-judge runs reindex`: it is set aside, and the index built anew."
    case .laterIndex(let version):
      "a later moe-judge wrote this index (schema \(version)). Update moe-judge, or run `moe-judge runs reindex`."
    case .busyIndex: "another process keeps the index locked. Try again when it has ended."
    case .indexFailed(let reason):
      "the index failed: \(reason). Run `moe-judge runs reindex` if this happens again."
    default: ""
    }
  }

  private func list(_ names: [String]) -> String {
    names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", and \(names.count - 8) more" : "")
  }
}

extension StorageError: CustomStringConvertible {
  public var description: String { errorDescription ?? path }
}
