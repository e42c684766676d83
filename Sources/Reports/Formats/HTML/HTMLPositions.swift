internal import JudgeTypes
package import Provenance

/// Where the seats stand: dissent beside the majority, the debate round by round, every seat in its own words.
package struct HTMLPositions {
  package let judgment: RecordedJudgment

  package init(judgment: RecordedJudgment) { self.judgment = judgment }

  package var sections: HTML { dissent + debate + seats }

  // MARK: Dissent

  package var dissent: HTML {
    guard !judgment.dissent.isEmpty else { return "" }
    let dissenting = Set(judgment.dissent.map(\.seat))
    let majority = judgment.seats.filter { $0.verdict != nil && !dissenting.contains($0.id) }
    let cards = majority.map { seat in
      card(seat.id, seat.model, seat.verdict ?? "", seat.confidence, seat.rationale ?? "", [])
    }
    let others = judgment.dissent.map {
      card($0.seat, $0.model, $0.verdict, $0.confidence, $0.rationale, $0.keyConcerns)
    }
    let pivot: HTML =
      judgment.pivot.map {
        "<p><span aria-hidden=\"true\">⇄</span> \(HTMLWords.code($0)) alone could have changed the outcome.</p>\n"
      } ?? ""
    return """
      <h3>Dissent</h3>
      <div class="sides">
      <section class="side"><h4>The panel \(HTMLWords.verdict(judgment.outcome))</h4>
      <p>\(HTMLWords.prose(judgment.reason, limit: 1_000))</p>
      \(HTML.when(majority.isEmpty, "<p class=\"soft\">No other seat gave a verdict.</p>"))\(HTML.joined(cards))</section>
      <section class="side dissent"><h4>\(counted(judgment.dissent.count, "seat")) \(judgment.dissent.count == 1 ? "holds" : "hold") otherwise</h4>
      \(HTML.joined(others))</section>
      </div>
      \(pivot)
      """
  }

  private func card(
    _ seat: String, _ model: String, _ verdict: String, _ confidence: Double?, _ rationale: String, _ concerns: [String]
  ) -> HTML {
    let sure = confidence.map { " · says it is \(percent($0)) sure" } ?? ""
    return """
      <div class="voice"><p class="who">\(HTMLWords.code(seat)) \(HTMLWords.verdict(verdict)) \
      <span class="soft" dir="auto">\(model)\(sure)</span></p>
      \(HTML.when(!rationale.isEmpty, "<blockquote>\(HTMLWords.prose(rationale))</blockquote>"))\
      \(HTMLWords.list(concerns.prefix(8).map { HTMLWords.prose($0, limit: 600) }))</div>

      """
  }

  // MARK: Debate

  package var debate: HTML {
    guard let heading = judgment.debateHeading else { return "" }
    return """
      <h3>Debate</h3>
      <p>\(HTMLWords.prose(heading))</p>
      <ol class="rounds">
      \(HTML.joined(judgment.rounds.map(round)))</ol>

      """
  }

  private func round(_ round: RecordedJudgment.Round) -> HTML {
    let disputed: HTML =
      round.disputed.isEmpty
      ? ""
      : "<p class=\"soft\">Disputed: \(HTML.joined(round.disputed.prefix(30).map { HTMLWords.code($0) }, by: ", "))</p>\n"
    let silent = round.silent.map { "<p class=\"soft\">No answer: \(HTMLWords.prose($0, limit: 600))</p>\n" as HTML }
    let nobody: HTML = round.changes.isEmpty ? "<p>Nobody moved.</p>\n" : ""
    return """
      <li><h4>Round \(round.number)</h4>
      \(disputed)\(nobody)\(HTML.joined(round.changes.map(change)))\(HTML.joined(silent))</li>

      """
  }

  private func change(_ change: RecordedJudgment.Change) -> HTML {
    let support =
      change.isSupported
      ? HTMLWords.chip("✓", "supported by new evidence", .good)
      : HTMLWords.chip("✗", "without new evidence: not counted", .warning)
    let moved = change.moves.map { move -> HTML in
      "\(HTMLWords.code(move.dimension)) \(move.from.map { "\($0)" } ?? "none") → \(move.to)\(move.isSupported ? "" : " (not counted)")"
    }
    func fact(_ name: String, _ values: [HTML]) -> HTML {
      values.isEmpty ? "" : "<div><dt>\(name)</dt><dd>\(HTML.joined(values.prefix(20), by: ", "))</dd></div>"
    }
    let path: HTML =
      change.from == change.to
      ? HTMLWords.verdict(change.to)
      : "\(HTMLWords.verdict(change.from)) <span aria-hidden=\"true\">→</span><span class=\"unseen\"> to </span> \(HTMLWords.verdict(change.to))"
    return """
      <div class="voice"><p class="who">\(HTMLWords.code(change.seat)) \(path) \(support)</p>
      <dl class="facts">\(fact("Scores", moved))\
      \(fact("Evidence", change.evidence.map { HTMLWords.code($0) }))\
      \(fact("Withdraws", change.withdrawn.map { HTMLWords.code($0) }))</dl></div>

      """
  }

  // MARK: Seats

  package var seats: HTML {
    guard !judgment.seats.isEmpty else { return "" }
    let rows = judgment.seats.map { seat -> HTML in
      let path = seat.path.count > 1 ? " (\(seat.path.map(spoken).joined(separator: " → ")))" : ""
      let words = [seat.reason, seat.rationale].compactMap(\.self).first { !$0.isEmpty } ?? ""
      return """
        <tr><th scope="row">\(HTMLWords.code(seat.id))</th><td dir="auto">\(HTMLWords.breakable(seat.model))\
        <span class="soft">\(seat.family)</span></td><td>\(HTMLWords.verdict(seat.word))<span class="soft">\(path)</span></td>\
        <td>\(seat.weight)</td><td>\(seat.confidence.map(percent) ?? "–")</td><td>\(HTMLWords.prose(words, limit: 1_500))</td></tr>

        """
    }
    return """
      <details><summary>\(counted(judgment.seats.count, "seat")) in their own words</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Seats"><table>
      <thead><tr><th scope="col">Seat</th><th scope="col">Model</th><th scope="col">Verdict</th><th scope="col">Weight</th>\
      <th scope="col">Confidence</th><th scope="col">Why</th></tr></thead>
      <tbody>
      \(HTML.joined(rows))</tbody></table></div></details>

      """
  }
}
