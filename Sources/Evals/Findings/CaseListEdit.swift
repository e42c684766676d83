public import YAMLFiles

/// Adds a file to the `cases:` of a suite.yaml, in its text: comments and layout stay.
enum CaseListEdit {
  /// - Returns: nil where the list is written in a way that is not understood; whoever asks says then what to add by hand.
  static func adding(_ file: String, to text: String) -> String? {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let head = lines.firstIndex(where: { $0.hasPrefix("cases:") }) else { return nil }
    let rest = withoutComment(lines[head].dropFirst("cases:".count)).trimmed
    if rest.isEmpty { return insertingItem(file, below: head, in: &lines) }
    guard rest.hasPrefix("[") else { return nil }
    return insertingElement(file, from: head, in: &lines)
  }

  /// Behind the last element of a list in brackets, which may go on over several lines: it ends with the first bracket that nothing but
  /// a comment follows.
  private static func insertingElement(_ file: String, from head: Int, in lines: inout [String]) -> String? {
    for end in head..<lines.count {
      let code = withoutComment(lines[end][...])
      guard code.trimmed.hasSuffix("]"), let bracket = code.lastIndex(of: "]") else { continue }
      for index in (head...end).reversed() {
        let part = index == end ? lines[end][..<bracket] : withoutComment(lines[index][...])
        guard let last = part.lastIndex(where: { !$0.isWhitespace }) else { continue }
        let place = part.index(after: last)
        lines[index].insert(contentsOf: (part[last] == "," ? " " : ", ") + file, at: place)
        return lines.joined(separator: "\n")
      }
    }
    return nil
  }

  private static func insertingItem(_ file: String, below head: Int, in lines: inout [String]) -> String? {
    var last: Int?
    var indentation = ""
    for index in (head + 1)..<lines.count {
      let code = withoutComment(lines[index][...])
      guard !code.trimmed.isEmpty else { continue }
      let isItem = code.trimmed.hasPrefix("-")
      guard code.first == " " || isItem else { break }
      if last == nil {
        guard isItem else { return nil }
        indentation = String(code.prefix { $0 == " " })
      }
      last = index
    }
    guard let last else { return nil }
    lines.insert("\(indentation)- \(file)", at: last + 1)
    return lines.joined(separator: "\n")
  }

  /// Up to a `#` at the beginning or after white space.
  private static func withoutComment(_ text: Substring) -> Substring {
    var before: Character = " "
    for index in text.indices {
      if text[index] == "#", before.isWhitespace { return text[..<index] }
      before = text[index]
    }
    return text
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

extension SuiteFile {
  /// The text of a suite.yaml with `file` in its list of cases; comments and layout stay.
  ///
  /// - Returns: nil where the list is written in a way that is not understood.
  public static func adding(caseFile file: String, to text: String) -> String? {
    CaseListEdit.adding(file, to: text)
  }

  /// Whether a suite.yaml names `file` in its list of cases.
  ///
  /// - Throws: `FileProblems` for what is no suite.
  public static func names(caseFile file: String, in text: String, path: String) throws(FileProblems) -> Bool {
    let value = try YAMLFile.value(of: text, path: path, schema: schema)
    return (value["cases"]?.list ?? []).contains { $0.string == file }
  }

  /// The case that one line of a JSONL file holds; nil for one that holds none.
  static func evalCase(line: String) -> EvalCase? {
    (try? YAMLFile.value(of: line, path: "", schema: caseSchema)).map(evalCase)
  }
}
