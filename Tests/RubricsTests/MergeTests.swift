import JudgeTypes
import TestSupport
import Testing

@testable import Rubrics

private func dimension(
  _ id: String, _ level: Level, weight: Int = 1, checks: [Check] = [], name: String = "n",
  scores: [Int: String] = [1: "a", 2: "b", 3: "c"], kinds: [ArtifactKind] = [], personas: [Persona.ID] = [],
  terms: [String] = [], clause: Clause? = nil
) -> Dimension {
  Dimension(
    id: Dimension.ID(id), name: name, description: "d", scale: .threePoint, level: level, scoreDescriptions: scores,
    checks: checks, weight: weight, applicability: Applicability(kinds: kinds, globs: []), personas: personas,
    terms: terms, clause: clause)
}

private func rubric(_ id: String, _ dimensions: [Dimension]) -> Rubric {
  let parts = Rubric.parts(for: dimensions.map(\.weight))
  return Rubric(
    id: Rubric.ID(id), name: id, path: "\(id).yaml", dimensions: zip(dimensions, parts).map { $0.weighing($1) })
}

private func check(_ id: String, _ question: String, isRequired: Bool = false) -> Check {
  Check(id: Check.ID(id), question: question, isRequired: isRequired)
}

private func merge(_ strategy: MergeStrategy, _ rubrics: Rubric...) -> MergedRubric {
  strategy.merge(rubrics, id: "merged", name: "Merged")
}

struct MergeTests {
  private let base = rubric("a", [dimension("x", .must, weight: 3), dimension("y", .should, weight: 1)])
  private let team = rubric("b", [dimension("x", .should, name: "team's"), dimension("z", .may)])

