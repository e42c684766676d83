internal import JudgeTypes
internal import Reports
internal import SkillHealth
internal import Storage

/// One skill: whether something is wrong with it, how it went, and what is on record of it.
enum SkillPage {
  /// In days of the calendar.
  private static let courseLength = 120

  static func page(_ id: String, from stores: Stores, links: Links) throws -> SitePage? {
    guard let store = try stores.health(), let history = try store.histories(of: [Skill.ID(id)]).first,
      let last = history.days.last?.day
    else { return nil }
    let day = max(Day(of: stores.now()), last)
    guard let skill = try stores.standingSkills()?[history.skill] ?? standing(history, on: day) else { return nil }
    let course = SkillCourse(of: history, until: day, length: courseLength)
    let tasks = stores.improvementTasks(of: history.skill)
    let facts = SkillFacts(skill, history, tasks: tasks)
    return SitePage(
      place: .skill(id), title: clipped(history.skill.rawValue, to: 120), trail: [("Health", .health)],
      body: """
        <h1>\(HTMLWords.prose(history.skill.rawValue, limit: 300)) \(HealthMarks.level(of: skill.state))</h1>
        \(lead(skill, formerly: id, history))\
        \(SkillAlert(skill, tasks: tasks).markup)\
        \(facts.tiles)\
        <section class="card" aria-labelledby="course"><h2 id="course">Scores over time</h2>
        \(ScoreChart(course, of: history.skill).markup)</section>
        <div class="grid">
        \(SkillEvents(course).markup)\(facts.record)</div>
        \(facts.baselines)\(SkillTasks(tasks ?? []).markup)\
        \(SkillDays(course, history).markup)\(facts.commands)
        """)
  }

  /// Of a skill that came on record since all were looked at.
  private static func standing(_ history: SkillHistory, on day: Day) -> StandingSkill? {
    SkillState(of: history.known(on: day), on: day).map { StandingSkill($0) }
  }

  private static func lead(_ skill: StandingSkill, formerly id: String, _ history: SkillHistory) -> HTML {
    let state = skill.state
    let category = state.category.map { "\(HTMLWords.prose($0, limit: 100)) · " as HTML } ?? ""
    let improved: HTML =
      state.isRecentlyImproved
      ? " · <span aria-hidden=\"true\">▲</span> recently improved" : ""
    let former: HTML =
      id == history.skill.rawValue
      ? "" : "<p class=\"soft\">What was called \(HTMLWords.prose(id, limit: 300)) has this name now.</p>\n"
    return """
      <p class="lead">\(category)\(oneDecimal(state.healthScore)) of 100 · \(HealthMarks.trend(state.trend)) · \
      last used \(ago(state.lastUsed, on: state.day))\(improved) · as of \(HealthMarks.time(state.day)) (UTC)</p>
      \(former)
      """
  }
}
