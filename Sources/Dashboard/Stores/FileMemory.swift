internal import Storage
internal import Synchronization

/// How a file stands: another one, or one that was written since, has another stamp.
struct FileStamp: Sendable, Hashable {
  let path: String
  private let status: FileStatus?

  var isThere: Bool { status != nil }

  /// The stamp of nothing where no file is there.
  init(of path: String, followsLink: Bool = false) {
    self.path = path
    status = FileStatus(of: path, followsLink: followsLink)
  }
}

/// What was made of files, kept as long as they stand as they stood; of more than `most` the one is dropped that was asked for longest ago.
final class FileMemory: Sendable {
  static let most = 64

  private struct Kept: Sendable {
    let stamps: [FileStamp]
    let value: any Sendable
    var asked: Int
  }

  private let kept = Mutex<(values: [String: Kept], asked: Int)>(([:], 0))

  /// - Parameters:
  ///   - name: of what is made, with what it is made of.
  ///   - stamps: taken before `make` reads the files, so that a change meanwhile is not passed over.
  func value<Value: Sendable>(
    _ name: String, of stamps: [FileStamp], make: () throws -> Value
  ) rethrows -> Value {
    let found = kept.withLock { kept -> Value? in
      kept.asked += 1
      guard let one = kept.values[name], one.stamps == stamps else { return nil }
      kept.values[name]?.asked = kept.asked
      return one.value as? Value
    }
    if let found { return found }
    let made = try make()
    kept.withLock { kept in
      kept.values[name] = Kept(stamps: stamps, value: made, asked: kept.asked)
      guard kept.values.count > Self.most, let oldest = kept.values.min(by: { $0.value.asked < $1.value.asked }) else {
        return
      }
      kept.values[oldest.key] = nil
    }
    return made
  }
}
