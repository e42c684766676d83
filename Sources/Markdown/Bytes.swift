/// Searches and folds by byte and scalar: the standard library's do it by character, at many times the cost.
extension StringProtocol {
  /// Whether the bytes of `part` stand in it.
  package func contains(_ part: String) -> Bool {
    let part = Array(part.utf8)
    return utf8.withContiguousStorageIfAvailable { Self.contains($0, part) } ?? Self.contains(Array(utf8), part)
  }

  private static func contains(_ bytes: some RandomAccessCollection<UInt8>, _ part: [UInt8]) -> Bool {
    guard let first = part.first else { return true }
    var start = bytes.startIndex
    while bytes.distance(from: start, to: bytes.endIndex) >= part.count {
      if bytes[start] == first, bytes[start...].starts(with: part) { return true }
      start = bytes.index(after: start)
    }
    return false
  }

  /// Without white space at both ends.
  package var trimmed: String {
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.isSpace }), let last = scalars.lastIndex(where: { !$0.isSpace })
    else { return "" }
    return String(self[first..<scalars.index(after: last)])
  }

  package func trimming(where isDropped: (Character) -> Bool) -> String {
    var rest = Substring(self)
    while let first = rest.first, isDropped(first) { rest = rest.dropFirst() }
    while let last = rest.last, isDropped(last) { rest = rest.dropLast() }
    return String(rest)
  }

  /// Every run of white space as one space, none at the ends.
  package var folded: String {
    if isFolded { return String(self) }
    return String(self).unicodeScalars.split(whereSeparator: \.isSpace).map { String($0) }.joined(separator: " ")
  }

  private var isFolded: Bool {
    var wasSpace = true
    for scalar in unicodeScalars {
      guard scalar.isSpace else {
        wasSpace = false
        continue
      }
      if wasSpace || scalar != " " { return false }
      wasSpace = true
    }
    return !wasSpace || isEmpty
  }
}

extension Unicode.Scalar {
  /// White space of any script.
  package var isSpace: Bool {
    value < 0x80 ? value == 0x20 || (0x09...0x0D).contains(value) : properties.isWhitespace
  }

  /// A letter, a digit or `_`.
  package var isWordPart: Bool {
    switch value {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
    case 0..<0x80: false
    default: properties.isAlphabetic || properties.numericType != nil
    }
  }
}
