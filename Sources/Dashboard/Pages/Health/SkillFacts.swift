internal import JudgeTypes
internal import Provenance
internal import Reports
internal import SkillHealth

/// The figures of a skill, what is on record of it, and the commands about it.
struct SkillFacts {
  private let skill: StandingSkill
  private let history: SkillHistory
  /// Nil where they cannot be read.
  private let tasks: [TaskFile]?
  private var state: SkillState { skill.state }
  private static let mostFiles = 20
  private static let mostBaselines = 50

  init(_ skill: StandingSkill, _ history: SkillHistory, tasks: [TaskFile]?) {
    self.skill = skill
    self.history = history
    self.tasks = tasks
  }

  var tiles: HTML {
    func tile(_ name: String, _ figure: String, _ note: String = "", _ tone: String = "calm") -> HTML {
      "<div class=\"\(tone)\"><dt>\(name)</dt><dd>\(figure)\(HTML.when(!note.isEmpty, " <small>\(note)</small>"))</dd></div>"
    }
    let fall = HealthMarks.fallUnderBaseline(state).map { ", mean of 7 days \(signed(-$0))" } ?? ""
    let delta = state.deltaToBaseline.map { "health score \(signed($0)) points\(fall)" } ?? ""
    let tone = state.lacksData ? HTMLWords.Tone.calm : HealthMarks.tone(of: state.level)
    return """
      <dl class="tiles">\
      \(tile("health score", oneDecimal(state.healthScore), state.lacksData ? "of 100, not yet told" : "of 100", tone.rawValue))\
      \(tile("mean of 7 days", state.rolling7.map(oneDecimal) ?? "none"))\
      \(tile("mean of 30 days", state.rolling30.map(oneDecimal) ?? "none"))\
      \(tile("baseline", state.baseline.map { oneDecimal($0.score) } ?? "none", delta, state.finding.isUnderBaseline == true ? "bad" : "calm"))\
      \(tile("used in 7 days", "\(state.invocations7)", state.invocations7 == 1 ? "time" : "times"))\
      \(tile("used in 30 days", "\(state.invocations30)", state.invocations30 == 1 ? "time" : "times"))\
      \(tile("a 10-point drop is seen in", state.daysToDetect.map { "\($0)" } ?? "over 90", state.daysToDetect == 1 ? "day" : "days"))\
      </dl>

      """
  }

  // MARK: On record

  var record: HTML {
    let files = state.files.prefix(Self.mostFiles).map { HTMLWords.code($0, limit: 300) }
    let rest = state.files.count - files.count
    let shown: HTML =
      files.isEmpty
      ? "<span class=\"soft\">not known</span>"
      : HTML.joined(files, by: "<br/>") + .when(rest > 0, "<br/>and \(counted(rest, "more file"))")
    let first = history.days.first.map { HealthMarks.time($0.day) } ?? ""
    return """
      <section class="card" aria-labelledby="record"><h2 id="record">On record</h2>
      <dl class="facts">
      \(fact("Days", "\(counted(history.days.count, "day")) with invocations, from \(first) to \(HealthMarks.time(state.lastUsed))"))\
      \(fact("Category", state.category.map { HTMLWords.prose($0, limit: 100) } ?? "none"))\
      \(fact("Files", shown))\
      \(fact("Improved", state.lastImprovement.map { "for good since about \(HealthMarks.time($0))" } ?? "no lasting rise was seen"))\
      \(fact("Since baseline", "\(counted(state.invocationsSinceBaseline, "invocation"))"))\
      </dl>
      \(patterns)</section>

      """
  }

  private func fact(_ name: String, _ value: HTML) -> HTML { "<div><dt>\(name)</dt><dd>\(value)</dd></div>\n" }

