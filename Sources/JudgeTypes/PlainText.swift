extension UnsafeBufferPointer<UInt8> {
  /// The first index from `start` on whose byte cannot stand in a JSON string as it is: a quote, a backslash or a control
  /// character; `count` where there is none.
  ///
  /// Prompts and answers are long and hold few of these, so eight bytes are looked at together. Of the lowest byte for which
  /// the three tests are right, none is ever wrong, which is all that is used of them: the bytes are then looked at singly.
  package func endOfPlainText(from start: Int) -> Int {
    var index = start
    if let bytes = UnsafeRawPointer(baseAddress) {
      while index + 8 <= count, !Self.holdsSpecial(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) {
        index += 8
      }
    }
    while index < count, self[index] >= 0x20, self[index] != UInt8(ascii: "\""), self[index] != UInt8(ascii: "\\") {
      index += 1
    }
    return index
  }

  /// Whether one of eight bytes is below 0x20, a quote or a backslash: `(x - n) & ~x` has the high bit of a byte that is less
  /// than n (Warren, Hacker's Delight, 6-1).
  private static func holdsSpecial(_ bytes: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = bytes ^ (ones &* 0x22)
    let backslashes = bytes ^ (ones &* 0x5C)
    let found =
      ((bytes &- (ones &* 0x20)) & ~bytes) | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
    return found & (ones &* 0x80) != 0
  }
}
