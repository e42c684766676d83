import Foundation
import JudgeTypes
import Judging
import Provenance
import Reports

/// Writes a run's result to standard output and files: each judgment as it comes, so that a run of thousands need not be kept.
final class ResultWriter {
  private let banners: [String]
  private var documents: [Document]
  private var count = 0

  private struct Document {
    /// Nil for standard output.
    let path: String?
    var form: ResultForm
    let judgments = Spool()

    /// Lines need nothing before them.
    var isImmediate: Bool { path == nil && form.isOfLines }
  }

  /// - Parameters:
  ///   - banners: what the run says of itself from its beginning on.
  ///   - started: when it began, RFC 3339.
  init(_ outputs: Outputs, banners: [String], started: String) {
    self.banners = banners
    let standard = outputs.format.map { format in
      Document(
        path: nil,
        form: ResultForm(format, isColoured: outputs.isColoured, isVerbose: outputs.isVerbose, started: started))
    }
    documents =
      (standard.map { [$0] } ?? [])
      + outputs.files.map { file in
        Document(
          path: file.path,
          form: ResultForm(file.format, isColoured: false, isVerbose: outputs.isVerbose, started: started))
      }
  }

  /// Takes the next judgment, in the order of the artifacts.
  func add(_ judgment: Judgment) throws {
    try add(judgment.json()) { [banners] table in table.text(of: judgment, besides: banners) }
  }

  /// Takes the next judgment as the JSON result holds it, which every form but the table is a function of.
  ///
  /// - Parameters:
  ///   - json: made once, and only where a form asks for it.
  ///   - tableText: the judgment in the table.
  func add(_ json: @autoclosure () -> JSONValue, tableText: (TableReport) -> String) throws {
    lazy var value = json()
    lazy var recorded = RecordedJudgment(json: value)
    for index in documents.indices {
      let text = documents[index].form.text(
        of: { value }, { recorded }, isFirst: count == 0, tableText: tableText)
      if documents[index].isImmediate {
        Standard.output.write(text)
      } else {
        try documents[index].judgments.append(text)
      }
    }
    count += 1
  }

  /// Writes what stands around the judgments.
  ///
  /// - Parameter reproduce: the command that gives the same result; nil where there is none.
  func finish(_ result: RunResult, reproduce: String?) throws {
    try finish(result.with(judgments: []).json) { table in
      (table.beginning(of: result), table.end(of: result, reproduce: reproduce))
    }
  }

  /// Writes what stands around the judgments.
  ///
  /// - Parameters:
  ///   - json: the JSON result without its judgments.
  ///   - tableFrame: what stands around them in the table.
  func finish(_ json: JSONValue, tableFrame: (TableReport) -> (before: String, after: String)) throws {
    let result: RecordedResult
    do { result = try RecordedResult(json: json) } catch { throw CommandFailure(error, .internalError) }
    // One that finds no room costs none of the others.
    var failure: (any Error)?
    for document in documents {
      let frame = document.form.frame(of: json, result, isEmpty: count == 0, tableFrame: tableFrame)
      if let path = document.path {
        do { try write(document, frame, to: path) } catch { failure = failure ?? error }
      } else {
        Standard.output.write(frame.before)
        try document.judgments.forEachPiece { Standard.output.write($0) }
        Standard.output.write(frame.after)
      }
    }
    if let failure { throw failure }
  }

  /// Whole or not at all.
  private func write(_ document: Document, _ frame: (before: String, after: String), to path: String) throws {
    let draft = "\(path).\(getpid()).tmp"
    do {
      guard FileManager.default.createFile(atPath: draft, contents: nil), let file = FileHandle(forWritingAtPath: draft)
      else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
      try file.write(contentsOf: Array(frame.before.utf8))
      try document.judgments.forEachPiece { try file.write(contentsOf: $0) }
      try file.write(contentsOf: Array(frame.after.utf8))
      try file.close()
      guard rename(draft, path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    } catch {
      unlink(draft)
      if let failure = error as? CommandFailure { throw failure }
      let isFull = (error as? CocoaError)?.code == .fileWriteOutOfSpace
      let cause =
        error as? POSIXError ?? (error as? CocoaError)?.underlying as? POSIXError
        ?? (isFull ? POSIXError(.ENOSPC) : nil)
      let reason = cause.map { ": " + String(cString: strerror($0.code.rawValue)) } ?? ""
      throw CommandFailure(
        "\(path): cannot be written\(reason). Check the folder and the disk; what was judged is in the run's record, see: "
          + "moe-judge runs show latest", .internalError)
    }
  }
}
