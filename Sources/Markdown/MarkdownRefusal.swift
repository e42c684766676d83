/// Why a document is not given to the Markdown parser: it has inputs that take it quadratic time or memory.
public enum MarkdownRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// More than `MarkdownLimits.bytes` in the document.
  case tooLarge(bytes: Int)
  /// More than `MarkdownLimits.blockBytes` without a blank line.
  case longBlock(line: Int, bytes: Int)
  /// More than `MarkdownLimits.brackets` brackets in one block, as in a run of `![[]()`.
  case manyBrackets(line: Int, count: Int)
  /// More than `MarkdownLimits.delimiters` of `*`, `_`, `~`, `` ` `` or `<` in one block.
  case manyDelimiters(line: Int, count: Int)
  /// A table of more than `MarkdownLimits.columns` columns or `MarkdownLimits.cells` cells.
  case wideTable(line: Int, columns: Int, rows: Int)
  /// Blocks or emphasis nested more than `MarkdownLimits.depth` deep.
  case deepNesting(line: Int)
  /// Link definitions that would be copied into more than `MarkdownLimits.definitionBytes` bytes.
  case hugeDefinitions(bytes: Int)

  /// The line to look at; 1 where the whole document is meant.
  public var line: Int {
    switch self {
    case .tooLarge, .hugeDefinitions: 1
    case .longBlock(let line, _), .manyBrackets(let line, _), .manyDelimiters(let line, _), .wideTable(let line, _, _),
      .deepNesting(let line):
      line
    }
  }

  public var description: String {
    switch self {
    case .tooLarge(let bytes): "the document has \(bytes) bytes; split it below \(MarkdownLimits.bytes)"
    case .longBlock(_, let bytes):
      "a block of \(bytes) bytes has no blank line; break it below \(MarkdownLimits.blockBytes)"
    case .manyBrackets(_, let count):
      "a block has \(count) opening brackets; break it below \(MarkdownLimits.brackets)"
    case .manyDelimiters(_, let count):
      "a block has \(count) emphasis, code or tag marks; break it below \(MarkdownLimits.delimiters)"
    case .wideTable(_, let columns, let rows):
      "a table of \(columns) columns and \(rows) rows is too large; keep it below "
        + "\(MarkdownLimits.columns) columns and \(MarkdownLimits.cells) cells"
    case .deepNesting: "blocks are nested more than \(MarkdownLimits.depth) deep; flatten the lists or quotations"
    case .hugeDefinitions(let bytes):
      "link definitions would expand to \(bytes) bytes; shorten them or write the links out"
    }
  }
}

/// What a document may hold before the parser is asked; each is far above what people write.
public enum MarkdownLimits {
  public static let bytes = 1_000_000
  public static let blockBytes = 200_000
  public static let brackets = 1_000
  public static let delimiters = 8_000
  public static let columns = 200
  public static let cells = 20_000
  public static let depth = 60
  public static let definitionBytes = 50_000_000

  /// Refuses by name what would blow up the parser.
  ///
  /// A block here is a run of lines without a blank one, which is at least as long as the parser's own blocks.
  static func check(_ text: MarkdownText) throws(MarkdownRefusal) {
    let total = text.lines.reduce(0) { $0 + $1.utf8.count + 1 }
    if total > bytes { throw .tooLarge(bytes: total) }
    var document = DefinitionCount()
    var block = BlockCount(line: 1)
    for (index, line) in text.lines.enumerated() {
      let marks = LineMarks(line)
      if marks.isBlank {
        try block.check()
        block = BlockCount(line: index + 2)
      } else {
        if marks.nesting > depth { throw .deepNesting(line: index + 1) }
        block.add(marks)
        document.add(marks)
      }
    }
    try block.check()
    if document.expansion > definitionBytes { throw .hugeDefinitions(bytes: document.expansion) }
  }
}

