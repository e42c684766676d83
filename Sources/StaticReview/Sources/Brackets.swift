/// Which bracket closes which, found in one pass so that a question costs a search of a sorted list, however long the call.
struct Brackets: Sendable {
  private struct Pair: Sendable {
    let open: Int
    /// Nil when nothing closes it, or when it lies deeper than `deepest`.
    var close: Int?
  }

  /// Deeper pairs are not told: code that people write nests a dozen deep, and each level is one more reading of what it
  /// encloses, so that depth without bound would be time without bound.
  static let deepest = 100

  /// In the order in which they open.
  private let pairs: [Pair]
  /// Whether some pairs lie deeper than `deepest`.
  let areCut: Bool
  /// The offset of the first bracket that nothing closes.
  let open: Int?

  init(of code: [UInt8]) {
    var pairs: [Pair] = []
    var waiting: [UInt8: [Int]] = [:]
    for (offset, byte) in code.enumerated() {
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        waiting[Self.closing(of: byte), default: []].append(pairs.count)
        pairs.append(Pair(open: offset))
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        if let last = waiting[byte]?.popLast() { pairs[last].close = offset }
      default: break
      }
    }
    open = pairs.first { $0.close == nil }?.open
    areCut = Self.cut(&pairs)
    self.pairs = pairs
  }

  private static func closing(of open: UInt8) -> UInt8 {
    switch open {
    case UInt8(ascii: "("): UInt8(ascii: ")")
    case UInt8(ascii: "["): UInt8(ascii: "]")
    default: UInt8(ascii: "}")
    }
  }

  /// Takes the closing bracket from what lies too deep; brackets that nothing closes do not count as levels.
  private static func cut(_ pairs: inout [Pair]) -> Bool {
    var isCut = false
    var enclosing: [Int] = []
    for index in pairs.indices {
      guard let close = pairs[index].close else { continue }
      while let last = enclosing.last, last < pairs[index].open { enclosing.removeLast() }
      if enclosing.count >= deepest {
        pairs[index].close = nil
        isCut = true
      } else {
        enclosing.append(close)
      }
    }
    return isCut
  }

  /// The offset of the bracket that closes the one at `open`; nil when there is none, or it lies too deep.
  func closing(of open: Int) -> Int? {
    var (low, high) = (0, pairs.count)
    while low < high {
      let middle = (low + high) / 2
      if pairs[middle].open < open { low = middle + 1 } else { high = middle }
    }
    return low < pairs.count && pairs[low].open == open ? pairs[low].close : nil
  }
}
