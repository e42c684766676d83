internal import Crypto
internal import Foundation

/// SHA-256 as provenance writes it: 64 lower-case hexadecimal digits.
public enum Digest {
  /// The digest of `bytes`.
  public static func sha256(_ bytes: some Collection<UInt8>) -> String {
    var hash = SHA256()
    let whole: Void? = bytes.withContiguousStorageIfAvailable { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    if whole == nil { hash.update(data: Array(bytes)) }
    return hexadecimal(hash.finalize())
  }

  /// The digest of the text's UTF-8 bytes.
  public static func sha256(_ text: String) -> String { sha256(text.utf8) }

  /// The digest of the text's UTF-8 bytes in base64, as a Content-Security-Policy names it.
  public static func base64SHA256(_ text: String) -> String {
    Data(SHA256.hash(data: Array(text.utf8))).base64EncodedString()
  }

  /// The first eight bytes of the text's SHA-256 as a number, the first byte counting most.
  public static func number(of text: String) -> UInt64 {
    SHA256.hash(data: Array(text.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Whether `text` is a digest as written here, which also makes it safe as a file name.
  public static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy(isLowercaseHexadecimal)
  }

  static func isLowercaseHexadecimal(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in bytes {
      text.append(hexadecimalDigit(byte >> 4))
      text.append(hexadecimalDigit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The digit of a value from 0 to 15.
  static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + (value & 15) - 10
  }
}
