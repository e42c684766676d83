import Foundation
import Provenance
import Storage
import StoredRuns
import Testing

@testable import Dashboard

/// A state folder of its own with the runs of Tests/GoldenRuns, of models with a debate and offline.
struct ServedStore {
  let folder: URL
  var state: String { folder.appending(path: "state").path }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// - Parameter isEmpty: without any run, and without the state folder.
  init(isEmpty: Bool = false) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "moe-judge-served-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard !isEmpty else { return }
    let runs = folder.appending(path: "state/runs")
    try FileManager.default.createDirectory(at: runs, withIntermediateDirectories: true)
    for name in ["0.1.0-rules4-debate", "0.1.0-rules4-offline", "0.1.0-rules4-models"] {
      let golden = Self.root.appending(path: "Tests/GoldenRuns/\(name)/runs")
      for run in try FileManager.default.contentsOfDirectory(atPath: golden.path) {
        try FileManager.default.copyItem(at: golden.appending(path: run), to: runs.appending(path: run))
      }
    }
    let library = RunLibrary(state: state)
    _ = try RunIndex.rebuild(path: state + "/moe-judge.sqlite", runs: try library.runs()) { run in
      try StoredRun(run, in: library).summary
    }
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  var library: RunLibrary { RunLibrary(state: state) }
  /// The newest first.
  var runs: [RunID] { (try? library.runs()) ?? [] }
  /// One whose first artifact has a finding that no other has the name of.
  func runWithFindings() throws -> (run: RunID, finding: String) {
    for run in runs {
      let recorded = try #require(RecordedRun(try StoredRun(run, in: library)))
      let names = recorded.judgments.flatMap { $0.findings.map(\.id) }
      if let finding = recorded.judgments.first?.findings.first, names.count(where: { $0 == finding.id }) == 1 {
        return (run, finding.id)
      }
    }
    throw NoFindings()
  }

  private struct NoFindings: Error {}

  @discardableResult
  func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    return file.path
  }

  func text(of name: String) -> String {
    (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
  }
}
