internal import JudgeTypes

/// A file of a unified diff as it will be once the diff is applied, as far as the diff shows it.
///
/// Every line stands on the line where the diff has it, so that a finding's line is the diff's; what is not of the file is blank.
enum DiffText {
  /// The diff's files, or the source itself when it is no diff.
  static func sources(of source: Source) -> [Source] {
    guard source.language == .diff else { return [source] }
    return files(in: source).map(Source.init)
  }

  private static func files(in source: Source) -> [ArtifactFile] {
    let lines = String(decoding: source.bytes, as: UTF8.self).lines
    var files: [Partial] = []
    var inHunk = false
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("diff --git ") {
        inHunk = false
      } else if !inHunk, line.hasPrefix("+++ ") {
        files.append(Partial(path: path(in: line), lineCount: lines.count))
      } else if line.hasPrefix("@@ ") {
        inHunk = true
      } else if inHunk, !files.isEmpty {
        if line.hasPrefix("+") {
          files[files.count - 1].add(line.dropFirst(), at: index, isAdded: true)
        } else if line.hasPrefix(" ") || line.isEmpty {
          files[files.count - 1].add(line.dropFirst(), at: index, isAdded: false)
        }
      }
    }
    return files.filter { $0.path != "/dev/null" }.map { $0.file(in: source) }
  }

  /// The path after `+++ `, without git's `b/`, quotes and time stamp.
  private static func path(in line: Substring) -> String {
    var path = line.dropFirst(4).prefix { $0 != "\t" && $0 != "\r" }
    if path.hasPrefix("\""), path.hasSuffix("\"") { path = path.dropFirst().dropLast() }
    return String(path.hasPrefix("b/") ? path.dropFirst(2) : path)
  }

  private struct Partial {
    let path: String
    private var lines: [Substring]
    private var added: [ClosedRange<Int>] = []

    init(path: String, lineCount: Int) {
      self.path = path
      lines = Array(repeating: "", count: lineCount)
    }

    mutating func add(_ text: Substring, at index: Int, isAdded: Bool) {
      lines[index] = text
      guard isAdded else { return }
      let line = index + 1
      if let last = added.last, last.upperBound == line - 1 {
        added[added.count - 1] = last.lowerBound...line
      } else {
        added.append(line...line)
      }
    }

    func file(in diff: Source) -> ArtifactFile {
      ArtifactFile(
        path: diff.path, reviewedPath: path, kind: .diff,
        language: SourceLanguage(fileName: String(path.split(separator: "/").last ?? "")) ?? .text,
        content: lines.joined(separator: "\n"), sha256: "", changedLines: added)
    }
  }
}
