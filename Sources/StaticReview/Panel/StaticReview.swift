public import JudgeTypes
internal import Rubrics

/// Deterministic review of an artifact by rules: the whole offline panel reads its report.
public struct StaticReview: Sendable {
  public let rules: [Rule]
  let detectors: [String: Detector]

  public init(rules: [Rule]) {
    self.rules = rules
    detectors = Dictionary(Detector.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Looks for every rule's fault in every file of `artifact`, as it was read.
  public func review(_ artifact: Artifact) -> ReviewReport { review(artifact, taxonomy: nil) }

  /// - Parameters:
  ///   - taxonomy: whose terms are looked for besides; nil where no clause asks for any.
  ///   - suppressions: those that count; nil where every one in the artifact does.
  func review(
    _ artifact: Artifact, taxonomy: Taxonomy?, suppressions: BaseSuppressions? = nil
  ) -> ReviewReport {
    let files = fileReviews(of: artifact, taxonomy: taxonomy, suppressions: suppressions)
    var hits = Set(files.flatMap(\.hits))
    var incomplete = files.reduce(into: Set<UnfinishedSearch>()) { $0.formUnion($1.incomplete) }
    for rule in rules {
      for use in rule.detectors {
        guard case .artifact(_, let conclude)? = detectors[use.name]?.scope else { continue }
        let facts = files.compactMap { $0.facts[use.name] }
        guard let first = facts.first else { continue }
        let (found, isComplete) = SearchAudit.watching { conclude(facts, artifact, rule) }
        hits.formUnion(found)
        if !isComplete { incomplete.insert(.spent(on: rule, path: first.path)) }
      }
    }
    let readers = files.reduce(into: Set<Rule.ID>()) { $0.formUnion($1.readers) }
    return ReviewReport(
      hits: hits.sorted(by: Hit.precedes).withoutRepeats, rules: looked(readers, found: hits), files: files.count,
      lines: artifact.lines, incomplete: incomplete.sorted(), terms: files.compactMap(\.terms),
      suppressions: files.flatMap(\.suppressions).sorted())
  }

  /// With fewer rules of its own a kind is not reviewed, only glanced at: faults in it speak, their absence says nothing.
  private static let fewestRules = 5

  /// The rules that read at least one of the files; none where they are too few to assess its kind.
  private func looked(_ readers: Set<Rule.ID>, found: Set<Hit>) -> [Rule] {
    let reading = rules.filter { readers.contains($0.id) }
    let isKnown = reading.count { !$0.isGeneric } >= Self.fewestRules
    return isKnown || !found.isEmpty ? reading : []
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
  /// Where technical terms stand, of each file; empty where no clause asks for any.
  let terms: [FileTerms]
  /// The comments that ask for findings to be left out, and what came of each.
  let suppressions: [Suppression]
}

extension Hit {
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