  @Test func `augment keeps the first and adds what it lacks`() {
    let merged = merge(.augment, base, team)
    #expect(merged.rubric.dimensions.map(\.id) == ["x", "y", "z"])
    // 7500, 2500 and 5000 of 15000.
    #expect(merged.rubric.dimensions.map(\.weight) == [5_000, 1_667, 3_333])
    #expect(merged.rubric.dimensions[0].name == "n")
    #expect(
      merged.conflicts.map(\.description) == [
        "conflict: x in a, b differs in level, weight, wording; that of a is kept"
      ])
  }

  @Test func `override takes the later words, but a binding member whole`() {
    let merged = merge(.override, base, team)
    #expect(merged.rubric.dimensions[0].name == "n")
    #expect(merged.rubric.dimensions[0].level == .must)
    #expect(
      merged.conflicts.map(\.description) == [
        "conflict: x in a, b differs in level, weight, wording; that of a is kept, because it is MUST"
      ])
    #expect(merge(.override, team, base).conflicts.map(\.description)[0].hasSuffix("that of a is kept"))
    let advice = merge(.override, rubric("a", [dimension("x", .may)]), team)
    #expect(advice.rubric.dimensions[0].name == "team's")
  }

  @Test(arguments: MergeStrategy.allCases)
  func `the words, scores and checks of a level come with it`(strategy: MergeStrategy) {
    let advice = dimension(
      "x", .should, weight: 9, checks: [check("c1", "Does it use TLS?")], name: "Services should use TLS",
      scores: [1: "no TLS, and no reason is given", 2: "some", 3: "TLS"])
    let demand = dimension(
      "x", .must, checks: [check("c1", "Is TLS used?", isRequired: true)], name: "Services must use TLS",
      scores: [1: "no TLS", 2: "some TLS", 3: "TLS everywhere"])
    for rubrics in [[advice, demand], [demand, advice]] {
      let merged = merge(strategy, rubric("a", [rubrics[0]]), rubric("b", [rubrics[1]])).rubric.dimensions[0]
      #expect(merged.level == .must)
      #expect(merged.name == demand.name)
      #expect(merged.scoreDescriptions == demand.scoreDescriptions)
      #expect(merged.checks.first == demand.checks[0])
    }
  }

  @Test func `weighted average averages what does not bind`() {
    let one = rubric("a", [dimension("x", .should, weight: 3), dimension("y", .should)])
    let two = rubric("b", [dimension("x", .should), dimension("y", .should)])
    // x: 7500 and 5000 are 6250 on average; y: 2500 and 5000 are 3750.
    #expect(merge(.weightedAverage, one, two).rubric.dimensions.map(\.weight) == [6_250, 3_750])
  }

  @Test(arguments: [MergeStrategy.strictest, .weightedAverage])
  func `every check is kept and numbered anew, and it is said whose they are`(strategy: MergeStrategy) {
    let one = rubric("a", [dimension("x", .may, checks: [check("c1", "q"), check("c2", "s")])])
    let two = rubric("b", [dimension("x", .should, checks: [check("c1", "r", isRequired: true), check("c2", " s ")])])
    let merged = merge(strategy, one, two)
    #expect(merged.rubric.dimensions[0].level == .should)
    #expect(
      merged.rubric.dimensions[0].checks == [
        check("c1", "r", isRequired: true), check("c2", " s "), check("c3", "q"),
      ])
    #expect(
      merged.conflicts.map(\.description) == [
        "conflict: x in a, b differs in level, checks; that of b is kept; the checks of b, a stand together"
      ])
  }

  @Test func `what is asked of a permission is not asked of a prohibition`() {
    let one = rubric("a", [dimension("x", .may, checks: [check("c1", "Is it left open?")])])
    let two = rubric("b", [dimension("x", .mustNot, checks: [check("c1", "Is it absent?", isRequired: true)])])
    #expect(merge(.strictest, one, two).rubric.dimensions[0].checks.map(\.question) == ["Is it absent?"])
  }

  @Test func `every difference is reported`() {
    let one = dimension("x", .should)
    let others: [(Dimension, String)] = [
      (dimension("x", .should, scores: [1: "a", 2: "b", 3: "all"]), "scores"),
      (dimension("x", .should, kinds: [.code]), "applicability"),
      (dimension("x", .should, personas: ["qa_evaluator"]), "personas"),
      (dimension("x", .should, terms: ["TLS"]), "terms"),
    ]
    for (other, difference) in others {
      let merged = merge(.augment, rubric("a", [one]), rubric("b", [other]))
      #expect(
        merged.conflicts.map(\.description) == ["conflict: x in a, b differs in \(difference); that of a is kept"])
    }
    #expect(merge(.augment, rubric("a", [one]), rubric("b", [one])).conflicts.isEmpty)
  }

  @Test(arguments: MergeStrategy.allCases)
  func `a binding dimension concerns all that any rubric names`(strategy: MergeStrategy) {
    let code = dimension("x", .must, kinds: [.code], personas: ["qa_evaluator"])
    let docker = dimension("x", .must, kinds: [.dockerfile], personas: ["domain_expert"])
    let merged = merge(strategy, rubric("a", [code]), rubric("b", [docker])).rubric.dimensions[0]
    #expect(Set(merged.applicability.kinds) == [.code, .dockerfile])
    #expect(Set(merged.personas) == ["qa_evaluator", "domain_expert"])
    let everything = merge(
      strategy, rubric("a", [dimension("x", .mustNot)]), rubric("b", [dimension("x", .mustNot, kinds: [.code])]))
    #expect(everything.rubric.dimensions[0].applicability == .everything)
  }

  @Test func `the clause comes with the words, and one that is lost is named`() {
    let clause = Clause(
      adr: "ADR-7", path: "adrs/7.md", section: "Decision", line: 3, endLine: 3, text: "Use TLS.", sha256: "00")
    let written = rubric("a", [dimension("x", .should)])
    let generated = rubric("b", [dimension("x", .should, clause: clause)])
    let merged = merge(.augment, written, generated)
    #expect(merged.rubric.dimensions[0].clause == nil)
    #expect(
      merged.conflicts.map(\.description) == [
        "conflict: x in a, b differs in clause; that of a is kept; the clause of b (adrs/7.md:3) stands behind it no more"
      ])
    #expect(merge(.override, written, generated).rubric.dimensions[0].clause == clause)
  }
}

struct OpposedMergeTests {
  @Test(arguments: MergeStrategy.allCases)
  func `a demand and a prohibition of one thing both stay, and it is reported`(strategy: MergeStrategy) {
    let pairs: [(Level, Level, String)] = [
      (.must, .mustNot, "x.must-not"), (.should, .mustNot, "x.must-not"), (.must, .shouldNot, "x.should-not"),
      (.should, .shouldNot, "x.should-not"),
    ]
    for (demand, prohibition, other) in pairs {
      let one = rubric("a", [dimension("x", demand, name: "Services use TLS")])
      let two = rubric("b", [dimension("x", prohibition, name: "Services do without TLS")])
      for merged in [merge(strategy, one, two), merge(strategy, two, one)] {
        #expect(merged.rubric.dimensions.map(\.id.rawValue) == ["x", other])
        #expect(merged.rubric.dimensions.map(\.level) == [demand, prohibition])
        #expect(merged.rubric.dimensions.map(\.name) == ["Services use TLS", "Services do without TLS"])
        #expect(merged.conflicts.count == 1)
        #expect(
          merged.conflicts[0].description.hasSuffix("differs in level, wording; both are kept, as x and \(other)"))
      }
    }
  }

  @Test(arguments: MergeStrategy.allCases)
  func `the id of what is kept apart is given to nothing else`(strategy: MergeStrategy) {
    let one = rubric("a", [dimension("x", .must), dimension("x.must-not", .should), dimension("x.must-not-2", .may)])
    let two = rubric("b", [dimension("x", .mustNot)])
    let ids = merge(strategy, one, two).rubric.dimensions.map(\.id.rawValue)
    #expect(Set(ids) == ["x", "x.must-not", "x.must-not-2", "x.must-not-3"])
  }
}

