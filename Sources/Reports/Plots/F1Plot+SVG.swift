extension F1Plot {
  private static let width = 760.0
  private static let height = 380.0
  private static let left = 90.0
  private static let right = 20.0
  private static let top = 60.0
  private static let bottom = 70.0
  /// As many labels as stand side by side without touching.
  private static let mostLabels = 8
  /// The characters of a label that have room below its point; the whole of it is in the point's title.
  private static let labelLength = 16

  /// A document of its own: it loads nothing, runs nothing, and is read in light and dark.
  ///
  /// Every series has a line and a mark of its own, so that nobody needs to tell colours apart.
  public var svg: String {
    let count = series.map(\.points.count).max() ?? 0
    let head = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(number(Self.width)) \#(number(Self.height))" "#
        + #"width="\#(number(Self.width))" height="\#(number(Self.height))" role="img" aria-labelledby="title">"#,
      #"<title id="title">\#(xml(title))</title>"#, "<style>\(Self.style)</style>",
      #"<rect class="page" width="100%" height="100%"/>"#,
      text(title, x: Self.left, y: 26, marks: #" class="head""#),
    ]
    return (head + drawing(count) + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  /// A drawing within a page, which has a heading for it and the colours: `f1` names it in the page's sheet.
  ///
  /// - Parameter id: of its title, unique in the page.
  package func chart(id: String) -> HTML {
    let count = series.map(\.points.count).max() ?? 0
    let lines =
      [
        #"<svg class="chart f1" viewBox="0 22 \#(number(Self.width)) \#(number(Self.height - 22))" role="img" "#
          + #"aria-labelledby="\#(xml(id))">"#,
        #"<title id="\#(xml(id))">\#(xml(title))</title>"#,
      ] + events.map { drawn($0, count) } + eventLegend + drawing(count) + ["</svg>"]
    return HTML(trusted: lines.joined(separator: "\n") + "\n")
  }

  private func drawing(_ count: Int) -> [String] {
    var lines = axes(count)
    for (place, one) in series.enumerated() {
      lines.append(#"<g class="s\#(place % 2)">"#)
      lines += legend(one, place)
      lines += self.lines(of: one, place)
      lines += one.points.enumerated().flatMap { marks(of: $1, at: $0, in: one, place, count) }
      lines.append("</g>")
    }
    return lines
  }

  /// A line across the drawing; its words stand in the legend, where those of two of a day do not meet.
  private func drawn(_ event: Event, _ count: Int) -> String {
    let x = x(of: event, count)
    return #"<g class="event"><title>\#(xml(event.label))</title>"#
      + #"\#(line(x, Self.top, x, Self.height - Self.bottom, "mark"))</g>"#
  }

  private func x(of event: Event, _ count: Int) -> Double {
    if let moment = event.moment, let share = share(of: moment, count) {
      return Self.left + 12 + (Self.width - Self.left - Self.right - 24) * min(max(share, 0), 1)
    }
    return (x(event.place, of: count) + x(event.place - 1, of: count)) / 2
  }

  /// Each kind of event once, behind the series.
  private var eventLegend: [String] {
    var labels: [String] = []
    for event in events where !labels.contains(event.label) { labels.append(event.label) }
    return labels.prefix(1).map { label in
      let start = Self.left + 60 + Double(series.count) * 180
      return #"<g class="event">\#(line(start, 42, start + 28, 42, "mark"))"#
        + #"\#(text(label, x: start + 36, y: 46, marks: #" class="told""#))</g>"#
    }
  }

  private static let style = """
    .page{fill:#fff}text{font:12px system-ui,sans-serif;fill:#222}.head{font-size:15px;font-weight:600}\
    .grid{stroke:#ddd}.axis{stroke:#666}.line{fill:none;stroke-width:2}\
    .s0 .line,.s0 .span{stroke:#0b5fa5}.s0 .mark{fill:#0b5fa5}\
    .s1 .line,.s1 .span{stroke:#a8480b}.s1 .line{stroke-dasharray:6 4}.s1 .mark{fill:#a8480b}\
    @media (prefers-color-scheme:dark){.page{fill:#15181c}text{fill:#e6e6e6}.grid{stroke:#343a40}.axis{stroke:#9aa0a6}\
    .s0 .line,.s0 .span{stroke:#6db8ff}.s0 .mark{fill:#6db8ff}.s1 .line,.s1 .span{stroke:#ffa463}.s1 .mark{fill:#ffa463}}
    """

  // MARK: Places

  private func x(_ place: Int, of count: Int) -> Double {
    let room = Self.width - Self.left - Self.right
    if moments.indices.contains(place), let share = share(of: moments[place], count) {
      return Self.left + 12 + (room - 24) * share
    }
    return count < 2 ? Self.left + room / 2 : Self.left + 12 + (room - 24) * Double(place) / Double(count - 1)
  }

  /// How far along the drawing a moment lies, 0 at the first point and 1 at the last; nil where points have no moments.
  private func share(of moment: Double, _ count: Int) -> Double? {
    guard moments.count == count, let first = moments.first, let last = moments.last, last > first else { return nil }
    return (moment - first) / (last - first)
  }

  /// A little to the left for the first series and to the right for the second, so that no interval hides another.
  private func x(_ place: Int, of count: Int, _ kind: Int) -> Double { x(place, of: count) + Double(kind % 2) * 6 - 3 }

  private func y(_ value: Double) -> Double {
    let scale = scale
    let share = (min(max(value, scale.lowerBound), scale.upperBound) - scale.lowerBound)
    let room = Self.height - Self.top - Self.bottom
    return Self.top + room * (1 - share / (scale.upperBound - scale.lowerBound))
  }

  // MARK: Parts

  private func axes(_ count: Int) -> [String] {
    let scale = scale
    let steps = max(1, Int(((scale.upperBound - scale.lowerBound) * 10).rounded()))
    // Few lines where the range is long, and more than two where it is short.
    let parts = steps == 1 ? 5 : steps
    var lines = (0...parts).flatMap { step -> [String] in
      let value = scale.lowerBound + (scale.upperBound - scale.lowerBound) * Double(step) / Double(parts)
      return [
        line(Self.left, y(value), Self.width - Self.right, y(value), "grid"),
        text(plotted(value), x: Self.left - 8, y: y(value) + 4, marks: #" text-anchor="end""#),
      ]
    }
    let floor = Self.height - Self.bottom
    lines += [
      line(Self.left, Self.top, Self.left, floor, "axis"),
      line(Self.left, floor, Self.width - Self.right, floor, "axis"),
      text("F1", x: Self.left - 8, y: Self.top - 12, marks: #" text-anchor="end""#),
    ]
    let points = series.max { $0.points.count < $1.points.count }?.points ?? []
    let labelled = labelled(count)
    for (place, point) in points.enumerated() where labelled.contains(place) {
      let (x, y) = (number(x(place, of: count)), number(floor + 18))
      lines.append(
        text(
          String(point.label.prefix(Self.labelLength)), at: (x, y),
          marks: #" text-anchor="end" transform="rotate(-25 \#(x) \#(y))""#))
    }
    return lines
  }

  /// The points whose labels have room, from the last one on.
  private func labelled(_ count: Int) -> Set<Int> {
    let room = (Self.width - Self.left - Self.right) / Double(Self.mostLabels)
    var (labelled, last) = (Set<Int>(), Double.infinity)
    for place in (0..<count).reversed() where last - x(place, of: count) >= room - 0.001 {
      labelled.insert(place)
      last = x(place, of: count)
    }
    return labelled
  }

  private func legend(_ series: Series, _ place: Int) -> [String] {
    let start = Self.left + 60 + Double(place) * 180
    return [
      #"<path class="line" d="M\#(number(start)) 42h28"/>"#, mark(place, start + 14, 42, title: series.name),
      text(series.name, x: start + 36, y: 46, marks: ""),
    ]
  }

  /// A line for each stretch without a gap.
  private func lines(of series: Series, _ kind: Int) -> [String] {
    let stretches = series.points.enumerated().split { $0.element.value?.isFinite != true }
    return stretches.filter { $0.count > 1 }.map { stretch in
      let places = stretch.map {
        "\(number(x($0.offset, of: series.points.count, kind))) \(number(y($0.element.value ?? 0)))"
      }
      return #"<path class="line" d="M\#(places.joined(separator: "L"))"/>"#
    }
  }

  private func marks(of point: Point, at place: Int, in series: Series, _ kind: Int, _ count: Int) -> [String] {
    guard let value = point.value, value.isFinite else { return [] }
    let x = x(place, of: count, kind)
    var title = "\(point.label): \(series.name) \(plotted(value))"
    var marks: [String] = []
    if let interval = point.interval {
      title += " (\(plotted(interval.lowerBound)) to \(plotted(interval.upperBound)))"
      marks.append(line(x, y(interval.lowerBound), x, y(interval.upperBound), "span"))
    }
    return marks + [mark(kind, x, y(value), title: title)]
  }

  /// A dot for the first series, a square for the second.
  private func mark(_ kind: Int, _ x: Double, _ y: Double, title: String) -> String {
    let words = "<title>\(xml(title))</title>"
    return kind % 2 == 0
      ? #"<circle class="mark" cx="\#(number(x))" cy="\#(number(y))" r="4.5">\#(words)</circle>"#
      : #"<rect class="mark" x="\#(number(x - 4))" y="\#(number(y - 4))" width="8" height="8">\#(words)</rect>"#
  }

  private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ kind: String) -> String {
    #"<path class="\#(kind)" d="M\#(number(x1)) \#(number(y1))L\#(number(x2)) \#(number(y2))"/>"#
  }

  private func text(_ words: String, x: Double, y: Double, marks: String) -> String {
    text(words, at: (number(x), number(y)), marks: marks)
  }

  private func text(_ words: String, at place: (x: String, y: String), marks: String) -> String {
    #"<text x="\#(place.x)" y="\#(place.y)"\#(marks)>\#(xml(words))</text>"#
  }

  /// To a tenth, without an exponent.
  private func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
  }

  /// As XML takes it: marks escaped, and without the characters that XML does not have.
  private func xml(_ text: String) -> String {
    var safe = ""
    for scalar in safeForTerminal(text).unicodeScalars {
      switch scalar {
      case "&": safe += "&amp;"
      case "<": safe += "&lt;"
      case ">": safe += "&gt;"
      case "\"": safe += "&quot;"
      case "'": safe += "&#39;"
      case "\u{FFFE}", "\u{FFFF}": break
      default: safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }
}
