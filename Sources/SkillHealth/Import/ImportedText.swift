internal import CSVFiles
internal import Provenance
internal import YAMLFiles

/// The form of a file that is imported.
public enum ImportFormat: String, Sendable, Hashable, CaseIterable {
  /// What the file looks like.
  case auto
  case jsonl, json, csv, retrospective
}

/// A file of figures or of looks back, cut into what is said of one thing each.
struct ImportedText {
  enum Kind { case figures, retrospectives }

  var kind = Kind.figures
  /// Maps, in the order of the file.
  var lines: [YAMLValue] = []
  /// What stands under its skill's name, as in an export, in the order of the file.
  var ofSkills: [(skill: String, value: YAMLValue)] = []
  var problems: [FileProblem] = []
  /// Whether nothing of the file can be read for what it is, so that there is no rest to take.
  var isUnusable = false

  init(_ bytes: [UInt8], path: String, format: ImportFormat, scale: FigureSchema.Scale) {
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    guard let first = bytes.first(where: { !Self.isWhiteSpace($0) }) else {
      // A log of sessions may be there before the first of them is.
      guard format != .retrospective else {
        kind = .retrospectives
        return
      }
      problems = [FileProblem(path: path, message: "the file is empty. Write one record a line, or leave it out.")]
      isUnusable = true
      return
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      problems = [FileProblem(path: path, message: "the file is not UTF-8. Save it as UTF-8.")]
      isUnusable = true
      return
    }
    let looksLikeJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    if format == .csv || (format == .auto && !looksLikeJSON) {
      readTable(text, path: path, scale: scale)
    } else {
      readJSON(bytes, path: path, format: format)
      if format == .retrospective || (format == .auto && looksBack) { kind = .retrospectives }
    }
    if lines.isEmpty, ofSkills.isEmpty, problems.isEmpty, kind == .figures, format != .json {
      problems = [FileProblem(path: path, message: "it holds no record. Write one below the header, or one a line.")]
    }
  }

  private static func isWhiteSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  /// Whether the first object is a look back at a session rather than a figure.
  private var looksBack: Bool {
    guard let first = lines.first else { return false }
    return ["session", "session_id", "skills", "success"].contains { first[$0] != nil }
      || (first["anti_patterns"] != nil && first["invocations"] == nil)
  }

  // MARK: JSON

  private mutating func readJSON(_ bytes: [UInt8], path: String, format: ImportFormat) {
    do throws(JSONError) {
      guard format != .jsonl else { return readLines(bytes, path: path) }
      take(try JSONValue(parsing: bytes), bytes, path: path)
    } catch {
      // Several documents are lines of JSON, whatever is wrong in them, where it is not said to be one document.
      if format != .json, Self.isFirstLineWhole(bytes) { return readLines(bytes, path: path) }
      problems.append(
        FileProblem(
          path: path, line: JSONPieces.line(of: error.offset, in: bytes), message: "not JSON: \(error.description)"))
    }
  }

  private static func isFirstLineWhole(_ bytes: [UInt8]) -> Bool {
    let lines = bytes.split(separator: UInt8(ascii: "\n")).filter { !$0.allSatisfy(isWhiteSpace) }
    guard lines.count > 1 else { return false }
    return lines.prefix(2).contains { (try? JSONValue(parsing: Array($0)))?.objectValue != nil }
  }

  private mutating func take(_ document: JSONValue, _ bytes: [UInt8], path: String) {
    switch document {
    case .array(let elements):
      lines = zip(elements, JSONPieces.lines(ofElementsIn: bytes)).map { YAMLValue($0, line: $1) }
    case .object(let members) where !members.isEmpty && members.allSatisfy { $0.value["scores"]?.arrayValue != nil }:
      let places = JSONPieces.lines(ofScoresIn: bytes)
      for member in members {
        for (score, line) in zip(member.value["scores"]?.arrayValue ?? [], places[member.key] ?? []) {
          ofSkills.append((member.key, YAMLValue(Self.score(score, of: member.value), line: line)))
        }
      }
    case .object:
      let offset = bytes.firstIndex { !Self.isWhiteSpace($0) } ?? 0
      lines = [YAMLValue(document, line: JSONPieces.line(of: offset, in: bytes))]
    default:
      problems.append(
        FileProblem(path: path, line: 1, message: "found no record. Write an object, a list of them, or one a line."))
    }
  }

  /// What stands once for all days of a skill is said of each.
  private static func score(_ score: JSONValue, of skill: JSONValue) -> JSONValue {
    guard case .object(var object) = score else { return score }
    for key in ["category", "files"] where object[key] == nil { object[key] = skill[key] }
    return .object(object)
  }

