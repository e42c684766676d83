internal import JudgeTypes
internal import Rubrics

/// What the one reading of a file gave. The file's text is not kept: a directory takes no more memory than the files that are
/// read at once.
struct FileReview: Sendable {
  let path: String
  /// Without those that comments leave out.
  let hits: [Hit]
  let suppressions: [Suppression]
  let incomplete: Set<UnfinishedSearch>
  /// The rules that read it, whether or not they found something.
  let readers: Set<Rule.ID>
  /// What detectors of whole artifacts noted, by their names.
  let facts: [String: FileFacts]
  let terms: FileTerms?
}

/// What a detector of whole artifacts notes of one file, to conclude from once every file was read.
struct FileFacts: Sendable {
  struct Note: Sendable, Hashable {
    let text: String
    let line: Int
  }

  let path: String
  /// What the file is called where it belongs; differs from `path` for a file inside a diff.
  let reviewedPath: String
  let language: SourceLanguage
  let isTest: Bool
  let notes: [Note]
}

extension StaticReview {
  /// Reads each file once, on as many cores as there are.
  ///
  /// - Parameters:
  ///   - taxonomy: whose terms are looked for; nil where no clause asks for any.
  ///   - suppressions: those that count; nil where every one does.
  func fileReviews(
    of artifact: Artifact, taxonomy: Taxonomy?, suppressions: BaseSuppressions?
  ) -> [FileReview] {
    let modules = Terraform.modules(of: artifact)
    return artifact.files.concurrentMap { file in
      var base = file.base.map { Source($0) }
      var source = Source(file)
      source.neighbours = Terraform.neighbours(of: file, in: modules)
      base?.neighbours = source.neighbours
      return DiffText.sources(of: source).map { [base] in
        fileReview(of: $0, in: artifact, before: base, taxonomy: taxonomy, suppressions: suppressions)
      }
    }.flatMap(\.self)
  }

  private func fileReview(
    of source: Source, in artifact: Artifact, before base: Source?, taxonomy: Taxonomy?,
    suppressions known: BaseSuppressions?
  ) -> FileReview {
    var hits: [Hit] = []
    var incomplete = Set(
      (source.limits + [source.brokenOff].compactMap(\.self)).map { UnfinishedSearch(path: source.path, what: $0) })
    var facts: [String: FileFacts] = [:]
    let packed = source.packedLine
    if let packed {
      incomplete.insert(
        UnfinishedSearch(
          path: source.path,
          what:
            "line \(packed) is longer than \(Source.longestWritten) bytes: taken for generated, and read for secrets and hidden text alone"
        ))
    }
    let concerned = rules.filter { $0.concerns(source) && (packed == nil || $0.readsGenerated) }
    for rule in concerned {
      let (found, isComplete) = SearchAudit.watching {
        for (name, gather) in gatherers(of: rule, for: source) {
          facts[name] = FileFacts(
            path: source.path, reviewedPath: source.reviewedPath, language: source.language, isTest: source.isTest,
            notes: gather(source, artifact))
        }
        return blamed(fileHits(of: rule, in: source), for: rule, in: source, before: base)
      }
      hits += found
      if !isComplete { incomplete.insert(.spent(on: rule, path: source.path)) }
    }
    let (terms, isComplete) = SearchAudit.watching { taxonomy.map { FileTerms(of: source, taxonomy: $0) } }
    if !isComplete {
      incomplete.insert(
        UnfinishedSearch(path: source.path, what: "decision records: a pattern spent its budget of steps"))
    }
    let (kept, suppressions) = unsuppressed(hits, in: source, base: known)
    return FileReview(
      path: source.path, hits: kept, suppressions: suppressions, incomplete: incomplete,
      readers: Set(
        concerned.filter { ($0.isGeneric || source.isOfKnownForm) && reads($0, source, artifact) }.map(\.id)),
      facts: facts, terms: terms)
  }

