import Foundation

/// Finds the JSON object in what a model wrote: alone, in a code fence, or between sentences.
enum AnswerText {
  /// How many opening braces are tried, so that hostile text cannot cost more than this many readings of it.
  private static let startLimit = 512

  /// The object as it stands in `text`; nil when there is none.
  ///
  /// Among several the longest is taken, because drafts and examples are shorter than the answer; of equals the last.
  static func object(in text: String) -> String? {
    let bytes = Array(text.utf8)
    // Most answers are the object alone.
    if bytes.first == UInt8(ascii: "{"), JSONParser.end(ofObjectIn: bytes, at: 0) == bytes.count { return text }
    return longestObject(in: Array(String(withoutThoughts(text)).utf8))
  }

  private static func longestObject(in bytes: [UInt8]) -> String? {
    var best: Range<Int>?
    var position = 0
    var starts = 0
    while starts < startLimit, let start = bytes[position...].firstIndex(of: UInt8(ascii: "{")) {
      starts += 1
      guard let end = JSONParser.end(ofObjectIn: bytes, at: start) else {
        position = start + 1
        continue
      }
      if end - start >= (best?.count ?? 0) { best = start..<end }
      position = end
    }
    return best.map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  /// What follows the thoughts that some open models write before their answer.
  ///
  /// Only a text that begins with them has any: elsewhere the mark may be part of what a judge quotes.
  private static func withoutThoughts(_ text: String) -> Substring {
    let text = text.drop(while: \.isWhitespace)
    guard text.hasPrefix("<think>"), let end = text.range(of: "</think>") else { return text }
    return text[end.upperBound...]
  }
}
