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
    let status: FileStatus
    /// Of SQLite's log beside it; nil where there is none.
    let log: FileStatus?
    let value: Value
    /// What is written into it by others may not be seen through it.
    let isForReadingAlone: Bool

    init(_ value: Value, _ status: FileStatus, at path: String, isForReadingAlone: Bool) {
      self.value = value
      self.status = status
      self.isForReadingAlone = isForReadingAlone
      log = isForReadingAlone ? FileStatus(of: path + "-wal") : nil
    }

    func stands(for found: FileStatus, at path: String) -> Bool {
      isForReadingAlone ? status == found && log == FileStatus(of: path + "-wal") : status.file == found.file
    }
  }

  /// How many runs are looked at where there is no index.
  private static let looked = 16

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
  /// Whether the state folder was there when this began.
  private let wasThere: Bool
  private let opened = Mutex<(index: Opened<RunIndex>?, health: Opened<HealthStore>?)>((nil, nil))

  public init(state: String, root: String = ".", now: @escaping @Sendable () -> Date = { Date() }) {
    self.state = state
    self.root = root
    self.now = now
    wasThere = FileStatus(of: state) != nil
    runNames = RunNames(state: state)
    runs = RunReadings(RunLibrary(state: state), now: now)
  }

  public var library: RunLibrary { RunLibrary(state: state) }
  public var evals: EvalFiles { EvalFiles(state: state) }
  private var indexPath: String { state + "/moe-judge.sqlite" }

  /// Nil where nothing was indexed yet.
  public func index() throws(StorageError) -> RunIndex? {
    guard let found = try Self.file(at: indexPath) else { return nil }
    return try opened.withLock { opened throws(StorageError) in
      if let index = opened.index, index.stands(for: found, at: indexPath) { return index.value }
      let index = try RunIndex(path: indexPath)
      // Opening one that may not be written changes nothing of it; what came meanwhile is seen by the next.
      let status = index.isForReadingAlone ? found : FileStatus(of: indexPath)
      opened.index = status.map { Opened(index, $0, at: indexPath, isForReadingAlone: index.isForReadingAlone) }
      return index
    }
  }

  /// Nil where nothing is there; whatever else keeps it from being looked at is told.
  private static func file(at path: String) throws(StorageError) -> FileStatus? {
    if let status = FileStatus(of: path) { return status }
    switch errno {
    case ENOENT: return nil
    case EACCES, EPERM: throw StorageError(path, .notPermitted(action: "look at it"))
    default: throw StorageError(path, .failed(action: "look at it", reason: String(cString: strerror(errno))))
    }
  }

  /// Whether anything can be written into the state folder; a store on a file system for reading alone takes none.
  var takesWords: Bool { access(state, W_OK) == 0 || errno == ENOENT }

  /// What of the store was there and is gone, or has to be there and is not; nil for nothing.
  public var loss: String? {
    if wasThere, FileStatus(of: state) == nil, errno == ENOENT {
      return "The state folder was there and is gone. Put it back."
    }
    let seen = opened.withLock { (index: $0.index != nil, health: $0.health != nil) }
    let hasIndex = (try? Self.file(at: indexPath)) != nil
    if seen.index, !hasIndex {
      return "The index of the runs was there and is gone. Put the state folder back, or run: moe-judge runs reindex"
    }
    if seen.health, (try? Self.file(at: HealthStore.path(in: state))) == nil {
      return "The record of skills was there and is gone. Put the state folder back."
    }
    guard !hasIndex, let runs = try? library.runs() else { return nil }
    // One that did not come to its end may never have reached the index.
    guard runs.prefix(Self.looked).contains(where: { (try? library.isClosed($0)) == true }) else { return nil }
    return "There are runs and no index of them, so little of them is known here. Run: moe-judge runs reindex"
  }

  /// Nil where nothing is on record of any skill.
  public func health() throws(HealthError) -> HealthStore? {
    let path = HealthStore.path(in: state)
    let status: FileStatus?
    do throws(StorageError) { status = try Self.file(at: path) } catch {
      throw HealthError(path, .failed(reason: "it cannot be looked at"))
    }
    guard let found = status else { return nil }
    return try opened.withLock { opened throws(HealthError) in
      if let health = opened.health, health.stands(for: found, at: path) { return health.value }
      let health = try HealthStore(state: state)
      let status = health.isForReadingAlone ? found : FileStatus(of: path)
      opened.health = status.map { Opened(health, $0, at: path, isForReadingAlone: health.isForReadingAlone) }
      return health
    }
  }
}