  private func gatherers(
    of rule: Rule, for source: Source
  ) -> [(name: String, gather: @Sendable (Source, Artifact) -> [FileFacts.Note])] {
    rule.detectors.compactMap { use in
      guard use.reach.contains(source), case .artifact(let gather, _)? = detectors[use.name]?.scope else { return nil }
      return (use.name, gather)
    }
  }

  private func reads(_ rule: Rule, _ source: Source, _ artifact: Artifact) -> Bool {
    if rule.patterns.contains(where: { $0.reach.contains(source) }) { return true }
    return rule.detectors.contains { use in
      use.reach.contains(source) && detectors[use.name]?.reads(source, artifact) == true
    }
  }

  /// What one rule finds in a file by itself, whatever comments say of it.
  func hits(of id: Rule.ID, in source: Source) -> [Hit] {
    rules.filter { $0.id == id && $0.concerns(source) }.flatMap { fileHits(of: $0, in: source) }
  }

  private func fileHits(of rule: Rule, in source: Source) -> [Hit] {
    var hits: [Hit] = []
    for pattern in rule.patterns where pattern.reach.contains(source) {
      hits += pattern.hits(of: rule, in: source)
    }
    for use in rule.detectors where use.reach.contains(source) {
      if case .file(let find)? = detectors[use.name]?.scope { hits += find(source, rule) }
    }
    return hits.filter { hit in
      !Reprieve.spares(hit, in: source) && !rule.exceptions.contains { $0.spares(hit, in: source) }
    }
  }

  /// The hits that a change answers for: those on its own lines, and those that the file did not have before it.
  ///
  /// A change two lines above can make a fault of a line that it does not touch, and what it takes away leaves no line at all.
  private func blamed(_ hits: [Hit], for rule: Rule, in source: Source, before base: Source?) -> [Hit] {
    guard let base else { return hits.filter { source.isUnderJudgment($0.lines) } }
    let isDoubtful = hits.contains { $0.absentTerms != nil || !source.isUnderJudgment($0.lines) }
    let old = isDoubtful ? Set(fileHits(of: rule, in: base).map { $0.text(in: base) }) : []
    return hits.filter { hit in
      hit.absentTerms == nil && source.isUnderJudgment(hit.lines) || !old.contains(hit.text(in: source))
    }
  }
}

extension RulePattern {
  fileprivate func hits(of rule: Rule, in source: Source) -> [Hit] {
    if source.isTest, !inTests { return [] }
    if let fileHas, !fileHas.matches(source.text) { return [] }
    if let fileLacks, fileLacks.matches(source.text) { return [] }
    return match.allMatches(in: source.bytes(in: view)).compactMap { found in
      // A pattern marks its own lines with a group where it needs more context than it blames.
      let marked = found.groups.first.flatMap { $0 } ?? found.range
      let lines = source.lines(of: marked)
      if let unless, unless.matches(source.text, in: source.range(ofLines: lines)) { return nil }
      return Hit(rule, in: source.path, lines: lines, message: message, severity: severity)
    }
  }
}

extension ArtifactFile {
  /// The whole file as it was before the change.
  fileprivate var base: ArtifactFile? {
    baseContent.map {
      ArtifactFile(path: path, reviewedPath: reviewedPath, kind: kind, language: language, content: $0, sha256: "")
    }
  }
}

extension Hit {
  /// By what a fault is known again in another state of its file; of what is missing, only what is missing.
  fileprivate func text(in source: Source) -> String {
    guard absentTerms == nil else { return message }
    return source.string(source.trimmed(source.range(ofLines: lines.lowerBound...lines.lowerBound)))
  }
}

extension Source {
  /// Whether it is known what it is, and there is something in it: plain text of a name that says nothing may be source of a
  /// language that nobody here reads, and must not pass for a sound document.
  fileprivate var isOfKnownForm: Bool {
    guard !trimmed(0..<text.count).isEmpty else { return false }
    guard language == .text || language == .markdown, kind == .document else { return true }
    let name = reviewedPath.lowercased()
    return [".md", ".markdown", ".mdx", ".txt", ".text", ".rst", ".adoc", ".asciidoc"].contains(where: name.hasSuffix)
  }
}
