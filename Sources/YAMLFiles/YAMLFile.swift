import Yams

/// Reads YAML (and so JSON) into values that know their line and column.
public enum YAMLFile {
  /// The most values a file may hold once its aliases are followed; keeps a few bytes from becoming gigabytes.
  static let valueLimit = 200_000
  /// The most levels of nesting; deeper input would exhaust the stack of the parser.
  static let depthLimit = 100
  static let nestingMessage = "nested more than \(depthLimit) levels deep; no file of moe-judge needs that. Flatten it."

  /// Parses `text`.
  ///
  /// - Throws: `FileProblems` when it is not YAML, is empty, is nested too deeply or expands too far.
  public static func value(of text: String, path: String) throws(FileProblems) -> YAMLValue {
    // A byte order mark is no part of the text, and the parser counts it as a column.
    let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    if let line = lineOfHostileAliases(in: text) {
      throw FileProblems([
        FileProblem(
          path: path, line: line,
          message:
            "more than \(aliasLimit) anchors and aliases, or one as a key; no file of moe-judge needs that. Write the values out."
        )
      ])
    }
    let node: Node?
    do {
      node = try Yams.compose(yaml: text, .basic)
    } catch {
      throw FileProblems([problem(of: error, path: path)])
    }
    guard let node else {
      throw FileProblems([
        FileProblem(path: path, line: 1, message: "the file is empty. Write a document, or remove it.")
      ])
    }
    var conversion = Conversion(path: path)
    return try conversion.value(of: node, depth: 0)
  }

  /// Parses `text` and holds it against `schema`; every problem of the file is in the one error.
  public static func value(of text: String, path: String, schema: Schema) throws(FileProblems) -> YAMLValue {
    let value = try value(of: text, path: path)
    let problems = schema.problems(of: value, path: path)
    guard problems.isEmpty else { throw FileProblems(problems) }
    return value
  }

  private static func problem(of error: any Error, path: String) -> FileProblem {
    switch error {
    case let YamlError.scanner(_, problem, mark, _), let YamlError.parser(_, problem, mark, _),
      let YamlError.composer(_, problem, mark, _):
      FileProblem(
        path: path, line: mark.line, column: mark.column,
        message: problem.contains("nesting level")
          ? nestingMessage : "not valid YAML: \(problem). Check the indentation and quoting there.")
    case let YamlError.duplicatedKeysInMapping(duplicates, context):
      FileProblem(
        path: path, line: context.mark.line, column: context.mark.column,
        message: "the key \(duplicates.map { "'\($0)'" }.joined(separator: ", ")) stands twice in one map. Keep one.")
    case let YamlError.reader(problem, _, _, yaml):
      FileProblem(
        path: path, line: placeOfControlCharacter(in: yaml).line, column: placeOfControlCharacter(in: yaml).column,
        message: "not valid YAML: \(problem). Remove the character that is no text.")
    default:
      FileProblem(path: path, message: "not valid YAML: \(error).")
    }
  }

  /// The first place that holds a character which YAML does not allow.
  private static func placeOfControlCharacter(in text: String) -> (line: Int, column: Int) {
    var place = (line: 1, column: 1)
    for scalar in text.unicodeScalars {
      let isControl = scalar.value < 0x20 && !"\t\n\r".unicodeScalars.contains(scalar) || scalar.value == 0x7F
      if isControl { return place }
      place = scalar == "\n" ? (place.line + 1, 1) : (place.line, place.column + 1)
    }
    return (1, 1)
  }

  /// The most anchors and aliases together; a chain of very many would exhaust the stack of the parser.
  static let aliasLimit = 10_000

  /// The first line past the limit of `&name` and `*name`, or with an alias as a key, which the parser hashes unbounded.
  private static func lineOfHostileAliases(in text: String) -> Int? {
    var line = 1
    var count = 0
    var last = UInt8(ascii: "\n")
    var beforeBlanks = last
    for byte in text.utf8 {
      if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*"), " \n\t[{,".utf8.contains(last) {
        count += 1
        if count > aliasLimit || byte == UInt8(ascii: "*") && beforeBlanks == UInt8(ascii: "?") { return line }
      }
      if byte == UInt8(ascii: "\n") { line += 1 }
      if byte != UInt8(ascii: " ") { beforeBlanks = byte }
      last = byte
    }
    return nil
  }
}

/// Turns Yams' nodes into values, counting what aliases expand to.
private struct Conversion {
  let path: String
  var count = 0

  private func problem(_ mark: (line: Int, column: Int), _ message: String) -> FileProblems {
    FileProblems([FileProblem(path: path, line: mark.line, column: mark.column, message: message)])
  }

  mutating func value(of node: Node, depth: Int) throws(FileProblems) -> YAMLValue {
    count += 1
    let mark = (line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    let isCollection = node.scalar == nil
    guard depth < YAMLFile.depthLimit || !isCollection && depth == YAMLFile.depthLimit else {
      throw problem(mark, YAMLFile.nestingMessage)
    }
    guard count <= YAMLFile.valueLimit else {
      throw problem(
        mark, "the file expands to more than \(YAMLFile.valueLimit) values. Remove the repeated aliases.")
    }
    switch node {
    case .scalar(let scalar):
      return YAMLValue(content(of: scalar), line: mark.line, column: mark.column, text: scalar.string)
    case .sequence(let sequence):
      var values: [YAMLValue] = []
      for element in sequence { values.append(try value(of: element, depth: depth + 1)) }
      return YAMLValue(.list(values), line: mark.line, column: mark.column)
    case .mapping(let mapping):
      var entries: [YAMLValue.Entry] = []
      for pair in mapping {
        guard let key = pair.key.scalar?.string else {
          throw FileProblems([
            FileProblem(
              path: path, line: pair.key.mark?.line ?? mark.line, column: pair.key.mark?.column ?? mark.column,
              message: "a key is no text. Write a word before the colon.")
          ])
        }
        let keyMark = (line: pair.key.mark?.line ?? mark.line, column: pair.key.mark?.column ?? mark.column)
        entries.append(
          YAMLValue.Entry(
            key: key, line: keyMark.line, column: keyMark.column,
            value: try value(of: pair.value, depth: depth + 1)))
      }
      return YAMLValue(.map(entries), line: mark.line, column: mark.column)
    case .alias:
      return YAMLValue(.null, line: mark.line, column: mark.column)
    }
  }

  /// YAML 1.2's core schema; Yams' own resolver runs a regular expression per scalar and reads `no` as false.
  private func content(of scalar: Node.Scalar) -> YAMLValue.Content {
    let text = scalar.string
    guard scalar.style == .plain || scalar.style == .any else { return .string(text) }
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .boolean(true)
    case "false", "False", "FALSE": return .boolean(false)
    default: break
    }
    guard let first = text.utf8.first, isNumeric(first) else { return .string(text) }
    if let value = Int(text) { return .integer(value) }
    if text.hasPrefix("0x"), let value = Int(text.dropFirst(2), radix: 16) { return .integer(value) }
    if text.hasPrefix("0o"), let value = Int(text.dropFirst(2), radix: 8) { return .integer(value) }
    if text.utf8.allSatisfy(isNumeric), let value = Double(text), value.isFinite { return .number(value) }
    return .string(text)
  }

  private func isNumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte)
  }
}
