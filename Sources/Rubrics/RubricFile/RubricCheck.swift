public import JudgeTypes
import Markdown

/// Whether the generated files are what would be generated today, and where they are not, why.
public struct RubricCheck: Sendable, Hashable {
  /// A dimension whose clause changed or went.
  public struct Stale: Sendable, Hashable {
    public let rubric: Rubric.ID
    public let dimension: Dimension.ID
    public let clause: Clause
    public let cause: Cause

    /// What became of the clause.
    public var reason: String {
      switch cause {
      case .reworded: "\(clause.path):\(clause.line) no longer says that"
      case .moved(let path): "\(clause.path) is called \(path) now"
      case .leftOut(let status, let successor):
        "\(clause.path) is \(status.rawValue) now" + (successor.map { " (by \($0))" } ?? "")
      case .removed: "\(clause.path) is no longer there"
      }
    }
  }

  public enum Cause: Sendable, Hashable {
    case reworded
    /// The same clause stands in another file.
    case moved(to: String)
    /// The record's status is none of those that are taken.
    case leftOut(RecordStatus, by: String?)
    case removed
  }

  /// A clause that no dimension judges at its level.
  public struct Uncovered: Sendable, Hashable {
    /// The rubric that would judge it.
    public let rubric: Rubric.ID
    public let clause: Clause
    public let level: Level
  }

  /// A file that is not as it would be generated although every clause has its dimension.
  public struct Difference: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
      case differs, missing, occupied
      case leftOver = "left over"
    }

    public let file: String
    public let kind: Kind

    public var reason: String {
      switch kind {
      case .missing: "it is not there"
      case .occupied: "a file that was not generated has its name; move it away"
      case .leftOver: "no record gives it; where generating does not remove it, delete it"
      case .differs where file == GeneratedIndex.fileName: "the records changed, or it was edited by hand"
      case .differs: "it was edited by hand, or its record moved"
      }
    }
  }

  /// In the order of the rubrics.
  public let stale: [Stale]
  /// In the order of the records.
  public let uncovered: [Uncovered]
  /// In the order of their names.
  public let differences: [Difference]
  /// Records of which nobody can tell whether their rubrics still hold.
  public let unreadable: [UnreadableRecord]
  /// The rubrics of those records.
  public let kept: [Rubric.ID]

  public var isClean: Bool { stale.isEmpty && uncovered.isEmpty && differences.isEmpty && unreadable.isEmpty }

  /// Holds the files of `directory` against `generation`.
  ///
  /// - Throws: `RubricDirectoryError` when the directory cannot be listed.
  public init(of directory: GeneratedDirectory, against generation: RubricGeneration) throws(RubricDirectoryError) {
    let files = generation.files
    let expected = Set(files.keys).union(generation.kept.map(\.file))
    let stored = StoredRubrics(
      try directory.contents(besides: expected), in: directory, of: generation, expecting: files)
    let kept = Set(generation.kept.map(\.file))
    let readable = stored.rubrics.filter { !kept.contains($0.key) }.sorted { $0.key < $1.key }.map(\.value)
    // A file that nobody can read as a rubric is named as such; its clauses are not uncovered besides.
    let current = generation.rubrics.filter { !stored.broken.contains($0.generatedFile) }
    self.init(rubrics: readable, current: current, of: generation, stored: stored)
  }

  private init(rubrics: [Rubric], current: [Rubric], of generation: RubricGeneration, stored: StoredRubrics) {
    let now = Set(current.flatMap(\.dimensions).compactMap(Identity.init))
    let covered = Set(rubrics.flatMap(\.dimensions).compactMap(Identity.init))
    let causes = Causes(generation)
    stale = rubrics.flatMap { rubric in
      rubric.dimensions.compactMap { dimension in
        guard let clause = dimension.clause, let identity = Identity(dimension), !now.contains(identity) else {
          return nil
        }
        let cause = causes.cause(of: clause, level: dimension.level)
        return Stale(rubric: rubric.id, dimension: dimension.id, clause: clause, cause: cause)
      }
    }
    var explained = Set(stale.map { "\($0.rubric).yaml" })
    var uncovered: [Uncovered] = []
    for rubric in current {
      for dimension in rubric.dimensions {
        guard let clause = dimension.clause, let identity = Identity(dimension), !covered.contains(identity) else {
          continue
        }
        uncovered.append(Uncovered(rubric: rubric.id, clause: clause, level: dimension.level))
        explained.insert(rubric.generatedFile)
      }
    }
    self.uncovered = uncovered
    // That a file of somebody's own stands in the way is said whatever else is wrong: generating would refuse.
    let unexplained = stored.differences.filter { $0.kind == .occupied || !explained.contains($0.file) }
    // The index changes with the rubrics that it lists.
    let isIndexAlone = explained.isEmpty && unexplained.allSatisfy { $0.file == GeneratedIndex.fileName }
    differences = unexplained.filter { isIndexAlone || $0.kind == .missing || $0.file != GeneratedIndex.fileName }
    unreadable = generation.unreadable
    kept = generation.kept.map(\.id)
  }

  /// Why `rubric` is not what its record says; nil when it is.
  public func objection(to rubric: Rubric.ID) -> String? {
    let stale = stale.filter { $0.rubric == rubric }
    if let first = stale.first {
      return stale.count == 1
        ? first.reason : "\(first.reason), and \(stale.count - 1) more of its dimensions are stale"
    }
    if let clause = uncovered.first(where: { $0.rubric == rubric })?.clause {
      return "it lacks what \(clause.path):\(clause.line) says"
    }
    if kept.contains(rubric) { return "its record cannot be read" }
    return differences.first { $0.file == "\(rubric).yaml" }?.reason
  }

  fileprivate struct Identity: Hashable {
    let path: String
    let sha256: String
    let level: Level

    init(_ clause: Clause, _ level: Level) {
      path = clause.path
      sha256 = clause.sha256
      self.level = level
    }

    init?(_ dimension: Dimension) {
      guard let clause = dimension.clause else { return nil }
      self.init(clause, dimension.level)
    }
  }
}

