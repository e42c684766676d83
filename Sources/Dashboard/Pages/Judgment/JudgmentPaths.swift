internal import Provenance
internal import Reports

/// The debate at a glance: a line for each seat, a column for each round, and in it what the seat held and what moved it.
struct JudgmentPaths {
  let judgment: RecordedJudgment

  var section: HTML {
    guard judgment.debateEnd != nil, !judgment.rounds.isEmpty else { return "" }
    let heads =
      RunParts.heads("Seat", "Blind") + judgment.rounds.map { RunParts.head("Round \($0.number)") }
    return """
      <h3>Who held what, round by round</h3>
      \(RunParts.table("Verdict of each seat in each round", heads: heads, rows: judgment.seatedSeats.map(row)))
      """
  }

  private func row(of seat: RecordedJudgment.Seat) -> HTML {
    var held = seat.path.first ?? seat.word
    var cells: [HTML] = ["<td class=\"step\">\(HTMLWords.verdict(held))</td>"]
    for (place, round) in judgment.rounds.enumerated() {
      let before = held
      let change = round.changes.first { $0.seat == seat.id }
      // A seat without an answer has no step of its own in its path.
      if seat.path.count == judgment.rounds.count + 1 {
        held = seat.path[place + 1]
      } else if let change, change.isSupported {
        held = change.to
      }
      cells.append(cell(before, held, change, isSilent: round.silent.contains { $0.hasPrefix(seat.id + ":") }))
    }
    return
      "<tr><th scope=\"row\">\(HTMLWords.code(seat.id)) <span class=\"soft\" dir=\"auto\">\(seat.model)</span></th>\(HTML.joined(cells))</tr>\n"
  }

  private func cell(_ before: String, _ now: String, _ change: RecordedJudgment.Change?, isSilent: Bool) -> HTML {
    let isMoved = before != now || (change?.moves.contains(where: \.isSupported) ?? false)
    let kind = isMoved ? "step moved" : "step"
    return
      "<td class=\"\(kind)\">\(HTMLWords.verdict(now))<span class=\"soft\">\(words(before, now, change, isSilent))</span></td>"
  }

  private func words(_ before: String, _ now: String, _ change: RecordedJudgment.Change?, _ isSilent: Bool) -> HTML {
    if isSilent { return "no answer: holds what it held" }
    guard let change else { return "holds" }
    let evidence = HTML.joined(change.evidence.prefix(3).map { HTMLWords.code($0) }, by: ", ")
    let counts = change.moves.filter(\.isSupported)
    let struck = change.moves.filter { !$0.isSupported }
    var parts: [HTML] = []
    if before != now { parts.append("moved from \(spoken(before))") }
    if !counts.isEmpty { parts.append("\(scores(counts))\(change.evidence.isEmpty ? "" : " by ")\(evidence)") }
    if counts.isEmpty, !evidence.source.isEmpty { parts.append("by \(evidence)") }
    if !struck.isEmpty {
      let wanted: HTML = change.to == now ? "" : "would hold \(spoken(change.to)): "
      parts.append("\(wanted)\(scores(struck)), not counted without new evidence")
    }
    return parts.isEmpty ? "holds" : HTML.joined(parts, by: "; ")
  }

  private func scores(_ moves: [RecordedJudgment.Move]) -> HTML {
    let shown = moves.prefix(4).map { move -> HTML in
      "\(HTMLWords.code(move.dimension)) \(move.from.map { "\($0)" } ?? "none") → \(move.to)"
    }
    return HTML.joined(Array(shown), by: ", ") + (moves.count > 4 ? HTML(text: " and \(moves.count - 4) more") : "")
  }
}
