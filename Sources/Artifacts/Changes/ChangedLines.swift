/// The lines that a patch without context adds or alters, for each pair of blobs it compares.
struct ChangedLines {
  private struct Pair: Hashable {
    let old: String
    let new: String
  }

  private var ranges: [Pair: [ClosedRange<Int>]] = [:]

  /// Reads the output of `git diff -U0 --full-index`.
  ///
  /// Content lines begin with `+`, `-`, `\` or a blank, so no content can pass for a header.
  init(patch: [UInt8]) {
    var current: Pair?
    for line in patch.split(separator: 0x0A) {
      switch line.first {
      case UInt8(ascii: "i"):
        if let pair = Self.pair(line) { current = pair }
      case UInt8(ascii: "d"): current = nil
      case UInt8(ascii: "@"):
        guard let pair = current else { continue }
        // A hunk that only takes lines away adds none, but says that the file was compared.
        ranges[pair, default: []] += Self.range(line).map { [$0] } ?? []
      default: continue
      }
    }
  }

  /// The 1-based lines; nil when the patch does not say, so that all of them must be looked at.
  func lines(of file: ChangedFile) -> [ClosedRange<Int>]? {
    if file.oldBlob == file.blob { return [] }
    if let found = ranges[Pair(old: file.oldBlob, new: file.blob)] { return found }
    // A link that became a file is written as one deleted and one created.
    return ranges[Pair(old: String(repeating: "0", count: file.blob.utf8.count), new: file.blob)]
  }

  /// `index OLD..NEW MODE`.
  private static func pair(_ line: ArraySlice<UInt8>) -> Pair? {
    let words = Substring(decoding: line.prefix(200), as: UTF8.self).split(separator: " ")
    guard words.count >= 2, words[0] == "index" else { return nil }
    let hashes = words[1].split(separator: ".")
    return hashes.count == 2 ? Pair(old: String(hashes[0]), new: String(hashes[1])) : nil
  }

  /// `@@ -OLD,COUNT +NEW,COUNT @@`; a missing count is 1.
  private static func range(_ line: ArraySlice<UInt8>) -> ClosedRange<Int>? {
    let words = Substring(decoding: line.prefix(100), as: UTF8.self).split(separator: " ")
    guard words.count >= 4, words[0] == "@@", words[2].hasPrefix("+") else { return nil }
    let numbers = words[2].dropFirst().split(separator: ",")
    guard let start = numbers.first.flatMap({ Int($0) }), start >= 1 else { return nil }
    let count = numbers.count > 1 ? Int(numbers[1]) ?? 0 : 1
    let (end, overflows) = start.addingReportingOverflow(count - 1)
    return count >= 1 && !overflows ? start...end : nil
  }
}