/// The marks of one line that decide the parser's cost.
private struct LineMarks {
  var bytes = 0
  var brackets = 0
  var delimiters = 0
  var pipes = 0
  /// Block openers before the line's text: `>`, and `-`, `*`, `+` before a space.
  var nesting = 0
  var isBlank = true
  var isDelimiterRow = true
  var definesLink = false

  init(_ line: String) {
    nesting = Self.openers(of: line)
    var previous: UInt8 = 0
    for byte in line.utf8 {
      bytes += 1
      switch byte {
      case UInt8(ascii: "["): brackets += 1
      case UInt8(ascii: "|"): pipes += 1
      case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "`"), UInt8(ascii: "<"):
        delimiters += 1
      case UInt8(ascii: ":"): if previous == UInt8(ascii: "]") { definesLink = true }
      default: break
      }
      count(byte)
      previous = byte
    }
    isDelimiterRow = isDelimiterRow && pipes > 0
  }

  /// How many blocks the line may open, each inside the one before.
  ///
  /// A list marker opens an item only before a space or at the end of the line, so that a rule of dashes, an underline
  /// and bold text open none; nor does a rule with spaces in it (`- - -`).
  private static func openers(of line: String) -> Int {
    var quotations = 0
    var items = 0
    var marker: UInt8?
    var isRule = true
    let bytes = line.utf8
    var index = bytes.startIndex
    scan: while index < bytes.endIndex {
      let byte = bytes[index]
      let next = bytes.index(after: index)
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): break
      case UInt8(ascii: ">"):
        quotations += 1
        isRule = isRule && items == 0
      case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"):
        guard next == bytes.endIndex || bytes[next] == UInt8(ascii: " ") || bytes[next] == UInt8(ascii: "\t") else {
          isRule = false
          break scan
        }
        items += 1
        isRule = isRule && byte != UInt8(ascii: "+") && (marker == nil || marker == byte)
        marker = byte
      default:
        isRule = false
        break scan
      }
      index = next
    }
    return quotations + (isRule && items > 2 ? 0 : items)
  }

  private mutating func count(_ byte: UInt8) {
    let isSpace = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    if !isSpace { isBlank = false }
    if !isSpace, byte != UInt8(ascii: "|"), byte != UInt8(ascii: "-"), byte != UInt8(ascii: ":") {
      isDelimiterRow = false
    }
  }
}

private struct BlockCount {
  let line: Int
  var lines = 0
  var bytes = 0
  var brackets = 0
  var delimiters = 0
  var columns = 0
  var hasDelimiterRow = false

  init(line: Int) { self.line = line }

  mutating func add(_ marks: LineMarks) {
    lines += 1
    bytes += marks.bytes
    brackets += marks.brackets
    delimiters += marks.delimiters
    columns = max(columns, marks.pipes)
    hasDelimiterRow = hasDelimiterRow || marks.isDelimiterRow
  }

  func check() throws(MarkdownRefusal) {
    if bytes > MarkdownLimits.blockBytes { throw .longBlock(line: line, bytes: bytes) }
    if brackets > MarkdownLimits.brackets { throw .manyBrackets(line: line, count: brackets) }
    if delimiters > MarkdownLimits.delimiters { throw .manyDelimiters(line: line, count: delimiters) }
    if hasDelimiterRow, columns > MarkdownLimits.columns || columns * lines > MarkdownLimits.cells {
      throw .wideTable(line: line, columns: columns, rows: lines)
    }
  }
}

/// How many bytes link definitions could be copied into: the parser copies a destination for each use of it.
private struct DefinitionCount {
  private var brackets = 0
  private var longestLine = 0
  private var definesLinks = false
  var expansion: Int { definesLinks ? brackets * longestLine : 0 }

  mutating func add(_ marks: LineMarks) {
    brackets += marks.brackets
    longestLine = max(longestLine, marks.bytes)
    definesLinks = definesLinks || marks.definesLink
  }
}
