import Yams

/// Reads YAML (and so JSON) into values that know their line and column.
public enum YAMLFile {
  /// The most values a file may hold once its aliases are followed; keeps a few bytes from becoming gigabytes.
  static let valueLimit = 200_000
  /// The most levels of nesting; deeper input would exhaust the stack of the parser.
  static let depthLimit = 100

  /// Parses `text`.
  ///
  /// - Throws: `FileProblems` when it is not YAML, is empty, is nested too deeply or expands too far.
  public static func value(of text: String, path: String) throws(FileProblems) -> YAMLValue {
    if let line = lineOfExcessiveNesting(in: text) {
      throw FileProblems([
        FileProblem(
          path: path, line: line,
          message: "nested more than \(depthLimit) levels deep; no file of moe-judge needs that.")
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
        message: "not valid YAML: \(problem). Check the indentation and quoting there.")
    case let YamlError.duplicatedKeysInMapping(duplicates, context):
      FileProblem(
        path: path, line: context.mark.line, column: context.mark.column,
        message: "the key \(duplicates.map { "'\($0)'" }.joined(separator: ", ")) stands twice in one map. Keep one.")
    default:
      FileProblem(path: path, message: "not valid YAML: \(error).")
    }
  }

  /// The first line on which brackets or indentation nest beyond the limit, found without recursion.
  private static func lineOfExcessiveNesting(in text: String) -> Int? {
    var line = 1
    var brackets = 0
    var indentation = 0
    var dashes = 0
    var atStart = true
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\n"):
        (line, indentation, dashes, atStart) = (line + 1, 0, 0, true)
      case UInt8(ascii: " ") where atStart: indentation += 1
      case UInt8(ascii: "-") where atStart: dashes += 1
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        (brackets, atStart) = (brackets + 1, false)
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        (brackets, atStart) = (max(0, brackets - 1), false)
      default: atStart = false
      }
      // "- - - -" nests once a dash; a rule of dashes ("-----") has no spaces between, so it does not.
      if brackets > depthLimit || indentation > 40 * depthLimit || min(dashes, indentation) > depthLimit { return line }
    }
    return nil
  }
}

/// Turns Yams' nodes into values, counting what aliases expand to.
private struct Conversion {
  let path: String
  var count = 0

  mutating func value(of node: Node, depth: Int) throws(FileProblems) -> YAMLValue {
    count += 1
    let mark = (line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    guard count <= YAMLFile.valueLimit, depth <= YAMLFile.depthLimit else {
      throw FileProblems([
        FileProblem(
          path: path, line: mark.line, column: mark.column,
          message:
            "the file expands to more than \(YAMLFile.valueLimit) values or \(YAMLFile.depthLimit) levels. Remove the "
            + "repeated aliases.")
      ])
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
        let keyMark = (line: pair.key.mark?.line ?? mark.line, column: pair.key.mark?.column ?? mark.column)
        entries.append(
          YAMLValue.Entry(
            key: pair.key.string ?? "(not a text)", line: keyMark.line, column: keyMark.column,
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
    if text.utf8.allSatisfy(isNumeric), let value = Double(text), value.isFinite { return .number(value) }
    return .string(text)
  }

  private func isNumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte)
  }
}
