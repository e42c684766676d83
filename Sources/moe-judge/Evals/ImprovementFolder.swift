import Evals
import Foundation
import Provenance
import Storage
import Synchronization

/// Where a loop of improvement keeps itself: .moe-judge/improvements/<id>/.
struct ImprovementFolder {
  /// What it was begun with, so that it can be gone on with.
  struct Opening: Codable {
    let start: LoopStart
    /// The words after `eval improve`.
    let arguments: [String]
    let files: WorkspaceFiles
  }

  let state: String
  let id: String

  private var files: ImprovementFiles { ImprovementFiles(state: state, id: id) }
  private var journal: String { files.journal }
  private var opening: String { files.opening }
  var report: String { files.report }
  var markdown: String { files.markdown }
  var patch: String { files.patch }
  var isRolledBack: Bool { files.isRolledBack }
  func markRolledBack() throws { try WorkspaceFiles.write("", to: files.rolledBack) }

  /// The loop that `reference` names: `latest`, or the beginning of an id.
  static func resolve(_ reference: String, in state: String) throws -> ImprovementFolder {
    let names = ((try? ImprovementFiles.all(in: state)) ?? []).map(\.description)
    let found = reference == "latest" ? names.suffix(1) : names.filter { $0.hasPrefix(reference) }[...]
    guard let id = found.first, found.count == 1 else {
      let known = names.isEmpty ? "There is none yet." : "Known: \(names.suffix(5).joined(separator: ", "))."
      throw CommandFailure(
        "\(reference): this names \(found.isEmpty ? "no loop" : "several loops") in \(ImprovementFiles.folder(in: state)). \(known)"
      )
    }
    return ImprovementFolder(state: state, id: id)
  }

  func begin(_ opening: Opening) throws -> LoopFile {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try WorkspaceFiles.write(String(decoding: try encoder.encode(opening), as: UTF8.self), to: self.opening)
    return LoopFile(try logged { () throws(StorageError) in try LineLog.create(at: journal) }, events: [])
  }

  func readOpening() throws -> Opening {
    guard let data = FileManager.default.contents(atPath: opening),
      let read = try? JSONDecoder().decode(Opening.self, from: data)
    else { throw CommandFailure("\(opening): it is missing or damaged, so the loop cannot go on. Begin a new one.") }
    return read
  }

  /// Goes on with the journal; one that was killed before its first line begins anew.
  func goOn() throws -> LoopFile {
    guard FileManager.default.fileExists(atPath: journal) else {
      return LoopFile(try logged { () throws(StorageError) in try LineLog.create(at: journal) }, events: [])
    }
    let (log, lines) = try logged { () throws(StorageError) in try LineLog.resume(at: journal) }
    let events = lines.map { LoopEvent(line: $0) }
    if let bad = events.firstIndex(where: { $0 == nil }) {
      throw CommandFailure(
        "\(journal):\(bad + 1): this is no line of a loop. Begin a new loop; this one cannot be trusted.")
    }
    return LoopFile(log, events: events.compactMap(\.self))
  }

  private func logged<Value>(_ body: () throws(StorageError) -> Value) throws -> Value {
    do { return try body() } catch { throw CommandFailure(error) }
  }
}

/// The log of a loop, on disk.
struct LoopFile: LoopLog {
  let events: [LoopEvent]
  private let log: LineLog

  init(_ log: LineLog, events: [LoopEvent]) {
    self.log = log
    self.events = events
  }

  func append(_ event: LoopEvent) throws {
    do { try log.append(event.line) } catch { throw CommandFailure(error) }
  }
}
