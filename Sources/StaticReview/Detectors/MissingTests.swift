internal import JudgeTypes

/// Source of substance that comes without any test: in a directory, or in a change that adds it.
enum MissingTests {
  /// A single file says nothing of the tests beside it.
  private static func isChange(_ source: Source, _ artifact: Artifact) -> Bool {
    artifact.kind == .diff || source.reviewedPath != source.path
  }

  /// Fewer lines of code than this are not worth the reproach.
  private static let leastLines = 30
  /// A change is smaller than a file, and its tests belong to it.
  private static let leastChangedLines = 20

  static let detector = Detector.artifact(
    "missing_tests", reading: { source, artifact in artifact.kind == .directory || isChange(source, artifact) }
  ) { sources, artifact, rule in
    let isDiff = sources.contains { isChange($0, artifact) }
    guard artifact.kind == .directory || isDiff, !sources.contains(where: \.isTest) else { return [] }
    let weighed = sources.compactMap { source -> (source: Source, lines: [Int])? in
      let lines = codeLines(of: source)
      return lines.count >= (isDiff ? leastChangedLines : leastLines)
        && source.has(behaviour, in: 0..<source.code.count) ? (source, lines) : nil
    }
    guard
      let most = weighed.max(by: { ($0.lines.count, $1.source.reviewedPath) < ($1.lines.count, $0.source.reviewedPath) }
      ),
      let first = most.lines.first
    else { return [] }
    return [
      Hit(
        rule, in: most.source.path,
        lines: isDiff ? heading(of: most.source, before: first, in: artifact)...first : 1...1)
    ]
  }

  /// The line with which the file begins in a unified diff; of a change that git told, the changed line itself.
  private static func heading(of source: Source, before line: Int, in artifact: Artifact) -> Int {
    guard source.reviewedPath != source.path, let diff = artifact.files.first(where: { $0.path == source.path }) else {
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
