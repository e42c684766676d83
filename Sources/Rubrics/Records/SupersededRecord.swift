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
    var replacements: [String: String] = [:]
    for other in others {
      for name in other.supersedes.flatMap(Self.names) where replacements[name] == nil {
        replacements[name] = other.path
      }
    }
    return records.compactMap { record in
      let said = names(of: record.id).lazy.compactMap { replacements[$0] }.first { $0 != record.path }
      return (said ?? record.supersededBy).map { SupersededRecord(path: record.path, by: $0) }
    }
  }

  /// `ADR-0009`, "[ADR 9](0009-x.md)" and "0009-x" all name the record `9`; a record without a number names itself.
  private static func names(of text: String) -> [String] {
    let numbers = text.split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
    guard numbers.isEmpty else { return [String(numbers[0])] }
    return [text.lowercased()]
  }
}

extension DecisionRecord {
  /// What tells whether a record replaces another.
  struct Summary: Sendable, Hashable {
    let id: String
    let path: String
    let supersededBy: String?
    let supersedes: [String]
  }

  var summary: Summary { Summary(id: id, path: path, supersededBy: supersededBy, supersedes: supersedes) }
}
