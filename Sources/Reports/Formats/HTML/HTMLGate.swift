package import JudgeTypes

/// What a gate made of a run, in figures.
package struct HTMLGate {
  package let summary: GateSummary

  package init(summary: GateSummary) { self.summary = summary }

  /// How many reasons the gate sorted where.
  package var tiles: HTML {
    let tiles = GateReason.State.allCases.map { state -> HTML in
      let count = summary.counts[state] ?? 0
      let tone = count == 0 ? "none" : state == .blocks || state == .expired ? "bad" : "calm"
      return "<div class=\"\(tone)\"><dt>\(name(of: state))</dt><dd>\(count)</dd></div>"
    }
    return "<dl class=\"tiles\">\(HTML.joined(tiles))</dl>\n"
  }

  private func name(of state: GateReason.State) -> String {
    switch state {
    case .blocks: "blocking"
    case .expired: "waiver expired"
    case .known: "known before"
    case .waived: "waived"
    case .allowed: "not blocking"
    }
  }
}
