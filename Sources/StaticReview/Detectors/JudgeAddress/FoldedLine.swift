/// One line on its way into `FoldedProse`.
struct FoldedLine {
  private let reading: FoldedProse.Reading
  private var bytes: [UInt8] = []
  /// Whether anything but the marks that open a comment, a quotation or an item was met.
  private var hasBegun = false
  /// How many blanks were met since the last byte.
  private var blanks = 0
  private var wasBackslash = false

  init(reading: FoldedProse.Reading) { self.reading = reading }

  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  mutating func add(_ scalar: Unicode.Scalar) {
    if let ascii = LookAlike.ascii(scalar) ?? (reading == .undisguised ? LookAlike.homoglyph(scalar) : nil) {
      add(ascii)
    } else if scalar.properties.isWhitespace {
      add(UInt8(ascii: " "))
    } else if !scalar.properties.isQuotationMark, scalar.properties.generalCategory != .nonspacingMark {
      for byte in scalar.properties.lowercaseMapping.utf8 { put(byte) }
    }
  }

  mutating func add(_ byte: UInt8) {
    let isEscape = wasBackslash
    wasBackslash = byte == UInt8(ascii: "\\") && !isEscape
    switch byte {
    case UInt8(ascii: "n") where isEscape, UInt8(ascii: "t") where isEscape, UInt8(ascii: "r") where isEscape:
      blanks += 1
    case UInt8(ascii: " "), 9...13, UInt8(ascii: "_"), UInt8(ascii: "+"): blanks += 1
    case UInt8(ascii: "\\"): break
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "*"): break
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): put(byte | 0x20)
    // Tags keep their mark, by which they are known.
    case UInt8(ascii: "#"), UInt8(ascii: "/"), UInt8(ascii: "!"), UInt8(ascii: ";"), UInt8(ascii: "%"),
      UInt8(ascii: "~"),
      UInt8(ascii: ">"), UInt8(ascii: ","):
      if hasBegun { put(byte) }
    default: put(byte)
    }
  }

  private mutating func put(_ byte: UInt8) {
    if blanks > 0, !bytes.isEmpty {
      // More than one blank parts words even where single ones part letters.
      if blanks > 1, reading == .undisguised { bytes.append(UInt8(ascii: " ")) }
      bytes.append(UInt8(ascii: " "))
    }
    blanks = 0
    hasBegun = true
    bytes.append(byte)
  }

  func finished() -> [UInt8] {
    guard reading == .undisguised else { return bytes }
    return bytes.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).undisguised
  }
}

extension [ArraySlice<UInt8>] {
  /// The words with their letters closed up and digits read as letters; an empty word stands between two that were set apart.
  fileprivate var undisguised: [UInt8] {
    let singles = count { $0.count == 1 && FoldedLine.isAlphanumeric($0[$0.startIndex]) }
    let isSpacedOut = singles >= 5 && singles * 2 > count { !$0.isEmpty }
    var line: [UInt8] = []
    var wasSingle = false
    for word in self {
      let isSingle = word.count == 1
      if !line.isEmpty, line.last != UInt8(ascii: " "), !(isSpacedOut && isSingle && wasSingle) {
        line.append(UInt8(ascii: " "))
      }
      wasSingle = isSingle
      line += LookAlike.letters(of: word)
    }
    if line.last == UInt8(ascii: " ") { line.removeLast() }
    return line
  }
}

/// What is read as a letter or a sign of ASCII.
private enum LookAlike {
  private static let latin = Array(
    """
    aaaaaaaceeeeiiiidnoooooxouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty\
    aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs
    """.utf8)

  /// Latin letters without their accents, full-width and mathematical ones.
  static func ascii(_ scalar: Unicode.Scalar) -> UInt8? {
    let value = Int(scalar.value)
    switch value {
    case 0..<0x80: return UInt8(value)
    case 0xC0...0x17F: return latin[value - 0xC0]
    case 0x2018, 0x2019: return UInt8(ascii: "'")
    case 0xFF01...0xFF5E: return UInt8(value - 0xFEE0)
    case 0x1D400...0x1D6A3: return UInt8(ascii: "a") + UInt8((value - 0x1D400) % 26)
    default: return nil
    }
  }

  /// Cyrillic and Greek letters that are drawn as Latin ones.
  static func homoglyph(_ scalar: Unicode.Scalar) -> UInt8? { homoglyphs[scalar] }

  private static let homoglyphs: [Unicode.Scalar: UInt8] = {
    let pairs: [(Substring, Substring)] = [
      ("авеіјкмнорсѕтухցһԁԛԝ", "abeijkmhopcstyxghdqw"), ("АВЕІЈКМНОРСЅТУХ", "abeijkmhopcstyx"),
      ("αβεικνορτυχ", "abeiknoptux"), ("ΑΒΕΙΚΜΝΟΡΤΥΧΖΗ", "abeikmnoptyxzh"),
    ]
    return Dictionary(
      pairs.flatMap { zip($0.unicodeScalars, $1.utf8) }, uniquingKeysWith: { first, _ in first })
  }()

  /// A word with the letters that its digits and signs stand for; a number stays one.
  static func letters(of word: ArraySlice<UInt8>) -> [UInt8] {
    guard word.contains(where: { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) else { return Array(word) }
    return word.map { byte in
      switch byte {
      case UInt8(ascii: "0"): UInt8(ascii: "o")
      case UInt8(ascii: "1"): UInt8(ascii: "i")
      case UInt8(ascii: "3"): UInt8(ascii: "e")
      case UInt8(ascii: "4"), UInt8(ascii: "@"): UInt8(ascii: "a")
      case UInt8(ascii: "5"), UInt8(ascii: "$"): UInt8(ascii: "s")
      case UInt8(ascii: "7"): UInt8(ascii: "t")
      default: byte
      }
    }
  }
}
