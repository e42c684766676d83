import Foundation

/// Writes one Swift file that holds the text of the files named, keyed by their path below the package's root.
///
/// Usage: embed-files OUTPUT ROOT FILE...
@main
struct EmbedFilesTool {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let output = arguments.first, let root = arguments.dropFirst().first else {
      throw CocoaError(.fileNoSuchFile, userInfo: [NSLocalizedDescriptionKey: "usage: embed-files OUTPUT ROOT FILE..."])
    }
    var source = "/// Written by embed-files at each build; the files themselves are the source.\n"
    source += "let embeddedFiles: [(path: StaticString, text: StaticString)] = [\n"
    for file in arguments.dropFirst(2) {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let path = file.hasPrefix(root) ? String(file.dropFirst(root.count).drop { $0 == "/" }) : file
      let hashes = String(repeating: "#", count: delimiterLength(for: text))
      source += "  (\n\(hashes)\"\(path)\"\(hashes),\n\(hashes)\"\"\"\n\(text)\n\"\"\"\(hashes)\n  ),\n"
    }
    source += "]\n"
    try source.write(toFile: output, atomically: true, encoding: .utf8)
  }

  /// One `#` more than the longest run of them in the text, so that nothing in it ends the literal.
  private static func delimiterLength(for text: String) -> Int {
    var longest = 0
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "#") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest + 1
  }
}
