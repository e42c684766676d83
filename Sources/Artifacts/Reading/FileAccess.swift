#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What stands at a path, as the file system says without opening it.
enum FileEntry: Equatable {
  case file(bytes: Int)
  case folder
  case link
  case special(String)

  /// Nil with the reason when nothing can be said of the path.
  static func at(_ path: String, followingLinks: Bool) -> Result<FileEntry, SystemFault> {
    var status = stat()
    let code = followingLinks ? stat(path, &status) : lstat(path, &status)
    return code == 0 ? .success(FileEntry(status)) : .failure(SystemFault(errno))
  }

  init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .file(bytes: Int(status.st_size))
    case S_IFDIR: self = .folder
    case S_IFLNK: self = .link
    case S_IFIFO: self = .special("a named pipe")
    case S_IFSOCK: self = .special("a socket")
    case S_IFCHR: self = .special("a character device")
    case S_IFBLK: self = .special("a block device")
    default: self = .special("something other than a file")
    }
  }
}

/// What the operating system answered instead of doing what was asked.
struct SystemFault: Error, Equatable {
  let code: Int32

  init(_ code: Int32) { self.code = code }

  var isMissing: Bool { code == ENOENT || code == ENOTDIR }
  var isLoop: Bool { code == ELOOP }
  var reason: String { String(cString: strerror(code)) }
}

enum FileAccess {
  /// The bytes of the regular file at `path`, at most `limit` and one more; never waits, whatever stands there.
  static func bytes(at path: String, limit: Int, followingLinks: Bool) -> Result<[UInt8], SystemFault> {
    let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | (followingLinks ? 0 : O_NOFOLLOW)
    let descriptor = open(path, flags)
    guard descriptor >= 0 else { return .failure(SystemFault(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return .failure(SystemFault(errno)) }
    guard case .file(let size) = FileEntry(status) else { return .failure(SystemFault(EINVAL)) }
    return bytes(from: descriptor, limit: limit, expecting: size)
  }

  /// What the descriptor gives until its end, at most `limit` bytes and one more.
  static func bytes(from descriptor: Int32, limit: Int, expecting size: Int = 0) -> Result<[UInt8], SystemFault> {
    let most = limit < Int.max ? max(0, limit) + 1 : limit
    var bytes: [UInt8] = []
    // One byte more than expected, so that the end is seen without another allocation.
    var room = min(most, max(size, 0) < most ? size + 1 : most)
    if room < 65_536 && size == 0 { room = min(most, 65_536) }
    while bytes.count < most {
      let wanted = min(room, most - bytes.count)
      let base = bytes.count
      var got = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
        got = retryingInterrupts { read(descriptor, buffer.baseAddress, wanted) }
        count = max(0, got)
      }
      guard got >= 0 else { return .failure(SystemFault(errno)) }
      guard got > 0 else { break }
      if base == 0 { bytes = chunk } else { bytes.append(contentsOf: chunk) }
      room = 65_536
    }
    return .success(bytes)
  }

  private static func retryingInterrupts(_ call: () -> Int) -> Int {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  /// The names in a folder, sorted by their bytes; one that is not UTF-8 comes with replacement characters.
  static func names(in folder: String) -> Result<[FolderName], SystemFault> {
    guard let stream = opendir(folder) else { return .failure(SystemFault(errno)) }
    defer { closedir(stream) }
    var names: [FolderName] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
          FolderName(exact: String(validatingCString: $0), shown: String(cString: $0))
        }
      }
      if name.shown != ".", name.shown != ".." { names.append(name) }
    }
    guard errno == 0 else { return .failure(SystemFault(errno)) }
    return .success(names.sorted { $0.shown.utf8.lexicographicallyPrecedes($1.shown.utf8) })
  }

  /// The path with every link followed.
  static func realPath(_ path: String) -> Result<String, SystemFault> {
    guard let resolved = realpath(path, nil) else { return .failure(SystemFault(errno)) }
    defer { free(resolved) }
    return .success(String(cString: resolved))
  }

  /// Where a link points, as it is written; empty when that cannot be told.
  static func linkTarget(_ path: String) -> String {
    let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
      let length = buffer.withMemoryRebound(to: CChar.self) { text in
        text.baseAddress.map { readlink(path, $0, text.count) } ?? 0
      }
      count = max(0, length)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static var workingFolder: String {
    guard let folder = getcwd(nil, 0) else { return "/" }
    defer { free(folder) }
    return String(cString: folder)
  }
}

struct FolderName: Equatable {
  /// Nil when the name is not UTF-8.
  let exact: String?
  let shown: String
}
