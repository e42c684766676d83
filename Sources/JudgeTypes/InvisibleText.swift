/// Characters that a reader does not see but a model reads: zero-width, bidirectional and tag characters.
public enum InvisibleText {
  /// One such character and where it stands: line and column from 1, the column in Unicode scalars.
  public struct Occurrence: Sendable, Hashable {
    public let line: Int
    public let column: Int
    public let scalar: Unicode.Scalar
  }

  /// All of them, in order.
  public static func find(in text: String) -> [Occurrence] {
    guard mayHold(text) else { return [] }
    var found: [Occurrence] = []
    var (line, column) = (1, 1)
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if isInvisible(scalar, after: previous) {
        found.append(Occurrence(line: line, column: column, scalar: scalar))
      }
      if scalar == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
      previous = scalar
    }
    return found
  }

  /// The text without them; its lines stay where they are.
  public static func stripped(_ text: String) -> String {
    guard mayHold(text) else { return text }
    var kept = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if !isInvisible(scalar, after: previous) { kept.append(scalar) }
      previous = scalar
    }
    return String(kept)
  }

  /// They all lie outside ASCII, as most text does not.
  private static func mayHold(_ text: String) -> Bool { !text.utf8.allSatisfy { $0 < 0x80 } }

  private static func isInvisible(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar?) -> Bool {
    switch scalar.value {
    case 0...0x7F: false
    case 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFEFF, 0xFFA0: true
    case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFFF9...0xFFFB: true
    case 0xE0000...0xE0FFF: true
    // One of these chooses how the character before it is drawn; a run of them is a hidden message.
    case 0xFE00...0xFE0F: previous.map { (0xFE00...0xFE0F).contains($0.value) } ?? true
    default: false
    }
  }
}
