import Artifacts
import Foundation
import JudgeTypes
import Judging
import Provenance
import Reports
import StaticReview
import Synchronization

/// What other tools found, read from SARIF logs and matched to artifacts by the paths that both name.
final class ImportedEvidence: Sendable {
  private let results: [SARIFLog.Result]
  /// The results about each file, by its path below the root.
  private let byPlace: [String: [Int]]
  private let suppressed: Int
  private let root: PathRoot
  /// Over the bytes of the logs in their order.
  let sha256: String
  /// The results whose file and line were judged.
  private let matched = Mutex<Set<Int>>([])

  /// - Parameter logs: paths of SARIF files.
  /// - Throws: `CommandFailure` for one that cannot be read or used.
  init(logs: [String], root: PathRoot) throws {
    var (results, suppressed): ([SARIFLog.Result], Int) = ([], 0)
    var digests: [String] = []
    for path in logs {
      do {
        let bytes = try Self.bytes(of: path)
        let log = try SARIFLog(bytes, path: path)
        digests.append(Digest.sha256(bytes))
        results += log.results
        suppressed += log.suppressed
      } catch { throw CommandFailure(error) }
    }
    var places: [String: String] = [:]
    for case let path? in Set(results.map(\.path)) { places[path] = Self.place(of: path, below: root) }
    byPlace = Dictionary(grouping: results.indices) { results[$0].path.flatMap { places[$0] } ?? "" }
    sha256 = Digest.sha256(digests.joined(separator: "\n"))
    (self.results, self.suppressed, self.root) = (results, suppressed, root)
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw SARIFError(path: path, problem: "there is no such file, or it may not be looked at")
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw SARIFError(path: path, problem: "it is no regular file") }
    guard status.st_size <= SARIFLog.sizeLimit else {
      throw SARIFError(path: path, problem: "it is larger than \(SARIFLog.sizeLimit) bytes")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw SARIFError(path: path, problem: "it cannot be read")
    }
    return Array(data)
  }

  /// Below the root. A tool that ran elsewhere, such as in a container, names files by paths of that place: of such a path
  /// the longest end that is a file here counts.
  private static func place(of path: String, below root: PathRoot) -> String {
    guard path.hasPrefix("/"), !root.holds(path) else { return root.place(of: path) }
    let parts = path.split(separator: "/")
    for start in parts.indices {
      let end = parts[start...].joined(separator: "/")
      if FileManager.default.fileExists(atPath: end) { return root.place(of: end) }
    }
    return root.place(of: path)
  }

  /// What is said of the artifact's files, of the lines under judgment, without secrets.
  ///
  /// - Parameters:
  ///   - artifact: as it was read.
  ///   - redaction: what takes its secrets out of messages.
  func findings(for artifact: Artifact, by redaction: Redaction) -> [ToolFinding] {
    guard !results.isEmpty else { return [] }
    var findings: [ToolFinding] = []
    var found: Set<Int> = []
    for file in artifact.files {
      let indices = byPlace[root.place(of: file.path)] ?? []
      guard !indices.isEmpty else { continue }
      let count = file.content.lineCount
      for index in indices {
        let result = results[index]
        // A line beyond the end is one of another state of the file.
        if let lines = result.lines, lines.lowerBound > count { continue }
        found.insert(index)
        let lines = result.lines.map { $0.lowerBound...min($0.upperBound, count) }
        guard lines?.contains(where: file.isUnderJudgment) ?? true else { continue }
        findings.append(
          ToolFinding(
            tool: result.tool, rule: result.rule, severity: result.severity, path: file.path, lines: lines,
            message: result.message, isAboutSecurity: result.isAboutSecurity))
      }
    }
    matched.withLock { $0.formUnion(found) }
    guard !findings.isEmpty else { return [] }
    let messages = MessageRedaction(for: artifact, by: redaction)
    return findings.map { $0.saying(messages.redacted($0.message)) }
  }

  /// Says on standard error what of the logs was of no use, once all is judged.
  func report() {
    for remark in remarks { Standard.error.write(safeForTerminal("moe-judge: \(remark)") + "\n") }
  }

  private var remarks: [String] {
    var remarks: [String] = []
    if suppressed > 0 { remarks.append("evidence: \(counted(suppressed, "suppressed finding")) left out") }
    let unmatched = matched.withLock { matched in results.indices.filter { !matched.contains($0) } }
    guard !unmatched.isEmpty else { return remarks }
    let places = unmatched.prefix(5).map { index in
      (results[index].path ?? "no file") + (results[index].lines.map { ":\($0.lowerBound)" } ?? "")
    }
    let more = unmatched.count > places.count ? " and \(unmatched.count - places.count) more" : ""
    return remarks + [
      "evidence: \(unmatched.count) of \(counted(results.count, "finding")) left out, as no file and line of theirs was judged: "
        + places.joined(separator: ", ") + more
    ]
  }
}

extension ToolFinding {
  fileprivate func saying(_ message: String) -> ToolFinding {
    ToolFinding(
      tool: tool, rule: rule, severity: severity, path: path, lines: lines, message: message,
      isAboutSecurity: isAboutSecurity)
  }
}
