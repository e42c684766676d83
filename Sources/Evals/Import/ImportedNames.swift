internal import Crypto
internal import Foundation

/// Names of files that come from names of others.
enum ImportedNames {
  /// A path that any file system takes, without a component that leads elsewhere.
  static func name(of text: String) -> String {
    let parts = text.split(separator: "/").map(part).filter { !$0.isEmpty }
    return parts.isEmpty ? "case" : parts.joined(separator: "/")
  }

  /// The path of a file as it is, which its kind may hang on, without what stands for no folder and without control characters.
  static func kept(_ path: String) -> String {
    let parts = path.split(separator: "/").filter { !["", ".", ".."].contains($0) }
    return parts.map {
      String($0.map { $0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? "-" : $0 })
    }
    .joined(separator: "/")
  }

  /// One component: letters, digits, '_', '-' and '.', not hidden.
  static func part(_ text: some StringProtocol) -> String {
    let safe = text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) ? $0 : "-" }
    return String(String(safe).drop { $0 == "." || $0 == "-" }.prefix(100))
  }

  /// The same name with eight digits of a hash of `text` before its ending.
  static func told(_ name: String, apartBy text: String) -> String {
    let digits = SHA256.hash(data: Data(text.utf8)).prefix(4).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    let slash = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
    guard let dot = name[slash...].lastIndex(of: "."), dot != slash else { return "\(name)-\(digits)" }
    return "\(name[..<dot])-\(digits)\(name[dot...])"
  }
}
