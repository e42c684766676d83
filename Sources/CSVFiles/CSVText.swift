public import YAMLFiles

/// Comma-separated values as RFC 4180 has them: fields in quotes may hold the delimiter, line ends and doubled quotes.
///
/// Strict, and with the line of every row: what a spreadsheet would guess at is a problem here, since a row that is read wrongly is a case
/// or a score that is wrong.
public struct CSVText: Sendable {
  public struct Row: Sendable, Hashable {
    /// Of its first character, 1-based.
    public let line: Int
    public let fields: [String]
  }

  /// Without empty lines.
  public private(set) var rows: [Row] = []
  public private(set) var problems: [FileProblem] = []

  private let path: String
  private let delimiter: UInt8
  private let bytes: [UInt8]
  private var place = 0
  private var line = 1

  private static let quote = UInt8(ascii: "\"")
  private static let feed = UInt8(ascii: "\n")
  private static let carriage = UInt8(ascii: "\r")

  /// - Parameter delimiter: an ASCII character other than a quote or a line end.
  public init(_ text: String, path: String, delimiter: UInt8) {
    self.path = path
    self.delimiter = delimiter
    bytes = Array(text.unicodeScalars.first == "\u{FEFF}" ? text.utf8.dropFirst(3) : text.utf8[...])
    while place < bytes.count { readRow() }
  }

  private mutating func readRow() {
    let start = line
    var fields: [String] = []
    while true {
      guard let field = place < bytes.count && bytes[place] == Self.quote ? quoted() : plain() else {
        // The rest of a line that makes no sense would only make more problems.
        skipLine()
        return
      }
      fields.append(field)
      guard place < bytes.count, bytes[place] == delimiter else { break }
      place += 1
    }
    endLine()
    if fields != [""] { rows.append(Row(line: start, fields: fields)) }
  }

  private mutating func plain() -> String? {
    let start = place
    while place < bytes.count, bytes[place] != delimiter, !isLineEnd(bytes[place]) {
      guard bytes[place] != Self.quote else {
        return refuse("a quote in a field without quotes. Put the field in quotes, and write each quote in it twice.")
      }
      place += 1
    }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private mutating func quoted() -> String? {
    let start = line
    var content: [UInt8] = []
    place += 1
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == Self.quote {
        guard place < bytes.count, bytes[place] == Self.quote else { return afterQuote(content) }
        place += 1
      } else if byte == Self.feed {
        line += 1
      }
      content.append(byte)
    }
    line = start
    return refuse("the field that begins here has no closing quote. Close it.")
  }

  private mutating func afterQuote(_ content: [UInt8]) -> String? {
    guard place == bytes.count || bytes[place] == delimiter || isLineEnd(bytes[place]) else {
      return refuse("text behind a closing quote. Write a quote inside of a field twice.")
    }
    return String(decoding: content, as: UTF8.self)
  }

  private mutating func refuse(_ message: String) -> String? {
    problems.append(FileProblem(path: path, line: line, message: message))
    return nil
  }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == Self.feed || byte == Self.carriage }

  private mutating func skipLine() {
    while place < bytes.count, bytes[place] != Self.feed { place += 1 }
    endLine()
  }

  private mutating func endLine() {
    if place < bytes.count, bytes[place] == Self.carriage { place += 1 }
    if place < bytes.count, bytes[place] == Self.feed { place += 1 }
    line += 1
  }
}
