internal import JudgeTypes
internal import Provenance
internal import Reports
internal import StoredRuns

/// What pages on a run have in common.
enum RunParts {
  /// The run that an address names; nil where there is none.
  static func reading(_ run: String, from stores: Stores) throws -> RunReading? {
    guard let id = RunID(run) else { return nil }
    return try stores.runs.reading(of: id)
  }

  /// A moment in UTC, to the second.
  static func time(_ time: String) -> HTML {
    let shown = clipped(time, to: 40)
    guard shown.utf8.count >= 20, shown.utf8.last == UInt8(ascii: "Z") else { return HTML(text: shown) }
    return "<time datetime=\"\(shown)\">\(String(shown.prefix(19).replacing("T", with: " "))) UTC</time>"
  }

  static func fact(_ name: String, _ value: HTML) -> HTML { "<div><dt>\(name)</dt><dd>\(value)</dd></div>\n" }

  static func facts(_ facts: [HTML]) -> HTML { "<dl class=\"facts record\">\n\(HTML.joined(facts))</dl>\n" }

  static func card(_ heading: String, id: String, _ body: HTML) -> HTML {
    "<section class=\"card\" aria-labelledby=\"\(id)\">\n<h2 id=\"\(id)\">\(heading)</h2>\n\(body)</section>\n"
  }

  /// A table that scrolls by itself where it is wider than the window.
  static func table(_ caption: String, heads: [HTML], rows: [HTML]) -> HTML {
    """
    <div class="scroll" tabindex="0" role="group" aria-label="\(caption)"><table>
    <caption class="unseen">\(caption)</caption>
    <thead><tr>\(HTML.joined(heads))</tr></thead>
    <tbody>
    \(HTML.joined(rows))</tbody></table></div>

    """
  }

  static func head(_ words: String, isCount: Bool = false) -> HTML {
    isCount ? "<th scope=\"col\" class=\"count\">\(words)</th>" : "<th scope=\"col\">\(words)</th>"
  }

  static func heads(_ names: String..., areCounts: Bool = false) -> [HTML] {
    names.map { head($0, isCount: areCounts) }
  }

  static func count(_ words: String) -> HTML { "<td class=\"count\">\(words)</td>" }

  /// The beginning of a hash; all of it for who points at it.
  static func hash(_ hash: String) -> HTML {
    "<code title=\"\(hash)\">\(clipped(hash, to: 16))</code>"
  }

  /// A command for the terminal.
  static func command(_ words: String) -> HTML { "<pre class=\"command\"><code>\(words)</code></pre>\n" }

  /// The words behind every command that reads this store.
  static func option(of stores: Stores) -> String {
    stores.state == ".moe-judge" ? "" : " --state \(quotedForShell(stores.state))"
  }

  static func trail(of run: String) -> [(name: String, place: Place)] {
    [("Runs", .runs(RunFilter())), (run, .run(run))]
  }
}
