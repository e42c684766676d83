internal import JudgeTypes
public import Provenance

/// A run as one page: a file that loads nothing, runs nothing, and is read in light and dark, on paper and by a screen reader.
///
/// The page is well-formed XML too. Judgments are written as they come; of each only a line of the index is kept.
public struct HTMLReport: ResultReport {
  /// How many artifacts the index names.
  private static let indexLimit = 5_000

  private var outcomes: [String: Int] = [:]
  private var blocking = 0
  private var index: [HTML] = []

  public init() {}

  public mutating func add(_ judgment: RecordedJudgment) -> String {
    outcomes[judgment.outcome, default: 0] += 1
    if judgment.gate?.isBlocking == true { blocking += 1 }
    let count = outcomes.values.reduce(0, +)
    let anchor = "a\(count)"
    if count <= Self.indexLimit { index.append(entry(for: judgment, anchor)) }
    return HTMLJudgment(judgment: judgment, anchor: anchor).section.source
  }

  public func frame(of result: RecordedResult) -> (before: String, after: String) {
    let headline = Headline(of: result, outcomes: outcomes, blocking: blocking)
    let page = HTMLPage(result: result, headline: headline)
    return ((page.head + contents + "<main>\n").source, ("</main>\n" + page.foot).source)
  }

  private func entry(for judgment: RecordedJudgment, _ anchor: String) -> HTML {
    let stops = judgment.gate.map { $0.reasons.count(where: \.isBlocking) }
    let gate: HTML =
      stops.map { $0 > 0 ? HTMLWords.chip("✗", "\($0) blocking", .bad) : HTMLWords.chip("✓", "does not block", .calm) }
      ?? "–"
    return """
      <tr><th scope="row"><a href="#\(anchor)" dir="auto">\(HTMLWords.breakable(clipped(judgment.path, to: 300)))</a></th>\
      <td>\(HTMLWords.verdict(judgment.outcome))</td><td>\(gate)</td><td>\(judgment.verifiedFindings.count)</td>\
      <td>\(HTMLWords.prose(judgment.reason, limit: 200))</td></tr>

      """
  }

  /// Nothing for a single artifact.
  private var contents: HTML {
    guard index.count > 1 else { return "" }
    let rest = outcomes.values.reduce(0, +) - index.count
    return """
      <nav aria-label="Artifacts"><h2>\(counted(index.count + rest, "artifact"))</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Artifacts"><table>
      <thead><tr><th scope="col">Artifact</th><th scope="col">Outcome</th><th scope="col">Gate</th>\
      <th scope="col">Findings</th><th scope="col">Why</th></tr></thead>
      <tbody>
      \(HTML.joined(index))</tbody></table></div>
      \(HTML.when(rest > 0, "<p>and \(rest) more, below</p>"))</nav>

      """
  }
}
