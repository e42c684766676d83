public import Provenance

/// A form of the result: what stands before its judgments, the judgments, what stands after them.
public struct ResultForm {
  public enum Name: String, Sendable, CaseIterable {
    case table, json, jsonl, markdown, sarif, junit, github, gitlab, html

    /// The extensions of files, a longer one before those that it ends with; annotations are for standard output alone.
    private static let byExtension: [(suffix: String, name: Name)] = [
      (".gitlab.json", .gitlab), (".sarif.json", .sarif), (".junit.xml", .junit), (".sarif", .sarif), (".json", .json),
      (".jsonl", .jsonl), (".md", .markdown), (".html", .html), (".txt", .table),
    ]

    /// All of them, for people.
    public static var extensions: String { byExtension.map(\.suffix).joined(separator: ", ") }

    /// Nil where the extension names none.
    public init?(ofFile path: String) {
      guard let form = Self.byExtension.first(where: { path.hasSuffix($0.suffix) }) else { return nil }
      self = form.name
    }
  }

  private let name: Name
  private let table: TableReport
  /// Of forms that are a function of the recorded result alone; changed where it is, since it may hold much.
  private var report: (any ResultReport)?

  /// - Parameter started: when the run began, RFC 3339.
  public init(_ name: Name, isColoured: Bool, isVerbose: Bool, started: String) {
    self.name = name
    table = TableReport(style: TextStyle(isColoured: isColoured), isVerbose: isVerbose)
    report =
      switch name {
      case .table, .json, .jsonl: nil
      case .markdown: MarkdownReport()
      case .html: HTMLReport()
      case .sarif: SARIFReport()
      case .junit: JUnitReport(started: started)
      case .github: GitHubReport()
      case .gitlab: GitLabReport()
      }
  }

  public var isOfLines: Bool { name == .jsonl }

  /// - Parameters:
  ///   - json: the judgment as the JSON result holds it.
  ///   - judgment: what that says.
  public mutating func text(
    of json: () -> JSONValue, _ judgment: () -> RecordedJudgment, isFirst: Bool, tableText: (TableReport) -> String
  ) -> String {
    switch name {
    case .table: tableText(table)
    case .jsonl: json().canonical + "\n"
    // A text in JSON holds no line feed, so those that are there part its lines.
    case .json: (isFirst ? "" : ",") + "\n    " + json().pretty.replacing("\n", with: "\n    ")
    default: report?.add(judgment()) ?? ""
    }
  }

  /// - Parameters:
  ///   - json: the JSON result without its judgments.
  ///   - result: what that says.
  ///   - isEmpty: whether there is no judgment.
  public func frame(
    of json: JSONValue, _ result: RecordedResult, isEmpty: Bool,
    tableFrame: (TableReport) -> (before: String, after: String)
  ) -> (before: String, after: String) {
    switch name {
    case .table: return tableFrame(table)
    case .jsonl: return ("", "")
    case .json:
      let document = json.pretty + "\n"
      let place = "\n  \"judgments\": ["
      guard !isEmpty, let range = document.firstRange(of: place) else { return (document, "") }
      return (String(document[..<range.upperBound]), "\n  " + document[range.upperBound...])
    default: return report?.frame(of: result) ?? ("", "")
    }
  }
}
