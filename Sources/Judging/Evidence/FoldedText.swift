/// A text with every run of white space folded to one blank, and the line on which each byte stood.
///
/// Quotes are matched on it, so that a judge that rewraps or re-indents what it quotes is still held to its words.
struct FoldedText: Sendable {
  private let bytes: [UInt8]
  /// Where the first byte of each 1-based line stands; of a blank line, where the next one's does. A line behind the last byte
  /// has no place.
  private let starts: [Int32]

  init(_ text: String) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var starts: [Int32] = [0, 0]
    var afterBlank = true
    for byte in text.utf8 {
      if Self.isBlank(byte) {
        if !afterBlank { bytes.append(UInt8(ascii: " ")) }
        afterBlank = true
        if byte == UInt8(ascii: "\n") { starts.append(Int32(clamping: bytes.count)) }
      } else {
        bytes.append(byte)
        afterBlank = false
      }
    }
    if bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
    while let last = starts.last, last >= bytes.count, starts.count > 1 { starts.removeLast() }
    self.bytes = bytes
    self.starts = starts
  }

  /// The line of the byte at `offset`: of lines that begin there, the last, since the others are blank.
  private func line(at offset: Int) -> Int {
    var (low, high) = (1, starts.count)
    while low + 1 < high {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The number of characters, as Unicode scalars, that are not white space of any script.
  var inkedCount: Int { text.unicodeScalars.count { !$0.properties.isWhitespace } }

  /// The lines of the occurrence of `quote` that starts nearest to `line`, the earlier one of two as near; nil when there is none.
  func lines(of quote: FoldedText, nearest line: Int) -> ClosedRange<Int>? {
    guard !quote.bytes.isEmpty, quote.bytes.count <= bytes.count else { return nil }
    // The line is a judge's word, and may be any number.
    let line = min(max(line, 1), 1_000_000_000)
    if starts.indices.contains(line), stands(quote, at: Int(starts[line])), self.line(at: Int(starts[line])) == line {
      return line...self.line(at: Int(starts[line]) + quote.bytes.count - 1)
    }
    var best: ClosedRange<Int>?
    ByteSearch(for: quote.bytes).occurrences(in: bytes) { start in
      let found = self.line(at: start)...self.line(at: start + quote.bytes.count - 1)
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
