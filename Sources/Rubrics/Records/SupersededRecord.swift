import Markdown

/// A record that is still in force although a record replaces it.
public struct SupersededRecord: Sendable, Hashable, CustomStringConvertible {
  public let path: String
  /// What replaces it: a record's path, or the words in which it says so itself.
  public let by: String

  public var description: String {
    "\(path): still in force, although \(by) supersedes it. Set its status to superseded, or mend the other record."
  }

  /// Those of `records` that say themselves that they are replaced, or that one of `others` says it replaces.
  static func all(among records: [DecisionRecord.Summary], given others: [DecisionRecord.Summary]) -> [SupersededRecord]
  {
    let known = Names(records + others)
    var replacements: [String: [String]] = [:]
    for other in others {
      for reference in other.supersedes {
        if let name = reference.names.first(where: known.has) { replacements[name, default: []].append(other.path) }
      }
    }
    return records.compactMap { record in
      let said = record.names.lazy.flatMap { name in
        (replacements[name] ?? []).filter { $0 != record.path && known.means(record.path, by: name, in: $0) }
      }.first
      return (said ?? record.supersededBy).map { SupersededRecord(path: record.path, by: $0) }
    }
  }

  /// The folders in which records of each name stand.
  private struct Names {
    private var folders: [String: Set<String>] = [:]

    init(_ records: [DecisionRecord.Summary]) {
      for record in records {
        for name in record.names { folders[name, default: []].insert(Self.folder(of: record.path)) }
      }
    }

    func has(_ name: String) -> Bool { folders[name] != nil }

    /// Whether the record at `path` may be meant: records of two folders may share a number, and the nearer one is meant.
    func means(_ path: String, by name: String, in other: String) -> Bool {
      let folder = Self.folder(of: other)
      return Self.folder(of: path) == folder || folders[name]?.contains(folder) != true
    }

    private static func folder(of path: String) -> String {
      path.split(separator: "/").dropLast().joined(separator: "/")
    }
  }
}

extension DecisionRecord {
  /// What tells whether a record replaces another.
  struct Summary: Sendable, Hashable {
    let path: String
    /// What references call it.
    let names: [String]
    let supersededBy: String?
    let supersedes: [RecordReference]
  }

  var summary: Summary {
    Summary(path: path, names: names, supersededBy: supersededBy, supersedes: supersedes)
  }

  /// Its number in its series, which the title or the folder may name better than the file; its file's name; its title.
  private var names: [String] {
    var names = [RecordReference.fileName(path), title.lowercased().folded, plainTitle.lowercased().folded]
      .compactMap { $0 }
    let titleNumber = RecordReference.all(in: title).first?.names.first { $0.contains("#") }
    if let titleNumber { names.append(titleNumber) }
    guard let (series, number) = RecordNumber.read(id) else { return names }
    let folder = path.split(separator: "/").dropLast().last.map { $0.lowercased() }.map {
      $0.hasSuffix("s") ? String($0.dropLast()) : $0
    }
    let short = series.split(separator: "-").last.map(String.init)
    return names + [series, short, folder, nil].map { RecordNumber.name($0, number) }
  }
}
