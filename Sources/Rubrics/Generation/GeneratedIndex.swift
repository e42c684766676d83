public import JudgeTypes
import Markdown
import YAMLFiles

/// What rubrics/generated/index.yaml says: which records the rubrics come from, and in which files they are.
public struct GeneratedIndex: Sendable, Hashable {
  /// One generated rubric.
  public struct Entry: Sendable, Hashable {
    public let id: Rubric.ID
    public let name: String
    public let file: String
    /// The record's path.
    public let source: String
    public let dimensions: Int
    /// The hash of the rubric's text in `file`.
    public let lock: String
  }

  public static let fileName = "index.yaml"

  /// The directory of the records; nil in an index of an earlier version.
  public let directory: String?
  /// The statuses of the records that were taken; empty in an index of an earlier version.
  public let statuses: Set<RecordStatus>
  public let entries: [Entry]
  /// The records that gave no rubric: without constraints, of another status, unreadable.
  public let others: Set<String>

  /// Nil when the text is no index.
  public init?(yaml: String) {
    guard let value = try? YAMLFile.value(of: yaml, path: Self.fileName), value["rubrics"] != nil else { return nil }
    directory = value["adr_dir"]?.string
    statuses = Set((value["statuses"]?.strings ?? []).compactMap { RecordStatus(rawValue: $0) })
    entries = (value["rubrics"]?.list ?? []).compactMap(Entry.init)
    let skipped = ["skipped", "unreadable"].flatMap { value[$0]?.list ?? [] }.compactMap { $0["path"]?.string }
    others = Set((value["without_constraints"]?.strings ?? []) + skipped)
  }

  /// The rubrics of a record that cannot be read, or of those below a folder that cannot be listed.
  func entries(of problem: UnreadableRecord) -> [Entry] {
    entries.filter { $0.source == problem.path || $0.source.hasPrefix(problem.path + "/") }
  }
}

extension GeneratedIndex.Entry {
  /// Nil when something is missing, or the file would lie outside the directory.
  fileprivate init?(_ value: YAMLValue) {
    guard let id = value["id"]?.string, let file = value["file"]?.string, let source = value["source"]?.string,
      file.hasSuffix(".yaml"), !file.utf8.contains(UInt8(ascii: "/")), !file.utf8.contains(0)
    else { return nil }
    self.init(
      id: Rubric.ID(id), name: value["name"]?.string ?? "", file: file, source: source,
      dimensions: value["dimensions"]?.integer ?? 0, lock: value["lock"]?.string ?? "")
  }

  init(_ rubric: Rubric, lock: String) {
    self.init(
      id: rubric.id, name: rubric.name, file: rubric.generatedFile, source: rubric.path,
      dimensions: rubric.dimensions.count, lock: lock)
  }

  func write(to file: inout YAMLText) {
    file.entry("id", id.rawValue)
    file.entry("name", name)
    file.entry("file", self.file)
    file.entry("source", source)
    file.entry("dimensions", dimensions)
    file.entry("lock", lock)
  }
}

extension Rubric {
  /// The name of its file in rubrics/generated.
  public var generatedFile: String { "\(id).yaml" }
}
