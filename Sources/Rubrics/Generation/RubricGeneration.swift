public import JudgeTypes
import Markdown

/// What generation makes of a directory of records: files to be written, and what to tell about the rest.
public struct RubricGeneration: Sendable {
  /// A record that gave no rubric although it could be read.
  public struct Skipped: Sendable, Hashable {
    public let path: String
    public let status: RecordStatus
    /// What replaced it, as it says itself.
    public let supersededBy: String?
    /// A form to be filled in.
    public let isTemplate: Bool
  }

  /// The directory of the records as clauses call it; nil for documents that come from none.
  public let directory: String?
  /// The statuses of the records that were taken.
  public let statuses: Set<RecordStatus>
  /// One rubric for each record that has constraints, in order of id.
  public let rubrics: [Rubric]
  /// Rubrics that stay as they are, because their records cannot be read.
  public let kept: [GeneratedIndex.Entry]
  /// Records of the asked-for status in which no constraint was found.
  public let withoutConstraints: [String]
  /// Records of another status.
  public let skipped: [Skipped]
  public let unreadable: [UnreadableRecord]
  /// Rubrics of records that another record replaces.
  public let superseded: [SupersededRecord]
  public let foreign: [ForeignRecord]

  /// How many documents there are, read or not.
  public var documents: Int { rubrics.count + withoutConstraints.count + skipped.count + unreadable.count }

  /// Whether anything in the directory is a decision record, or may be one.
  var hasRecords: Bool {
    documents > skipped.count || skipped.contains { $0.status != .other }
  }

  /// The generated files by name, index.yaml among them; those of `kept` rubrics are not.
  public var files: [String: String] {
    var files: [String: String] = [:]
    var entries = kept
    for rubric in rubrics {
      let yaml = rubric.yaml
      files[rubric.generatedFile] = rubric.generatedHead + yaml
      entries.append(GeneratedIndex.Entry(rubric, lock: TextHash.hex(of: yaml)))
    }
    files[GeneratedIndex.fileName] = index(entries.sorted { $0.id < $1.id })
    return files
  }

  private func index(_ entries: [GeneratedIndex.Entry]) -> String {
    var file = YAMLText()
    file.comment(Rubric.generatedMark)
    if let directory { file.entry("adr_dir", directory.isEmpty ? "." : directory) }
    file.entry("statuses", list: statuses.map(\.rawValue).sorted())
    file.list("rubrics", of: entries) { item, entry in entry.write(to: &item) }
    file.entry("without_constraints", list: withoutConstraints)
    file.list("skipped", of: skipped) { item, record in
      item.entry("path", record.path)
      item.entry("status", record.status.rawValue)
    }
    file.list("unreadable", of: unreadable) { item, record in
      item.entry("path", record.path)
      item.entry("reason", record.reason)
    }
    return file.text
  }
}

/// Turns decision records into rubrics.
public struct RubricGenerator: Sendable {
  private let taxonomy: Taxonomy
  private let statuses: Set<RecordStatus>
  private let taken: Set<Rubric.ID>

  /// Records of `statuses` are taken; a rejected one has no constraint whatever is asked for.
  ///
  /// - Parameter taken: ids of other rubrics, which no generated one gets.
  public init(taxonomy: Taxonomy, statuses: Set<RecordStatus> = [.accepted], avoiding taken: Set<Rubric.ID> = []) {
    self.taxonomy = taxonomy
    self.statuses = statuses
    self.taken = taken
  }

  /// The rubrics of `directory`, written nowhere. `name` is how clauses call the directory.
  ///
  /// - Parameter index: what was generated before; a record that cannot be read keeps the rubric that it had.
  /// - Throws: `RubricDirectoryError` when the directory cannot be read; a bad record is reported and passed over.
  public func generate(
    directory: String, named name: String, keeping index: GeneratedIndex? = nil
  ) throws(RubricDirectoryError) -> RubricGeneration {
    generate(from: try RecordDirectory.documents(in: directory, named: name), directory: name, keeping: index)
  }

  /// The rubrics of documents that are already read: `path` and text of each.
  public func generate(from documents: [(path: String, text: String)]) -> RubricGeneration {
    generate(from: documents.map { RecordDocument(path: $0.path, text: $0.text) })
  }

