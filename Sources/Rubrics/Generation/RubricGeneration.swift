public import JudgeTypes

/// What generation makes of a directory of records: files to be written, and what to tell about the rest.
public struct RubricGeneration: Sendable {
  /// A record that gave no rubric although it could be read.
  public struct Skipped: Sendable, Hashable {
    public let path: String
    public let status: RecordStatus
  }

  /// One rubric for each record that has constraints, in order of id.
  public let rubrics: [Rubric]
  /// Records of the asked-for status in which no constraint was found.
  public let withoutConstraints: [String]
  /// Records of another status.
  public let skipped: [Skipped]
  public let unreadable: [UnreadableRecord]
  /// Rubrics of records that another record replaces.
  public let superseded: [SupersededRecord]

  /// The generated files by name, index.yaml among them.
  public var files: [String: String] {
    var files: [String: String] = [:]
    var locks: [Rubric.ID: String] = [:]
    for rubric in rubrics {
      let yaml = rubric.yaml
      files["\(rubric.id).yaml"] = rubric.generatedHead + yaml
      locks[rubric.id] = TextHash.hex(of: yaml)
    }
    files[Self.indexName] = index(locks)
    return files
  }

  static let indexName = "index.yaml"

  private func index(_ locks: [Rubric.ID: String]) -> String {
    var file = YAMLText()
    file.comment(Rubric.generatedMark)
    file.list("rubrics", of: rubrics) { item, rubric in
      item.entry("id", rubric.id.rawValue)
      item.entry("name", rubric.name)
      item.entry("file", "\(rubric.id).yaml")
      item.entry("source", rubric.path)
      item.entry("dimensions", rubric.dimensions.count)
      item.entry("lock", locks[rubric.id] ?? rubric.lock)
    }
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

  /// Records of `statuses` are taken; a rejected one has no constraint whatever is asked for.
  public init(taxonomy: Taxonomy, statuses: Set<RecordStatus> = [.accepted]) {
    self.taxonomy = taxonomy
    self.statuses = statuses
  }

  /// The rubrics of documents that are already read: `path` and text of each.
  public func generate(from documents: [(path: String, text: String)]) -> RubricGeneration {
    generate(from: documents.map { RecordDocument(path: $0.path, text: $0.text) })
  }

  func generate(from documents: [RecordDocument]) -> RubricGeneration {
    let extractor = ConstraintExtractor(taxonomy: taxonomy)
    var rubrics: [Rubric] = []
    var withoutConstraints: [String] = []
    var skipped: [RubricGeneration.Skipped] = []
    var unreadable: [UnreadableRecord] = []
    var inForce: [DecisionRecord.Summary] = []
    var replaced: [DecisionRecord.Summary] = []
    var taken: Set<Rubric.ID> = []
    for document in documents.sorted(by: { $0.path < $1.path }) {
      switch extractor.reading(document) {
      case .failure(let problem): unreadable.append(problem)
      case .success(let result):
        if result.record.status != .rejected, result.record.status != .proposed {
          replaced.append(result.record.summary)
        }
        guard statuses.contains(result.record.status), !result.record.isTemplate else {
          skipped.append(.init(path: document.path, status: result.record.status))
          continue
        }
        let id = Self.id(of: result.record, avoiding: &taken)
        let rubric = Rubric(record: result.record, constraints: result.constraints, id: id, taxonomy: taxonomy)
        if let rubric {
          rubrics.append(rubric)
          inForce.append(result.record.summary)
        } else {
          withoutConstraints.append(document.path)
        }
      }
    }
    return RubricGeneration(
      rubrics: rubrics.sorted { $0.id < $1.id }, withoutConstraints: withoutConstraints, skipped: skipped,
      unreadable: unreadable, superseded: SupersededRecord.all(among: inForce, given: replaced))
  }

  /// Records of two directories may share a number: the later one's rubric is named for its path.
  private static func id(of record: DecisionRecord, avoiding taken: inout Set<Rubric.ID>) -> Rubric.ID {
    let plain = Rubric.id(of: record)
    // A rubric named "index" would take the index's file.
    if plain != "index", taken.insert(plain).inserted { return plain }
    let byPath = Rubric.ID(Rubric.slug(record.path))
    if taken.insert(byPath).inserted { return byPath }
    let byHash = Rubric.ID("\(byPath)-\(TextHash.hex(of: record.path).prefix(8))")
    taken.insert(byHash)
    return byHash
  }
}

extension ConstraintExtractor {
  /// The constraints of a document, or why it cannot be read.
  public func extract(_ document: RecordDocument) -> Result<[Constraint], UnreadableRecord> {
    reading(document).map(\.constraints)
  }

  fileprivate typealias Reading = (record: DecisionRecord, constraints: [Constraint])

  fileprivate func reading(_ document: RecordDocument) -> Result<Reading, UnreadableRecord> {
    document.read().flatMap { text in
      let result = extract(path: document.path, text: text)
      if let record = result.record { return .success((record, result.constraints)) }
      let reason = result.problems.first.map { "line \($0.line): \($0.refusal)" } ?? "it is not Markdown"
      return .failure(UnreadableRecord(path: document.path, reason: reason))
    }
  }
}
