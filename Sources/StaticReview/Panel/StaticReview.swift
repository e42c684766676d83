public import JudgeTypes

/// Deterministic review of an artifact by rules: the whole offline panel reads its report.
public struct StaticReview: Sendable {
  public let rules: [Rule]
  private let detectors: [String: Detector]

  public init(rules: [Rule]) {
    self.rules = rules
    detectors = Dictionary(Detector.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Looks for every rule's fault in every file of `artifact`, as it was read.
  public func review(_ artifact: Artifact) -> ReviewReport {
    review(artifact, sources: Self.sources(of: artifact))
  }

  /// The artifact's files as detectors see them; a diff gives the files inside it.
  static func sources(of artifact: Artifact) -> [Source] {
    artifact.files.map(Source.init).flatMap(DiffText.sources)
  }

  func review(_ artifact: Artifact, sources: [Source]) -> ReviewReport {
    var hits: Set<Hit> = []
    var incomplete: Set<UnfinishedSearch> = []
    let bases = Dictionary(
      artifact.files.compactMap { file in file.base.map { (file.path, Source($0)) } },
      uniquingKeysWith: { first, _ in first })
    for source in sources {
      incomplete.formUnion(source.limits.map { UnfinishedSearch(path: source.path, what: $0) })
      for rule in rules where rule.concerns(source) {
        let (found, isComplete) = SearchAudit.watching { fileHits(of: rule, in: source) }
        hits.formUnion(blamed(found, for: rule, in: source, before: bases[source.path]))
        if !isComplete { incomplete.insert(.spent(on: rule, path: source.path)) }
      }
    }
    for rule in rules {
      for use in rule.detectors {
        guard case .artifact(let find)? = detectors[use.name]?.scope,
          let first = sources.first(where: use.reach.contains)
        else { continue }
        let (found, isComplete) = SearchAudit.watching { find(sources, artifact, rule) }
        hits.formUnion(found)
        if !isComplete { incomplete.insert(.spent(on: rule, path: first.path)) }
      }
    }
    return ReviewReport(
      hits: hits.sorted(by: Hit.precedes).withoutRepeats, rules: looked(sources, artifact, found: hits),
      files: sources.count, lines: artifact.lines, incomplete: incomplete.sorted())
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

  /// With fewer rules of its own a kind is not reviewed, only glanced at: faults in it speak, their absence says nothing.
  private static let fewestRules = 5

  /// The rules that read at least one of the files; none where they are too few to assess its kind.
  private func looked(_ sources: [Source], _ artifact: Artifact, found: Set<Hit>) -> [Rule] {
    let reading = rules.filter { rule in sources.contains { reads(rule, $0, artifact) } }
    let isKnown = reading.count { !$0.isGeneric } >= Self.fewestRules
    return isKnown || !found.isEmpty ? reading : []
  }

  private func reads(_ rule: Rule, _ source: Source, _ artifact: Artifact) -> Bool {
    if rule.patterns.contains(where: { $0.reach.contains(source) }) { return true }
    return rule.detectors.contains { use in
      use.reach.contains(source) && detectors[use.name]?.reads(source, artifact) == true
    }
  }

  private func fileHits(of rule: Rule, in source: Source) -> [Hit] {
    var hits: [Hit] = []
    for pattern in rule.patterns where pattern.reach.contains(source) {
      hits += pattern.hits(of: rule, in: source)
    }
    for use in rule.detectors where use.reach.contains(source) {
      if case .file(let find)? = detectors[use.name]?.scope { hits += find(source, rule) }
    }
    return hits
  }
}

/// A file that was not looked through to its end.
public struct UnfinishedSearch: Sendable, Hashable, Comparable {
  public let path: String
  /// What could not be looked for or at, in words.
  public let what: String

  static func spent(on rule: Rule, path: String) -> UnfinishedSearch {
    UnfinishedSearch(path: path, what: "\(rule.id): a pattern spent its budget of steps")
  }

  public static func < (left: UnfinishedSearch, right: UnfinishedSearch) -> Bool {
    (left.path, left.what) < (right.path, right.what)
  }
}

/// What the review found, and what it looked for.
public struct ReviewReport: Sendable {
  let hits: [Hit]
  /// The rules that can read at least one of the artifact's files.
  public let rules: [Rule]
  public let files: Int
  public let lines: Int
  /// Sorted; what is named here was not found clean, it was not seen.
  public let incomplete: [UnfinishedSearch]
}

extension RulePattern {
  func hits(of rule: Rule, in source: Source) -> [Hit] {
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

  static func precedes(_ left: Hit, _ right: Hit) -> Bool {
    // The gravest first, so that of two that overlap it is the one that stays.
    (left.path, right.severity, left.lines.lowerBound, left.lines.upperBound, left.rule, left.message)
      < (right.path, left.severity, right.lines.lowerBound, right.lines.upperBound, right.rule, right.message)
  }
}

extension [Hit] {
  /// Without hits of a rule that overlap an earlier one of the same rule: several patterns may see one fault.
  fileprivate var withoutRepeats: [Hit] {
    var kept: [Hit] = []
    // They come sorted by path, severity and line: within one severity only the furthest line that a rule reached can
    // overlap, and of the graver ones there are few.
    var reached: [String: [Severity: Int]] = [:]
    var graver: [String: [ClosedRange<Int>]] = [:]
    for hit in self {
      let key = "\(hit.rule) \(hit.path)"
      if hit.absentTerms == nil {
        if let end = reached[key]?[hit.severity], hit.lines.lowerBound <= end { continue }
        if reached[key]?[hit.severity] == nil {
          graver[key] = kept.filter { $0.rule == hit.rule && $0.path == hit.path && $0.absentTerms == nil }.map(\.lines)
        }
        if graver[key]?.contains(where: { $0.overlaps(hit.lines) }) == true { continue }
        reached[key, default: [:]][hit.severity] = hit.lines.upperBound
      }
      kept.append(hit)
    }
    return kept.sorted { ($0.path, $0.lines.lowerBound, $0.rule) < ($1.path, $1.lines.lowerBound, $1.rule) }
  }
}
