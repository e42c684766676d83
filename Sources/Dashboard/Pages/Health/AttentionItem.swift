internal import JudgeTypes
internal import Reports
internal import SkillHealth

/// One skill that somebody should look at: what happened, since when, what may be behind it, who is on it.
struct AttentionItem {
  private let skill: StandingSkill
  /// Nil where they cannot be read.
  private let tasks: [TaskFile]?
  private let links: Links

  init(_ skill: StandingSkill, tasks: [TaskFile]?, links: Links) {
    self.skill = skill
    self.tasks = tasks
    self.links = links
  }

  private var state: SkillState { skill.state }

  var markup: HTML {
    """
    <li><p class="who">\(HealthMarks.link(to: state.skill, links)) <span class="score">\(oneDecimal(state.healthScore))</span> \
    \(HealthMarks.level(of: state)) \(HealthMarks.finding(of: skill)) \
    \(HealthMarks.week(state.lastSevenDays, until: state.day))</p>
    <p>\(HTML.joined(facts, by: " "))</p>
    \(likely)</li>

    """
  }

  /// Whole sentences.
  private var facts: [HTML] {
    var facts = [Self.happened(to: state)].compactMap(\.self)
    if let under = HealthMarks.underBaseline(state) { facts.append(under) }
    if state.level == .critical, !state.finding.isRegression { facts.append("It stands below 50.") }
    if state.invocations30 == 0 { facts.append("It was last used \(ago(state.lastUsed, on: state.day)).") }
    if state.finding.isRegression {
      facts.append(
        tasks.map { tasks in
          tasks.first { $0.isOpen }.map { "An improvement task is open: \(HTMLWords.code($0.id, limit: 120))." }
            ?? "No improvement task is open."
        } ?? "Whether an improvement task is open cannot be read.")
    }
    return facts
  }

  /// What the detector saw, in a sentence; nil where it saw nothing.
  static func happened(to state: SkillState) -> HTML? {
    let finding = state.finding
    switch finding.state {
    case .regression:
      guard let started = finding.started, let before = finding.before, let after = finding.after else { return nil }
      let seen = finding.alarmed.map { ", seen on \(HealthMarks.time($0))" as HTML } ?? ""
      return """
        It fell by \(oneDecimal(before - after)) points about \(HealthMarks.time(started)) \
        (\(oneDecimal(before)) → \(oneDecimal(after)))\(seen).
        """
    case .incident:
      guard let started = finding.started, let before = finding.before, let after = finding.after else { return nil }
      return """
        \(oneDecimal(after)) on \(HealthMarks.time(started)), where about \(oneDecimal(before)) was to be expected. \
        One bad day is no regression; it becomes one when the next days are bad too.
        """
    case .degrading: return "There are signs of a drop, not enough for an alarm."
    case .stable, .improving, .insufficientData, .unknown: return nil
    }
  }

  /// Where there is something to go by; a guess from nothing stands on the skill's own page alone.
  private var likely: HTML {
    guard state.finding.isRegression else { return "" }
    let causes = HealthCause.ordered(state.recordedCauses, around: state.finding.started ?? state.day)
    let guess = DropGuess(of: state, causes: causes)
    guard guess.sureness != .weak else { return "" }
    return "<p class=\"soft\">Likely: \(HTMLWords.prose(guess.plainSentence, limit: 400))</p>\n"
  }
}