struct WordingMergeTests {
  @Test(arguments: [MergeStrategy.strictest, .weightedAverage])
  func `two that bind in different words stay apart, what does not bind gives way`(strategy: MergeStrategy) {
    let one = rubric("a", [dimension("cache", .must, name: "Redis is used"), dimension("size", .must, name: "200 MB")])
    let two = rubric(
      "b", [dimension("cache", .must, name: "Redis is never used"), dimension("size", .should, name: "300 MB")])
    for merged in [merge(strategy, one, two), merge(strategy, two, one)] {
      let names = Dictionary(grouping: merged.rubric.dimensions, by: \.name).mapValues { $0.map(\.id.rawValue) }
      #expect(Set(names.keys) == ["Redis is used", "Redis is never used", "200 MB"])
      #expect(Set(merged.rubric.dimensions.map(\.id.rawValue)) == ["cache", "cache.other-wording", "size"])
      #expect(merged.conflicts.count == 2)
    }
  }
}

struct MergeLawTests {
  @Test(arguments: MergeStrategy.allCases)
  func `the laws hold for many rubrics`(strategy: MergeStrategy) {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<300 {
      let rubrics = (0..<Int.random(in: 1...4, using: &random)).map { self.random("r\($0)", &random) }
      let merged = strategy.merge(rubrics, id: "merged", name: "Merged")
      let dimensions = merged.rubric.dimensions
      #expect(dimensions.map(\.weight).reduce(0, +) == Rubric.wholeWeight)
      #expect(dimensions.allSatisfy { $0.weight > 0 })
      #expect(Set(dimensions.map(\.id)).count == dimensions.count)
      let known = Set(rubrics.flatMap(\.dimensions).map(\.name))
      // Names hold their level: the words are always those of the level.
      #expect(dimensions.allSatisfy { known.contains($0.name) && $0.name.hasSuffix($0.level.rawValue) })
      for source in rubrics.flatMap(\.dimensions) where source.level.isBinding {
        let kept = dimensions.filter { $0.level == source.level && $0.id.rawValue.hasPrefix(source.id.rawValue) }
        #expect(kept.contains { $0.weight >= source.weight / rubrics.count && covers($0, source) })
      }
      if strategy == .strictest || strategy == .weightedAverage {
        let other = strategy.merge(rubrics.shuffled(using: &random), id: "merged", name: "Merged")
        #expect(other.rubric.dimensions == dimensions)
        #expect(other.conflicts.map(\.dimension) == merged.conflicts.map(\.dimension))
        // What does not bind and is worded otherwise gives way whole, its checks too.
        for source in rubrics.flatMap(\.dimensions) where source.level.isBinding {
          let questions = dimensions.filter { $0.id.rawValue.hasPrefix(source.id.rawValue) }.flatMap(\.checks).map(
            \.question)
          #expect(Set(source.checks.map(\.question)).isSubset(of: questions))
        }
      }
    }
  }

  @Test func `merging one rubric or none changes nothing`() {
    let base = rubric("a", [dimension("x", .must, weight: 3), dimension("y", .should)])
    #expect(merge(.augment, base).rubric.dimensions == base.dimensions)
    #expect(merge(.strictest).rubric.dimensions.isEmpty)
  }

  private func covers(_ dimension: Dimension, _ source: Dimension) -> Bool {
    dimension.applicability.kinds.isEmpty
      || !source.applicability.kinds.isEmpty
        && Set(source.applicability.kinds).isSubset(of: dimension.applicability.kinds)
  }

  private func random(_ id: String, _ random: inout SeededGenerator) -> Rubric {
    let ids = ["p", "q", "r", "s", "t"].shuffled(using: &random).prefix(Int.random(in: 1...5, using: &random))
    return rubric(
      id,
      ids.map { name in
        let level = Level.allCases.randomElement(using: &random) ?? .may
        let questions = ["k", "l", "m", "n"].shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
        let checks = questions.enumerated().map { index, question in
          Check(id: Check.ID("c\(index + 1)"), question: question, isRequired: index == 0 && level.isBinding)
        }
        let kinds = [ArtifactKind.code, .dockerfile, .terraform].filter { _ in Bool.random(using: &random) }
        // Equal names in several rubrics, so that ties are broken by what is inside.
        let author = Int.random(in: 1...2, using: &random)
        return dimension(
          name, level, weight: Int.random(in: 1...9, using: &random), checks: checks,
          name: "\(author) \(level.rawValue)", kinds: kinds)
      })
  }
}
