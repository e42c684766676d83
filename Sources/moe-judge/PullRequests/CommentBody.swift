import Foundation

/// The text of a comment: the marker, then the report, as much of it as the forge takes.
struct CommentBody {
  let text: String
  /// Whether lines of the report were left out.
  let isCut: Bool

  /// - Parameters:
  ///   - report: in Markdown; a marker in its first line gives way to `marker`.
  ///   - job: where the whole report is; nil where nobody said.
  init(_ report: String, marker: CommentMarker, for forge: Forge, job: String?) {
    var lines = Self.lines(of: report)[...]
    if let first = lines.first, CommentMarker.isMarker(first) { lines = lines.dropFirst() }
    var shown = lines.map(String.init)
    if forge == .gitLab { shown = shown.map(Self.withoutQuickAction) }
    let whole = ([marker.line] + shown).joined(separator: "\n")
    guard whole.unicodeScalars.count > forge.limit else {
      (text, isCut) = (whole, false)
      return
    }
    // At the top, where no open code block or fold of the cut report can swallow it.
    let place = job.map { "[the job](\($0))" } ?? "the job"
    let note =
      "> **Cut:** \(forge.name) takes \(forge.limit) characters. The whole report is in the summary and the files of \(place)."
    let head = [marker.line, note, ""]
    var left = forge.limit - head.reduce(0) { $0 + $1.unicodeScalars.count + 1 }
    let kept = shown.prefix { line in
      left -= line.unicodeScalars.count + 1
      return left >= 0
    }
    (text, isCut) = ((head + kept).joined(separator: "\n"), true)
  }

  /// By scalars: two carriage returns before a line feed hide it from whoever goes by characters.
  private static func lines(of report: String) -> [Substring] {
    var unix = String.UnicodeScalarView()
    for scalar in report.unicodeScalars where scalar != "\u{0}" {
      unix.append(["\r", "\u{85}", "\u{2028}", "\u{2029}", "\u{B}", "\u{C}"].contains(scalar) ? "\n" : scalar)
    }
    return String(unix).split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// GitLab carries out lines of a comment that begin with a slash and a word, in code blocks and hidden text too if
  /// their fences can be confused.
  private static func withoutQuickAction(_ line: String) -> String {
    let indentation = line.prefix { $0.isWhitespace }
    let rest = line[indentation.endIndex...]
    guard rest.hasPrefix("/") else { return line }
    return indentation + "\\" + rest
  }
}
