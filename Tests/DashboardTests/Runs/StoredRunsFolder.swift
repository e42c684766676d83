import Foundation
import Provenance
import Storage
import StoredRuns
import TestSupport

@testable import Dashboard

/// A state folder with the runs that earlier versions stored; it goes away with the test that made it.
final class StoredRunsFolder: Sendable {
  let path: String
  /// The runs, by the name of the folder that keeps each.
  let runs: [String: RunID]

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "moe-judge-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder.appending(path: "runs"), withIntermediateDirectories: true)
    path = folder.path
    let golden = Self.root.appending(path: "GoldenRuns")
    var runs: [String: RunID] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: golden.path) {
      let kept = golden.appending(path: name).appending(path: "runs")
      for id in (try? FileManager.default.contentsOfDirectory(atPath: kept.path)) ?? [] {
        try FileManager.default.copyItem(
          at: kept.appending(path: id), to: folder.appending(path: "runs").appending(path: id))
        runs[name] = RunID(id)
      }
    }
    self.runs = runs
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var stores: Stores { Stores(state: path, root: path) }
  var library: RunLibrary { RunLibrary(state: path) }

  /// Brings all of them into the index.
  func index() throws {
    let index = try RunIndex(path: path + "/moe-judge.sqlite")
    let library = library
    _ = try index.reindex(runs.values) { try StoredRun($0, in: library).summary }
  }

  /// The run of a name's ending, such as `rules4-debate`.
  func run(_ ending: String) throws -> RunID {
    guard let run = runs.first(where: { $0.key.hasSuffix(ending) })?.value else { throw CocoaError(.fileNoSuchFile) }
    return run
  }

  /// Changes the text of a run's journal.
  func edit(_ run: RunID, _ change: (String) -> String) throws {
    let file = URL(fileURLWithPath: library.folder(of: run).journal)
    try Data(change(try String(contentsOf: file, encoding: .utf8)).utf8).write(to: file)
  }

  /// A file of the team.
  func write(_ text: String, to name: String) throws {
    let file = URL(fileURLWithPath: path).appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// A page of the server, read back.
  func page(_ place: Place, from stores: Stores? = nil) throws -> ParsedXML? {
    guard let text = try Site(stores ?? self.stores).document(at: place) else { return nil }
    return try ParsedXML.root(of: String(text.drop { $0 != "\n" }))
  }
}

extension ParsedXML {
  /// All text in it.
  var words: String { everything.map(\.text).joined(separator: " ") }

  func inClass(_ name: String) -> [ParsedXML] {
    everything.filter { ($0.attributes["class"] ?? "").split(separator: " ").contains(Substring(name)) }
  }
}
