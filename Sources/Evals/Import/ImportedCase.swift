internal import Foundation
internal import JudgeTypes
internal import YAMLFiles

/// A case as somebody else wrote it down, before anything of it is checked against the suite.
struct ImportedCase: Sendable, Hashable {
  enum Content: Sendable, Hashable {
    case text(String)
    /// Relative to the import's folder.
    case file(String)
  }

  struct Label: Sendable, Hashable {
    let rule: String
    let path: String?
    let line: Int
    let endLine: Int
    let note: String?
  }

  /// The outcomes that may be expected: an undecided one is no answer to be right with.
  static let outcomes: [Outcome] = [.pass, .conditional, .fail]

  let id: String
  let content: Content
  /// Where the copy of its artifact goes, below the folder of this import.
  let name: String
  /// As it was written; nil where nobody said.
  let kind: String?
  let outcome: String
  let labels: [Label]
  let source: String?
  /// Where it stands in the import; no line for a file of a folder.
  let path: String
  let line: Int?

  /// The case as a line of the suite's own case file.
  func line(artifact: String, kind: ArtifactKind?, source name: String) -> String {
    let findings = labels.map { label in
      var parts = ["\"rule\": \(quoted(label.rule))"]
      if let path = label.path { parts.append("\"path\": \(quoted(path))") }
      parts += ["\"line\": \(label.line)", "\"end_line\": \(label.endLine)"]
      if let note = label.note { parts.append("\"note\": \(quoted(note))") }
      return "{\(parts.joined(separator: ", "))}"
    }
    return "{\"id\": \(quoted(id)), \"artifact\": \(quoted(artifact)), "
      + "\"kind\": \(quoted(self.kind ?? kind?.rawValue ?? "")), \"expect\": {\"outcome\": \(quoted(outcome)), "
      + "\"findings\": [\(findings.joined(separator: ", "))]}, \"source\": \(quoted(source ?? "imported from \(name)"))}"
  }

  func problem(_ message: String, key: String = "") -> FileProblem {
    FileProblem(path: path, line: line, key: key, message: message)
  }

  /// As JSON that is YAML too: what a YAML reader would take for a line end or refuse is escaped.
  private func quoted(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22: json += "\\\""
      case 0x5C: json += "\\\\"
      case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF:
        let digits = String(scalar.value, radix: 16)
        json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }
}

/// The cases of an import, with all that does not fit.
struct ImportedCases {
  var cases: [ImportedCase] = []
  var problems: [FileProblem] = []
}
