/// Markdown made ready for the parser, line for line as in the file.
///
/// A byte order mark is dropped, line ends become line feeds, NUL becomes U+FFFD, and front matter is taken out and
/// replaced with empty lines, so that every position the parser reports is a line of the file.
public struct MarkdownText: Sendable, Hashable {
  /// The lines without their ends; front matter lines are empty.
  public let lines: [String]
  /// The `key: value` lines of the front matter, keys in lower case; a list's items are joined by commas. Nested keys and
  /// comments are left out.
  public let frontMatter: [String: String]

  public init(_ text: String) {
    var lines = Self.lines(of: text)
    frontMatter = Self.takeFrontMatter(from: &lines)
    self.lines = lines
  }

  /// What the parser reads.
  public var body: String { lines.joined(separator: "\n") + "\n" }

  private static func lines(of text: String) -> [String] {
    let bytes = Array(text.utf8)
    let (feed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    var lines: [String] = []
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex { $0 == feed || $0 == carriageReturn } ?? bytes.count
      lines.append(line(bytes[start..<end]))
      let isPair = end + 1 < bytes.count && bytes[end] == carriageReturn && bytes[end + 1] == feed
      start = end + (isPair ? 2 : 1)
    }
    return lines
  }

  private static func line(_ bytes: ArraySlice<UInt8>) -> String {
    guard bytes.contains(0) else { return String(decoding: bytes, as: UTF8.self) }
    return String(decoding: bytes.flatMap { $0 == 0 ? [0xEF, 0xBF, 0xBD] : [$0] }, as: UTF8.self)
  }

  private static func takeFrontMatter(from lines: inout [String]) -> [String: String] {
    guard let first = lines.first, first.trimmed == "---",
      let end = lines.indices.dropFirst().first(where: { lines[$0].trimmed == "---" || lines[$0].trimmed == "..." }),
      lines[1..<end].allSatisfy(isFrontMatter), end > 1
    else { return [:] }
    var values: [String: String] = [:]
    var open: String?
    for line in lines[1..<end] {
      if let key = open, line.trimmed.hasPrefix("- ") {
        let item = unquoted(String(line.trimmed.dropFirst(2)))
        values[key] = values[key].map { $0.isEmpty ? item : "\($0), \(item)" }
      }
      guard let colon = line.firstIndex(of: ":"), let start = line.first, start.isLetter else { continue }
      let key = String(line[..<colon]).trimmed.lowercased()
      values[key] = unquoted(String(line[line.index(after: colon)...]))
      open = key
    }
    for index in 0...end { lines[index] = "" }
    return values
  }

  /// A key, an item, an indented or blank line or a comment; anything else is text between two rules.
  private static func isFrontMatter(_ line: String) -> Bool {
    guard let first = line.first, !line.trimmed.isEmpty else { return true }
    if first.isWhitespace || ["#", "]", "}"].contains(first) || line == "-" || line.hasPrefix("- ") { return true }
    guard let colon = line.firstIndex(of: ":") else { return false }
    let after = line.index(after: colon)
    return (after == line.endIndex || line[after].isWhitespace) && line[..<colon].split(separator: " ").count <= 4
  }

  private static func unquoted(_ value: String) -> String { value.trimmed.trimming { $0 == "\"" || $0 == "'" } }
}
