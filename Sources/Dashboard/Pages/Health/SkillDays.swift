internal import JudgeTypes
internal import Provenance
internal import Reports
internal import SkillHealth

/// The days on record as a table, the newest first: the chart in figures.
struct SkillDays {
  private let course: SkillCourse
  private let history: SkillHistory
  private static let most = 30

  init(_ course: SkillCourse, _ history: SkillHistory) {
    self.course = course
    self.history = history
  }

  var markup: HTML {
    let days = course.moments.reversed().filter { $0.score != nil }
    let rest = history.days.count - min(days.count, Self.most)
    let command =
      "moe-judge health export --format csv --skill \(quotedForShell(clipped(history.skill.rawValue, to: 200)))"
    return """
      <section class="card" aria-labelledby="days"><h2 id="days">Days</h2>
      <div class="scroll" tabindex="0" role="group" aria-label="Days"><table class="days">
      <caption>Days with invocations, the newest first; scores from 0 to 100. Expected: where 19 of 20 days lie while nothing changes.</caption>
      <thead><tr><th scope="col">Day</th><th scope="col" class="count">Score</th><th scope="col" class="count">Invocations</th>\
      <th scope="col" class="count">Spread (SD)</th><th scope="col" class="count">7 days</th><th scope="col" class="count">30 days</th>\
      <th scope="col" class="count">Expected</th><th scope="col">Model, prompt</th><th scope="col">Note</th></tr></thead>
      <tbody>
      \(HTML.joined(days.prefix(Self.most).map(row)))</tbody></table></div>
      \(HTML.when(rest > 0, "<p class=\"soft\">\(counted(rest, "earlier day")): \(HTMLWords.code(command, limit: 400))</p>"))</section>

      """
  }

  private func row(_ moment: SkillCourse.Moment) -> HTML {
    guard let score = moment.score else { return "" }
    let expected = moment.expected.map { "\(oneDecimal($0.lowerBound)) to \(oneDecimal($0.upperBound))" } ?? "-"
    let worked = [score.model, score.prompt].compactMap(\.self).joined(separator: ", ")
    return """
      <tr><th scope="row">\(HealthMarks.time(moment.day))</th><td class="count">\(oneDecimal(score.score))</td>\
      <td class="count">\(score.invocations)</td><td class="count">\(score.spread.map(oneDecimal) ?? "-")</td>\
      <td class="count">\(moment.rolling7.map(oneDecimal) ?? "-")</td><td class="count">\(moment.rolling30.map(oneDecimal) ?? "-")</td>\
      <td class="count">\(expected)</td><td class="worked">\(HTMLWords.prose(worked, limit: 80))</td><td>\(HTML.joined(notes(on: moment), by: " "))</td></tr>

      """
  }

  private func notes(on moment: SkillCourse.Moment) -> [HTML] {
    var notes: [HTML] = moment.isIncident ? [HTMLWords.chip("◆", "bad day", .warning)] : []
    for change in course.episodes.map(\.change) {
      let isDrop = change.direction == .drop
      if change.started == moment.day {
        notes.append(isDrop ? HTMLWords.chip("▼", "a drop began", .bad) : HTMLWords.chip("▲", "a rise began", .good))
      }
      if change.alarmed == moment.day {
        notes.append(isDrop ? HTMLWords.chip("!", "drop seen", .bad) : HTMLWords.chip("✓", "rise seen", .good))
      }
    }
    for (place, segment) in course.segments.enumerated() where segment.started == moment.day {
      notes.append(HTMLWords.chip(SkillEvents.letter(place), "other model or prompt", .calm))
    }
    return notes
  }
}
