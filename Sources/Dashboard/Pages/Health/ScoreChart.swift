internal import JudgeTypes
internal import Reports
internal import SkillHealth

/// How a skill's score went: each day, the means of 7 and 30 days, where days were to be expected, the baseline, and what happened.
struct ScoreChart {
  private let course: SkillCourse
  private let skill: Skill.ID
  private let scale: ScoreScale

  init(_ course: SkillCourse, of skill: Skill.ID) {
    self.course = course
    self.skill = skill
    scale = ScoreScale(course)
  }

  /// Where it does not fit, the latest days are what is seen first (`latest`).
  var markup: HTML {
    """
    <div class="scroll latest" tabindex="0" role="group" aria-label="Chart of the scores">
    <svg class="chart course" viewBox="0 0 \(Int(ScoreScale.width)) \(Int(ScoreScale.height))" role="img" aria-labelledby="course-title course-words">
    <title id="course-title">Scores from \(scale.days.lowerBound.description) to \(scale.days.upperBound.description)</title>
    <desc id="course-words">\(words)</desc>
    \(falls)\(band)\(scale.axes)\(happened)\(line(\.baseline, "base"))\(line(\.rolling30, "month"))\(line(\.rolling7, "line"))\(dots)</svg></div>
    \(legend)
    """
  }

  private var words: String {
    let last = course.moments.last
    let parts =
      [
        last?.rolling7.map { "The mean of the last 7 days is \(oneDecimal($0))" },
        last?.rolling30.map { "that of 30 days \(oneDecimal($0))" },
        last?.baseline.map { "the baseline is \(oneDecimal($0))" },
      ].compactMap(\.self)
      + course.episodes.map(\.change).map { change in
        "a \(change.direction == .drop ? "drop" : "rise") from \(oneDecimal(change.before)) to \(oneDecimal(change.after)) "
          + "began about \(change.started) and was seen on \(change.alarmed)"
      }
    return parts.joined(separator: "; ") + ". The table of days has each figure."
  }

  // MARK: Lines and marks

  /// Broken where a day has no such figure.
  private func line(_ value: KeyPath<SkillCourse.Moment, Double?>, _ kind: String) -> HTML {
    let stretches = course.moments.split { $0[keyPath: value] == nil }
    return HTML.joined(
      stretches.map { stretch in
        let points = stretch.compactMap { moment in moment[keyPath: value].map { scale.point(moment.day, $0) } }
        // A single day is a short line.
        let path = points.count == 1 ? "\(points[0])h2" : points.joined(separator: "L")
        return "<path class=\"\(kind)\" d=\"M\(path)\"/>\n"
      })
  }

  /// Where a day was to be expected, over days with invocations; a longer gap parts it.
  private var band: HTML {
    let known = course.moments.filter { $0.expected != nil }
    var parts: [[SkillCourse.Moment]] = []
    for moment in known {
      if let last = parts.last?.last, last.day.distance(to: moment.day) <= 7 {
        parts[parts.count - 1].append(moment)
      } else {
        parts.append([moment])
      }
    }
    return HTML.joined(
      parts.filter { $0.count > 1 }.map { part in
        let upper = part.compactMap { one in one.expected.map { scale.point(one.day, $0.upperBound) } }
        let lower = part.reversed().compactMap { one in one.expected.map { scale.point(one.day, $0.lowerBound) } }
        return "<path class=\"band\" d=\"M\((upper + lower).joined(separator: "L"))Z\"/>\n"
      })
  }

  private var dots: HTML {
    HTML.joined(
      course.moments.compactMap { moment -> HTML? in
        guard let score = moment.score else { return nil }
        let (x, y) = (scale.x(moment.day), scale.y(score.score))
        let title: HTML =
          "<title>\(moment.day.description): \(oneDecimal(score.score)), \(counted(score.invocations, "invocation"))</title>"
        guard moment.isIncident else {
          return "<circle class=\"dot\" cx=\"\(oneDecimal(x))\" cy=\"\(oneDecimal(y))\" r=\"2.4\">\(title)</circle>\n"
        }
        return """
          <path class="warning" d="M\(oneDecimal(x)) \(oneDecimal(y - 7))l6 7l-6 7l-6 -7z">\(title)</path>

          """
      })
  }

