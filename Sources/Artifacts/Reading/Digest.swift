import Crypto
import JudgeTypes

/// SHA-256 in lower-case hexadecimal.
enum Digest {
  private static let digits = Array("0123456789abcdef".utf8)

  static func sha256(_ bytes: [UInt8]) -> String {
    hexadecimal(bytes.withUnsafeBytes { SHA256.hash(data: $0) })
  }

  /// Of the one file, or of the lines "hash  path" sorted by path when there are many.
  static func sha256(of files: [ArtifactFile]) -> String {
    if files.count == 1, let file = files.first { return file.sha256 }
    var hash = SHA256()
    for file in files.sorted(by: { $0.path < $1.path }) {
      hash.update(data: Array("\(file.sha256)  \(file.path)\n".utf8))
    }
    return hexadecimal(hash.finalize())
  }

  private static func hexadecimal(_ digest: SHA256Digest) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
