/// Some lines of an artifact around those that a finding rests on.
package struct HTMLExcerpt {
  /// How many lines stand before and after the quoted ones.
  private static let around = 4
  /// How many of the quoted ones are shown, and how many scalars of each line.
  private static let limit = 40
  private static let length = 400

  private let lines: [(number: Int, text: String)]
  private let quoted: ClosedRange<Int>
  private let isChanged: (Int) -> Bool
  /// How many quoted lines follow that are not shown.
  private let hidden: Int

  /// - Parameters:
  ///   - text: of the whole file.
  ///   - quoted: the lines, 1-based.
  ///   - isChanged: whether a change brought a line.
  /// - Returns: nil where the file has no such lines.
  package init?(of text: String, quoted: ClosedRange<Int>, isChanged: @escaping (Int) -> Bool = { _ in false }) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard quoted.lowerBound >= 1, quoted.lowerBound <= lines.count else { return nil }
    let last = min(quoted.upperBound, lines.count, quoted.lowerBound + Self.limit - 1)
    let first = max(1, quoted.lowerBound - Self.around)
    let end = min(lines.count, last + Self.around)
    self.lines = (first...end).map { ($0, clipped(String(lines[$0 - 1]), to: Self.length)) }
    self.quoted = quoted.lowerBound...last
    hidden = max(0, min(quoted.upperBound, lines.count) - last)
    self.isChanged = isChanged
  }

  package var html: HTML {
    let rows = lines.map { line -> HTML in
      let isQuoted = quoted.contains(line.number)
      let sign: HTML = isQuoted ? "›" : isChanged(line.number) ? "+" : " "
      return
        "<span class=\"line\(isQuoted ? " quoted" : "")\"><span class=\"number\">\(sign)\(line.number)</span><span class=\"text\" dir=\"auto\">\(HTMLWords.marked(line.text))</span></span>"
    }
    let rest: HTML = hidden == 0 ? "" : "<p class=\"soft\">and \(counted(hidden, "more quoted line"))</p>"
    let span = "Lines \(lines[0].number) to \(lines[lines.count - 1].number)"
    return
      "<pre class=\"excerpt\" tabindex=\"0\" role=\"group\" aria-label=\"\(span)\"><code>\(HTML.joined(rows, by: "\n"))</code></pre>\(rest)"
  }
}
