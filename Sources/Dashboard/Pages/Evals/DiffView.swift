internal import Reports

/// A change of files as a listing: what was taken away and what was added, told by sign and by colour.
enum DiffView {
  private static let mostLines = 600
  private static let lineLength = 400

  static func section(_ diff: String) -> HTML {
    guard !diff.isEmpty else { return "" }
    let lines = diff.split(separator: "\n", omittingEmptySubsequences: false)
    let all = lines.last == "" ? lines.dropLast() : lines[...]
    let added = all.count { $0.hasPrefix("+") && !$0.hasPrefix("+++") }
    let removed = all.count { $0.hasPrefix("-") && !$0.hasPrefix("---") }
    let more = all.count - mostLines
    let rest: HTML = HTML.when(more > 0, #"<p class="soft">\#(counted(more, "more line")) not shown</p>"#)
    return """
      <section class="card" aria-labelledby="change"><h2 id="change">The change</h2>
      <p class="soft">\(counted(added, "line")) added, \(counted(removed, "line")) taken away</p>
      <pre class="diff" tabindex="0" role="group" aria-label="The change, line by line"><code>\(HTML.joined(all.prefix(mostLines).map(line), by: "\n"))</code></pre>\
      \(rest)</section>

      """
  }

  private static func line(_ line: Substring) -> HTML {
    let kind =
      line.hasPrefix("+++") || line.hasPrefix("---")
      ? "file"
      : line.hasPrefix("@@") ? "place" : line.hasPrefix("+") ? "added" : line.hasPrefix("-") ? "removed" : "kept"
    let text = clipped(String(line), to: lineLength)
    return #"<span class="diffline \#(kind)">\#(text.isEmpty ? " " : text)</span>"#
  }
}
