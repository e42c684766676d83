import JudgeTypes
import SkillHealth
import TestSupport
import Testing

@Suite struct HealthOverviewTests {
  private func names(_ skills: [StandingSkill]) -> [String] { skills.map(\.state.skill.rawValue) }

  @Test func `a weak alarm among many skills is marked as one that chance can raise`() throws {
    let states = (0..<20).map {
      sampleSkill("s\($0)", finding: $0 < 2 ? sampleDrop(from: 80, to: 70) : .init(state: .stable))
    }
    // 20 tested: 20/1 · 0.001 = 0.02; 20/2 · 0.04 = 0.4; the others, at 0.9, 0.9.
    let overview = HealthOverview(states, pValues: [0.001, 0.04] + Array(repeating: 0.9, count: 18))
    #expect(overview.skills.map(\.isExpectedByChance) == [false, true] + Array(repeating: false, count: 18))
    #expect(overview.skills[0].isCertainRegression && !overview.skills[1].isCertainRegression)
    let totals = overview.totals
    #expect(totals.tested == 20 && totals.expectedByChance == 1 && totals.count(.regression) == 2)
    // Of one shown skill it is still said how many were tested.
    let one = overview.filtered(by: HealthFilter(states: [.regression]))
    #expect(one.skills.count == 2 && one.totals.tested == 20)
  }

  @Test func `without values nothing was tested, and every alarm counts`() {
    let overview = HealthOverview([sampleSkill("a", finding: sampleDrop(from: 80, to: 70))])
    #expect(overview.skills[0].isCertainRegression && overview.totals.tested == 0)
  }

  @Test func `levels are counted with 75 and 50 as warning`() {
    let overview = HealthOverview([75.1, 75, 50, 49.9].map { sampleSkill("s\($0)", score: $0) })
    let totals = overview.totals
    #expect([totals.count(.healthy), totals.count(.warning), totals.count(.critical)] == [1, 2, 1])
  }

  @Test func `the worst are regressions that hold, the surest first, then the lowest scores`() {
    let overview = HealthOverview(
      [
        sampleSkill("low", score: 20), sampleSkill("fell", score: 78, finding: sampleDrop(from: 95, to: 78)),
        sampleSkill("chance", score: 60, finding: sampleDrop(from: 63, to: 60)), sampleSkill("fine", score: 90),
        sampleSkill("fell-surely", score: 85, finding: sampleDrop(from: 99, to: 85)),
      ], pValues: [nil, 0.02, 0.9, nil, 0.001])
    #expect(names(overview.sorted(by: .worst)) == ["fell-surely", "fell", "low", "chance", "fine"])
    #expect(names(overview.needingAttention) == ["fell-surely", "fell", "low"])
  }

  @Test func `every order has equal skills by name`() {
    let old = sampleDay.advanced(by: -9)
    let overview = HealthOverview([
      sampleSkill("c", trend: .improving, score: 60, baseline: 80), sampleSkill("b", trend: .degrading, score: 70),
      sampleSkill("d", score: 60, baseline: 61, lastUsed: old), sampleSkill("a", score: 70),
    ])
    let expected: [HealthOrder: [String]] = [
      .worst: ["c", "d", "a", "b"], .score: ["c", "d", "a", "b"], .name: ["a", "b", "c", "d"],
      .trend: ["b", "a", "d", "c"], .used: ["a", "b", "c", "d"], .delta: ["c", "d", "a", "b"],
    ]
    for order in HealthOrder.allCases { #expect(names(overview.sorted(by: order)) == expected[order], "\(order)") }
  }

  @Test func `filters hold together, and their bounds count as inside`() {
    let overview = HealthOverview([
      sampleSkill("a", category: "review", trend: .degrading, score: 50),
      sampleSkill("b", category: "review", trend: .degrading, score: 75),
      sampleSkill("c", category: "writing", trend: .degrading, score: 60), sampleSkill("d", category: nil, score: 60),
    ])
    let some = HealthFilter(categories: ["review", "writing"], minScore: 50, maxScore: 60, trend: .degrading)
    #expect(names(overview.filtered(by: some).skills) == ["a", "c"])
    #expect(HealthFilter().isEmpty && overview.filtered(by: HealthFilter()) == overview)
    #expect(overview.categories == ["review", "writing"])
  }

  @Test func `what changed in between is told from both days`() {
    let since = sampleDay.advanced(by: -30)
    let then = [
      sampleSkill("up", day: since, score: 60), sampleSkill("down", day: since, score: 60),
      sampleSkill("thin", day: since, score: 30, finding: .init(state: .insufficientData)),
      sampleSkill("idle", day: since, score: 30),
    ]
    let now = [
      sampleSkill("up", score: 72.5, lastImprovement: sampleDay), sampleSkill("thin", score: 90),
      sampleSkill("down", score: 45, finding: sampleDrop(from: 60, to: 45)), sampleSkill("new", score: 90),
      sampleSkill("idle", score: 40, invocations30: 0),
    ]
    let change = HealthChange(from: then, on: since, to: now)
    #expect(change.risen.map(\.now.skill) == ["up"] && change.risen.first?.delta == 12.5)
    #expect(change.fallen.map(\.skill) == ["down"] && change.begun.map(\.skill) == ["down"])
    #expect(change.improved.map(\.skill) == ["up"] && change.new == 1)
    #expect([change.count(.warning), change.count(.critical)] == [2, 2])
    #expect(!HealthChange(from: [], on: since, to: now).hasBeginning)
  }
}
