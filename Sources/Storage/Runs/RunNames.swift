internal import Foundation
public import Provenance
internal import Synchronization

/// The names of the stored runs. The folder is read again only once something was added to it or taken from it.
public final class RunNames: Sendable {
  /// In seconds. A folder that changed just now may change again without its time telling.
  private static let settled = 2.0

  private struct Listing: Sendable {
    let inode: UInt64
    let changed: timespec
    /// The oldest first. To read each as a run's id would take longer than all the rest.
    let names: [String]
  }

  private let folder: String
  private let known = Mutex<Listing?>(nil)

  public init(state: String) { folder = RunFolder.runs(in: state) }

  /// What is as long as a run's id, the oldest first; whether it has a journal is not looked at.
  private func all() throws(StorageError) -> [String] {
    var status = stat()
    guard stat(folder, &status) == 0 else { return [] }
    #if canImport(Darwin)
      let changed = status.st_mtimespec
    #else
      let changed = status.st_mtim
    #endif
    let listing = known.withLock { $0 }
    if let listing, listing.inode == UInt64(status.st_ino), listing.changed.tv_sec == changed.tv_sec,
      listing.changed.tv_nsec == changed.tv_nsec
    {
      return listing.names
    }
    let names = try namesInFolder(folder).filter { $0.utf8.count == 23 }.sorted()
    let age = Date().timeIntervalSince1970 - Double(changed.tv_sec)
    let fresh =
      age > Self.settled ? Listing(inode: UInt64(status.st_ino), changed: changed, names: names) : nil
    known.withLock { $0 = fresh }
    return names
  }

  /// Whether there is none.
  public var isEmpty: Bool { get throws(StorageError) { try all().isEmpty } }

  /// Those between two runs, without these, the newest first; nil for no bound.
  ///
  /// - Parameters:
  ///   - limit: how many of them at most.
  ///   - fromOldest: whether these are the oldest of them, instead of the newest.
  public func between(
    _ older: RunID?, and newer: RunID?, limit: Int, fromOldest: Bool = false
  ) throws(StorageError) -> [RunID] {
    try names(between: older, and: newer, limit: limit, fromOldest: fromOldest).compactMap(RunID.init)
  }

  /// The same as text: to read each as a run's id takes longer than all the rest.
  public func names(
    between older: RunID?, and newer: RunID?, limit: Int, fromOldest: Bool = false
  ) throws(StorageError) -> [String] {
    let names = try all()
    let start = older.map { bound in names.firstPlace { $0 > bound.description } } ?? 0
    let end = newer.map { bound in names.firstPlace { $0 >= bound.description } } ?? names.count
    guard start < end else { return [] }
    let within = names[start..<end]
    return (fromOldest ? within.prefix(max(0, limit)) : within.suffix(max(0, limit))).reversed()
  }
}

extension [String] {
  /// The first place from which on the condition holds, in an array in which it holds for none before.
  fileprivate func firstPlace(where holds: (String) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
