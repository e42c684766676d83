import Foundation

/// An open file of the operating system, closed when nobody holds it any more.
final class OpenFile: Sendable {
  let path: String
  let descriptor: Int32

  /// Opens `path`; `flags` and `mode` are open(2)'s. Links are not followed and nothing hangs on a FIFO.
  init(_ path: String, _ flags: Int32, mode: mode_t = 0o644, action: String) throws(StorageError) {
    self.path = path
    descriptor = retrying { open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, mode) }
    guard descriptor >= 0 else { throw StorageError(path, errno: errno, action: action) }
  }

  deinit { close(descriptor) }

  func size() throws(StorageError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw StorageError(path, errno: errno, action: "look at it") }
    guard status.st_mode & S_IFMT == S_IFREG else { throw StorageError(path, .notARegularFile) }
    return Int(status.st_size)
  }

  /// Writes all of `bytes`, in one write(2) where the system takes them at once.
  func write(_ bytes: some Collection<UInt8>) throws(StorageError) {
    let written = bytes.withContiguousStorageIfAvailable { content in
      Result { () throws(StorageError) in try writeAll(UnsafeRawBufferPointer(content)) }
    }
    if let written { try written.get() } else { try write(Array(bytes)) }
  }

  private func writeAll(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = retrying { systemWrite(descriptor, part.baseAddress, part.count) }
      guard count > 0 else { throw StorageError(path, errno: count == 0 ? ENOSPC : errno, action: "write it") }
      rest = rest.dropFirst(count)
    }
  }

  /// Reads up to `limit` bytes from where reading stands; fewer at the end of the file.
  func read(upTo limit: Int) throws(StorageError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: max(0, limit)) { buffer, filled in
      while filled < buffer.count {
        let free = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
        let count = retrying { systemRead(descriptor, free.baseAddress, free.count) }
        if count < 0 { failure = errno }
        if count <= 0 { break }
        filled += count
      }
    }
    guard failure == 0 else { throw StorageError(path, errno: failure, action: "read it") }
    return bytes
  }

  /// Reads `count` bytes from `offset` on; fewer at the end of the file.
  func read(_ count: Int, at offset: Int) throws(StorageError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, filled in
      while filled < buffer.count {
        let free = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
        let read = retrying { pread(descriptor, free.baseAddress, free.count, off_t(offset + filled)) }
        if read < 0 { failure = errno }
        if read <= 0 { break }
        filled += read
      }
    }
    guard failure == 0 else { throw StorageError(path, errno: failure, action: "read it") }
    return bytes
  }

  func truncate(to size: Int) throws(StorageError) {
    guard retrying({ ftruncate(descriptor, off_t(size)) }) == 0 else {
      throw StorageError(path, errno: errno, action: "take an incomplete line back")
    }
  }

  /// Waits until the disk has it.
  func sync() throws(StorageError) {
    guard retrying({ fsync(descriptor) }) == 0 else {
      throw StorageError(path, errno: errno, action: "flush it to the disk")
    }
  }

  /// Whether somebody else is its only writer.
  var isLocked: Bool {
    guard retrying({ flock(descriptor, LOCK_SH | LOCK_NB) }) == 0 else { return errno == EWOULDBLOCK }
    _ = retrying { flock(descriptor, LOCK_UN) }
    return false
  }

  /// As `lock`, but waits for as long as another holds it: for writers that are done at once.
  ///
  /// - Parameter patience: after this long it throws `locked`; nil for never.
  func waitForLock(_ patience: Duration? = nil) throws(StorageError) {
    guard let patience else {
      guard retrying({ flock(descriptor, LOCK_EX) }) == 0 else {
        throw StorageError(path, errno: errno, action: "lock it")
      }
      return
    }
    let start = ContinuousClock.now
    while retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) != 0 {
      guard errno == EWOULDBLOCK else { throw StorageError(path, errno: errno, action: "lock it") }
      guard ContinuousClock.now - start < patience else { throw StorageError(path, .locked) }
      usleep(10_000)
    }
  }

  /// Makes this process the only writer, until the file is closed or the process ends, however it ends.
  ///
  /// A process that was just begun holds the locks of the one that began it until it runs its own program, so a lock that is held
  /// is tried for again, for half a second.
  func lock() throws(StorageError) {
    for attempt in 1... {
      if retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 { return }
      guard errno == EWOULDBLOCK else { throw StorageError(path, errno: errno, action: "lock it") }
      guard attempt < 20 else { throw StorageError(path, .inUse) }
      usleep(25_000)
    }
  }
}

/// Repeats a system call for as long as signals interrupt it.
private func retrying<Number: SignedInteger>(_ call: () -> Number) -> Number {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}

// The names of the members above hide the functions of the operating system.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  guard let bytes else { return 0 }
  return write(descriptor, bytes, count)
}

private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  guard let bytes else { return 0 }
  return read(descriptor, bytes, count)
}

extension StorageError {
  init(_ path: String, errno number: Int32, action: String) {
    switch number {
    case ENOSPC, EDQUOT, EFBIG: self.init(path, .diskFull)
    case EACCES, EPERM, EROFS: self.init(path, .notPermitted(action: action))
    case ELOOP: self.init(path, .notARegularFile)
    default: self.init(path, .failed(action: action, reason: String(cString: strerror(number))))
    }
  }
}

/// Makes the folder at `path` and those above it; one that exists is fine.
func makeFolder(_ path: String) throws(StorageError) {
  if mkdir(path, 0o755) == 0 { return }
  var number = errno
  if number == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
    try makeFolder(String(path[..<slash]))
    if mkdir(path, 0o755) == 0 { return }
    number = errno
  }
  guard number != EEXIST || !isFolder(path) else { return }
  if number == EEXIST { number = ENOTDIR }
  throw StorageError(path, errno: number, action: "make the folder")
}

/// Waits until the disk has the names in the folder at `path`.
func syncFolder(_ path: String) throws(StorageError) {
  try OpenFile(path, O_RDONLY | O_DIRECTORY, action: "open the folder").sync()
}

private func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}