/// What tells why a clause is no longer what it was.
private struct Causes {
  private struct Words: Hashable {
    let sha256: String
    let level: Level
  }

  private let present: Set<String>
  private let skipped: [String: RubricGeneration.Skipped]
  private let places: [Words: String]

  init(_ generation: RubricGeneration) {
    present = Set(generation.rubrics.map(\.path)).union(generation.withoutConstraints)
    skipped = Dictionary(generation.skipped.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    places = Dictionary(
      generation.rubrics.flatMap(\.dimensions).compactMap { dimension in
        dimension.clause.map { (Words(sha256: $0.sha256, level: dimension.level), $0.path) }
      }, uniquingKeysWith: { first, _ in first })
  }

  func cause(of clause: Clause, level: Level) -> RubricCheck.Cause {
    if let record = skipped[clause.path] { return .leftOut(record.status, by: record.supersededBy) }
    if present.contains(clause.path) { return .reworded }
    return places[Words(sha256: clause.sha256, level: level)].map { .moved(to: $0) } ?? .removed
  }
}

/// The files of a directory of generated rubrics, held against what would be generated.
private struct StoredRubrics {
  /// By file name.
  private(set) var rubrics: [String: Rubric] = [:]
  /// Files that are no rubric.
  private(set) var broken: Set<String> = []
  /// In the order of their names.
  private(set) var differences: [RubricCheck.Difference] = []

  init(
    _ texts: [String: String], in directory: GeneratedDirectory, of generation: RubricGeneration,
    expecting files: [String: String]
  ) {
    let current = Dictionary(
      generation.rubrics.map { ($0.generatedFile, $0) }, uniquingKeysWith: { first, _ in first })
    let kept = Dictionary(generation.kept.map { ($0.file, $0.lock) }, uniquingKeysWith: { first, _ in first })
    for name in Set(files.keys).union(kept.keys).union(texts.keys).sorted() {
      guard let text = texts[name] else {
        differences.append(.init(file: name, kind: .missing))
        continue
      }
      if let wanted = files[name], text.utf8.elementsEqual(wanted.utf8) {
        // What is byte for byte what would be written need not be read.
        rubrics[name] = current[name]
        continue
      }
      if kept[name] != TextHash.lock(ofFile: text) {
        let isWanted = files[name] != nil || kept[name] != nil
        let standing: RubricCheck.Difference.Kind = GeneratedDirectory.isGenerated(text) ? .differs : .occupied
        differences.append(.init(file: name, kind: isWanted ? standing : .leftOver))
      }
      if name != GeneratedIndex.fileName { read(text, name, in: directory) }
    }
  }

  private mutating func read(_ text: String, _ name: String, in directory: GeneratedDirectory) {
    if let rubric = try? RubricFile.rubric(of: text, path: directory.file(name)) {
      rubrics[name] = rubric
    } else {
      broken.insert(name)
    }
  }
}