  // MARK: What happened

  private func isShown(_ day: Day) -> Bool { scale.days.contains(day) }

  /// The days of a drop that was not over.
  private var falls: HTML {
    HTML.joined(
      course.episodes.filter { $0.change.direction == .drop }.compactMap { episode -> HTML? in
        let (start, end) = (episode.change.started, episode.ended ?? scale.days.upperBound)
        guard end > scale.days.lowerBound, end > start else { return nil }
        let (x, right) = (scale.x(max(start, scale.days.lowerBound)), scale.x(end))
        return """
          <rect class="fall" x="\(oneDecimal(x))" y="\(oneDecimal(ScoreScale.top))" width="\(oneDecimal(right - x))" \
          height="\(oneDecimal(ScoreScale.floor - ScoreScale.top))"/>

          """
      })
  }

  /// Words of days near each other stand on different sides, changes of model and prompt in a line of their own.
  private var happened: HTML {
    let changes = course.episodes.map(\.change).flatMap { change -> [HTML] in
      change.direction == .drop
        ? [
          mark(change.started, "began", "drop began", "bad", at: 34, anchor: "end"),
          mark(change.alarmed, "seen", "seen", "bad", at: 34, anchor: "start"),
        ] : [mark(change.started, "rose", "rise began", "good", at: 34, anchor: "end")]
    }
    let segments = course.segments.enumerated().map { place, segment in
      mark(segment.started, "change", SkillEvents.letter(place), "ink", at: 16, anchor: "middle")
    }
    return HTML.joined(changes + segments)
  }

  private func mark(_ day: Day, _ line: String, _ words: String, _ tone: String, at y: Int, anchor: String) -> HTML {
    guard isShown(day) else { return "" }
    let x = scale.x(day)
    // Beyond the edges nothing is read.
    let side = x < 110 && anchor == "end" ? "start" : x > ScoreScale.width - 60 && anchor == "start" ? "end" : anchor
    let shift = side == "start" ? 4.0 : side == "end" ? -4 : 0
    return """
      <path class="\(line)" d="M\(oneDecimal(x)) \(y + 4)V\(oneDecimal(ScoreScale.floor))"/>\
      <text class="\(tone)" x="\(oneDecimal(x + shift))" y="\(y)" text-anchor="\(side)">\(words)</text>

      """
  }

  // MARK: Legend

  private var legend: HTML {
    let isWatched = course.moments.contains { $0.expected != nil }
    let hasDrop = course.episodes.contains { $0.change.direction == .drop && isShown($0.change.alarmed) }
    let entries: [(HTML, HTML)?] = [
      ("<circle class=\"dot\" cx=\"14\" cy=\"7\" r=\"3\"/>", "a day's score"),
      ("<path class=\"line\" d=\"M0 7H28\"/>", "mean of 7 days"),
      ("<path class=\"month\" d=\"M0 7H28\"/>", "mean of 30 days"),
      isWatched
        ? ("<rect class=\"band\" y=\"1\" width=\"28\" height=\"12\"/>", "where 19 of 20 days lie while nothing changes")
        : nil,
      course.moments.contains { $0.baseline != nil } ? ("<path class=\"base\" d=\"M1 7H28\"/>", "baseline") : nil,
      course.moments.contains(where: \.isIncident)
        ? ("<path class=\"warning\" d=\"M14 1l6 6l-6 6l-6 -6z\"/>", "incident: a bad day") : nil,
      hasDrop
        ? (
          "<rect class=\"fall\" width=\"28\" height=\"14\"/><path class=\"began\" d=\"M1 0V14\"/>",
          "a lasting drop, from its likeliest start"
        ) : nil,
    ]
    let items = entries.compactMap(\.self).map { drawing, words -> HTML in
      "<svg viewBox=\"0 0 28 14\" aria-hidden=\"true\">\(drawing)</svg>\(words)"
    }
    let segments = course.segments.enumerated().filter { isShown($0.element.started) }.map { place, segment -> HTML in
      "<strong>\(SkillEvents.letter(place))</strong> \(HealthMarks.time(segment.started)) \(HTMLWords.prose(segment.change, limit: 200))"
    }
    return HTMLWords.list(items + segments, of: "legend")
  }
}