  /// The rubrics of documents that come from `directory`, as clauses call it; nil for documents that come from none.
  ///
  /// - Parameter index: what was generated before; a record that cannot be read keeps the rubric that it had.
  public func generate(
    from documents: [RecordDocument], directory: String? = nil, keeping index: GeneratedIndex? = nil
  ) -> RubricGeneration {
    let extractor = ConstraintExtractor(taxonomy: taxonomy)
    var records = SortedRecords()
    for document in documents.sorted(by: { $0.path < $1.path }) {
      switch extractor.reading(document) {
      case .failure(let problem): records.unreadable.append(problem)
      case .success(let reading): records.add(reading, taking: statuses, taxonomy: taxonomy)
      }
    }
    let kept = records.unreadable.flatMap { index?.entries(of: $0) ?? [] }
    return RubricGeneration(
      directory: directory, statuses: statuses, rubrics: named(records.rubrics, besides: kept), kept: kept,
      withoutConstraints: records.withoutConstraints, skipped: records.skipped, unreadable: records.unreadable,
      superseded: SupersededRecord.all(among: records.inForce, given: records.replacing), foreign: records.foreign)
  }

  /// The rubrics in order of id, each with one of its own; the first by path gets the plain one.
  private func named(_ rubrics: [Rubric], besides kept: [GeneratedIndex.Entry]) -> [Rubric] {
    // A rubric named "index" would take the index's file.
    var taken = taken.union(kept.map(\.id)).union(["index"])
    return rubrics.map { $0.called(Self.id(of: $0, avoiding: &taken)) }.sorted { $0.id < $1.id }
  }

  /// Records of two directories may share a number: the later one's rubric is named for its path.
  private static func id(of rubric: Rubric, avoiding taken: inout Set<Rubric.ID>) -> Rubric.ID {
    if taken.insert(rubric.id).inserted { return rubric.id }
    let byPath = Rubric.ID(Rubric.slug(rubric.path))
    if taken.insert(byPath).inserted { return byPath }
    let byHash = Rubric.ID("\(byPath)-\(TextHash.hex(of: rubric.path).prefix(8))")
    taken.insert(byHash)
    return byHash
  }
}

/// Records by what becomes of them, in the order in which they came.
private struct SortedRecords {
  /// Under the ids that their records would give them, which several may share.
  private(set) var rubrics: [Rubric] = []
  private(set) var withoutConstraints: [String] = []
  private(set) var skipped: [RubricGeneration.Skipped] = []
  var unreadable: [UnreadableRecord] = []
  private(set) var foreign: [ForeignRecord] = []
  private(set) var inForce: [DecisionRecord.Summary] = []
  /// What may replace another: what was decided, whether it is still in force or not.
  private(set) var replacing: [DecisionRecord.Summary] = []

  mutating func add(_ reading: RecordReading, taking statuses: Set<RecordStatus>, taxonomy: Taxonomy) {
    let record = reading.record
    if record.status != .rejected, record.status != .proposed { replacing.append(record.summary) }
    if let record = reading.foreign { foreign.append(record) }
    guard statuses.contains(record.status), !record.isTemplate else {
      skipped.append(
        .init(
          path: record.path, status: record.status, supersededBy: record.supersededBy, isTemplate: record.isTemplate))
      return
    }
    guard let rubric = Rubric(record: record, constraints: reading.constraints, taxonomy: taxonomy) else {
      withoutConstraints.append(record.path)
      return
    }
    guard rubric.dimensions.count <= Rubric.wholeWeight else {
      unreadable.append(.init(path: record.path, reason: Rubric.tooMany(rubric.dimensions.count)))
      return
    }
    rubrics.append(rubric)
    inForce.append(record.summary)
  }
}

/// A document that was read as a decision record.
public struct RecordReading: Sendable {
  public let record: DecisionRecord
  public let constraints: [Constraint]
  /// Nil for English and where too little tells.
  public let foreign: ForeignRecord?
}

extension ConstraintExtractor {
  /// What a document says, or why it cannot be read.
  public func reading(_ document: RecordDocument) -> Result<RecordReading, UnreadableRecord> {
    document.read().flatMap { text in
      let result = extract(path: document.path, text: text)
      if let record = result.record {
        let foreign = ForeignLanguage(of: text).map { ForeignRecord(path: document.path, language: $0) }
        return .success(RecordReading(record: record, constraints: result.constraints, foreign: foreign))
      }
      let reason = result.problems.first.map { "line \($0.line): \($0.refusal)" } ?? "it is not Markdown"
      return .failure(UnreadableRecord(path: document.path, reason: reason))
    }
  }
}
