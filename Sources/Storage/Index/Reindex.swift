import Foundation
public import Provenance

/// What came of building the index anew.
public struct ReindexReport: Sendable, Hashable {
  /// The runs that are in the index now.
  public let indexed: [RunID]
  /// The runs that could not be read, and why.
  public let skipped: [RunID: String]
  /// The runs that another process records just now, and brings into the index itself.
  public let underWay: [RunID]
  /// The number of runs that were in the index and are stored no more.
  public let forgotten: Int
  /// Where the file that was no usable index has been put; nil where there was none.
  public var setAside: String?
}

extension RunIndex {
  /// Summaries that are written in one transaction.
  private static let batch = 64

  /// Writes every run of `runs` again and forgets the ones it does not name.
  ///
  /// `summary` reads one run from its journal; when it gives nil or throws, the run is skipped, and the rest goes on.
  /// `isUnderWay` says of which runs another process writes the rows, a part at a time; they are left to it.
  public func reindex(
    _ runs: some Sequence<RunID>, isUnderWay: (RunID) -> Bool = { _ in false },
    summary: (RunID) throws -> RunSummary?
  ) throws(StorageError) -> ReindexReport {
    let known = Set(try knownRuns())
    var indexed: [RunID] = []
    var skipped: [RunID: String] = [:]
    var underWay: [RunID] = []
    var waiting: [RunSummary] = []
    for run in runs {
      if isUnderWay(run) {
        underWay.append(run)
        continue
      }
      do {
        if let summary = try summary(run) { waiting.append(summary) } else { skipped[run] = "its journal is empty" }
      } catch {
        skipped[run] = error.localizedDescription
      }
      if waiting.count >= Self.batch { try write(&waiting, into: &indexed) }
    }
    try write(&waiting, into: &indexed)
    // One that began after the runs were listed is known already.
    let gone = known.subtracting((indexed + underWay).map(\.description)).filter { name in
      RunID(name).map { !isUnderWay($0) } ?? true
    }
    try forget(gone)
    return ReindexReport(indexed: indexed, skipped: skipped, underWay: underWay, forgotten: gone.count)
  }

  /// Opens the index at `path` and writes every run again; a file there that is no usable index is first set aside under
  /// another name, never removed.
  public static func rebuild(
    path: String, runs: some Sequence<RunID>, isUnderWay: (RunID) -> Bool = { _ in false },
    summary: (RunID) throws -> RunSummary?
  ) throws(StorageError) -> (index: RunIndex, report: ReindexReport) {
    do throws(StorageError) {
      let index = try RunIndex(path: path)
      return (index, try index.reindex(runs, isUnderWay: isUnderWay, summary: summary))
    } catch  where error.isAboutContent {
      let place = try setAside(path)
      let index = try RunIndex(path: path)
      var report = try index.reindex(runs, isUnderWay: isUnderWay, summary: summary)
      report.setAside = place
      return (index, report)
    }
  }

  private func write(_ waiting: inout [RunSummary], into indexed: inout [RunID]) throws(StorageError) {
    try record(waiting)
    indexed += waiting.map(\.record.run)
    waiting = []
  }

  /// Renames the database with what SQLite keeps beside it.
  private static func setAside(_ path: String) throws(StorageError) -> String {
    let place = "\(path).set-aside-\(Timestamp.rfc3339(Date()).filter(\.isNumber))"
    guard rename(path, place) == 0 else { throw StorageError(path, errno: errno, action: "set it aside") }
    for suffix in ["-wal", "-shm"] where rename(path + suffix, place + suffix) != 0 && errno != ENOENT {
      throw StorageError(path + suffix, errno: errno, action: "set it aside")
    }
    return place
  }
}

extension StorageError {
  /// Whether the index cannot be used because of what is in it.
  var isAboutContent: Bool {
    switch problem {
    case .damagedIndex, .foreignIndex, .laterIndex: true
    default: false
    }
  }
}
