/// Finds one text in others, in time that grows with their lengths and never with the product of the two.
///
/// Artifacts and answers may be made to be slow to search: a run of one letter, and a quote of such a run with another at its
/// end. So this is the algorithm of Knuth, Morris and Pratt, which looks at each byte of what it searches once.
struct ByteSearch: Sendable {
  private let sought: [UInt8]
  /// For each length of a beginning of `sought`, the length of the longest shorter beginning that it ends with.
  private let fallbacks: [Int]

  init(for sought: [UInt8]) {
    var fallbacks = [0, 0]
    var matched = 0
    for position in sought.indices.dropFirst() {
      while matched > 0, sought[position] != sought[matched] { matched = fallbacks[matched] }
      if sought[position] == sought[matched] { matched += 1 }
      fallbacks.append(matched)
    }
    self.sought = sought
    self.fallbacks = fallbacks
  }

  /// Hands over where each occurrence in `text` starts, the first one first, overlapping ones too, until `isEnough`.
  func occurrences(in text: [UInt8], until isEnough: (Int) -> Bool) {
    guard !sought.isEmpty, sought.count <= text.count else { return }
    text.withUnsafeBufferPointer { text in
      sought.withUnsafeBufferPointer { sought in
        var matched = 0
        for position in text.indices {
          while matched > 0, matched == sought.count || text[position] != sought[matched] {
            matched = fallbacks[matched]
          }
          if text[position] == sought[matched] { matched += 1 }
          if matched == sought.count, isEnough(position + 1 - matched) { return }
        }
      }
    }
  }

  func occurs(in text: [UInt8]) -> Bool {
    var isFound = false
    occurrences(in: text) { _ in
      isFound = true
      return true
    }
    return isFound
  }
}
