internal import JudgeTypes
internal import Rubrics

/// Where one file uses things that have a name: databases, protocols, algorithms.
struct FileTerms: Sendable {
  struct Use: Sendable, Hashable {
    let name: String
    let path: String
    let line: Int
  }

  let isTest: Bool
  /// On lines under judgment, in their order, the first of each name and line; empty where naming a thing is not using it.
  let uses: [Use]

  init(of source: Source, taxonomy: Taxonomy) {
    isTest = source.isTest
    guard source.canUse else {
      uses = []
      return
    }
    let strings = source.stringsThatSpeak
    let matches = taxonomy.matches(in: source.string(0..<source.text.count, in: .text)).filter { match in
      !strings.contains { $0.overlaps(match.range) }
    }
    uses = matches.map { Use(name: $0.name, path: source.path, line: source.line(at: $0.range.lowerBound)) }
      .filter { source.isUnderJudgment($0.line...$0.line) }
  }
}

extension Source {
  /// Whether naming a thing in it means using it: in code, in what is deployed and in lists of dependencies. Documents, data
  /// and settings speak of many things.
  fileprivate var canUse: Bool {
    if [.dockerfile, .compose, .kubernetes, .terraform, .workflow, .sql, .shell].contains(kind) { return true }
    let name = reviewedPath.split(separator: "/").last.map { $0.lowercased() } ?? ""
    if Self.manifests.contains(name) || name.hasPrefix("requirements") && name.hasSuffix(".txt") { return true }
    return Self.programs.contains(language)
  }

  private static let manifests: Set<String> = [
    "package.json", "pyproject.toml", "pipfile", "go.mod", "cargo.toml", "gemfile", "pom.xml", "build.gradle",
    "build.gradle.kts", "composer.json", "dockerfile", "docker-compose.yml", "docker-compose.yaml", "compose.yaml",
    "compose.yml",
  ]
  private static let programs: Set<SourceLanguage> = [
    .python, .javascript, .typescript, .swift, .go, .java, .kotlin, .ruby, .php, .csharp, .c, .rust, .scala,
    .dockerfile,
    .shell, .sql, .terraform,
  ]

  /// A program's strings but for addresses such as `postgresql://db` and the names of what is imported: a message, a
  /// pattern or a documentation string that names a thing does not use it.
  fileprivate var stringsThatSpeak: [Range<Int>] {
    guard Self.programs.contains(language), ![.dockerfile, .shell, .terraform].contains(language) else { return [] }
    return spans.filter { $0.kind == .string }.map(\.content).filter { content in
      let text = String(decoding: bytes[content], as: UTF8.self)
      let isAddress = text.contains("://") && !text.contains(where: \.isWhitespace)
      return !isAddress && !isImported(before: content.lowerBound)
    }
  }

  /// `from "pg"`, `require("pg")`, `import "pg"`.
  private func isImported(before start: Int) -> Bool {
    let line = String(decoding: bytes[lineStart(of: start)..<start], as: UTF8.self)
    return ["import", "require", "from"].contains { line.contains($0) }
  }
}
