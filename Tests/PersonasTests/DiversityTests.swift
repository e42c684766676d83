import JudgeTypes
import Personas
import Testing

/// A panel of `persona model family weight` words, one seat each.
private func diversity(_ seats: String...) -> Diversity {
  Diversity(
    of: seats.compactMap { seat in
      let words = seat.split(separator: " ").map(String.init)
      guard words.count >= 3, let model = ModelName(words[1]),
        let weight = Fraction(words.count > 3 ? words[3] : "1")
      else { return nil }
      return (persona: .init(words[0]), model: model, family: words[2], weight: weight)
    })
}

@Suite struct DiversityTests {
  @Test func `three families with no model above two fifths are diverse enough`() {
    let panel = diversity("a x/1 claude", "b x/2 gpt", "c x/3 gemini")
    #expect(panel.problems.isEmpty)
    #expect(panel.families == ["claude", "gemini", "gpt"])
  }

  @Test func `two families are refused, and the last seat of the crowded one is to move`() throws {
    let panel = diversity("d x/4 claude", "a x/1 claude", "b x/2 claude", "c x/3 gpt")
    #expect(panel.problems.count == 1)
    let problem = try #require(panel.problems.first)
    #expect(problem.contains("2 model families (claude, gpt)"))
    #expect(problem.contains("at least 3"))
    #expect(problem.contains("Move d to another family with --model d=provider/model"))
  }

  @Test func `one family is told in the singular`() throws {
    let problem = try #require(diversity("a x/1 gpt", "b x/2 gpt", "c x/3 gpt").problems.first)
    #expect(problem.contains("1 model family (gpt)"))
  }

  @Test func `exactly two fifths on one model are allowed`() {
    let equal = diversity("a x/1 f1", "b x/1 f1", "c x/2 f2", "d x/3 f3", "e x/4 f4")
    #expect(equal.problems.isEmpty)
    let weighted = diversity("a x/1 f1 2/5", "b x/2 f2 3/10", "c x/3 f3 3/10")
    #expect(weighted.problems.isEmpty)
  }

  @Test func `a hair above two fifths is refused, and the seat to move is named`() throws {
    let panel = diversity("a x/1 f1 401/1000", "b x/2 f2 300/1000", "c x/3 f3 299/1000")
    #expect(panel.problems.count == 1)
    let problem = try #require(panel.problems.first)
    #expect(problem.contains("x/1 holds 40 % of the weight; at most 40 % is allowed"))
    #expect(problem.contains("Move a to another model with --model a=provider/model"))
  }

  @Test func `half of the seats on one model are refused by its last seat`() throws {
    let panel = diversity("f y/9 f1", "a y/9 f1", "c y/9 f1", "b x/2 f2", "d x/3 f3", "e x/4 f4")
    #expect(panel.problems.count == 1)
    let problem = try #require(panel.problems.first)
    #expect(problem.contains("y/9 holds 50 %"))
    #expect(problem.contains("Move f "))
  }

  @Test func `both faults are named at once`() {
    let panel = diversity("a x/1 f1", "b x/1 f1", "c x/2 f2")
    #expect(panel.problems.count == 2)
  }

  @Test func `the order of seats does not matter`() {
    let forward = diversity("a x/1 f1", "b x/1 f1", "c x/2 f2", "d x/2 f2")
    let backward = diversity("d x/2 f2", "c x/2 f2", "b x/1 f1", "a x/1 f1")
    #expect(forward == backward)
    #expect(forward.problems.count == 3)
  }

  @Test func `weights without a small common denominator are a problem, not a crash`() {
    let panel = diversity("a x/1 f1 1/999983", "b x/2 f2 1/999979", "c x/3 f3 1")
    #expect(panel.problems.count == 1)
    #expect(panel.problems.first?.contains("use simpler fractions") == true)
  }

  @Test func `an empty panel and one without weight do not crash`() {
    #expect(diversity().problems.count == 1)
    #expect(diversity("a x/1 f1 0", "b x/2 f2 0", "c x/3 f3 0").problems.isEmpty)
  }

  @Test func `the shipped personas on their own models are four families or more by provider`() throws {
    let ids = [
      "technical_architect", "compliance_auditor", "security_analyst", "domain_expert", "qa_evaluator",
      "delivery_engineer",
    ]
    let personas = try ids.map(shipped)
    let panel = Diversity(
      of: personas.map { (persona: $0.id, model: $0.primaryModel, family: $0.primaryModel.provider, weight: $0.weight) }
    )
    #expect(panel.problems.isEmpty)
    #expect(panel.families.count == 5)
  }
}
