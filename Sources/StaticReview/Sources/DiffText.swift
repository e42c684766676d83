internal import JudgeTypes

/// A file of a unified diff as it will be once the diff is applied, as far as the diff shows it.
///
/// Every line stands on the line where the diff has it, so that a finding's line is the diff's; what is not of the file is blank.
enum DiffText {
  /// The diff's files, or the source itself when it is no diff or holds nothing that can be read as one.
  static func sources(of source: Source) -> [Source] {
    guard source.language == .diff else { return [source] }
    let (files, isWhole) = files(in: source)
    let limits = isWhole ? [] : ["lines that no hunk of the diff announces"]
    guard !files.isEmpty else { return [source.limited(by: limits)] }
    let changed = files.enumerated().map { index, file in
      Source(file.file(in: source), firstLine: file.firstLine, limits: index == 0 ? limits : [])
    }
    return changed + (prose(of: source).map { [$0] } ?? [])
  }

  /// The diff's files as they were before it, each line on its line of the diff; none of what is no diff.
  static func sourcesBefore(_ source: Source) -> [Source] {
    guard source.language == .diff else { return [] }
    let reversed = Source(
      ArtifactFile(
        path: source.path, kind: .diff, language: .diff,
        content: reversed(String(decoding: source.bytes, as: UTF8.self)),
        sha256: ""))
    return files(in: reversed).files.map { Source($0.file(in: reversed), firstLine: $0.firstLine, limits: []) }
  }

  /// The diff that takes the change back; its lines stay where they are.
  private static func reversed(_ text: String) -> String {
    var hunk = Hunk(old: 0, new: 0)
    return text.lines.map { line -> String in
      if !hunk.isUsedUp {
        if line.hasPrefix("\\") { return String(line) }
        hunk.take(line)
        if line.hasPrefix("+") { return "-" + line.dropFirst() }
        return line.hasPrefix("-") ? "+" + line.dropFirst() : String(line)
      }
      if line.hasPrefix("@@ ") {
        hunk = Hunk(header: line)
        return hunk.reversedHeader
      }
      if line.hasPrefix("--- ") {
        return "+++ " + line.dropFirst(4).replacing(/^"?a\//, with: "b/", maxReplacements: 1)
      }
      return line.hasPrefix("+++ ") ? "--- " + line.dropFirst(4) : String(line)
    }.joined(separator: "\n")
  }

  /// What is said around the changes, such as the messages of commits; nil where there is nothing but headers. Each line stands
  /// on its line of the diff.
  private static func prose(of source: Source) -> Source? {
    var hunk = Hunk(old: 0, new: 0)
    var holdsProse = false
    let lines = String(decoding: source.bytes, as: UTF8.self).lines.map { line -> Substring in
      if !hunk.isUsedUp {
        if !line.hasPrefix("\\") { hunk.take(line) }
        return ""
      }
      if line.hasPrefix("@@ ") { hunk = Hunk(header: line) }
      guard !headers.contains(where: line.hasPrefix) else { return "" }
      holdsProse = holdsProse || line.contains { !$0.isWhitespace }
      return line
    }
    guard holdsProse else { return nil }
    return Source(
      ArtifactFile(
        path: source.path, kind: .diff, language: .text, content: lines.joined(separator: "\n"), sha256: ""))
  }

  private static let headers = [
    "diff ", "index ", "--- ", "+++ ", "@@", "\\", "new file mode", "deleted file mode", "old mode", "new mode",
    "similarity index", "rename ", "copy ", "Binary files",
  ]

  /// The files, and whether every added line stood in a hunk. Diffs of merges (`@@@`) are not read.
  private static func files(in source: Source) -> (files: [Partial], isWhole: Bool) {
    let lines = String(decoding: source.bytes, as: UTF8.self).lines
    var files: [Partial] = []
    var hunk = Hunk(old: 0, new: 0)
    var isWhole = true
    for (index, line) in lines.enumerated() {
      if hunk.isUsedUp {
        if line.hasPrefix("+++ ") {
          files.append(Partial(path: path(in: line)))
        } else if line.hasPrefix("@@ "), !files.isEmpty {
          hunk = Hunk(header: line)
        } else if line.hasPrefix("@@@") || line.hasPrefix("+") && !files.isEmpty {
          isWhole = false
        }
      } else if !files.isEmpty, !line.hasPrefix("\\") {
        hunk.take(line)
        if line.hasPrefix("+") {
          files[files.count - 1].add(line.dropFirst(), at: index, isAdded: true)
        } else if !line.hasPrefix("-") {
          files[files.count - 1].add(line.dropFirst(), at: index, isAdded: false)
        }
      }
    }
    return (files.filter { $0.path != "/dev/null" && $0.firstLine > 0 }, isWhole)
  }

  /// How many lines of either side a hunk still has; its header says, so that no line of text can pass for a header.
  private struct Hunk {
    private var old: Int
    private var new: Int

    init(old: Int, new: Int) { (self.old, self.new) = (old, new) }

    /// `@@ -1,4 +1,6 @@`; a count that is left out is 1.
    init(header: Substring) {
      let sides = header.split(separator: " ").dropFirst().prefix(2).map { side in
        let parts = side.dropFirst().split(separator: ",")
        return parts.count > 1 ? max(0, Int(parts[1]) ?? 0) : 1
      }
      self.init(old: sides.first ?? 0, new: sides.last ?? 0)
    }

    var isUsedUp: Bool { old <= 0 && new <= 0 }
    var reversedHeader: String { "@@ -1,\(new) +1,\(old) @@" }

    mutating func take(_ line: Substring) {
      if !line.hasPrefix("+") { old -= 1 }
      if !line.hasPrefix("-") { new -= 1 }
    }
  }

  /// The path after `+++ `, without git's `b/`, quotes and time stamp.
  private static func path(in line: Substring) -> String {
    var path = line.dropFirst(4).prefix { $0 != "\t" && $0 != "\r" }
    if path.hasPrefix("\""), path.hasSuffix("\"") { path = path.dropFirst().dropLast() }
    return String(path.hasPrefix("b/") ? path.dropFirst(2) : path)
  }

  private struct Partial {
    let path: String
    /// The line of the diff on which its text begins; 0 while it has none.
    private(set) var firstLine = 0
    private var lines: [Substring] = []
    private var added: [ClosedRange<Int>] = []

    init(path: String) { self.path = path }

    mutating func add(_ text: Substring, at index: Int, isAdded: Bool) {
      let line = index + 1
      if lines.isEmpty { firstLine = line }
      while lines.count < line - firstLine { lines.append("") }
      lines.append(text)
      guard isAdded else { return }
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
