/// One document of a YAML text that holds several.
public struct YAMLDocument: Sendable {
  /// Its lines are those of the whole text.
  public let value: YAMLValue
  /// 1-based.
  public let firstLine: Int
}

extension YAMLFile {
  /// The documents of `text` with merge keys (`<<`) followed; empty ones are left out.
  ///
  /// - Returns: the documents that parse, and what is wrong with the others, by the lines of the whole text.
  public static func documents(of text: String, path: String) -> (documents: [YAMLDocument], problems: [FileProblem]) {
    var documents: [YAMLDocument] = []
    var problems: [FileProblem] = []
    for part in parts(of: text) {
      guard part.lines.contains(where: isContent) else { continue }
      do {
        let value = try value(of: part.lines.joined(separator: "\n"), path: path)
        documents.append(
          YAMLDocument(value: value.merged.moved(by: part.firstLine - 1), firstLine: part.firstLine))
      } catch {
        problems += error.problems.map { $0.moved(by: part.firstLine - 1) }
      }
    }
    return (documents, problems)
  }

  /// The one document of `text`; nil where there are several, or what is there is no YAML. A mark behind the last one opens none.
  public static func onlyDocument(of text: String, path: String) -> YAMLValue? {
    let (documents, problems) = documents(of: text, path: path)
    return documents.count == 1 && problems.isEmpty ? documents[0].value : nil
  }

  private static func isContent(_ line: Substring) -> Bool {
    guard let first = line.first(where: { !$0.isWhitespace }) else { return false }
    return first != "#" && first != "%"
  }

  /// What lines of three hyphens part. Inside a block of text they are indented, so that no such line is one.
  private static func parts(of text: String) -> [(firstLine: Int, lines: [Substring])] {
    var parts: [(firstLine: Int, lines: [Substring])] = [(1, [])]
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (index, line) in lines.enumerated() {
      let isMark = line.hasPrefix("---") && (line.utf8.count == 3 || " \t#".contains(line.dropFirst(3).first ?? "-"))
      if isMark || line.hasPrefix("...") && line.utf8.count == 3 {
        parts.append((index + 2, []))
      } else {
        parts[parts.count - 1].lines.append(line)
      }
    }
    return parts
  }
}

extension YAMLValue {
  /// The same, with the entries of merged maps among its own.
  fileprivate var merged: YAMLValue {
    switch content {
    case .list(let values):
      return YAMLValue(.list(values.map(\.merged)), line: line, column: column)
    case .map(let entries):
      var own: [Entry] = []
      var others: [Entry] = []
      for entry in entries {
        let value = entry.value.merged
        if entry.key == "<<" {
          others += value.isMap ? value.entries : value.list.flatMap(\.entries)
        } else {
          own.append(Entry(key: entry.key, line: entry.line, column: entry.column, value: value))
        }
      }
      if !others.isEmpty {
        var known = Set(own.map(\.key))
        own += others.filter { known.insert($0.key).inserted }
      }
      return YAMLValue(.map(own), line: line, column: column)
    default: return self
    }
  }

  /// The same, `lines` further down.
  public func moved(by lines: Int) -> YAMLValue {
    guard lines != 0 else { return self }
    let content: Content =
      switch self.content {
      case .list(let values): .list(values.map { $0.moved(by: lines) })
      case .map(let entries):
        .map(
          entries.map {
            Entry(key: $0.key, line: $0.line + lines, column: $0.column, value: $0.value.moved(by: lines))
          })
      default: self.content
      }
    return YAMLValue(content, line: line + lines, column: column, text: text)
  }
}
