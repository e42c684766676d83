import Foundation
import JudgeTypes
import Provenance
import Reports

/// Writes a run's result to standard output and files: each judgment as it comes, so that a run of thousands need not be kept.
final class ResultWriter {
  private let outputs: Outputs
  /// What the run says of itself from its beginning on.
  private let banners: [String]
  private var documents: [Document]
  private var count = 0

  private struct Document {
    /// Nil for standard output.
    let path: String?
    let form: ResultForm
    let judgments = Spool()

    /// Lines need nothing before them.
    var isImmediate: Bool { path == nil && form.isOfLines }
  }

  init(_ outputs: Outputs, banners: [String]) {
    self.outputs = outputs
    self.banners = banners
    let standard = Document(
      path: nil, form: ResultForm(outputs.format, isColoured: outputs.isColoured, isVerbose: outputs.isVerbose))
    documents =
      [standard]
      + outputs.files.map { file in
        Document(path: file.path, form: ResultForm(file.format, isColoured: false, isVerbose: outputs.isVerbose))
      }
  }

  /// Takes the next judgment, in the order of the artifacts.
  func add(_ judgment: Judgment) throws {
    for document in documents {
      let text = document.form.text(of: judgment, isFirst: count == 0, besides: banners)
      if document.isImmediate { Standard.output.write(text) } else { try document.judgments.append(text) }
    }
    count += 1
  }

  /// Writes what stands around the judgments.
  ///
  /// - Parameter reproduce: the command that gives the same result; nil where there is none.
  func finish(_ result: RunResult, reproduce: String?) throws {
    for document in documents {
      let frame = document.form.frame(of: result, reproduce: reproduce)
      if let path = document.path {
        try write(document, frame, to: path)
      } else {
        Standard.output.write(frame.before)
        try document.judgments.forEachPiece { Standard.output.write($0) }
        Standard.output.write(frame.after)
      }
    }
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
      let cause = error as? POSIXError ?? (error as? CocoaError)?.underlying as? POSIXError
      let reason = cause.map { ": " + String(cString: strerror($0.code.rawValue)) } ?? ""
      throw CommandFailure(
        "\(path): cannot be written\(reason). Check the folder and the disk; what was judged is in the run's record, see: "
          + "moe-judge runs show latest", .internalError)
    }
  }
}

/// A form of the result: what stands before its judgments, the judgments, what stands after them.
struct ResultForm {
  private let format: OutputOptions.Format
  private let table: TableReport

  init(_ format: OutputOptions.Format, isColoured: Bool, isVerbose: Bool) {
    self.format = format
    table = TableReport(style: TextStyle(isColoured: isColoured), isVerbose: isVerbose)
  }

  var isOfLines: Bool { format == .jsonl }

  func text(of judgment: Judgment, isFirst: Bool, besides banners: [String]) -> String {
    switch format {
    case .jsonl: judgment.json().canonical + "\n"
    case .table: table.text(of: judgment, besides: banners)
    // A text in JSON holds no line feed, so those that are there part its lines.
    case .json: (isFirst ? "" : ",") + "\n    " + judgment.json().pretty.replacing("\n", with: "\n    ")
    }
  }

  func frame(of result: RunResult, reproduce: String?) -> (before: String, after: String) {
    switch format {
    case .jsonl: return ("", "")
    case .table: return (table.beginning(of: result), table.end(of: result, reproduce: reproduce))
    case .json:
      let document = result.with(judgments: []).json.pretty + "\n"
      let place = "\n  \"judgments\": ["
      guard result.tally.judged > 0, let range = document.firstRange(of: place) else { return (document, "") }
      return (String(document[..<range.upperBound]), "\n  " + document[range.upperBound...])
    }
  }
}
