internal import Reports
internal import SkillHealth

/// How many skills stand where: ten bins of ten points, with the bounds of the levels.
struct ScoreDistribution {
  /// Of each bin the skills by level: the bin from 70 to 80 holds two levels.
  private let bins: [[SkillState.Level: Int]]
  private static let (width, height) = (360.0, 220.0)
  private static let (left, right, top, bottom) = (10.0, 10.0, 40.0, 26.0)

  /// Skills of which too little is known are left out: they have no level.
  init(_ states: [SkillState]) {
    var bins = [[SkillState.Level: Int]](repeating: [:], count: 10)
    for state in states where !state.lacksData {
      bins[min(9, max(0, Int(state.healthScore / 10)))][state.level, default: 0] += 1
    }
    self.bins = bins
  }

  var markup: HTML {
    """
    <svg class="chart small" viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" role="img" aria-labelledby="distribution-title distribution-words">
    <title id="distribution-title">How many skills have which score, by tens of points</title>
    <desc id="distribution-words">\(words)</desc>
    \(zones)\(HTML.joined(bins.indices.map(column)))\
    <path class="axis" d="M\(number(Self.left)) \(number(floor))H\(number(Self.width - Self.right))"/>
    </svg>
    <p class="soft">Number of skills by score, in tens of points; the upper bound belongs to the next.</p>

    """
  }

  private var words: String {
    bins.enumerated().filter { !$0.element.isEmpty }.map { place, bin in
      "\(Self.name(place)): \(counted(bin.values.reduce(0, +), "skill"))"
    }.joined(separator: "; ")
  }

  private static func name(_ place: Int) -> String { place == 9 ? "90 to 100" : "\(place * 10) to \(place * 10 + 10)" }

  private var floor: Double { Self.height - Self.bottom }
  private var step: Double { (Self.width - Self.left - Self.right) / 10 }
  private func x(_ score: Double) -> Double { Self.left + score / 10 * step }
  private func number(_ value: Double) -> String { oneDecimal(value) }

  /// The names of the levels above their parts, and a line between them.
  private var zones: HTML {
    let zones: [(SkillState.Level, Double, Double)] = [(.critical, 0, 50), (.warning, 50, 75), (.healthy, 75, 100)]
    return HTML.joined(
      zones.map { level, low, high in
        let line: HTML =
          low > 0 ? "<path class=\"bound\" d=\"M\(number(x(low))) 8V\(number(floor))\"/>" : ""
        return """
          \(line)<text class="\(HealthMarks.tone(of: level).rawValue)" x="\(number((x(low) + x(high)) / 2))" y="18" text-anchor="middle">\
          \(HealthSigns.unicode.level(level)) \(level.rawValue)</text>

          """
      })
  }

  private func column(_ place: Int) -> HTML {
    let most = max(1, bins.map { $0.values.reduce(0, +) }.max() ?? 1)
    let total = bins[place].values.reduce(0, +)
    let room = floor - Self.top
    var (parts, y) = ([HTML](), floor)
    for level in [SkillState.Level.critical, .warning, .healthy] {
      guard let count = bins[place][level] else { continue }
      let tall = max(1.5, room * Double(count) / Double(most))
      y -= tall
      parts.append(
        """
        <rect class="\(HealthMarks.tone(of: level).rawValue)" x="\(number(x(Double(place) * 10) + 3))" y="\(number(y))" \
        width="\(number(step - 6))" height="\(number(tall))"><title>\(Self.name(place)): \(count) \(level.rawValue)</title></rect>

        """)
    }
    let middle = number(x(Double(place) * 10 + 5))
    return HTML.joined(parts)
      + .when(
        total > 0,
        "<text class=\"ink over\" x=\"\(middle)\" y=\"\(number(y - 5))\" text-anchor=\"middle\">\(total)</text>")
        + """
        <text x="\(number(x(Double(place) * 10)))" y="\(number(floor + 17))" text-anchor="\(place == 0 ? "start" : "middle")">\(place * 10)</text>
        \(HTML.when(place == 9, "<text x=\"\(number(x(100)))\" y=\"\(number(floor + 17))\" text-anchor=\"end\">100</text>\n"))
        """
  }
}
