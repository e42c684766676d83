internal import JudgeTypes

/// Source of substance that comes without any test: in a directory, or in a change that adds it.
enum MissingTests {
  /// Fewer lines of code than this are not worth the reproach.
  private static let leastLines = 30

  static let detector = Detector.artifact("missing_tests") { sources, artifact, rule in
    let isDiff = artifact.kind == .diff || sources.contains { $0.reviewedPath != $0.path }
    guard artifact.kind == .directory || isDiff, !sources.contains(where: \.isTest) else { return [] }
    let weighed = sources.compactMap { source -> (source: Source, lines: [Int])? in
      let lines = codeLines(of: source)
      return lines.count >= leastLines && source.has(behaviour, in: 0..<source.code.count) ? (source, lines) : nil
    }
    guard
      let most = weighed.max(by: { ($0.lines.count, $1.source.reviewedPath) < ($1.lines.count, $0.source.reviewedPath) }
      ),
      let first = most.lines.first
    else { return [] }
    return [Hit(rule, in: most.source.path, lines: (isDiff ? first : 1)...(isDiff ? first : 1))]
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
    return (1...max(1, source.lineCount)).filter { line in
      source.isUnderJudgment(line...line) && !source.trimmed(source.range(ofLines: line...line)).isEmpty
    }
  }
}
