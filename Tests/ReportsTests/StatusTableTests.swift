import JudgeTypes
import Provenance
import Reports
import SkillHealth
import TestSupport
import Testing

@Suite struct StatusTableTests {
  private func table(
    _ overview: HealthOverview = SampleHealth.overview, columns: Int = 100, signs: HealthSigns = .unicode,
    isColoured: Bool = false
  ) -> String {
    StatusTable(style: TextStyle(isColoured: isColoured), signs: signs, columns: columns).text(
      of: overview, showing: overview.sorted(by: .worst))
  }

  @Test func `the table is the one that is checked in`() throws {
    try ExpectedText.check(table(), against: "health-status.txt")
    try ExpectedText.check(table(columns: 180), against: "health-status-wide.txt")
    try ExpectedText.check(table(signs: .ascii), against: "health-status-ascii.txt")
    try ExpectedText.check(
      StatusMarkdown().text(of: SampleHealth.overview, showing: SampleHealth.overview.sorted(by: .worst)),
      against: "health-status.md")
  }

  @Test(arguments: [100, 110, 150, 180])
  func `no line is longer than the terminal is wide, however long the names`(columns: Int) {
    let long = String(repeating: "very-long-", count: 12)
    let states =
      SampleHealth.states + [
        sampleSkill(
          long + "1", category: long, score: 12.3, baseline: 82, invocations30: 123_456,
          finding: sampleDrop(from: 82, to: 12), segment: .init(started: sampleDay, change: "model \(long) -> \(long)"))
      ]
    let lines = table(HealthOverview(states), columns: columns).split(separator: "\n")
    // The last lines explain, whatever the width.
    for line in lines.dropLast(2) { #expect(line.count <= columns, "\(line.count): \(line)") }
    #expect(lines.contains { $0.contains("…") && $0.contains("very-l") })
  }

  @Test func `without UTF-8 there is ASCII alone`() {
    #expect(table(signs: .ascii).allSatisfy { $0.isASCII })
  }

  @Test func `colours are there only when asked for, and say nothing that signs and words do not`() {
    let coloured = table(isColoured: true)
    #expect(coloured.contains("\u{1B}[31m✗") && coloured.contains("\u{1B}[32m↑"))
    #expect(!table().contains("\u{1B}"))
    let plain = coloured.replacing(/\u{1B}\[\d+m/, with: "")
    #expect(plain == table())
  }

  @Test func `names speak neither to the terminal nor in Markdown`() {
    let evil = "a\u{1B}[2J\u{202E}|`x`<b>\n# head"
    let overview = HealthOverview([
      sampleSkill(
        evil, category: evil, baseline: 1, finding: sampleDrop(from: 90, to: 80),
        segment: .init(started: sampleDay, change: evil))
    ])
    for columns in [100, 200] {
      #expect(!table(overview, columns: columns).contains("\u{1B}"))
      #expect(!table(overview, columns: columns).contains("\n# head"))
    }
    let markdown = StatusMarkdown().text(of: overview, showing: overview.skills)
    #expect(!markdown.contains("\u{1B}") && !markdown.contains("\n# head"))
    // The name is code, with a fence of two back ticks, and its pipe parts no cells; the category is escaped.
    #expect(markdown.contains("| ``a[2J\\|`x`<b> # head`` | a\\[2J\\|\\`x\\`&lt;b> \\# head |"))
  }

  @Test func `what is left out is counted`() {
    let text = StatusTable(style: TextStyle(isColoured: false)).text(
      of: SampleHealth.overview, showing: Array(SampleHealth.overview.sorted(by: .score).prefix(2)))
    #expect(text.contains("8 skills: ") && text.contains("and 6 more; a higher --limit shows them"))
  }

  @Test func `a program reads the export's fields, the level and the state`() throws {
    let skill = try #require(SampleHealth.overview.sorted(by: .worst).first)
    let json = skill.json
    #expect(json["skill"] == "code-review" && json["health_score"] == 61.6 && json["baseline_score"] == 82.4)
    #expect(json["trend"] == "degrading" && json["level"] == "warning" && json["state"] == "regression")
    #expect(json["last_used"] == "2026-11-22" && json["invocations_30d"] == 1200)
    #expect(json["finding"]?["started"] == "2026-11-12" && json["expected_by_chance"] == false)
    #expect(json["last_7_days"]?[0] == ["date": "2026-11-16", "score": 82])
    #expect(SampleHealth.overview.totals.json["regressions"] == 2)
  }
}
