internal import Reports
internal import SkillHealth

/// What happened to a skill, the latest first: lasting changes, other models and prompts, bad days.
struct SkillEvents {
  private let events: [(day: Day, words: HTML)]
  private static let most = 15

  init(_ course: SkillCourse) {
    let changes = course.episodes.map { ($0.change.started, Self.words(of: $0)) }
    let segments = course.segments.enumerated().map { place, segment -> (Day, HTML) in
      let letter = SkillEvents.letter(place)
      return (
        segment.started, "\(HTMLWords.chip(letter, "change", .calm)) \(HTMLWords.prose(segment.change, limit: 300))"
      )
    }
    let incidents = course.moments.compactMap { moment -> (Day, HTML)? in
      guard moment.isIncident, let score = moment.score else { return nil }
      let expected = moment.expected.map { ", at least \(oneDecimal($0.lowerBound)) was to be expected" } ?? ""
      return (moment.day, "\(HTMLWords.chip("◆", "bad day", .warning)) \(oneDecimal(score.score))\(expected)")
    }
    events = (changes + segments + incidents).sorted { $0.0 > $1.0 }.map { (day: $0.0, words: $0.1) }
  }

  /// Which change of model or prompt is meant, beside the chart and in it.
  static func letter(_ place: Int) -> String { String(UnicodeScalar(UInt8(65 + place % 26))) }

  private static func words(of episode: SkillCourse.Episode) -> HTML {
    let change = episode.change
    let levels = "\(oneDecimal(change.before)) → \(oneDecimal(change.after))"
    let seen = HealthMarks.time(change.alarmed)
    guard change.direction == .drop else {
      return "\(HTMLWords.chip("▲", "rise", .good)) \(levels), seen on \(seen)"
    }
    let end: HTML = episode.ended.map { "over on \(HealthMarks.time($0))" } ?? "open"
    return "\(HTMLWords.chip("▼", "drop", .bad)) \(levels) as known then, seen on \(seen), \(end)"
  }

  var markup: HTML {
    let rest = events.count - Self.most
    let items = events.prefix(Self.most).map { event -> HTML in "\(HealthMarks.time(event.day)) \(event.words)" }
    return """
      <section class="card" aria-labelledby="events"><h2 id="events">What happened</h2>
      \(items.isEmpty ? "<p class=\"soft\">Nothing but ordinary days.</p>" : HTMLWords.list(items))\
      \(HTML.when(rest > 0, "<p class=\"soft\">and \(rest) earlier</p>"))</section>

      """
  }
}
