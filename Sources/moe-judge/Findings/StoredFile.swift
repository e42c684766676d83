import Foundation
import JudgeTypes
import Judging
import Provenance
import Storage

/// The one file of a judged artifact, as the run stored it: without secrets.
struct StoredFile {
  let path: String
  let kind: ArtifactKind
  let bytes: [UInt8]

  /// The lines that are there, of those asked for.
  func lines(_ range: ClosedRange<Int>) -> [Substring] {
    let lines = String(decoding: bytes, as: UTF8.self).lines
    return range.clamped(to: 1...max(1, lines.count)).compactMap { $0 <= lines.count ? lines[$0 - 1] : nil }
  }
}

extension StateOption {
  /// - Throws: `CommandFailure` where the artifact is not one whole file, or its bytes are not there any more.
  func storedFile(of judgment: RecordedJudgment, in run: RunID) throws -> StoredFile {
    let files = try artifactEntry(of: judgment, in: run)?["files"]?.arrayValue ?? []
    guard let kind = ArtifactKind(rawValue: judgment.kind), kind != .directory, files.count == 1, let file = files.first
    else {
      throw CommandFailure(
        "\(judgment.path): it is \(files.count == 1 ? "a \(judgment.kind)" : "\(files.count) files"), and a case is made of one "
          + "file. Judge the file by itself and speak of that run, or write the case by hand.")
    }
    guard file["changed_lines"]?.isNull ?? true else {
      throw CommandFailure(
        "\(judgment.path): of this file only a change was judged. Judge the file by itself and speak of that run, or write the "
          + "case by hand.")
    }
    let name = file["path"]?.stringValue ?? judgment.path
    do {
      return StoredFile(
        path: name, kind: kind, bytes: try library.blobs(of: run).read(file["blob"]?.stringValue ?? ""))
    } catch {
      throw CommandFailure(
        "\(judgment.path): its bytes are not stored any more (run \(run) was pruned, or its files removed), so no case can be made "
          + "of it. Judge the file again and speak of that run.")
    }
  }

  private func artifactEntry(of judgment: RecordedJudgment, in run: RunID) throws -> JSONValue? {
    var found: JSONValue?
    do {
      try library.forEachLine(of: run) { line in
        guard found == nil, let entry = try? Journal.Entry(line: line), entry.kind == "artifact",
          entry.body["path"]?.stringValue == judgment.path, entry.body["sha256"]?.stringValue == judgment.sha256
        else { return }
        found = entry.body
      }
    } catch {
      throw CommandFailure(error)
    }
    return found
  }
}
