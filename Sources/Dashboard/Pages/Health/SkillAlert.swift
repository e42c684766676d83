internal import JudgeTypes
internal import Provenance
internal import Reports
internal import SkillHealth

/// What is wrong with a skill, since when, what may be behind it, and what to look at; nothing where nothing is.
struct SkillAlert {
  private let skill: StandingSkill
  /// Nil where they cannot be read.
  private let tasks: [TaskFile]?
  private var state: SkillState { skill.state }

  init(_ skill: StandingSkill, tasks: [TaskFile]?) {
    self.skill = skill
    self.tasks = tasks
  }

  var markup: HTML {
    switch state.finding.state {
    case .regression: regression
    case .incident: quiet("Incident: one bad day", AttentionItem.happened(to: state) ?? "")
    case .degrading: quiet("Signs of a drop", "They are not enough for an alarm. The next days will tell.")
    case .insufficientData: few
    case .unknown:
      quiet(
        "Not used for 30 days",
        "Nothing is known of it any more. It was last used on \(HealthMarks.time(state.lastUsed)).")
    case .stable, .improving: underBaseline
    }
  }

  private func quiet(_ title: String, _ words: HTML) -> HTML {
    """
    <section class="card warning" aria-labelledby="alert"><h2 id="alert">\(title)</h2><p>\(words)</p>\(plainRule)</section>

    """
  }

  private var few: HTML {
    let used = counted(state.invocations30, "invocation")
    let words: HTML =
      state.daysToDetect == nil
      ? "At \(used) in 30 days a lasting drop of 10 points would not be seen within 90 days."
      : "It is followed once 7 days or more over 30 days are on record."
    return quiet("Too little data to tell", words)
  }

  private var underBaseline: HTML {
    state.finding.isUnderBaseline == true
      ? quiet("Under its baseline", "The detector of lasting changes says nothing, but the plain rule does.") : ""
  }

  /// What ten points under the baseline would say, beside the detector.
  private var plainRule: HTML {
    guard state.finding.isUnderBaseline != nil else { return "" }
    guard let under = HealthMarks.underBaseline(state) else {
      return "<p class=\"soft\">Plain rule: the mean of 7 days is not 10 points under the baseline.</p>"
    }
    return "<p class=\"soft\">Plain rule, 10 points or more under the baseline: \(under)</p>"
  }

  // MARK: A regression

  private var regression: HTML {
    let finding = state.finding
    let causes = HealthCause.ordered(state.recordedCauses, around: finding.started ?? state.day)
    let guess = DropGuess(of: state, causes: causes)
    let title = state.regressionAlert() ?? "⚠️ REGRESSION: \(state.skill)"
    let checks = guess.checks(of: state).prefix(10).map { HTMLWords.prose($0, limit: 400) }
    return """
      <section class="card \(skill.isExpectedByChance ? "warning" : "bad")" aria-labelledby="alert">
      <h2 id="alert" class="alert">\(HTMLWords.prose(title, limit: 400))</h2>
      <p>\(HealthMarks.finding(of: skill)) \(AttentionItem.happened(to: state) ?? dates)</p>
      \(chance)\(plainRule)<h3>Possible causes</h3>
      \(list(causes))<p>Likely: \(HTMLWords.prose(guess.plainSentence, limit: 600))</p>
      <h3>What to check</h3>
      \(HTMLWords.list(checks, of: "checks"))<p>\(task)</p></section>

      """
  }

  private var dates: HTML {
    let began = state.finding.started.map { "It began about \(HealthMarks.time($0))" as HTML }
    let seen = state.finding.alarmed.map { "was seen on \(HealthMarks.time($0))" as HTML }
    return HTML.joined([began, seen].compactMap(\.self), by: " and ") + "."
  }

  private var chance: HTML {
    guard skill.isExpectedByChance else { return "" }
    return """
      <p>Among \(skill.tested) skills that were tested side by side chance alone raises an alarm like this one. Wait for the next days.</p>
      """
  }

  private func list(_ causes: [HealthCause]) -> HTML {
    let items = causes.prefix(10).map { HTMLWords.prose($0.words, limit: 400) }
    return (items.isEmpty ? "<p>No change of model or prompt is on record around then.</p>\n" : HTMLWords.list(items))
      + commits
  }

  /// The repository's history is not read here: who serves the record need not have it.
  private var commits: HTML {
    guard let days = state.daysOfCauses else { return "" }
    guard !state.files.isEmpty else {
      return "<p class=\"soft\">Its files are not known, so that no commit can be looked for (below).</p>\n"
    }
    let files = state.files.prefix(5).map(quotedForShell).joined(separator: " ")
    let command = "git log --since=\(days.lowerBound) --until=\(days.upperBound) --oneline -- \(files)"
    return "<p class=\"soft\">Commits to its files around then: \(HTMLWords.code(command, limit: 600))</p>\n"
  }

  private var task: HTML {
    guard let tasks else { return "Whether an improvement task is open cannot be read." }
    if let open = tasks.first(where: \.isOpen) {
      return "An improvement task is open: \(HTMLWords.code(open.id, limit: 120))."
    }
    return
      "No improvement task is open. Have one written: \(HTMLWords.code("moe-judge health regressions --auto-task"))"
  }
}