  private var patterns: HTML {
    guard !state.antiPatterns.isEmpty else {
      return "<p class=\"soft\">No anti-pattern was seen in the last 30 days on record.</p>\n"
    }
    let rows = state.antiPatterns.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { pattern, count -> HTML in
      """
      <tr><th scope="row">\(HTMLWords.code(pattern.rawValue))</th><td>\(pattern.meaning)</td><td class="count">\(count)</td></tr>

      """
    }
    return """
      <div class="scroll" tabindex="0" role="group" aria-label="Anti-patterns"><table><caption>Anti-patterns of the last 30 days on record</caption>
      <thead><tr><th scope="col">Anti-pattern</th><th scope="col">Meaning</th><th scope="col" class="count">Seen</th></tr></thead>
      <tbody>\(HTML.joined(rows))</tbody></table></div>

      """
  }

  // MARK: Baselines

  var baselines: HTML {
    let declared = history.baselines.reversed()
    let automatic = state.baseline.flatMap { $0.isDeclared ? nil : $0 }
    let rows = (declared.prefix(Self.mostBaselines) + [automatic].compactMap(\.self)).map { baseline -> HTML in
      """
      <tr><th scope="row">\(HTMLWords.prose(baseline.name, limit: 100)) \
      \(HTML.when(baseline == state.baseline, HTMLWords.chip("✓", "in force", .calm)))</th>\
      <td>\(HealthMarks.time(baseline.day))</td><td class="count">\(oneDecimal(baseline.score))</td>\
      <td class="count">\(baseline.invocations)</td><td>\(HTMLWords.prose(baseline.reason, limit: 600))</td>\
      <td>\(HTMLWords.prose(baseline.author, limit: 100))</td></tr>

      """
    }
    let name = "<h2 id=\"baselines\">Baselines</h2>" as HTML
    guard !rows.isEmpty else {
      return """
        <section class="card" aria-labelledby="baselines">\(name)<p class="soft">There is none yet: the first 30 days on record \
        become it, or the level that somebody declares.</p></section>

        """
    }
    let rest = declared.count - Self.mostBaselines
    return """
      <section class="card" aria-labelledby="baselines">\(name)
      <div class="scroll" tabindex="0" role="group" aria-label="Baselines"><table class="baselines">
      <caption>Levels to compare with, the last declared first; the last one is in force from its day on</caption>
      <thead><tr><th scope="col">Name</th><th scope="col">For</th><th scope="col" class="count">Score</th>\
      <th scope="col" class="count">Invocations</th><th scope="col">Reason</th><th scope="col">By</th></tr></thead>
      <tbody>\(HTML.joined(rows))</tbody></table></div>\(HTML.when(rest > 0, "<p class=\"soft\">and \(rest) earlier</p>"))</section>

      """
  }

  // MARK: Commands

  var commands: HTML {
    let name = quotedForShell(clipped(state.skill.rawValue, to: 200))
    let file = state.files.first { $0 == "SKILL.md" || $0.hasSuffix("/SKILL.md") }
    var all: [(String, String)] = []
    if state.category == "suite" { all.append(("Measure it now", "moe-judge eval run \(name)")) }
    if state.finding.isRegression, let tasks, !tasks.contains(where: \.isOpen) {
      all.append(("Have a task written", "moe-judge health regressions --skill \(name) --auto-task"))
    }
    all += [
      ("Its finding, with commits", "moe-judge health regressions --skill \(name)"),
      ("Accept the level of now", "moe-judge health baseline NAME --skill \(name) --reason \"...\""),
      ("All days", "moe-judge health export --format csv --skill \(name)"),
    ]
    if let file {
      all += [
        ("What its text needs", "moe-judge skills preflight \(quotedForShell(file))"),
        ("Learn from its like", "moe-judge skills mentor \(quotedForShell(file))"),
      ]
    }
    if state.files.isEmpty { all.append(("Name its files", "moe-judge health record \(name) --files PATH")) }
    return """
      <section class="card" aria-labelledby="commands"><h2 id="commands">Commands</h2><dl class="facts commands">
      \(HTML.joined(all.map { fact($0.0, HTMLWords.code($0.1, limit: 800)) }))</dl></section>

      """
  }
}
