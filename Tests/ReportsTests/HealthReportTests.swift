import JudgeTypes
import Reports
import SkillHealth
import TestSupport
import Testing

@Suite struct HealthReportTests {
  private func report(
    _ overview: HealthOverview = SampleHealth.overview, causes: [Skill.ID: [HealthCause]] = SampleHealth.causes
  ) -> String {
    HealthReport(
      on: sampleDay, overview, weekAgo: SampleHealth.states(daysAgo: 7), monthAgo: SampleHealth.states(daysAgo: 30),
      causes: causes, openTasks: ["code-review": "health-code-review-2026-11-12"]
    ).markdown
  }

  @Test func `the report is the one that is checked in`() throws {
    try ExpectedText.check(report(), against: HealthReport.fileName(on: sampleDay))
  }

  @Test func `where all is well the report says so in every section`() throws {
    let overview = HealthOverview([sampleSkill("steady", baseline: 80)])
    let text = HealthReport(on: sampleDay, overview, weekAgo: [], monthAgo: []).markdown
    try ExpectedText.check(text, against: "health-report-of-one-steady-skill.md")
  }

  @Test func `a name makes no markup, no second line, and no link`() {
    let evil = "x`<img src=//a>|\n# head\n\u{1B}[2J[l](http://a.b)"
    let state = sampleSkill(
      evil, category: evil, files: [evil + "/SKILL.md"], score: 30, invocations30: 0, daysToDetect: nil,
      finding: sampleDrop(from: 80, to: 30), antiPatterns: [.toolMisuse: 5])
    let cause = HealthCause.commit(.init(sha: evil, day: sampleDay, subject: evil, author: evil))
    let text = report(
      HealthOverview([state]), causes: [state.skill: [cause, .init(.init(started: sampleDay, change: evil))]])
    #expect(!text.contains("\n# head") && !text.contains("\u{1B}"))
    // Outside of code, which is taken out here with its fences, nothing of it is left that a reader would turn into more than text.
    let prose = text.replacing(/(`+).*?\1(?!`)/, with: "")
    #expect(!prose.contains("<img") && !prose.contains("http://") && !prose.replacing("\\]", with: "").contains("]("))
    let row = text.split(separator: "\n").first { $0.hasPrefix("| ✗ | `") }
    let bars = row.map { row in row.replacing("\\|", with: "").filter { $0 == "|" }.count }
    #expect(bars == 9, "\(row ?? "")")
  }

  @Test func `many regressions are cut and counted`() {
    let states = (0..<60).map { sampleSkill("s\($0)", score: 40, finding: sampleDrop(from: 80, to: 40)) }
    let text = report(HealthOverview(states))
    #expect(text.contains("And 35 more: `moe-judge health status --only regression`"))
    #expect(text.contains("And 50 more: `moe-judge health status`"))
  }

  @Test(arguments: [(82.44, 61.64, "dropped 20.8% (82.4% → 61.6%)"), (80, 65, "dropped 15% (80% → 65%)")])
  func `the alert has the words and figures of the specification`(before: Double, after: Double, words: String) {
    let state = sampleSkill("code-review", finding: sampleDrop(from: before, to: after))
    #expect(state.regressionAlert() == "⚠️ REGRESSION: code-review \(words)")
    #expect(sampleSkill("steady").regressionAlert() == nil)
  }

  @Test func `text in Markdown stays text`() {
    #expect(safeForMarkdown("a_b *c* <d> & @e") == "a\\_b \\*c\\* &lt;d> &amp; &#64;&#8203;e")
    #expect(safeForMarkdown("https://a.b www.c.d x: y") == "https&#58;&#8203;//a.b www&#8203;&#46;c.d x: y")
    #expect(safeForMarkdown("see a/b#12, !3 and # 4") == "see a/b\\#&#8203;12, \\!&#8203;3 and \\# 4")
    // An accent behind a mark makes one character of both, which is no reason to let the mark through.
    #expect(safeForMarkdown("`\u{301}<\u{301}") == "\\`\u{301}&lt;\u{301}")
    #expect(markdownCode("a``b") == "```a``b```" && markdownCode("`") == "`` ` ``" && markdownCode("") == "`  `")
    #expect(markdownCode("`\u{301}") == "`` `\u{301} ``")
    #expect(markdownCode("a|b\nc", isInTable: true) == "`a\\|b c`")
  }
}
