internal import JudgeTypes

/// Markdown or plain text as a reader sees it: what its author says, and what was pasted into it.
struct Prose {
  struct Line {
    let number: Int
    let range: Range<Int>
    let text: String
    /// Inside a fence, or a line of a transcript.
    let isPasted: Bool
    /// Which fence it stands in; nil outside of fences.
    let fence: Int?
  }

  struct Heading {
    let level: Int
    let title: String
    /// Index into `lines`.
    let index: Int
  }

  let bytes: [UInt8]
  let lines: [Line]
  let headings: [Heading]
  let hasFences: Bool

  private static let command = Pattern.fixed(#"\A\s*(?:\$|❯|➜|%)\s+\S"#)

  init(_ source: Source) {
    bytes = source.bytes
    var lines: [Line] = []
    var headings: [Heading] = []
    var fence: (mark: Character, count: Int)?
    var fences = 0
    for number in source.lineNumbers {
      let range = source.range(ofLines: number...number)
      let text = String(decoding: source.bytes[range], as: UTF8.self).trimmingLineEnd
      let inner = text.drop { $0 == " " || $0 == "\t" || $0 == ">" }
      let marks = inner.first.map { first in inner.prefix { $0 == first }.count } ?? 0
      var isFenceLine = false
      if let open = fence {
        isFenceLine =
          inner.first == open.mark && marks >= open.count && inner.allSatisfy { $0 == open.mark || $0 == " " }
        if isFenceLine { fence = nil }
      } else if let first = inner.first, first == "`" || first == "~", marks >= 3 {
        isFenceLine = true
        fence = (first, marks)
        fences += 1
      }
      let isInside = fence != nil && !isFenceLine
      lines.append(
        Line(
          number: number, range: range, text: text,
          isPasted: isInside || isFenceLine || Self.command.matches(Array(text.utf8)), fence: isInside ? fences : nil))
      if !isInside, !isFenceLine, text.hasPrefix("#") {
        let level = text.prefix { $0 == "#" }.count
        let title = text.dropFirst(level)
        if level <= 6, title.first == " " {
          headings.append(
            Heading(level: level, title: title.trimmingCharacters { $0 == " " || $0 == "#" }, index: lines.count - 1))
        }
      }
    }
    self.lines = lines
    self.headings = headings
    hasFences = fences > 0
  }

  /// The lines below a heading up to the next one of its level or above.
  func body(of heading: Heading) -> ArraySlice<Line> {
    let next = headings.first { $0.index > heading.index && $0.level <= heading.level }?.index ?? lines.count
    return lines[(heading.index + 1)..<next]
  }

  func line(at offset: Int) -> Line? {
    var (low, high) = (0, lines.count)
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low < lines.count ? lines[low] : nil
  }

  /// The paragraph's sentence around `range`, as far as its line holds it.
  func sentence(around range: Range<Int>) -> (before: String, after: String) {
    guard let line = line(at: range.lowerBound) else { return ("", "") }
    let lineEnd = min(line.range.upperBound, bytes.count)
    var start = range.lowerBound
    while start > line.range.lowerBound, !isSentenceEnd(start - 1) { start -= 1 }
    var end = min(range.upperBound, lineEnd)
    while end < lineEnd, !isSentenceEnd(end) { end += 1 }
    let from = min(range.upperBound, end)
    return (
      String(decoding: bytes[start..<range.lowerBound], as: UTF8.self),
      String(decoding: bytes[from..<end], as: UTF8.self)
    )
  }

  private func isSentenceEnd(_ index: Int) -> Bool {
    guard ".!?;".utf8.contains(bytes[index]) else { return false }
    return index + 1 >= bytes.count || bytes[index + 1] == 0x20 || bytes[index + 1] == 0x0A
  }

  /// Code spans of one line, without their marks.
  static func codeSpans(in text: String) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
      .map { String($0.element) }
  }
}

extension String {
  /// Without the line feed, carriage return and blanks at its end.
  fileprivate var trimmingLineEnd: String {
    var text = Substring(self)
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}

extension Substring {
  fileprivate func trimmingCharacters(_ isOff: (Character) -> Bool) -> String {
    var text = self
    while let first = text.first, isOff(first) { text.removeFirst() }
    while let last = text.last, isOff(last) { text.removeLast() }
    return String(text)
  }
}

extension Pattern {
  /// Whether it occurs in `text`.
  func occurs(in text: String) -> Bool { matches(Array(text.utf8)) }

  /// The groups of every match in `text`, as strings.
  func groups(in text: String) -> [[String?]] {
    let bytes = Array(text.utf8)
    return allMatches(in: bytes).map { match in
      match.groups.map { $0.map { String(decoding: bytes[$0], as: UTF8.self) } }
    }
  }
}
