import JudgeTypes
import Provenance
import Reports
import SkillHealth
import TestSupport
import Testing

@Suite struct SkillAnswerTests {
  private let capabilities = [
    Capability(skill: "code-review", category: "review", description: "Reviews a change for faults"),
    Capability(skill: "api-review", category: "review", description: "Reviews an API"),
    Capability(skill: "unseen", category: "review", description: "Reviews nothing yet"),
  ]
  private let states = [
    sampleSkill("code-review", trend: .improving, score: 85), sampleSkill("api-review", trend: .degrading, score: 49.9),
  ]

  private func answer(_ task: String, limit: Int = 5) -> SkillAnswer {
    SkillAnswer(
      SkillRanking(task: task, capabilities: capabilities, states: states, prefersHealthy: false), limit: limit,
      tasks: ["api-review": "health-api-review-2026-11-12"])
  }

  private func text(_ task: String, signs: HealthSigns = .unicode) -> String {
    answer(task).text(style: TextStyle(isColoured: false), signs: signs)
  }

  @Test func `each skill has its health, its trend and what it does; an unhealthy one is warned of`() {
    let text = text("review an API")
    #expect(text.contains("[49%] ↓ api-review — Reviews an API\n        match 100%, rank 1.00, review\n"))
    #expect(
      text.contains(
        "! under 50; healthier ones of its category: code-review [85%]; a task is queued: health-api-review-2026-11-12\n"
      ))
    #expect(text.contains("[85%] ↑ code-review — Reviews a change for faults\n"))
    #expect(text.contains("[n/a]   unseen — "))
    #expect(self.text("review", signs: .ascii).allSatisfy { $0.isASCII })
  }

  @Test func `where nothing fits, that is said, with the categories`() {
    #expect(text("zebra").hasSuffix("say it in other words\ncategories: review\n"))
  }

  @Test func `a program reads the same`() {
    let json = answer("api", limit: 1).json(chosen: nil)
    #expect(json["skills"]?[0]?["skill"] == "api-review" && json["skills"]?[1] == nil && json["chosen"]?.isNull == true)
    #expect(json["skills"]?[0]?["alternatives"] == ["code-review"] && json["skills"]?[0]?["unhealthy"] == true)
    #expect(json["skills"]?[0]?["task"] == "health-api-review-2026-11-12")
  }
}
