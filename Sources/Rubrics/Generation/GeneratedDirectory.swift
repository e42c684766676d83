import Foundation
import JudgeTypes
import Markdown

/// The directory of generated rubrics: what stands in it, and how it becomes what a generation says.
public struct GeneratedDirectory: Sendable {
  public let path: String
  /// Of a directory that is not on the disk: its files by name.
  private let texts: [String: String]?

  public init(path: String) {
    self.path = path
    texts = nil
  }

  /// A directory as a revision holds it, to be looked at and not to be written.
  ///
  /// - Parameter texts: its files by name.
  public init(path: String, holding texts: [String: String]) {
    self.path = path
    self.texts = texts
  }

  /// What the directory says of itself; nil when it has no index, or none that can be read.
  public var index: GeneratedIndex? {
    guard case .file(let data) = standing(GeneratedIndex.fileName) else { return nil }
    return GeneratedIndex(yaml: String(decoding: data, as: UTF8.self))
  }

  func file(_ name: String) -> String { path + "/" + name }

  /// What stands under a name in the directory.
  func standing(_ name: String) -> StandingFile {
    guard let texts else { return StandingFile(at: file(name)) }
    return texts[name].map { .file(Data($0.utf8)) } ?? .nothing
  }

  /// The files that carry the generated mark, and those that the index or `expected` lists, by name.
  func contents(besides expected: Set<String>) throws(RubricDirectoryError) -> [String: String] {
    let listed = expected.union(index?.entries.map(\.file) ?? [])
    var contents: [String: String] = [:]
    for name in try names() {
      guard case .file(let data) = standing(name) else { continue }
      if Self.isMarked(data) || listed.contains(name) { contents[name] = String(decoding: data, as: UTF8.self) }
    }
    return contents
  }

  /// The names of the YAML files, sorted; none when there is no directory.
  private func names() throws(RubricDirectoryError) -> [String] {
    if let texts { return texts.keys.filter { $0.hasSuffix(".yaml") }.sorted() }
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".yaml") }.sorted()
    } catch { throw .unwritable(path, cause: .init(error)) }
  }

  /// Whether a file of this text was generated.
  public static func isGenerated(_ text: String) -> Bool { text.utf8.starts(with: mark) }

  fileprivate static func isMarked(_ data: Data) -> Bool { data.starts(with: mark) }
  private static let mark = Array("# \(Rubric.generatedMark)".utf8)
}

// MARK: - Writing

extension GeneratedDirectory {
  /// What writing a generation would change; nothing is changed yet.
  public struct Plan: Sendable {
    /// File names, sorted; the index is the last of those that are written.
    public let written: [String]
    public let unchanged: [String]
    /// Generated files whose record is gone.
    public let removed: [String]
    /// Files of records that cannot be read.
    public let kept: [String]
    fileprivate let texts: [String: String]
    fileprivate let sources: [String: String]
  }

  /// Looks at everything that stands where `generation` would write.
  ///
  /// - Throws: `RubricDirectoryError` where a file would be overwritten that was not generated, and where there is no
  ///   record, so that everything would be removed.
  public func plan(for generation: RubricGeneration) throws(RubricDirectoryError) -> Plan {
    let texts = generation.files
    let sources = Dictionary(
      generation.rubrics.map { ($0.generatedFile, $0.path) }, uniquingKeysWith: { first, _ in first })
    var written: [String] = []
    var unchanged: [String] = []
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
      switch standing(name) {
      case .nothing: written.append(name)
      case .file(let old) where old == Data(text.utf8): unchanged.append(name)
      case .file(let old) where Self.isMarked(old): written.append(name)
      case .file: throw .occupied(file(name), by: "a file that was not generated", record: sources[name])
      case .other(let what): throw .occupied(file(name), by: what, record: sources[name])
      case .outOfReach(let cause): throw .unwritable(file(name), record: sources[name], cause: cause)
      }
    }
    let kept = generation.kept.map(\.file).sorted()
    let removed = try leftOver(besides: Set(texts.keys).union(kept))
    if !generation.hasRecords, !removed.isEmpty || generation.documents == 0 {
      throw .noRecords(generation.directory ?? "", removing: removed.count)
    }
    return Plan(
      written: written.filter { $0 != GeneratedIndex.fileName } + written.filter { $0 == GeneratedIndex.fileName },
      unchanged: unchanged, removed: removed, kept: kept, texts: texts, sources: sources)
  }

  /// Generated files that are no longer wanted: those that the index lists, or any with the mark where there is no index.
  private func leftOver(besides wanted: Set<String>) throws(RubricDirectoryError) -> [String] {
    let listed = index.map { Set($0.entries.map(\.file)) }
    return try names().filter { name in
      guard !wanted.contains(name), listed?.contains(name) ?? true,
        case .file(let data) = standing(name)
      else { return false }
      return Self.isMarked(data)
    }
  }

  /// Writes each file whole or not at all; the index comes last, so that it never lists what is not there.
  public func carryOut(_ plan: Plan) throws(RubricDirectoryError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch { throw .unwritable(path, cause: .init(error)) }
    for name in plan.written where name != GeneratedIndex.fileName { try write(plan, name) }
    for name in plan.removed { try remove(name) }
    if plan.written.contains(GeneratedIndex.fileName) { try write(plan, GeneratedIndex.fileName) }
  }

  private func write(_ plan: Plan, _ name: String) throws(RubricDirectoryError) {
    do {
      try Data((plan.texts[name] ?? "").utf8).write(to: URL(fileURLWithPath: file(name)), options: .atomic)
    } catch { throw .unwritable(file(name), record: plan.sources[name], cause: .init(error)) }
  }

  /// A file that another generation removed at the same time is removed.
  private func remove(_ name: String) throws(RubricDirectoryError) {
    guard unlink(file(name)) != 0, errno != ENOENT else { return }
    throw .unwritable(file(name), cause: .init(code: errno))
  }
}
