import Foundation
import JudgeTypes
import Provenance
import Storage

/// A folder that goes away with the test that made it.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("moe-judge-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
  }

  func names(_ name: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(name)").sorted()
  }
}

extension RunID {
  /// The run that started so many seconds into 2026-11-21T02:40, with its number as random digits.
  static func sample(_ number: Int) throws -> RunID {
    let digits = (number < 10 ? "0" : "") + "\(number)"
    guard let run = RunID("20261121T0240\(digits)Z-0000\(digits)") else { throw CocoaError(.formatting) }
    return run
  }
}

extension RunSummary {
  static func sample(
    _ run: RunID, outcome: Outcome = .fail, paths: [String] = ["src/app.py"], findings: Int = 2, cost: Double? = 0.25
  ) -> RunSummary {
    let found = (0..<findings).map { number in
      FindingSummary(
        fingerprint: "f\(number)", rule: "hard_coded_secret", severity: .critical, message: "it's a 'secret' é",
        path: number == 0 ? "src/app.py" : nil, line: number == 0 ? 7 : nil, status: .verified,
        dimension: number == 0 ? "security" : nil)
    }
    let judgments = paths.map {
      JudgmentSummary(
        path: $0, kind: .code, sha256: Digest.sha256($0), outcome: outcome, agreement: 0.8, seatsJudged: 5, seats: 6,
        findings: found)
    }
    let record = RunRecord(
      run: run, started: "2026-11-21T02:40:12.000Z", finished: "2026-11-21T02:41:00.000Z", mode: .models,
      outcome: outcome, exitCode: 1, artifacts: paths.count, firstPath: paths.first, version: "1.0.0", costUSD: cost)
    return RunSummary(record: record, judgments: judgments)
  }
}
