import Foundation

/// TODOs that the session itself leaves behind.
extension SessionWatch {
  /// What a file holds that is about to be written anew can be read only now.
  mutating func countMarks(_ use: ToolUse, _ place: Place) {
    guard use.kind == .write, let path = use.path, session.marksBefore.count < WatchedSession.pathLimit else { return }
    let whole = place.absolute(path)
    session.marksBefore[whole] = Self.marks(inFile: whole) ?? 0
  }

  /// By how many TODOs a file has more now than before the call.
  mutating func countMarks(added use: ToolUse, at path: String) {
    let before = use.kind == .write ? session.marksBefore.removeValue(forKey: path) : Self.marks(in: use.oldText)
    // Of a file that was written anew nobody knows what it held, where the hook was not asked before.
    guard let before, session.unfinished.count < WatchedSession.pathLimit, path.utf8.count < 1_000 else { return }
    let added = Self.marks(in: use.newText) - before
    if added != 0 { session.unfinished[path, default: 0] += added }
  }

  /// The first file that has more TODOs since the prompt and still holds one.
  var unfinishedFile: String? {
    session.unfinished.filter { $0.value > 0 }.keys.sorted().prefix(20).first { (Self.marks(inFile: $0) ?? 0) > 0 }
  }

  /// Nil where there is no such file.
  private static func marks(inFile path: String) -> Int? {
    var status = stat()
    guard path.hasPrefix("/"), stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let data = try? FileHandle(forReadingAtPath: path)?.read(upToCount: 256 << 10)
    else { return nil }
    return marks(in: String(decoding: data, as: UTF8.self))
  }

  /// How often a text says, in words of their own, that something is still to be done.
  static func marks(in text: String) -> Int {
    text.prefix(200_000).split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "!") }
      .count { ["TODO", "FIXME", "NotImplementedError", "unimplemented!"].contains($0) }
  }
}
