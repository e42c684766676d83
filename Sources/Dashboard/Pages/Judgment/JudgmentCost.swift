internal import JudgeTypes
internal import Provenance
internal import Reports
internal import Storage
internal import StoredRuns

/// What each seat took for this judgment, by its lines of the journal; nothing where no model was called.
struct JudgmentCost {
  private struct Line {
    var usage = Usage.none
    var isCached = false
    var debate = Usage.none
  }

  private let lines: [(seat: String, line: Line)]

  init(stored: StoredJudgment) {
    var lines: [String: Line] = [:]
    for entry in stored.entries {
      guard [.answer, .failure, .interruption, .canary].contains(entry.kind), let seat = entry.body["seat"]?.stringValue
      else { continue }
      let usage = entry.body["usage"].map { Usage(json: $0) } ?? .none
      var line = lines[seat] ?? Line()
      line.usage = line.usage + usage
      if entry.body["cached"]?.boolValue == true { line.isCached = true }
      if (entry.body["round"]?.intValue ?? 0) > 0 { line.debate = line.debate + usage }
      lines[seat] = line
    }
    self.lines = lines.filter { $0.value.usage.calls > 0 || $0.value.isCached }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
  }

  var section: HTML {
    guard !lines.isEmpty else { return "" }
    let heads =
      [RunParts.head("Seat")]
      + RunParts.heads("Calls", "Tokens in", "Tokens out", "Of them in the debate", "Cost", areCounts: true)
    return """
      <h3>What this judgment took</h3>
      \(RunParts.table("Cost by seat", heads: heads, rows: lines.map { row($0.seat, $0.line) }))
      """
  }

  private func row(_ seat: String, _ line: Line) -> HTML {
    let usage = line.usage
    let debate =
      line.debate.calls == 0
      ? "–" : line.debate.inputTokens.flatMap { into in line.debate.outputTokens.map { "\(into + $0)" } } ?? "?"
    return """
      <tr><th scope="row">\(HTMLWords.code(seat))\(HTML.when(line.isCached, " <span class=\"soft\">kept answer</span>"))</th>\
      \(RunParts.count("\(usage.calls)"))\(RunParts.count(tokens(usage.inputTokens, of: usage)))\
      \(RunParts.count(tokens(usage.outputTokens, of: usage)))\(RunParts.count(debate))\
      \(RunParts.count(usage.calls == 0 ? "–" : usage.costUSD.map(money) ?? "not known"))</tr>

      """
  }

  private func tokens(_ count: Int?, of usage: Usage) -> String {
    usage.calls == 0 ? "–" : count.map { "\($0)" } ?? "?"
  }
}
