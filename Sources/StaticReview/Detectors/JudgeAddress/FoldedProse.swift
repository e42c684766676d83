internal import JudgeTypes

/// A file as one who obeys text would read it: one run of lower-case words, without what only dresses them.
///
/// Comment marks, quotes, emphasis, underscores, accents and line ends are gone, so that a sentence reads the same in a comment, in
/// a string, over several lines and as an identifier. Characters that nobody sees are gone too, but for tag characters, which
/// are read as the letters that they stand for.
struct FoldedProse {
  /// Words parted by one space, or by a line feed where a blank line stands.
  private(set) var bytes: [UInt8] = []
  /// The offset at which each line of the source begins.
  private var starts: [Int] = []
  private let firstLine: Int

  /// How far letters are disguised.
  enum Reading {
    case plain
    /// Letters of other scripts that look like Latin ones, digits in the place of letters, and words whose letters are spaced out.
    case undisguised
  }

  init(_ text: [UInt8], firstLine: Int, reading: Reading = .plain) {
    self.firstLine = firstLine
    bytes.reserveCapacity(text.count)
    for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      starts.append(bytes.count)
      append(line, reading: reading)
    }
  }

  /// The same, so that a phrase may run over a blank line; offsets stay.
  var joined: [UInt8] { bytes.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 } }

  /// The 1-based lines of the source in which `range` stands.
  func lines(of range: Range<Int>) -> ClosedRange<Int> {
    let first = line(at: range.lowerBound)
    return first...max(first, line(at: max(range.lowerBound, range.upperBound - 1)))
  }

  private func line(at offset: Int) -> Int {
    var (low, high) = (0, starts.count)
    while low + 1 < high {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + firstLine
  }

  // MARK: One line

  private mutating func append(_ line: ArraySlice<UInt8>, reading: Reading) {
    var words = FoldedLine(reading: reading)
    if line.allSatisfy({ $0 < 0x80 }) {
      for byte in line { words.add(byte) }
    } else {
      for scalar in InvisibleText.stripped(TagText.spelt(line)).unicodeScalars { words.add(scalar) }
    }
    let folded = words.finished()
    guard folded.contains(where: { $0 >= 0x80 || FoldedLine.isAlphanumeric($0) }) else {
      if bytes.last == UInt8(ascii: " ") { bytes[bytes.count - 1] = UInt8(ascii: "\n") }
      // What a line of punctuation holds, such as a brace or the end of a mark, still belongs to what is around it.
      if !folded.isEmpty {
        bytes += folded
        bytes.append(UInt8(ascii: "\n"))
      }
      return
    }
    bytes += folded
    bytes.append(UInt8(ascii: " "))
  }
}

/// Tag characters repeat ASCII where nobody sees it.
private enum TagText {
  static func spelt(_ line: ArraySlice<UInt8>) -> String {
    let text = String(decoding: line, as: UTF8.self)
    guard text.unicodeScalars.contains(where: isTag) else { return text }
    var spelt = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let letter = isTag(scalar) ? Unicode.Scalar(UInt8(scalar.value - 0xE0000)) : scalar
      spelt.append(letter)
    }
    return String(spelt)
  }

  private static func isTag(_ scalar: Unicode.Scalar) -> Bool { (0xE0020...0xE007E).contains(scalar.value) }
}
