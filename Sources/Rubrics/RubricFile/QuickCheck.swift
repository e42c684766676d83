public import JudgeTypes
import Markdown

/// A look at generated rubrics that takes less time than to generate them, before each run.
public struct QuickCheck: Sendable {
  private let directory: GeneratedDirectory
  private let index: GeneratedIndex
  private let extractor: ConstraintExtractor
  private let record: @Sendable (String) -> RecordDocument

  /// - Parameter record: the document at a path; on the disk unless said.
  public init(
    of directory: GeneratedDirectory, index: GeneratedIndex, taxonomy: Taxonomy,
    record: @escaping @Sendable (String) -> RecordDocument = { RecordDocument(path: $0, file: $0) }
  ) {
    self.directory = directory
    self.index = index
    self.record = record
    extractor = ConstraintExtractor(taxonomy: taxonomy)
  }

  /// Whether nobody edited `rubric` since it was generated, and its clauses are those of its record, on the same lines.
  ///
  /// What it holds against a rubric is for `RubricCheck` to say.
  public func findsFresh(_ rubric: Rubric) -> Bool {
    guard let entry = index.entries.first(where: { $0.id == rubric.id }),
      case .file(let data) = directory.standing(entry.file),
      TextHash.lock(ofFile: String(decoding: data, as: UTF8.self)) == entry.lock,
      case .success(let reading) = extractor.reading(record(entry.source)),
      index.statuses.contains(reading.record.status)
    else { return false }
    let said = Set(
      reading.constraints.map { Place(sha256: Clause.sha256(of: $0.text), level: $0.level, line: $0.line) })
    let judged = Set(
      rubric.dimensions.compactMap { dimension in
        dimension.clause.map { Place(sha256: $0.sha256, level: dimension.level, line: $0.line) }
      })
    // What is said twice is judged once, where it is said first.
    return judged.isSubset(of: said) && Set(judged.map(\.words)) == Set(said.map(\.words))
  }

  private struct Place: Hashable {
    let sha256: String
    let level: Level
    let line: Int
    var words: [String] { [sha256, level.rawValue] }
  }
}
