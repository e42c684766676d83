internal import Foundation

/// What the system says of a file: another one, or one that was written since, has another status.
public struct FileStatus: Sendable, Hashable {
  public enum Kind: Sendable, Hashable { case file, folder, other }

  public let kind: Kind
  /// In bytes.
  public let size: Int
  /// Whether the group or anybody may write it.
  public let isWritableByOthers: Bool
  /// Whether it belongs to the user of this process, or to root.
  public let isOwn: Bool
  private let identity: Identity
  /// When it was written last, and when anything was last changed about it, which nobody can set back.
  private let written, changed: Moment

  private struct Moment: Sendable, Hashable {
    let seconds, nanoseconds: Int

    init(_ time: timespec) { (seconds, nanoseconds) = (Int(time.tv_sec), Int(time.tv_nsec)) }
  }

  /// Which file it is, whatever is written into it.
  public struct Identity: Sendable, Hashable {
    fileprivate let device, number: UInt64
  }

  /// Which file stands there: another one of the same name has another.
  public var file: Identity { identity }

  /// Nil where nothing is there, or nothing may be known of it; `errno` says which.
  ///
  /// - Parameter followsLink: false for what is said of a link itself.
  public init?(of path: String, followsLink: Bool = true) {
    var status = stat()
    guard (followsLink ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      default: .other
      }
    size = Int(status.st_size)
    isWritableByOthers = status.st_mode & 0o022 != 0
    isOwn = status.st_uid == geteuid() || status.st_uid == 0
    identity = Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    #if os(Linux)
      (written, changed) = (Moment(status.st_mtim), Moment(status.st_ctim))
    #else
      (written, changed) = (Moment(status.st_mtimespec), Moment(status.st_ctimespec))
    #endif
  }
}
