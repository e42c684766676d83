import Foundation
import Provenance

/// Results that are checked in, in Tests/SampleResults: `panel` with a gate, a debate and dissent, `offline` without.
enum SampleResult {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "SampleResults")

  static func json(_ name: String) throws -> JSONValue {
    try JSONValue(parsing: String(contentsOf: folder.appending(path: "\(name).json"), encoding: .utf8))
  }

  static func named(_ name: String) throws -> RecordedResult { try RecordedResult(json: json(name)) }

  /// The panel's result with some of its members replaced.
  static func panel(_ members: JSONObject) throws -> RecordedResult {
    var object = try json("panel").objectValue ?? [:]
    for (key, value) in members { object[key] = value }
    return try RecordedResult(json: .object(object))
  }

  /// The panel's result for `judgments` alone.
  static func panel(of judgments: [JSONValue]) throws -> RecordedResult { try panel(["judgments": .array(judgments)]) }

  /// Every text of `value` replaced, but those that the form of the result lays down.
  static func replacingTexts(in value: JSONValue, with text: String) -> JSONValue {
    if let object = value.objectValue {
      return .object(
        object.reduce(into: JSONObject()) { replaced, member in
          let isFixed = fixed.contains(member.key) && member.value.stringValue != nil
          replaced[member.key] = isFixed ? member.value : replacingTexts(in: member.value, with: text)
        })
    }
    if let array = value.arrayValue { return .array(array.map { replacingTexts(in: $0, with: text) }) }
    return value.stringValue == nil ? value : .string(text)
  }

  private static let fixed: Set<String> = [
    "schema_version", "mode", "kind", "state", "status", "decision", "outcome", "outcome_before_debate", "finding",
  ]

  /// What has no business in a page, all of it at once.
  static let hostile =
    "<script>alert(1)</script>\"><img src=x onerror=alert(1)>'; --> ]]> <!-- moe-judge:gate --> [x](http://evil.example) "
    + "![y](//evil.example/z) @octocat me@evil.example octo/repo#12 !34 $5 www.evil.example https://evil.example/?a=b&c=d "
    + "``` ```` ~~~ `code` **bold** | a | b |\n\n# head\n\n</details>\n</summary>\n---\n===\n    code\n1. one\n- two\n"
    + "\u{202E}\u{2066}\u{200B}\u{FEFF}\u{E0041}\u{1B}[2J\u{7}\u{0}\u{2028}\u{FFFE} [redacted:secret] javascript:alert(1)"
}
