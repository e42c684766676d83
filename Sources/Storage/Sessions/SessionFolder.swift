public import Foundation
import Provenance

/// What hooks keep of the sessions of coding agents, `sessions/` in the state folder: one small file a session.
///
/// Several hooks may run at once. Each replaces a file whole, behind a lock of that session that is waited for two seconds.
public struct SessionFolder: Sendable {
  public let path: String
  /// Larger files are none of ours.
  private static let limit = 4 << 20

  public init(state: String) { path = state + "/sessions" }

  /// Lines that `health import --format retrospective` takes, one a session and a change of it.
  public var retrospectives: LineFile { LineFile(path: path + "/retrospectives.jsonl") }

  /// The file of a session, whatever its id holds: one that is no plain name goes by its hash.
  public func file(of session: String) -> String { "\(path)/\(Self.name(of: session)).json" }

  static func name(of session: String) -> String {
    let isPlain =
      (1...80).contains(session.utf8.count) && session.first != "." && session.first != "-"
      && session.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
      }
    return isPlain ? session : "id-" + String(Digest.sha256(session).prefix(24))
  }

  /// Hands the session's bytes over, nil where there are none yet, and puts what comes back in their place, while no other process does.
  ///
  /// - Throws: `StorageError` where the folder or a file in it cannot be made or written, `SessionBusy` where other events of the session are
  ///   being taken in for too long.
  public func update(_ session: String, _ change: ([UInt8]?) throws -> [UInt8]) throws {
    try makeFolder(path)
    let lock = try OpenFile(file(of: session) + ".lock", O_RDWR | O_CREAT, mode: 0o600, action: "open it")
    try Self.take(lock, of: session)
    let file = file(of: session)
    let before = try Self.content(of: file)
    let now = try change(before)
    guard now != before else { return }
    let draft = file + ".draft"
    _ = unlink(draft)
    let open = try OpenFile(draft, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600, action: "create it")
    do {
      try open.write(now)
      guard rename(draft, file) == 0 else { throw StorageError(file, errno: errno, action: "put it in place") }
    } catch {
      _ = unlink(draft)
      throw error
    }
  }

  /// As long as four hooks of one session may take.
  private static func take(_ lock: OpenFile, of session: String) throws {
    for _ in 0..<4 {
      do {
        return try lock.lock()
      } catch {
        guard error.problem == .inUse else { throw error }
      }
    }
    throw SessionBusy(session: session)
  }

  private static func content(of file: String) throws(StorageError) -> [UInt8]? {
    var status = stat()
    guard lstat(file, &status) == 0 else { return nil }
    let open = try OpenFile(file, O_RDONLY, action: "open it")
    guard try open.size() <= limit else { return nil }
    return try open.read(upTo: limit)
  }

  /// Takes away the files of sessions that nothing was heard of since `time`; what cannot be taken away stays.
  public func prune(before time: Date) {
    let limit = Int(time.timeIntervalSince1970)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    where name.hasSuffix(".json") || name.hasSuffix(".draft") || name.hasSuffix(".json.lock") {
      var status = stat()
      let file = path + "/" + name
      if lstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, Self.changed(status) < limit {
        _ = unlink(file)
      }
    }
  }

  private static func changed(_ status: stat) -> Int {
    #if canImport(Darwin)
      Int(status.st_mtimespec.tv_sec)
    #else
      Int(status.st_mtim.tv_sec)
    #endif
  }
}

/// Other events of the same session are being taken in, and did not end in time; this one is lost.
public struct SessionBusy: Error, Sendable, Hashable, CustomStringConvertible {
  public let session: String

  public var description: String {
    "other events of the session '\(session)' are being looked at and took longer than two seconds. Nothing is to be done."
  }
}
