import Foundation

/// A directory of records or rubrics that cannot be used.
public enum RubricDirectoryError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Why the system refused.
  public struct Cause: Sendable, Hashable {
    let code: Int32

    init(code: Int32) { self.code = code }

    init(_ error: any Error) {
      let posix = (error as? CocoaError)?.underlying as? POSIXError ?? error as? POSIXError
      code = posix?.code.rawValue ?? (error as? CocoaError).map(Self.code) ?? EIO
    }

    private static func code(of error: CocoaError) -> Int32 {
      switch error.code {
      case .fileWriteNoPermission, .fileReadNoPermission: EACCES
      case .fileWriteOutOfSpace: ENOSPC
      case .fileWriteVolumeReadOnly: EROFS
      case .fileWriteFileExists: ENOTDIR
      default: EIO
      }
    }

    fileprivate var reason: String { String(cString: strerror(code)) }

    fileprivate var remedy: String {
      switch code {
      case EACCES, EPERM: "Check the permissions of the directory."
      case ENOSPC, EDQUOT: "Free the disk."
      case EROFS: "Name a directory on a disk that can be written."
      case ENOTDIR, EEXIST: "A file stands where a directory is needed; move it, or name another directory."
      case ENAMETOOLONG: "Name a directory with a shorter path."
      default: "Check the directory and the disk."
      }
    }
  }

  /// No directory that can be listed.
  case unreadable(String)
  /// No record in the directory, so that generating would only remove.
  case noRecords(String, removing: Int)
  /// Something stands in a rubric's place that was not generated; the index has no record.
  case occupied(String, by: String, record: String?)
  case unwritable(String, record: String? = nil, cause: Cause)

  public var description: String {
    switch self {
    case .unreadable(let path): "\(path): no directory that can be read. Name the directory that holds the records."
    case .noRecords(let path, let count):
      "\(path): no decision record in it. Nothing was changed. Name the directory that holds the records"
        + (count == 0 ? "." : "; if the \(count) rubrics are to go, remove their files by hand.")
    case .occupied(let path, let what, let record):
      if let record {
        "\(path): it is \(what), and the rubric of \(record) needs its name. Nothing was changed. Move it away, or rename "
          + "the record."
      } else {
        "\(path): it is \(what), and the index of the generated rubrics needs its name. Nothing was changed. Move it away."
      }
    case .unwritable(let path, let record, let cause):
      "\(path): cannot be written\(record.map { " for \($0)" } ?? ""): \(cause.reason). \(cause.remedy)"
    }
  }
}
