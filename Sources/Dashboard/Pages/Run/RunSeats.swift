internal import JudgeTypes
internal import Judging
internal import Provenance
internal import Reports
internal import Storage
internal import StoredRuns

/// Who sat, with what each took and what came of its canaries.
struct RunSeats {
  /// How many lines of canaries are read.
  private static let canaryLimit = 300

  /// As they stand in the judgments that were read, by id.
  let seats: [RecordedJudgment.Seat]
  let costs: [String: Usage]
  /// What came of each, by seat.
  let canaries: [String: [(name: String, outcome: String, reason: String)]]
  private let rubrics: TeamRubrics
  private let links: Links
  private let isSample: Bool
  private let isOffline: Bool

  init(_ reading: RunReading, artifacts: [ListedArtifact], costs: [String: Usage], rubrics: TeamRubrics, links: Links)
    throws
  {
    self.rubrics = rubrics
    self.links = links
    var seats: [String: RecordedJudgment.Seat] = [:]
    for seat in artifacts.flatMap(\.judgment.seats) {
      // One that sat says more than one that did not apply.
      if seats[seat.id].map({ $0.state == SeatState.notApplicable.rawValue }) ?? true { seats[seat.id] = seat }
    }
    self.seats = seats.values.sorted { $0.id < $1.id }
    self.costs = costs
    isOffline = reading.opening?.mode == .offline
    isSample = artifacts.count < reading.map.count(of: .judgment)
    var canaries: [String: [(name: String, outcome: String, reason: String)]] = [:]
    for line in reading.map.lines(where: { kind, _ in kind == .canary }).prefix(Self.canaryLimit) {
      guard let body = try reading.body(of: line), let seat = body["seat"]?.stringValue else { continue }
      canaries[seat, default: []].append(
        (
          body["canary"]?.stringValue ?? "", body["outcome"]?.stringValue ?? "",
          body["reason"]?.stringValue ?? ""
        ))
    }
    self.canaries = canaries
  }

  /// Nil where a provider did not report it, or no model was called.
  var total: Usage? { costs.isEmpty ? nil : costs.values.reduce(.none, +) }

  var card: HTML {
    guard !seats.isEmpty else { return "" }
    let families = Set(seats.map(\.family)).count
    let who: HTML =
      isOffline
      ? "One deterministic reviewer in \(counted(seats.count, "role"))."
      : "\(counted(seats.count, "seat")) of \(counted(families, "model family", "model families"))."
    var heads = RunParts.heads("Seat", "Model", "Weight")
    let areTested = !canaries.isEmpty
    if areTested { heads.append(RunParts.head("Canaries")) }
    if !costs.isEmpty { heads += RunParts.heads("Calls", "Tokens in", "Tokens out", "Cost", areCounts: true) }
    let note: HTML =
      isSample
      ? "<p class=\"soft\">As they stand in the artifacts above; others of the run may have had other seats.</p>\n" : ""
    return RunParts.card(
      "Who sat", id: "seats",
      "<p>\(who)</p>\n"
        + RunParts.table("Seats", heads: heads, rows: seats.map { row(of: $0, areTested: areTested) }) + note)
  }

  private func row(of seat: RecordedJudgment.Seat, areTested: Bool) -> HTML {
    var cells: [HTML] = [
      "<th scope=\"row\">\(rubrics.link(toPersona: seat.persona, as: seat.id, links))</th>",
      "<td dir=\"auto\">\(HTMLWords.breakable(seat.model)) <span class=\"soft\">\(seat.family)</span></td>",
      "<td>\(seat.weight)</td>",
    ]
    if areTested { cells.append("<td>\(words(of: canaries[seat.id] ?? []))</td>") }
    if !costs.isEmpty {
      let usage = costs[seat.id]
      cells += [
        RunParts.count("\(usage?.calls ?? 0)"),
        RunParts.count(usage.map { $0.inputTokens.map { "\($0)" } ?? "?" } ?? "0"),
        RunParts.count(usage.map { $0.outputTokens.map { "\($0)" } ?? "?" } ?? "0"),
        RunParts.count(usage.map { $0.costUSD.map(money) ?? "not known" } ?? "–"),
      ]
    }
    return "<tr>\(HTML.joined(cells))</tr>\n"
  }

  private func words(of canaries: [(name: String, outcome: String, reason: String)]) -> HTML {
    guard !canaries.isEmpty else { return "–" }
    return HTML.joined(
      canaries.map { canary in
        let isGood = canary.outcome == "held"
        let reason: HTML = canary.reason.isEmpty ? "" : " \(HTMLWords.prose(canary.reason, limit: 300))"
        return
          "<div>\(HTMLWords.chip(isGood ? "✓" : canary.outcome == "failed" ? "✗" : "?", "\(spoken(canary.name)): \(spoken(canary.outcome))", isGood ? .good : canary.outcome == "failed" ? .bad : .calm))\(reason)</div>"
      })
  }
}
