internal import Reports

/// Bars side by side, each of several parts on top of each other.
///
/// The parts stand in the same order in every bar and in the key above; each bar tells its figures where it is pointed at. A table
/// beside the chart says the same.
struct BarChart {
  struct Series {
    let name: String
    /// A class of the sheet that fills it.
    let fill: String
  }

  struct Bar {
    /// Below it: a day, a month.
    let label: String
    /// As many as there are series; none below 0.
    let parts: [Double]
    /// What it says where it is pointed at.
    let words: String
    /// Whether more is known to belong to it than its figures tell.
    var isPartial = false
  }

  /// Unique in its page.
  let id: String
  let title: String
  let description: String
  let series: [Series]
  let bars: [Bar]
  /// Whether they count something, so that no part of one stands at the axis.
  var isCount = false
  /// How a figure is written at the axis.
  let figure: (Double) -> String

  private static let width = 920.0
  private static let height = 260.0
  private static let left = 74.0
  private static let top = 16.0
  private static let floor = 222.0

  var figureMarkup: HTML {
    """
    <figure class="bars">
    \(key)<svg class="chart" viewBox="0 0 \(drawn(Self.width)) \(drawn(Self.height))" role="img" aria-labelledby="\(id)-title \(id)-desc">
    <title id="\(id)-title">\(title)</title>
    <desc id="\(id)-desc">\(description)</desc>
    \(HTML.joined(scale.ticks.map(tick)))\(HTML.joined(bars.enumerated().map { bar($1, at: $0) }))\
    \(HTML.joined(labels))</svg>
    </figure>

    """
  }

  private var key: HTML {
    guard series.count > 1 else { return "" }
    let items = series.map { one -> HTML in
      "<li><svg class=\"key\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"\(one.fill)\" width=\"10\" height=\"10\" rx=\"2\"/></svg> \(one.name)</li>\n"
    }
    return "<ul class=\"legend\" aria-label=\"The parts of each bar, from below\">\n\(HTML.joined(items))</ul>\n"
  }

  // MARK: Places

  private var scale: AxisScale { AxisScale(upTo: bars.map { $0.parts.reduce(0, +) }.max() ?? 0, isCount: isCount) }
  private var step: Double { (Self.width - Self.left) / Double(max(1, bars.count)) }
  private func x(_ place: Int) -> Double { Self.left + step * Double(place) }
  private func y(_ value: Double) -> Double { Self.floor - (Self.floor - Self.top) * value / scale.end }

  private func tick(_ value: Double) -> HTML {
    let y = y(value)
    return """
      <path class="axis" d="M\(drawn(Self.left)) \(drawn(y))H\(drawn(Self.width))"/>\
      <text x="\(drawn(Self.left - 8))" y="\(drawn(y + 5))" text-anchor="end">\(figure(value))</text>

      """
  }

  private func bar(_ bar: Bar, at place: Int) -> HTML {
    let gap = min(step * 0.25, 8)
    let (left, width) = (x(place) + gap / 2, max(step - gap, 0.5))
    var base = 0.0
    var parts: [HTML] = []
    for (value, series) in zip(bar.parts, series) where value > 0 {
      let (top, bottom) = (y(base + value), y(base))
      // What is there is seen, however small it is.
      let height = max(bottom - top, 1)
      parts.append(
        "<rect class=\"\(series.fill)\" x=\"\(drawn(left))\" y=\"\(drawn(bottom - height))\" width=\"\(drawn(width))\" height=\"\(drawn(height))\"/>"
      )
      base += value
    }
    if bar.isPartial {
      let middle = left + width / 2
      parts.append("<circle class=\"open\" cx=\"\(drawn(middle))\" cy=\"\(drawn(y(base) - 7))\" r=\"3.5\"/>")
    }
    // The whole height answers the pointer, not only what is filled.
    let reach: HTML =
      "<rect class=\"reach\" x=\"\(drawn(x(place)))\" y=\"\(drawn(Self.top))\" width=\"\(drawn(step))\" height=\"\(drawn(Self.floor - Self.top))\"/>"
    return "<g><title>\(bar.words)</title>\(reach)\(HTML.joined(parts))</g>\n"
  }

  /// Some of the labels, the last one always among them; every second of these gives way where there is little room.
  private var labels: [HTML] {
    let every = max(1, (bars.count + 9) / 10)
    let shown = bars.indices.filter { (bars.count - 1 - $0) % every == 0 }
    return shown.reversed().enumerated().map { count, place in
      let kind = count % 3 == 0 ? "" : " class=\"minor\""
      let isLast = place == bars.count - 1 && bars.count > 6
      let x = isLast ? Self.width : x(place) + step / 2
      return
        "<text\(HTML(trusted: kind)) x=\"\(drawn(x))\" y=\"\(drawn(Self.floor + 24))\" text-anchor=\"\(isLast ? "end" : "middle")\">\(bars[place].label)</text>\n"
    }
  }
}

/// Where an axis ends and what is written at it: 1, 2 or 5 of a power of ten apart.
struct AxisScale: Sendable, Hashable {
  let end: Double
  let ticks: [Double]

  /// - Parameter isCount: whether only whole numbers make sense.
  init(upTo largest: Double, isCount: Bool = false) {
    guard largest.isFinite, largest > 0 else {
      (end, ticks) = (1, [0])
      return
    }
    var unit = 1.0
    while unit * 10 < largest { unit *= 10 }
    while unit > largest, unit > 1e-9 { unit /= 10 }
    let fitting = [0.2, 0.5, 1, 2, 5].map { $0 * unit }.first { $0 * 4 >= largest } ?? unit * 5
    let step = isCount ? max(1, fitting) : fitting
    let count = Int((largest / step).rounded(.up))
    end = step * Double(max(1, count))
    ticks = (0...max(1, count)).map { Double($0) * step }
  }
}

/// A length in a drawing: to a tenth, without an exponent.
func drawn(_ value: Double) -> String {
  let tenths = Int((min(max(value, -1e6), 1e6) * 10).rounded())
  return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
}
