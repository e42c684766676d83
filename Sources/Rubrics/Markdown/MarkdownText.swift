/// Markdown made ready for the parser, line for line as in the file.
///
/// A byte order mark is dropped, line ends become line feeds, NUL becomes U+FFFD, and front matter is taken out and
/// replaced with empty lines, so that every position the parser reports is a line of the file.
public struct MarkdownText: Sendable, Hashable {
  /// The lines without their ends; front matter lines are empty.
  public let lines: [String]
  /// The `key: value` lines of the front matter, keys in lower case; nested keys and comments are left out.
  public let frontMatter: [String: String]

  public init(_ text: String) {
    var lines = Self.lines(of: text)
    frontMatter = Self.takeFrontMatter(from: &lines)
    self.lines = lines
  }

  /// What the parser reads.
  public var body: String { lines.joined(separator: "\n") + "\n" }

  private static func lines(of text: String) -> [String] {
    var lines: [[UInt8]] = [[]]
    var wasReturn = false
    var bytes = Array(text.utf8)[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\r"): lines.append([])
      case UInt8(ascii: "\n"): if !wasReturn { lines.append([]) }
      case 0: lines[lines.count - 1] += [0xEF, 0xBF, 0xBD]
      default: lines[lines.count - 1].append(byte)
      }
      wasReturn = byte == UInt8(ascii: "\r")
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }

  private static func takeFrontMatter(from lines: inout [String]) -> [String: String] {
    guard let first = lines.first, first.trimmed == "---",
      let end = lines.indices.dropFirst().first(where: { lines[$0].trimmed == "---" || lines[$0].trimmed == "..." })
    else { return [:] }
    var values: [String: String] = [:]
    for line in lines[1..<end] {
      guard let colon = line.firstIndex(of: ":"), let start = line.first, start.isLetter else { continue }
      let value = String(line[line.index(after: colon)...]).trimmed
      values[String(line[..<colon]).trimmed.lowercased()] = value.trimming { $0 == "\"" || $0 == "'" }
    }
    for index in 0...end { lines[index] = "" }
    return values
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  var trimmed: String { trimming(where: \.isWhitespace) }

  func trimming(where isDropped: (Character) -> Bool) -> String {
    var rest = Substring(self)
    while let first = rest.first, isDropped(first) { rest = rest.dropFirst() }
    while let last = rest.last, isDropped(last) { rest = rest.dropLast() }
    return String(rest)
  }

  /// Every run of white space as one space, none at the ends.
  var folded: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
