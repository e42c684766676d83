internal import CSVFiles
internal import JudgeTypes
internal import YAMLFiles

/// Cases from a table: a header, then one case a row.
enum CSVCases {
  static let columns = ["id", "artifact", "path", "text", "kind", "outcome", "findings", "source"]

  static func read(_ text: String, path: String, delimiter: UInt8) -> ImportedCases {
    let table = CSVText(text, path: path, delimiter: delimiter)
    var all = ImportedCases(problems: table.problems)
    guard let header = table.rows.first else {
      if all.problems.isEmpty {
        all.problems = [FileProblem(path: path, line: 1, message: "there is no header. Begin with: id,path,outcome")]
      }
      return all
    }
    let names = header.fields.map { $0.lowercased().filter { !$0.isWhitespace } }
    let unfit = problems(of: names, header, path: path)
    all.problems += unfit
    guard unfit.isEmpty else { return all }
    for row in table.rows.dropFirst() {
      guard row.fields.count == names.count else {
        all.problems.append(
          FileProblem(
            path: path, line: row.line,
            message:
              "the row has \(row.fields.count) fields, the header \(names.count). Put fields with the delimiter in quotes."
          ))
        continue
      }
      add(Dictionary(zip(names, row.fields), uniquingKeysWith: { first, _ in first }), row, path: path, to: &all)
    }
    return all
  }

  private static func problems(of names: [String], _ header: CSVText.Row, path: String) -> [FileProblem] {
    func problem(_ message: String) -> FileProblem { FileProblem(path: path, line: header.line, message: message) }
    var problems = names.filter { !columns.contains($0) }.map { name in
      let advice =
        nearest(name, among: columns).map { "Did you mean '\($0)'?" } ?? "Known: \(columns.joined(separator: ", "))."
      return problem("unknown column '\(name)'. \(advice)")
    }
    problems += Dictionary(grouping: names, by: \.self).filter { $0.value.count > 1 }.keys.sorted().map {
      problem("the column '\($0)' stands twice. Keep one.")
    }
    for name in ["id", "outcome"] where !names.contains(name) {
      problems.append(problem("the column '\(name)' is missing. Add it."))
    }
    if !names.contains(where: ["artifact", "path", "text"].contains) {
      problems.append(problem("no column says what is judged. Add 'path', or 'text'."))
    }
    return problems
  }

  private static func add(_ row: [String: String], _ at: CSVText.Row, path: String, to all: inout ImportedCases) {
    func problem(_ message: String, _ key: String) {
      all.problems.append(FileProblem(path: path, line: at.line, key: key, message: message))
    }
    func value(_ column: String) -> String? { row[column].flatMap { $0.isEmpty ? nil : $0 } }
    let files = [value("artifact"), value("path")].compactMap(\.self)
    guard files.count + (value("text") == nil ? 0 : 1) == 1 else {
      return problem("one of path and text says what is judged; here \(files.isEmpty ? "none" : "several") do.", "path")
    }
    var labels: [ImportedCase.Label] = []
    for part in (value("findings") ?? "").split(separator: ";") {
      let words = part.trimmingSpaces
      guard !words.isEmpty else { continue }
      guard let label = label(words) else {
        problem("found '\(words)'; write rule:line or rule:line-end, parted by ';'.", "findings")
        continue
      }
      labels.append(label)
    }
    let id = value("id") ?? ""
    all.cases.append(
      ImportedCase(
        id: id, content: files.first.map { .file($0) } ?? .text(value("text") ?? ""),
        name: files.first.map(ImportedNames.kept) ?? ImportedNames.name(of: id), kind: value("kind"),
        outcome: value("outcome") ?? "",
        labels: labels, source: value("source"), path: path, line: at.line))
  }

  /// `rule:line` or `rule:line-end`.
  private static func label(_ text: String) -> ImportedCase.Label? {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let lines = text[text.index(after: colon)...].split(separator: "-", omittingEmptySubsequences: false)
    let numbers = lines.compactMap { Int($0.trimmingSpaces) }
    guard (1...2).contains(lines.count), numbers.count == lines.count, numbers[0] >= 1,
      numbers.last ?? 0 >= numbers[0]
    else { return nil }
    return ImportedCase.Label(
      rule: text[..<colon].trimmingSpaces, path: nil, line: numbers[0], endLine: numbers.last ?? numbers[0], note: nil)
  }
}

extension StringProtocol {
  var trimmingSpaces: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
