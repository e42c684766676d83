import JudgeTypes
import Reports
import SkillHealth
import TestSupport
import Testing

@Suite struct ImprovementTaskTests {
  private func task(_ state: SkillState, causes: [HealthCause] = []) -> ImprovementTask {
    ImprovementTask(of: state, causes: causes, created: sampleDay)
  }

  @Test func `the tasks are the ones that are checked in`() throws {
    let states = SampleHealth.states
    try ExpectedText.check(
      task(states[0], causes: SampleHealth.causes["code-review"] ?? []).markdown, against: "task-after-model-change.md")
    try ExpectedText.check(task(states[1]).markdown, against: "task-incomplete-output.md")
  }

  @Test(arguments: [
    (AntiPattern.incompleteOutput, ["## Completion Checklist", "## Output Template"]),
    (.hallucinationRisk, ["## Required Context", "## Verification Steps"]),
    (.contextConfusion, ["## Scope Boundaries", "## When NOT to Use"]),
    (.toolMisuse, ["## Required Tools", "## Anti-Patterns"]),
    (.excessiveRetry, ["## Failure Indicators", "## Stop Rule"]),
  ])
  func `each anti-pattern has its template`(pattern: AntiPattern, sections: [String]) {
    let text = task(sampleSkill("a", score: 40, antiPatterns: [pattern: 4])).markdown
    for section in sections { #expect(text.contains("\n\(section)\n"), "\(section)") }
    #expect(text.contains("`\(pattern.rawValue)`") && text.contains("a guess from 4 of 4 anti-patterns"))
  }

  @Test func `the shape of the drop is named where no anti-pattern was seen`() {
    let sudden = sampleSkill("a", finding: sampleDrop(from: 80, to: 60))
    let commit = SampleHealth.causes["code-review"]?.first { !$0.isOfSegment }
    #expect(task(sudden).markdown.contains("something that changed at once"))
    #expect(task(sudden, causes: [commit].compactMap(\.self)).markdown.contains("git show 0123456789abcdef"))
    let slow = sampleSkill("a", finding: sampleDrop(from: 80, to: 60, seenAfter: 10))
    #expect(task(slow).markdown.contains("context or requirements drift"))
  }

  @Test func `the id is safe as the name of a file, and no two skills share one`() {
    func id(_ name: String) -> String { ImprovementTask.id(of: .init(name), started: sampleDay) }
    #expect(id("code-review") == "health-code-review-2026-11-22")
    let names = [
      "a/b", "a-b", "A-b", "a.b", "../../etc/passwd", "ä", "a\u{308}", "", String(repeating: "x", count: 300),
    ]
    let ids = names.map(id)
    #expect(Set(ids).count == names.count, "\(ids)")
    for id in ids {
      #expect(id.utf8.count <= 100 && id.wholeMatch(of: /[a-z0-9_\-]+/) != nil, "\(id)")
    }
  }

  @Test func `a skill's name stays inside of the front matter's quotes`() {
    let text = task(sampleSkill("x\"\nstate: closed\n---\n#", score: 40)).markdown
    #expect(text.contains("\nskill: \"x\\\"\\nstate: closed\\n---\\n#\"\nstate: open\n"))
    #expect(!text.contains("\nstate: closed"))
  }
}
