/// A name that equals another only where all bytes of their UTF-8 are equal.
///
/// Swift's own equality takes the two ways to write an accented letter for one, which would merge what a file holds apart.
public struct ExactName: Sendable, Hashable, Comparable {
  public let text: String

  public init(_ text: String) { self.text = text }

  public static func == (left: ExactName, right: ExactName) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  public static func < (left: ExactName, right: ExactName) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension String {
  /// With `other` wherever the bytes of `part` stand, also where what follows makes one character with its end. A secret is one
  /// by its bytes.
  package func replacingBytes(of part: String, with other: String) -> String {
    let (text, sought, replacement) = (Array(utf8), Array(part.utf8), Array(other.utf8))
    guard let first = sought.first, text.count >= sought.count else { return self }
    var result: [UInt8] = []
    var index = 0
    var isFound = false
    while index < text.count {
      let end = index + sought.count
      if text[index] == first, end <= text.count, text[index..<end].elementsEqual(sought) {
        result += replacement
        index = end
        isFound = true
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return isFound ? String(decoding: result, as: UTF8.self) : self
  }
}
