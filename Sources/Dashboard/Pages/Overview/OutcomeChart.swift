internal import JudgeTypes
internal import Reports
internal import SkillHealth
internal import Storage

/// How the runs of each day ended, as stacked bars and as a table.
struct OutcomeChart {
  /// All that are drawn, the oldest first.
  let days: [Day]
  let runs: [RunDay]
  let links: Links

  /// From below: what passed stands on the ground.
  private enum Part: Int, CaseIterable {
    case pass, conditional, undecided, fail, unfinished

    init(_ outcome: Outcome?) {
      self =
        switch outcome {
        case .pass: .pass
        case .conditional: .conditional
        case .noConsensus, .inconclusive: .undecided
        case .fail: .fail
        case nil: .unfinished
        }
    }

    var series: BarChart.Series {
      switch self {
      case .pass: BarChart.Series(name: "pass", fill: "part-pass")
      case .conditional: BarChart.Series(name: "conditional", fill: "part-conditional")
      case .undecided: BarChart.Series(name: "no consensus or inconclusive", fill: "part-undecided")
      case .fail: BarChart.Series(name: "fail", fill: "part-fail")
      case .unfinished: BarChart.Series(name: "unfinished", fill: "part-unfinished")
      }
    }
  }

  private var counts: [Day: [Int]] {
    runs.reduce(into: [:]) { counts, day in
      counts[day.day, default: Part.allCases.map { _ in 0 }][Part(day.outcome).rawValue] += day.runs
    }
  }

  var markup: HTML {
    let counts = counts
    let present = Part.allCases.filter { part in counts.values.contains { $0[part.rawValue] > 0 } }
    let bars = days.map { day -> BarChart.Bar in
      let figures = counts[day] ?? Part.allCases.map { _ in 0 }
      return BarChart.Bar(
        label: String(day.description.suffix(5)), parts: present.map { Double(figures[$0.rawValue]) },
        words: words(day, figures))
    }
    let busiest = counts.max { ($0.value.reduce(0, +), $1.key) < ($1.value.reduce(0, +), $0.key) }
    let chart = BarChart(
      id: "outcomes", title: "Runs by day and outcome",
      description: busiest.map { "Most were on \($0.key): \($0.value.reduce(0, +))." } ?? "There were none.",
      series: present.map(\.series), bars: bars, isCount: true, figure: { grouped(Int($0)) })
    return "<h3>Runs by day and outcome</h3>\n" + chart.figureMarkup + table(counts, present)
  }

  private func words(_ day: Day, _ figures: [Int]) -> String {
    let parts = Part.allCases.filter { figures[$0.rawValue] > 0 }.map {
      "\(grouped(figures[$0.rawValue])) \($0.series.name)"
    }
    return "\(day): " + (parts.isEmpty ? "no runs" : parts.joined(separator: ", "))
  }

  private func table(_ counts: [Day: [Int]], _ present: [Part]) -> HTML {
    let head = present.map { "<th scope=\"col\" class=\"count\">\($0.series.name)</th>" as HTML }
    let rows = days.reversed().compactMap { day -> HTML? in
      guard let figures = counts[day] else { return nil }
      let cells = present.map { "<td class=\"count\">\(grouped(figures[$0.rawValue]))</td>" as HTML }
      let filter = RunFilter(from: day.description, to: day.description)
      return "<tr><th scope=\"row\">\(links.link(day.markup, to: .runs(filter)))</th>\(HTML.joined(cells))</tr>\n"
    }
    return """
      <details><summary>The same as a table</summary>
      <div class="scroll" tabindex="0" role="group" aria-label="Runs by day and outcome">
      <table><caption>Runs by day and outcome, days in UTC; days without runs are left out</caption>
      <thead><tr><th scope="col">Day</th>\(HTML.joined(head))</tr></thead>
      <tbody>
      \(HTML.joined(rows))</tbody></table></div></details>

      """
  }
}
