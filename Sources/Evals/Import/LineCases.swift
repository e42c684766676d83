internal import Foundation
internal import JudgeTypes
internal import YAMLFiles

/// Cases from JSON, one a line: in the suite's own form, or flat with `text` or `path`.
enum LineCases {
  private static let flat = Schema.object([
    .init("id", .string(.nonEmpty), required: true, "the case's id"),
    .init("path", .string(.nonEmpty), "the artifact, relative to this file"),
    .init("artifact", .string(.nonEmpty), "the same"),
    .init("text", .anything, "the artifact itself"),
    .init("kind", .string(), "the artifact's kind; what it looks like unless said"),
    .init("outcome", .string(), required: true, "the right outcome"),
    .init(
      "findings",
      .list(
        of: .object([
          .init("rule", .string(), required: true, "the fault"),
          .init("path", .string(.nonEmpty), "the file, relative to a directory artifact"),
          .init("line", .integer(1...10_000_000), required: true, "the first line"),
          .init("end_line", .integer(1...10_000_000), "the last line; the first unless said"),
          .init("note", .string(), "why"),
        ])), "the faults in it"),
    .init("source", .string(), "where the case comes from"),
  ])

  static func read(_ text: String, path: String) -> ImportedCases {
    var all = ImportedCases()
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (index, line) in lines.enumerated() where line.contains(where: { !$0.isWhitespace }) {
      do throws(FileProblems) {
        all.cases.append(try evalCase(String(line), path: path, line: index + 1))
      } catch {
        all.problems += error.problems.map {
          FileProblem(path: path, line: index + 1, key: $0.key, message: $0.message)
        }
      }
    }
    if all.cases.isEmpty, all.problems.isEmpty {
      all.problems = [FileProblem(path: path, message: "it holds no case. Write one JSON object a line.")]
    }
    return all
  }

  private static func evalCase(_ json: String, path: String, line: Int) throws(FileProblems) -> ImportedCase {
    func failure(_ message: String) -> FileProblems { FileProblems([FileProblem(path: path, message: message)]) }
    guard var object = (try? JSONSerialization.jsonObject(with: Data(json.utf8))) as? [String: Any] else {
      throw failure("not a JSON object. Write one object a line, such as {\"id\": \"a\", \"path\": \"a.py\", ...}.")
    }
    // Only JSON is read of a text: a YAML reader would fold some of its line ends.
    let text = object["text"] as? String
    if object["text"] != nil {
      guard text != nil else { throw failure("text: write a text here.") }
      object["text"] = "read"
    }
    guard
      let rest = try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    else { throw failure("not a JSON object that can be read again.") }
    let isOwn = object["expect"] != nil
    let value = try YAMLFile.value(
      of: String(decoding: rest, as: UTF8.self), path: path,
      schema: isOwn ? SuiteFile.caseSchema(measuring: .panel) : flat)
    let file = value["path"]?.string ?? value["artifact"]?.string
    guard isOwn || [text, value["path"]?.string, value["artifact"]?.string].count(where: { $0 != nil }) == 1 else {
      throw failure("one of path and text says what is judged. Write exactly one of them.")
    }
    let expected = isOwn ? value["expect"] : value
    let id = value["id"]?.string ?? ""
    return ImportedCase(
      id: id, content: file.map { .file($0) } ?? .text(text ?? ""),
      name: file.map(ImportedNames.kept) ?? ImportedNames.name(of: id),
      kind: value["kind"]?.string, outcome: expected?["outcome"]?.string ?? "",
      labels: (expected?["findings"]?.list ?? []).map { label in
        let first = label["line"]?.integer ?? 1
        return ImportedCase.Label(
          rule: label["rule"]?.string ?? "", path: label["path"]?.string, line: first,
          endLine: label["end_line"]?.integer ?? first, note: label["note"]?.string)
      }, source: value["source"]?.string, path: path, line: line)
  }
}
