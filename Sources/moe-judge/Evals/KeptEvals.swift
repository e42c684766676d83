import Evals
import Findings
import Foundation
import Provenance
import Storage

/// The finished evals of a state folder: a file for each, and the index in which they are looked up.
struct KeptEvals {
  let state: String

  private var files: EvalFiles { EvalFiles(state: state) }
  private var indexPath: String { state + "/moe-judge.sqlite" }

  /// The file is the record: where only the index fails it is said, and the next look at the history takes the file up.
  func keep(_ record: EvalRecord) throws {
    do { try files.keep(record) } catch {
      throw CommandFailure(
        "\(error.description)\nThe figures are not in the history. Name another place with --state DIRECTORY, or leave it "
          + "out with --no-history.")
    }
    do { try RunIndex(path: indexPath).record(record) } catch {
      Standard.error.write("moe-judge: the eval is kept but not indexed: \(error)\n")
    }
  }

  /// The same, where it is not there yet: a loop that goes on keeps its steps once.
  func keepOnce(_ records: [EvalRecord]) throws {
    for record in records where !FileManager.default.fileExists(atPath: "\(state)/evals/\(record.head.origin.id).json")
    {
      try keep(record)
    }
  }

  /// The index with every eval that is kept; nil where none is.
  func index() throws -> RunIndex? {
    do {
      guard try !files.evals().isEmpty || FileManager.default.fileExists(atPath: indexPath) else { return nil }
      let index = try RunIndex(path: indexPath)
      Self.report(try index.takeUp(files))
      return index
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Writes all of them into the index anew.
  func reindex(_ index: RunIndex) throws -> Int {
    let indexing = try index.takeUp(files, anew: true)
    Self.report(indexing)
    return indexing.indexed
  }

  private static func report(_ indexing: EvalIndexing) {
    for (_, reason) in indexing.skipped.sorted(by: { $0.key < $1.key }) {
      Standard.error.write("left out: \(CommandFailure(reason).message)\n")
    }
  }
}

extension EvalOrigin {
  /// Of an eval that ends now.
  init(
    of suite: EvalSuite, _ part: SuiteSplit?, by parts: Composition, started: Date, revision: GitRevision?,
    label: String?
  ) throws {
    self.init(
      of: suite, part, mode: parts.isOffline ? "offline" : "models", panel: try parts.panelDigest(), started: started,
      revision: revision, label: label)
  }

  /// Of an extraction of constraints that ends now. What decides besides the cases is the program alone.
  init(extractionOf suite: EvalSuite, _ part: SuiteSplit?, started: Date, revision: GitRevision?, label: String?) {
    self.init(
      of: suite, part, mode: "offline", panel: Digest.sha256("extraction of moe-judge \(Program.version)"),
      started: started, revision: revision, label: label)
  }

  private init(
    of suite: EvalSuite, _ part: SuiteSplit?, mode: String, panel: String, started: Date, revision: GitRevision?,
    label: String?
  ) {
    var generator = SystemRandomNumberGenerator()
    self.init(
      id: RunID(at: started, using: &generator).description, suite: suite.id, started: Timestamp.rfc3339(started),
      finished: Timestamp.rfc3339(Date()), split: part?.rawValue, mode: mode, version: Program.version,
      commit: revision?.description, panel: panel, label: label)
  }
}

extension Composition {
  /// One hash over what decides besides the cases: personas, rubrics, consensus rule, models, prompts. Where a model is asked is no
  /// part of it, nor what of the team's files a judgment of a path would leave out.
  func panelDigest() throws -> String {
    TalliedRun.panelDigest(of: try setup())
  }
}
