internal import JudgeTypes
internal import Reports
internal import SkillHealth
internal import Storage

/// What was found most often of late.
enum RulesCard {
  private static let days = 30
  private static let limit = 10

  static func card(from stores: Stores, links: Links) throws -> HTML {
    let since = stores.today.advanced(by: 1 - days)
    guard let found = try stores.index()?.rules(since: since, limit: limit), let first = found.most.first else {
      return ""
    }
    let all = found.bySeverity.values.reduce(0, +)
    let rows = found.most.map { rule -> HTML in
      """
      <tr><th scope="row">\(HTMLWords.code(rule.rule, limit: 120))</th><td>\(HTMLWords.severity(rule.severity.rawValue))</td>\
      <td class="count">\(grouped(rule.findings))</td>\
      <td class="share">\(shareBar(Double(rule.findings) / Double(max(1, first.findings))))</td></tr>

      """
    }
    let shown = found.most.reduce(0) { $0 + $1.findings }
    let rest: HTML =
      all > shown
      ? "<p class=\"soft\">These are \(grouped(shown)) of \(grouped(all, "verified finding")).</p>\n" : ""
    return """
      <section class="card" aria-labelledby="rules">
      <h2 id="rules">Found most often</h2>
      <div class="scroll" tabindex="0" role="group" aria-label="Rules by how often they were broken">
      <table class="ranked"><caption>Verified findings in all runs of the last \(days) days, by rule and severity; \
      a fault that stayed is counted in each run that found it</caption>
      <thead><tr><th scope="col">Rule</th><th scope="col">Severity</th><th scope="col" class="count">Findings</th>\
      <td></td></tr></thead>
      <tbody>
      \(HTML.joined(rows))</tbody></table></div>
      \(rest)</section>

      """
  }
}

/// A bar as long as a share, beside a figure that says it.
///
/// - Parameter share: 0 to 1.
func shareBar(_ share: Double) -> HTML {
  let width = drawn(max(1, min(max(share, 0), 1) * 100))
  return
    "<svg class=\"share\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"8\"/><rect class=\"part-plain\" width=\"\(width)\" height=\"8\"/></svg>"
}
