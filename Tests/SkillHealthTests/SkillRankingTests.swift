import JudgeTypes
import SkillHealth
import TestSupport
import Testing

@Suite struct SkillRankingTests {
  private let capabilities = [
    Capability(skill: "code-review", category: "review", description: "Reviews a change for faults"),
    Capability(skill: "api-review", category: "review", description: "Reviews an API", headings: ["OpenAPI files"]),
    Capability(skill: "release-notes", category: "writing", description: "Writes notes of a release"),
  ]

  private func ranking(_ task: String, healthy: Bool = false, states: [SkillState] = []) -> SkillRanking {
    SkillRanking(task: task, capabilities: capabilities, states: states, prefersHealthy: healthy)
  }

  @Test(arguments: [
    ("reviews", "review"), ("reviewing", "review"), ("reviewed", "review"), ("coding", "cod"), ("code", "cod"),
    ("planning", "plan"), ("plans", "plan"), ("queries", "query"), ("boxes", "box"), ("passing", "pass"),
    ("status", "status"), ("calls", "call"), ("calling", "call"), ("analysis", "analysis"), ("class", "class"),
  ])
  func `a word stands for its plural and its verb forms`(word: String, stem: String) {
    #expect(SkillWords.stems(of: word) == [stem])
  }

  @Test func `words are parted at marks and capitals, and those that say nothing are left out`() {
    #expect(
      SkillWords.stems(of: "Please review my codeStyle, with release_notes!") == [
        "review", "cod", "styl", "releas", "not",
      ])
  }

  @Test func `a match is the share of the task's words, the rarer the heavier`() throws {
    // n = 3. "review" has two holders: ln(1 + 3/2) = ln 2.5; "release" has one: ln 4; of each the name counts by 1.
    // review: ln 2.5 / (ln 2.5 + ln 4) = 0.916291 / 2.302585 = 0.397940; release: the rest.
    let all = ranking("review of a release").all
    #expect(all.map(\.skill) == ["release-notes", "api-review", "code-review"])
    #expect(abs(all[0].match - 0.602060) < 1e-6 && abs(all[1].match - 0.397940) < 1e-6)
    #expect(all.allSatisfy { $0.rank == $0.match })
  }

  @Test func `a word in the description counts a little less than in the name, one in a heading half`() {
    // "faults" stands in one description, "files" in one heading; each task has no other word.
    #expect(abs((ranking("faults").all.first?.match ?? 0) - 0.9) < 1e-12)
    #expect(abs((ranking("files").all.first?.match ?? 0) - 0.5) < 1e-12)
  }

  @Test func `with health preferred a sound skill goes before a sick one that fits as well`() {
    let states = [sampleSkill("api-review", score: 30), sampleSkill("code-review", score: 90)]
    #expect(ranking("review", states: states).all.map(\.skill).first == "code-review")
    let healthy = ranking("review", healthy: true, states: states)
    // Match 1: 0.6 + 0.4 · 0.9 = 0.96, and 0.6 + 0.4 · 0.3 = 0.72. Of release-notes nothing is on record: 0.4 · 0.5 = 0.2.
    #expect(healthy.all.map { ($0.rank * 100).rounded() } == [96, 72, 20])
    #expect(healthy.fitting.map(\.skill) == ["code-review", "api-review"])
  }

  @Test func `alternatives are of the category, healthier, and not critical themselves`() {
    let states = [
      sampleSkill("api-review", score: 30), sampleSkill("code-review", score: 60),
      sampleSkill("spell", category: "review", score: 90), sampleSkill("sick", category: "review", score: 40),
      sampleSkill("release-notes", category: "writing", score: 99),
    ]
    let ranking = ranking("api", states: states)
    #expect(ranking.fitting.map(\.skill) == ["api-review"] && ranking.fitting[0].isUnhealthy)
    #expect(ranking.alternatives(to: ranking.fitting[0]).map(\.skill) == ["spell", "code-review"])
  }

  @Test func `a skill without a file fits by name and category, and no word at all fits nothing`() {
    let alone = SkillRanking(
      task: "lint the suite", capabilities: [], states: [sampleSkill("lint-python", category: "suite")],
      prefersHealthy: false)
    // Both words are held by the one skill: (1 + 0.8) / 2.
    #expect(abs(alone.all[0].match - 0.9) < 1e-12)
    #expect(ranking("the of and").fitting.isEmpty && ranking("zebra").fitting.isEmpty)
    #expect(ranking("zebra").categories == ["review", "writing"])
  }
}
