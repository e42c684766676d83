internal import JudgeTypes
package import Provenance

/// The votes: dimensions in rows, seats in columns.
package struct HTMLVotes {
  package let judgment: RecordedJudgment
  private let seats: [RecordedJudgment.Seat]
  /// What the debate moved, by seat and dimension; empty where it is not to be marked.
  private let moves: [String: [String: RecordedJudgment.Move]]

  /// - Parameter marksMoves: whether a score that a seat changed in the debate says from what.
  package init(judgment: RecordedJudgment, marksMoves: Bool = false) {
    self.judgment = judgment
    moves = (marksMoves ? judgment.rounds : []).flatMap(\.changes).reduce(into: [:]) { moves, change in
      for move in change.moves where move.isSupported { moves[change.seat, default: [:]][move.dimension] = move }
    }
    seats = judgment.seatedSeats
  }

  package var section: HTML {
    guard !judgment.dimensions.isEmpty, !seats.isEmpty else {
      return "<h3>Votes by dimension</h3>\n<p class=\"soft\">No seat voted on a dimension.</p>\n"
    }
    let telling = judgment.dimensions.filter { $0.isViolated || $0.isDisputed || $0.spread > 0 }
    let others = judgment.dimensions.filter { !($0.isViolated || $0.isDisputed || $0.spread > 0) }
    return """
      <h3>Votes by dimension</h3>
      \(HTML.when(telling.isEmpty, "<p class=\"soft\">No dimension is violated or disputed.</p>\n"))\
      \(HTML.when(!telling.isEmpty, table(of: telling.sorted(by: Self.mattersMore), "Violated, disputed or judged differently")))\
      \(HTML.when(!others.isEmpty, rest(of: others, noun: telling.isEmpty ? "dimension" : "more dimension")))

      """
  }

  private func rest(of dimensions: [RecordedJudgment.Dimension], noun: String) -> HTML {
    let met = dimensions.count { $0.outcome == DimensionOutcome.met.rawValue }
    let words = [(met, "met by all who judged"), (dimensions.count - met, "not assessed")]
      .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    return """
      <details><summary>\(counted(dimensions.count, noun)): \(words)</summary>
      \(table(of: dimensions, "Met or not assessed"))</details>
      """
  }

  private static func mattersMore(_ left: RecordedJudgment.Dimension, _ right: RecordedJudgment.Dimension) -> Bool {
    func rank(_ dimension: RecordedJudgment.Dimension) -> (Int, Int, String) {
      (
        dimension.isViolated ? 0 : dimension.isDisputed ? 1 : 2, dimension.bindingLevel?.isBinding == true ? 0 : 1,
        dimension.id
      )
    }
    return rank(left) < rank(right)
  }

  private func table(of dimensions: [RecordedJudgment.Dimension], _ caption: String) -> HTML {
    let heads = seats.map { seat -> HTML in
      """
      <th scope="col"><span class="seat" dir="auto">\(HTMLWords.breakable(seat.persona))</span>\
      <span class="model" dir="auto">\(HTMLWords.breakable(seat.model))</span>\(HTMLWords.verdict(seat.word))</th>

      """
    }
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="\(caption)"><table class="votes">
      <caption>\(caption)</caption>
      <thead><tr><th scope="col">Dimension</th>
      \(HTML.joined(heads))<th scope="col">Panel</th></tr></thead>
      <tbody>
      \(HTML.joined(dimensions.map(row)))</tbody></table></div>

      """
  }

  private func row(of dimension: RecordedJudgment.Dimension) -> HTML {
    """
    <tr><th scope="row"><span class="name" dir="auto">\(dimension.name)</span>\
    <span class="level">\(spoken(dimension.level))</span> \(dimension.source.map(HTMLWords.clause) ?? "")</th>
    \(HTML.joined(seats.map { cell(of: $0, for: dimension.id) }))
    <td class="panel">\(HTMLWords.dimension(dimension.outcome))\
    <span class="soft">\(dimension.met) met, \(dimension.violated) violated\
    \(dimension.spread > 0 ? ", spread \(dimension.spread)" : "")</span></td></tr>

    """
  }

  private func cell(of seat: RecordedJudgment.Seat, for dimension: String) -> HTML {
    let moved = mark(of: moves[seat.id]?[dimension])
    return switch seat.scores[dimension] {
    case nil: "<td class=\"vote none\"><b aria-hidden=\"true\">·</b><span>not judged</span></td>"
    case 1: "<td class=\"vote bad\"><b>✗ 1</b><span>violated</span>\(moved)</td>"
    case 2: "<td class=\"vote warning\"><b>◐ 2</b><span>with reservations</span>\(moved)</td>"
    case let score?: "<td class=\"vote good\"><b>✓ \(score)</b><span>met</span>\(moved)</td>"
    }
  }

  private func mark(of move: RecordedJudgment.Move?) -> HTML {
    guard let move else { return "" }
    return #"<span class="moved">moved from \#(move.from.map { "\($0)" } ?? "none")</span>"#
  }
}
