public import Evals
internal import Foundation
public import Provenance

/// The finished evals of a state folder, one file each: `<state>/evals/<id>.json`. They are the record; the index is made from them.
public struct EvalFiles: Sendable {
  /// The largest file that is read, in bytes.
  public static let limit = 256 << 20

  /// The state folder, by default `.moe-judge`.
  public let state: String

  public init(state: String) { self.state = state }

  private var folder: String { state + "/evals" }
  public func path(of eval: RunID) -> String { "\(folder)/\(eval).json" }

  /// Writes the file, whole or not at all. One of that name is never written over.
  public func keep(_ record: EvalRecord) throws(StorageError) {
    guard let id = RunID(record.head.origin.id) else {
      throw StorageError(folder, .notAnEval(reason: "'\(record.head.origin.id.prefix(80))' is no id"))
    }
    let place = path(of: id)
    try makeFolder(folder)
    guard access(place, F_OK) != 0 else { throw StorageError(place, .runExists) }
    let draft = "\(folder)/.\(id).\(getpid()).tmp"
    let file = try OpenFile(draft, O_WRONLY | O_CREAT | O_EXCL, action: "create it")
    do throws(StorageError) {
      try file.write(try bytes(of: record, at: place))
      try file.sync()
      guard rename(draft, place) == 0 else { throw StorageError(place, errno: errno, action: "put it in place") }
    } catch {
      unlink(draft)
      throw error
    }
    try syncFolder(folder)
  }

  /// All that are kept, the oldest first; none where the state folder does not exist yet.
  public func evals() throws(StorageError) -> [RunID] {
    try namesInFolder(folder).compactMap { $0.hasSuffix(".json") ? RunID(String($0.dropLast(5))) : nil }.sorted()
  }

  /// - Throws: `StorageError` where the file cannot be read, or holds no eval of that id.
  public func record(_ eval: RunID) throws(StorageError) -> EvalRecord {
    let path = path(of: eval)
    let file = try OpenFile(path, O_RDONLY, action: "open it")
    let size = try file.size()
    guard size <= Self.limit else { throw StorageError(path, .tooLarge(limit: Self.limit)) }
    let record: EvalRecord
    do {
      record = try JSONDecoder().decode(EvalRecord.self, from: Data(try file.read(size, at: 0)))
    } catch let error as StorageError {
      throw error
    } catch {
      throw StorageError(path, .notAnEval(reason: "its JSON is not that of \(SavedResults.format)"))
    }
    guard record.head.origin.id == eval.description else {
      throw StorageError(path, .notAnEval(reason: "it is of \(record.head.origin.id.prefix(80))"))
    }
    return record
  }

  private func bytes(of record: EvalRecord, at path: String) throws(StorageError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do { return Array(try encoder.encode(record)) + [UInt8(ascii: "\n")] } catch {
      throw StorageError(path, .notAnEval(reason: "a figure is not finite"))
    }
  }
}
