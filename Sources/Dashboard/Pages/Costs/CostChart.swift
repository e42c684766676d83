internal import Reports
internal import SkillHealth
internal import Storage
internal import StoredRuns

/// The cost of each day, or of each month where there are many days, as bars and as a table.
struct CostChart {
  /// More days than this are drawn by month.
  private static let mostDays = 120

  /// A day and what it took; months are days summed up.
  private let points: [(name: String, label: String, line: CostLine?)]
  private let unit: String

  /// - Parameters:
  ///   - lines: one a day, in order; names that are no day are left out.
  ///   - since: the first day drawn; nil for the first that there is.
  init(lines: [CostLine], since: Day?, today: Day) {
    let days = lines.compactMap { line in Day(line.name).map { (day: $0, line: line) } }
    let first = since ?? days.first?.day ?? today
    let last = max(today, days.last?.day ?? today)
    if first.distance(to: last) < Self.mostDays {
      let byDay = Dictionary(days.map { ($0.day, $0.line) }, uniquingKeysWith: { first, _ in first })
      points = (0...first.distance(to: last)).map { offset in
        let day = first.advanced(by: offset)
        return (day.description, String(day.description.suffix(5)), byDay[day])
      }
      unit = "day"
    } else {
      points = Self.months(days, from: first, to: last)
      unit = "month"
    }
  }

  private static func months(
    _ days: [(day: Day, line: CostLine)], from first: Day, to last: Day
  ) -> [(name: String, label: String, line: CostLine?)] {
    func month(_ day: Day) -> String { String(day.description.prefix(7)) }
    let byMonth = Dictionary(grouping: days) { month($0.day) }
    var names: [String] = []
    var day = first
    // Steps shorter than any month meet each of them; ten years are drawn at most.
    while day <= last {
      if names.last != month(day) { names.append(month(day)) }
      day = day.advanced(by: 25)
    }
    if names.last != month(last) { names.append(month(last)) }
    return names.suffix(120).map { name in
      (name, name, CostLine.total(of: (byMonth[name] ?? []).map(\.line), named: name))
    }
  }

  var markup: HTML {
    let bars = points.map { point in
      BarChart.Bar(
        label: point.label, parts: [point.line?.costUSD.known ?? 0],
        words: "\(point.name): \(point.line?.costWords ?? "no calls")",
        isPartial: (point.line?.costUSD.unknownAnswers ?? 0) > 0)
    }
    let dearest = points.max { ($0.line?.costUSD.known ?? 0) < ($1.line?.costUSD.known ?? 0) }
    let chart = BarChart(
      id: "cost", title: "Cost by \(unit), in US dollars",
      description: dearest?.line.map { "Most on \($0.name): \($0.costWords)." } ?? "",
      series: [BarChart.Series(name: "cost", fill: "part-plain")], bars: bars, figure: axisDollars)
    let open: HTML =
      bars.contains(where: \.isPartial)
      ? "<p class=\"soft\">A ring above a bar: some answers have no known price, and the cost is at least what the bar shows.</p>\n"
      : ""
    return "<h3>Cost by \(unit), in US dollars</h3>\n" + chart.figureMarkup + open + table
  }

  private var table: HTML {
    let lines = points.compactMap(\.line).reversed()
    return """
      <details><summary>The same as a table, with requests and tokens</summary>
      \(CostTable.table(of: unit, lines: Array(lines), total: nil, caption: "By \(unit), the latest first; without calls left out"))</details>

      """
  }
}

/// As an axis shows it: no more decimals than are needed.
private func axisDollars(_ value: Double) -> String {
  if value == 0 { return "$0" }
  if value >= 1, value == value.rounded() { return "$\(grouped(Int(min(value, 1e15))))" }
  return value >= 0.1 ? dollars(value) : money(value)
}
