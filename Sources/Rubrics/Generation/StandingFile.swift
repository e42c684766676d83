import Foundation

/// What stands at a path, looked at without following a link, waiting on a pipe or opening a device.
enum StandingFile {
  case nothing
  case file(Data)
  /// What it is instead of a file that can be read, in words after "it is".
  case other(String)
  case outOfReach(RubricDirectoryError.Cause)

  init(at path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      self = errno == ENOENT ? .nothing : .outOfReach(.init(code: errno))
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG:
      self = FileManager.default.contents(atPath: path).map { .file($0) } ?? .other("a file that cannot be read")
    case S_IFDIR: self = .other("a folder")
    case S_IFLNK: self = .other("a link")
    default: self = .other("no regular file")
    }
  }
}
