/// Puts lines together from what comes in pieces, and never keeps more of one than it may be long.
public struct LineBuffer: Sendable {
  public enum Line: Sendable, Hashable {
    /// Without its line feed.
    case whole([UInt8])
    /// Longer than the limit; what it held is gone.
    case tooLong
  }

  /// In bytes.
  public let limit: Int
  private var rest: [UInt8] = []
  private var isSkipping = false

  public init(limit: Int) { self.limit = limit }

  /// Takes the next piece, and gives the lines that are whole now.
  public mutating func add(_ piece: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var left = piece[...]
    while let end = left.firstIndex(of: UInt8(ascii: "\n")) {
      keep(left[..<end])
      lines.append(take())
      left = left[(end + 1)...]
    }
    keep(left)
    return lines
  }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) {
    guard !isSkipping else { return }
    if rest.count + bytes.count <= limit {
      rest += bytes
      return
    }
    isSkipping = true
    rest = []
  }

  /// What stands behind the last line feed at the end of all; nil where nothing does.
  public mutating func end() -> Line? { rest.isEmpty && !isSkipping ? nil : take() }

  private mutating func take() -> Line {
    defer {
      rest = []
      isSkipping = false
    }
    return isSkipping ? .tooLong : .whole(rest)
  }
}