  private mutating func readLines(_ bytes: [UInt8], path: String) {
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      guard !line.allSatisfy(Self.isWhiteSpace) else { continue }
      do throws(JSONError) {
        lines.append(YAMLValue(try JSONValue(parsing: Array(line)), line: number))
      } catch {
        problems.append(FileProblem(path: path, line: number, message: "not JSON: \(error.description)"))
      }
    }
  }

  // MARK: Tables

  private mutating func readTable(_ text: String, path: String, scale: FigureSchema.Scale) {
    let header = text.prefix { !$0.isNewline }
    let delimiter: UInt8 =
      [";", "\t"].first { header.contains($0) && !header.contains(",") }?.asciiValue ?? UInt8(ascii: ",")
    let table = CSVText(text, path: path, delimiter: delimiter)
    problems = table.problems
    guard let header = table.rows.first else { return }
    let check = LineCheck(FigureSchema.figure(scale), path: path)
    let names = header.fields.map { $0.lowercased().filter { !$0.isWhitespace } }
    let unfit = Self.problems(of: names, header, check)
    problems += unfit
    isUnusable = !unfit.isEmpty
    guard unfit.isEmpty else { return }
    for row in table.rows.dropFirst() {
      guard row.fields.count == names.count else {
        problems.append(
          check.problem(
            row.line,
            "the row has \(row.fields.count) fields, the header \(names.count). "
              + "Put fields with the delimiter in quotes."))
        continue
      }
      lines.append(Self.map(names, row))
    }
  }

  private static func problems(of names: [String], _ header: CSVText.Row, _ check: LineCheck) -> [FileProblem] {
    let properties = FigureSchema.figure(.percent)
    let known = properties.map(\.key)
    var meant = Set(names)
    var problems: [FileProblem] = []
    for name in names where !known.contains(name) {
      let other = check.otherName(name) ?? nearest(name, among: known)
      if let other { meant.insert(other) }
      let advice = other.map { "Did you mean '\($0)'?" } ?? "Known: \(known.joined(separator: ", "))."
      problems.append(check.problem(header.line, "unknown column '\(name)'. \(advice)"))
    }
    problems += Dictionary(grouping: names, by: \.self).filter { $0.value.count > 1 }.keys.sorted().map {
      check.problem(header.line, "the column '\($0)' stands twice. Keep one.")
    }
    let needed = properties.filter { $0.isRequired || $0.key == "score" }
    return problems
      + needed.filter { !meant.contains($0.key) }.map {
        check.problem(header.line, "there is no column '\($0.key)': \($0.description). Add it.")
      }
  }

  private static func map(_ names: [String], _ row: CSVText.Row) -> YAMLValue {
    func scalar(_ text: String, isNumber: Bool = false) -> YAMLValue {
      var content = YAMLValue.Content.string(text)
      if isNumber {
        if let value = Int(text) {
          content = .integer(value)
        } else if let value = Double(text), value.isFinite, !text.lowercased().contains("x") {
          content = Int(exactly: value).map { .integer($0) } ?? .number(value)
        }
      }
      return YAMLValue(content, line: row.line, column: 1, text: text)
    }
    let entries = zip(names, row.fields).compactMap { name, field -> YAMLValue.Entry? in
      guard !field.isEmpty else { return nil }
      let value: YAMLValue
      switch name {
      case "score", "invocations", "score_sd": value = scalar(field, isNumber: true)
      case "files":
        value = YAMLValue(.list(field.split(separator: ";").map { scalar(String($0)) }), line: row.line, column: 1)
      case "anti_patterns": value = Self.antiPatterns(field, row, scalar)
      default: value = scalar(field)
      }
      return YAMLValue.Entry(key: name, line: row.line, column: 1, value: value)
    }
    return YAMLValue(.map(entries), line: row.line, column: 1)
  }

  /// `tool_misuse;excessive_retry` or `tool_misuse:2;excessive_retry:1`.
  private static func antiPatterns(
    _ field: String, _ row: CSVText.Row, _ scalar: (String, Bool) -> YAMLValue
  ) -> YAMLValue {
    let parts = field.split(separator: ";").map { $0.split(separator: ":", maxSplits: 1).map(String.init) }
    guard parts.contains(where: { $0.count > 1 }) else {
      return YAMLValue(.list(parts.map { scalar($0.first ?? "", false) }), line: row.line, column: 1)
    }
    let entries = parts.map { part in
      YAMLValue.Entry(
        key: part.first ?? "", line: row.line, column: 1, value: scalar(part.count > 1 ? part[1] : "1", true))
    }
    return YAMLValue(.map(entries), line: row.line, column: 1)
  }
}
