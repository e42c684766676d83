public import Evals
internal import Foundation
public import Provenance

/// Where a loop of improvement keeps itself: `<state>/improvements/<id>/`.
public struct ImprovementFiles: Sendable {
  /// The largest file that is read whole, in bytes.
  static let limit = 64 << 20

  public let folder: String
  public let id: String

  public init(state: String, id: String) {
    folder = Self.folder(in: state) + "/" + id
    self.id = id
  }

  public static func folder(in state: String) -> String { state + "/improvements" }

  /// What the loop was begun with, so that it can be gone on with.
  public var opening: String { folder + "/opening.json" }
  public var journal: String { folder + "/journal.jsonl" }
  public var report: String { folder + "/report.json" }
  public var markdown: String { folder + "/report.md" }
  public var patch: String { folder + "/change.patch" }
  /// Stands there where the change was taken back.
  public var rolledBack: String { folder + "/rolled-back" }
  public var isRolledBack: Bool { FileManager.default.fileExists(atPath: rolledBack) }

  /// Those that have a folder, the oldest first; none where there is no folder of them.
  public static func all(in state: String) throws(StorageError) -> [RunID] {
    try namesInFolder(folder(in: state)).compactMap { RunID($0) }.sorted()
  }

  /// What does the same loop again.
  ///
  /// - Parameter arguments: the words after `eval improve`, quoted for a shell.
  public static func command(arguments: [String]) -> String {
    "moe-judge eval improve \(arguments.joined(separator: " "))"
  }

  // MARK: Reading

  /// What it came to; nil while it has not ended, or was stopped.
  ///
  /// - Throws: `StorageError` for a file that cannot be read or is no such report.
  public func readReport() throws(StorageError) -> ImprovementReport? {
    guard let data = try contents(of: report) else { return nil }
    do { return try ImprovementReport(json: data) } catch {
      throw StorageError(report, .notAnEval(reason: "its JSON is not that of an improvement's report"))
    }
  }

  /// The words after `eval improve` with which it was begun; nil where that is not on record.
  public func readArguments() throws(StorageError) -> [String]? {
    struct Opening: Decodable { let arguments: [String] }
    return try contents(of: opening).flatMap { try? JSONDecoder().decode(Opening.self, from: $0).arguments }
  }

  /// The change that was tested, as a patch; nil where there is none.
  public func readPatch() throws(StorageError) -> String? {
    try contents(of: patch).map { String(decoding: $0, as: UTF8.self) }
  }

  /// How far the loop came: all its steps but the cases that were judged, of which there are the number.
  ///
  /// - Throws: `StorageError` for a journal that cannot be read. A line that is none is passed over.
  public func readSteps() throws(StorageError) -> (steps: [LoopEvent], judged: Int) {
    guard access(journal, F_OK) == 0 else { return ([], 0) }
    var steps: [LoopEvent] = []
    var judged = 0
    // Thousands of them, and none is asked what it says.
    for line in try LineLog.lines(at: journal) {
      if line.hasPrefix(#"{"judged":"#) { judged += 1 } else if let step = LoopEvent(line: line) { steps.append(step) }
    }
    return (steps, judged)
  }

  private func contents(of path: String) throws(StorageError) -> Data? {
    guard access(path, F_OK) == 0 else { return nil }
    let file = try OpenFile(path, O_RDONLY, action: "open it")
    let size = try file.size()
    guard size <= Self.limit else { throw StorageError(path, .tooLarge(limit: Self.limit)) }
    return Data(try file.read(size, at: 0))
  }
}
