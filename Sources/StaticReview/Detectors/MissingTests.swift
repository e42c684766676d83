internal import JudgeTypes

/// Source of substance that comes without any test: in a directory, or in a change that adds it.
enum MissingTests {
  /// Fewer lines of code than this are not worth the reproach.
  private static let leastLines = 30
  /// A change is smaller than a file, and its tests belong to it.
  private static let leastChangedLines = 20

  /// A single file says nothing of the tests beside it.
  static let detector = Detector.artifact(
    "missing_tests",
    reading: { source, artifact in
      artifact.kind == .directory || artifact.kind == .diff || source.reviewedPath != source.path
    },
    gathering: { source, _ in
      // One note a line of code, of files that do something.
      source.has(behaviour, in: 0..<source.code.count)
        ? codeLines(of: source).map { FileFacts.Note(text: "", line: $0) } : []
    },
    concluding: { files, artifact, rule in
      let isDiff = artifact.kind == .diff || files.contains { $0.reviewedPath != $0.path }
      guard artifact.kind == .directory || isDiff, !files.contains(where: \.isTest) else { return [] }
      let most = files.filter { $0.notes.count >= (isDiff ? leastChangedLines : leastLines) }
        .max { ($0.notes.count, $1.reviewedPath) < ($1.notes.count, $0.reviewedPath) }
      guard let most, let first = most.notes.first?.line else { return [] }
      return [
        Hit(rule, in: most.path, lines: isDiff ? heading(of: most, before: first, in: artifact)...first : 1...1)
      ]
    })

  /// The line with which the file begins in a unified diff; of a change that git told, the changed line itself.
  private static func heading(of file: FileFacts, before line: Int, in artifact: Artifact) -> Int {
    guard file.reviewedPath != file.path, let diff = artifact.files.first(where: { $0.path == file.path }) else {
      return line
    }
    let above = diff.content.lines.prefix(line)
    return (above.lastIndex { $0.hasPrefix("diff --git ") } ?? above.lastIndex { $0.hasPrefix("--- ") }).map { $0 + 1 }
      ?? line
  }

  private static let programming: Set<SourceLanguage> = [
    .python, .javascript, .typescript, .swift, .go, .java, .kotlin, .ruby, .php, .csharp, .rust, .scala,
  ]
  /// A branch, a loop or a computation: something that a test could find wrong.
  private static let behaviour = Pattern.fixed(#"\b(?:def|func|function|fn|class|fun)\b|=>"#)

  /// The lines under judgment that hold code.
  private static func codeLines(of source: Source) -> [Int] {
    guard programming.contains(source.language), !source.reviewedPath.hasSuffix(".d.ts"),
      !source.reviewedPath.contains("migrations/"), !source.reviewedPath.hasSuffix("config.js"),
      !source.reviewedPath.hasSuffix("config.ts")
    else { return [] }
    return source.lineNumbers.filter { line in
      source.isUnderJudgment(line...line) && !source.trimmed(source.range(ofLines: line...line)).isEmpty
    }
  }
}
