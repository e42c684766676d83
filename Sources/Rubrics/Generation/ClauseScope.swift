import JudgeTypes
import Markdown

/// The artifacts that a clause itself names: "`*.tf` files must …", "In Dockerfiles, …", "Python services must …".
///
/// Only its subject and the condition before it count: what stands after the keyword is what is demanded of them.
struct ClauseScope: Sendable, Hashable {
  let kinds: [ArtifactKind]
  let globs: [String]

  init(of statement: ClauseStatement, taxonomy: Taxonomy) {
    let scope = statement.scope
    let words = scope.lowercased().split { !($0.isLetter || $0.isNumber) }.map(String.init)
    // "Modules other than those in `Sources/Storage`": what is excepted is not what is concerned.
    guard !words.contains(where: Self.exceptions.contains), !Self.holds(words, ["other", "than"]) else {
      (kinds, globs) = ([], [])
      return
    }
    var kinds: Set<ArtifactKind> = []
    for (phrase, kind) in Self.phrases where Self.holds(words, phrase) { kinds.insert(kind) }
    // "X in `Sources/A` must be the only place that …" is broken elsewhere.
    let isExclusive = statement.core.lowercased().split(separator: " ").contains("only")
    var globs = isExclusive ? [] : Self.globs(in: scope)
    if let language = Self.language(of: scope, taxonomy: taxonomy) {
      kinds.insert(.code)
      globs += language
    }
    if Self.areTests(words) {
      kinds.insert(.code)
      globs += ["*test*", "*Test*", "*spec.*", "test/**", "tests/**", "Tests/**"]
    }
    self.kinds = ArtifactKind.allCases.filter(kinds.contains)
    self.globs = globs
  }

  private static let exceptions = Words.set("except excepting outside unless but apart besides without beyond not")

  /// Only names that mean nothing else: a pipeline may carry data, a manifest list packages.
  private static let phrases: [(phrase: [String], kind: ArtifactKind)] = [
    (ArtifactKind.dockerfile, "dockerfile; dockerfiles; containerfile; containerfiles"),
    (.workflow, "github workflows; github actions; ci workflow; ci workflows"),
    (.terraform, "terraform modules; terraform module; terraform code; terraform projects; terraform files"),
    (.kubernetes, "kubernetes manifests; kubernetes manifest; helm charts; helm chart"),
    (.compose, "compose files; compose file"),
    (.dockerfile, "base image; base images; container image; container images; docker image; docker images"),
    (.kubernetes, "container image; container images"), (.compose, "container image; container images"),
    (.openapi, "api descriptions; api description; openapi documents; openapi document; api specifications"),
    (.openapi, "openapi specification; openapi specifications"),
    (.sql, "database migrations; sql scripts; sql queries"),
    (.code, "database migrations"), (.shell, "shell scripts; bash scripts"),
    (.adr, "adrs; decision records; each adr; every adr"), (.document, "readme; readmes"),
  ].flatMap { kind, phrases in
    phrases.split(separator: ";").map { (phrase: $0.split(separator: " ").map(String.init), kind: kind) }
  }

  private static func holds(_ words: [String], _ phrase: [String]) -> Bool {
    words.indices.contains { words[$0...].starts(with: phrase) }
  }

  /// "All unit tests must …"; "A test must show …" asks that there be one.
  private static func areTests(_ words: [String]) -> Bool {
    let kinds = Words.set("all unit integration end to e2e contract acceptance the")
    return words.first { !kinds.contains($0) } == "tests"
  }

  /// Patterns and folders in code spans: `*.tf`, `docs/**`, "in `Sources/Storage`".
  private static func globs(in scope: String) -> [String] {
    let parts = scope.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
    return parts.indices.filter { $0 % 2 == 1 && $0 < parts.count - 1 }.compactMap { index in
      let span = parts[index]
      guard !span.contains(where: { $0.isWhitespace || "<>{}:()".contains($0) }) else { return nil }
      if span.hasPrefix("*."), span.count > 2 { return span }
      if span.contains("**") || span.contains("/*.") { return span }
      let before = parts[index - 1].split(separator: " ").last?.lowercased()
      let isPlace = ["in", "under", "below", "inside", "within"].contains(before ?? "")
      let path = span.trimming { $0 == "/" }
      guard isPlace, path.contains("/"), !span.hasPrefix("/"), !span.contains("*") else { return nil }
      return path.split(separator: "/").last?.contains(".") == true ? path : path + "/**"
    }
  }

  private static let extensions: [String: [String]] = [
    "Python": ["*.py"], "Java": ["*.java"], "Kotlin": ["*.kt", "*.kts"], "Scala": ["*.scala"], "Go": ["*.go"],
    "Rust": ["*.rs"], "Swift": ["*.swift"], "TypeScript": ["*.ts", "*.tsx"], "JavaScript": ["*.js", "*.jsx", "*.mjs"],
    "C#": ["*.cs"], "Ruby": ["*.rb"], "PHP": ["*.php"],
  ]

  /// The files of a language, where the subject is its code: "Python modules", "Code in Go". Of services and packages more
  /// than code can break what is asked.
  private static func language(of scope: String, taxonomy: Taxonomy) -> [String]? {
    let words = Set(scope.lowercased().split { !$0.isLetter }.map(String.init))
    guard
      !words.isDisjoint(with: [
        "code", "file", "files", "module", "modules", "class", "classes", "function", "functions",
      ])
    else { return nil }
    let found = taxonomy.terms(in: scope).filter { $0.term.category == "language" }.flatMap {
      extensions[$0.name] ?? []
    }
    return found.isEmpty ? nil : found
  }
}
