internal import Reports
internal import SkillHealth
internal import Storage

/// Seats that failed of late: nothing where none did.
enum SeatsCard {
  private static let days = 30
  private static let limit = 5

  static func card(from stores: Stores, links: Links) throws -> HTML {
    let since = stores.today.advanced(by: 1 - days)
    guard let failures = try stores.index()?.failingSeats(since: since, limit: limit + 1), !failures.isEmpty else {
      return ""
    }
    let rows = failures.prefix(limit).map { seat -> HTML in
      """
      <tr><th scope="row">\(HTMLWords.code(seat.persona, limit: 80)) <span class="soft">\(HTMLWords.code(seat.model, limit: 80))</span></th>\
      <td class="count">\(grouped(seat.failed)) of \(grouped(seat.asked))</td>\
      <td class="count">\(percent(Double(seat.failed) / Double(max(1, seat.asked))))</td></tr>

      """
    }
    // Now and then a provider fails; a seat that does so often leaves the panel smaller than it was meant to be.
    let isGrave = failures.contains { $0.failed * 20 > $0.asked }
    let period = HTMLWords.chip(isGrave ? "!" : "–", "last \(days) days", isGrave ? .warning : .calm)
    let rest: HTML = failures.count > limit ? "<p class=\"soft\">Others failed less often.</p>\n" : ""
    return """
      <section class="card" aria-labelledby="attention-seats">
      <h2 id="attention-seats">Seats that failed \(period)</h2>
      <div class="scroll" tabindex="0" role="group" aria-label="Seats that failed">
      <table><caption>Seats that gave no usable answer, by how often</caption>
      <thead><tr><th scope="col">Persona and model</th><th scope="col" class="count">Failed of asked</th>\
      <th scope="col" class="count">Share</th></tr></thead>
      <tbody>
      \(HTML.joined(rows))</tbody></table></div>
      \(rest)</section>

      """
  }
}
