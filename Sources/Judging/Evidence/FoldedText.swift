/// A text with every run of white space folded to one blank, and the line on which each byte stood.
///
/// Quotes are matched on it, so that a judge that rewraps or re-indents what it quotes is still held to its words.
struct FoldedText: Sendable {
  private let bytes: [UInt8]
  /// The 1-based line of each byte of `bytes`.
  private let lines: [Int32]
  /// Where the first byte of each line stands, by line; of a blank line, where the next one's does.
  private let starts: [Int]

  init(_ text: String) {
    var bytes: [UInt8] = []
    var lines: [Int32] = []
    bytes.reserveCapacity(text.utf8.count)
    lines.reserveCapacity(text.utf8.count)
    var line: Int32 = 1
    var afterBlank = true
    for byte in text.utf8 {
      if Self.isBlank(byte) {
        if !afterBlank {
          bytes.append(UInt8(ascii: " "))
          lines.append(line)
        }
        afterBlank = true
        if byte == UInt8(ascii: "\n") { line += 1 }
      } else {
        bytes.append(byte)
        lines.append(line)
        afterBlank = false
      }
    }
    if bytes.last == UInt8(ascii: " ") {
      bytes.removeLast()
      lines.removeLast()
    }
    self.bytes = bytes
    self.lines = lines
    var starts = [0]
    for (offset, line) in lines.enumerated() {
      while starts.count <= Int(line) { starts.append(offset) }
    }
    self.starts = starts
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The number of characters, as Unicode scalars, that are not white space of any script.
  var inkedCount: Int { text.unicodeScalars.count { !$0.properties.isWhitespace } }

  /// The lines of the occurrence of `quote` that starts nearest to `line`, the earlier one of two as near; nil when there is none.
  func lines(of quote: FoldedText, nearest line: Int) -> ClosedRange<Int>? {
    guard !quote.bytes.isEmpty, quote.bytes.count <= bytes.count else { return nil }
    // The line is a judge's word, and may be any number.
    let line = min(max(line, 1), 1_000_000_000)
    if let start = starts.indices.contains(line) ? starts[line] : nil, stands(quote, at: start),
      Int(lines[start]) == line
    {
      return line...Int(lines[start + quote.bytes.count - 1])
    }
    var best: ClosedRange<Int>?
    ByteSearch(for: quote.bytes).occurrences(in: bytes) { start in
      let found = Int(lines[start])...Int(lines[start + quote.bytes.count - 1])
      guard let known = best, abs(known.lowerBound - line) <= abs(found.lowerBound - line) else {
        best = found
        return false
      }
      // Lines only grow from here: past the judge's line none comes nearer.
      return found.lowerBound > line
    }
    return best
  }

  private func stands(_ quote: FoldedText, at start: Int) -> Bool {
    start + quote.bytes.count <= bytes.count && bytes[start..<(start + quote.bytes.count)].elementsEqual(quote.bytes)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (9...13).contains(byte)
  }
}
