internal import Reports
internal import SkillHealth

/// Where a day and a score lie in a drawing.
struct ScoreScale {
  let days: ClosedRange<Day>
  /// In points, whole tens.
  let scores: ClosedRange<Double>
  static let (width, height) = (920.0, 350.0)
  static let (left, right, top, bottom) = (40.0, 14.0, 50.0, 30.0)

  /// All the scores with some room, and at least 30 points, so that noise does not look like a landslide.
  init(_ course: SkillCourse) {
    let first = course.moments.first?.day ?? Day(number: 0)
    days = first...max(first.advanced(by: 1), course.moments.last?.day ?? first)
    let values = course.moments.flatMap { moment in
      [moment.score?.score, moment.baseline, moment.rolling7, moment.expected?.lowerBound, moment.expected?.upperBound]
        .compactMap(\.self)
    }
    let (least, most) = (values.min() ?? 0, values.max() ?? 100)
    var low = max(0, (least / 10).rounded(.down) * 10)
    var high = min(100, (most / 10).rounded(.up) * 10)
    while high - low < 30 {
      if high < 100 { high += 10 } else { low -= 10 }
    }
    scores = low...high
  }

  func x(_ day: Day) -> Double {
    let room = Self.width - Self.left - Self.right
    return Self.left + room * Double(days.lowerBound.distance(to: day))
      / Double(days.lowerBound.distance(to: days.upperBound))
  }

  func y(_ score: Double) -> Double {
    let inside = min(max(score, scores.lowerBound), scores.upperBound)
    let share = (inside - scores.lowerBound) / (scores.upperBound - scores.lowerBound)
    return Self.floor - share * (Self.floor - Self.top)
  }

  static var floor: Double { height - bottom }

  /// A point as a path names it.
  func point(_ day: Day, _ score: Double) -> String { "\(oneDecimal(x(day))) \(oneDecimal(y(score)))" }

  // MARK: Axes

  var axes: HTML {
    let marks = stride(from: scores.lowerBound, through: scores.upperBound, by: 10).map { score -> HTML in
      let y = oneDecimal(y(score))
      return """
        <path class="grid-line" d="M\(oneDecimal(Self.left)) \(y)H\(oneDecimal(Self.width - Self.right))"/>\
        <text x="\(oneDecimal(Self.left - 8))" y="\(oneDecimal(self.y(score) + 4))" text-anchor="end">\(Int(score))</text>

        """
    }
    return HTML.joined(marks) + HTML.joined(dates) + """
      <path class="axis" d="M\(oneDecimal(Self.left)) \(oneDecimal(Self.floor))H\(oneDecimal(Self.width - Self.right))"/>
      <text x="\(oneDecimal(Self.left - 8))" y="\(oneDecimal(Self.top - 14))" text-anchor="end">score</text>

      """
  }

  /// At most seven, the last day among them.
  private var dates: [HTML] {
    let length = days.lowerBound.distance(to: days.upperBound)
    let step = max(1, (length + 5) / 6)
    return stride(from: 0, through: length, by: step).map { back -> HTML in
      let day = days.upperBound.advanced(by: -back)
      let x = x(day)
      let anchor = x > Self.width - 60 ? "end" : x < Self.left + 30 ? "start" : "middle"
      return """
        <text x="\(oneDecimal(x))" y="\(oneDecimal(Self.floor + 18))" text-anchor="\(anchor)">\(day.description)</text>

        """
    }
  }
}
