public import Foundation
public import Storage
public import StoredRuns
internal import Synchronization

/// What the pages are read from: a state folder, and the folder that holds the team's files.
///
/// Each database is opened when it is first needed and kept open; one that was put in its place since, as `runs reindex` may do, is
/// opened anew.
public final class Stores: Sendable {
  private struct Opened<Value: Sendable>: Sendable {
    let file: FileStatus.Identity
    let value: Value
  }

  /// The state folder, by default `.moe-judge`.
  public let state: String
  /// The folder that holds rubrics, records and evals.
  public let root: String
  /// The time that it is.
  public let now: @Sendable () -> Date
  /// The runs that are stored, whether they are in the index or not.
  let runNames: RunNames
  let standing = HealthCache()
  /// The runs that were read last.
  public let runs: RunReadings
  /// What was read of files, as long as they are the same.
  let memory = FileMemory()
  private let opened = Mutex<(index: Opened<RunIndex>?, health: Opened<HealthStore>?)>((nil, nil))

  public init(state: String, root: String = ".", now: @escaping @Sendable () -> Date = { Date() }) {
    self.state = state
    self.root = root
    self.now = now
    runNames = RunNames(state: state)
    runs = RunReadings(RunLibrary(state: state), now: now)
  }

  public var library: RunLibrary { RunLibrary(state: state) }
  public var evals: EvalFiles { EvalFiles(state: state) }
  private var indexPath: String { state + "/moe-judge.sqlite" }

  /// Nil where nothing was indexed yet.
  public func index() throws(StorageError) -> RunIndex? {
    guard let file = FileStatus(of: indexPath)?.file else { return nil }
    return try opened.withLock { opened throws(StorageError) in
      if let index = opened.index, index.file == file { return index.value }
      let index = try RunIndex(path: indexPath)
      opened.index = (FileStatus(of: indexPath)?.file).map { Opened(file: $0, value: index) }
      return index
    }
  }

  /// Nil where nothing is on record of any skill.
  public func health() throws(HealthError) -> HealthStore? {
    guard let file = FileStatus(of: HealthStore.path(in: state))?.file else { return nil }
    return try opened.withLock { opened throws(HealthError) in
      if let health = opened.health, health.file == file { return health.value }
      let health = try HealthStore(state: state)
      opened.health = (FileStatus(of: HealthStore.path(in: state))?.file).map { Opened(file: $0, value: health) }
      return health
    }
  }
}
