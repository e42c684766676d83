import JudgeTypes
import Testing

@testable import Rubrics

private func dimension(_ id: String, _ level: Level, weight: Int, checks: [Check] = [], name: String = "n") -> Dimension
{
  Dimension(
    id: Dimension.ID(id), name: name, description: "d", scale: .threePoint, level: level,
    scoreDescriptions: [1: "a", 2: "b", 3: "c"], checks: checks, weight: weight)
}

private func rubric(_ id: String, _ dimensions: [Dimension]) -> Rubric {
  let parts = Rubric.parts(for: dimensions.map(\.weight))
  return Rubric(
    id: Rubric.ID(id), name: id, path: "\(id).yaml", dimensions: zip(dimensions, parts).map { $0.weighing($1) })
}

struct MergeTests {
  private let base = rubric("a", [dimension("x", .must, weight: 3), dimension("y", .should, weight: 1)])
  private let team = rubric(
    "b", [dimension("x", .should, weight: 1, name: "team's"), dimension("z", .may, weight: 1)])

  private func merge(_ strategy: MergeStrategy, _ rubrics: [Rubric]) -> MergedRubric {
    strategy.merge(rubrics, id: "merged", name: "Merged")
  }

  @Test func `augment keeps the first and adds what it lacks`() {
    let merged = merge(.augment, [base, team])
    #expect(merged.rubric.dimensions.map(\.id) == ["x", "y", "z"])
    // 7500, 2500 and 5000 of 15000.
    #expect(merged.rubric.dimensions.map(\.weight) == [5_000, 1_667, 3_333])
    #expect(merged.rubric.dimensions[0].name == "n")
    #expect(merged.conflicts.map(\.resolution) == [.kept("a")])
    #expect(merged.conflicts[0].differences == [.level, .weight, .wording])
  }

  @Test func `override takes the later words but no binding level away`() {
    let merged = merge(.override, [base, team])
    #expect(merged.rubric.dimensions[0].name == "team's")
    #expect(merged.rubric.dimensions[0].level == .must)
    #expect(merged.conflicts.map(\.resolution) == [.keptBindingLevel(.must)])
    let raised = merge(.override, [team, base])
    #expect(raised.conflicts.map(\.resolution) == [.kept("a")])
  }

  @Test func `weighted average averages what does not bind`() {
    let one = rubric("a", [dimension("x", .should, weight: 3), dimension("y", .should, weight: 1)])
    let two = rubric("b", [dimension("x", .should, weight: 1), dimension("y", .should, weight: 1)])
    // x: 7500 and 5000 are 6250 on average; y: 2500 and 5000 are 3750.
    #expect(merge(.weightedAverage, [one, two]).rubric.dimensions.map(\.weight) == [6_250, 3_750])
  }

  @Test func `strictest takes the highest level and every check`() {
    let one = rubric("a", [dimension("x", .may, weight: 1, checks: [Check(id: "1", question: "q")])])
    let two = rubric(
      "b",
      [
        dimension(
          "x", .should, weight: 1,
          checks: [Check(id: "1", question: "r", isRequired: true), Check(id: "2", question: "s")])
      ])
    let merged = merge(.strictest, [one, two]).rubric.dimensions[0]
    #expect(merged.level == .should)
    #expect(merged.checks.map(\.question) == ["r", "s"])
  }

  @Test(arguments: MergeStrategy.allCases)
  func `must and must not of one thing both stay, and it is reported`(strategy: MergeStrategy) {
    let one = rubric("a", [dimension("x", .must, weight: 1)])
    let two = rubric("b", [dimension("x", .mustNot, weight: 1)])
    let merged = merge(strategy, [one, two])
    #expect(merged.rubric.dimensions.map(\.id) == ["x", "x.must-not"])
    #expect(merged.rubric.dimensions.map(\.level) == [.must, .mustNot])
    #expect(merged.conflicts.map(\.resolution) == [.keptBoth("x", "x.must-not")])
  }

  @Test(arguments: MergeStrategy.allCases)
  func `the laws hold for many rubrics`(strategy: MergeStrategy) {
    var numbers = FixedNumbers(state: 11)
    for _ in 0..<200 {
      let rubrics = (0..<Int.random(in: 1...4, using: &numbers)).map { random("r\($0)", &numbers) }
      let merged = merge(strategy, rubrics)
      #expect(merged.rubric.dimensions.map(\.weight).reduce(0, +) == Rubric.wholeWeight)
      #expect(Set(merged.rubric.dimensions.map(\.id)).count == merged.rubric.dimensions.count)
      for source in rubrics.flatMap(\.dimensions) where source.level.isBinding {
        let kept = merged.rubric.dimensions.first {
          ($0.id == source.id || $0.id.rawValue == "\(source.id).must-not") && $0.level == source.level
        }
        #expect(kept != nil, "\(source.id) lost its \(source.level.rawValue)")
        #expect((kept?.weight ?? 0) >= source.weight / rubrics.count)
      }
      if strategy == .strictest || strategy == .weightedAverage {
        #expect(merge(strategy, rubrics.shuffled(using: &numbers)).rubric.dimensions == merged.rubric.dimensions)
      }
    }
  }

  @Test func `merging one rubric or none changes nothing`() {
    #expect(merge(.augment, [base]).rubric.dimensions == base.dimensions)
    #expect(merge(.strictest, []).rubric.dimensions.isEmpty)
  }

  private func random(_ id: String, _ numbers: inout FixedNumbers) -> Rubric {
    let ids = ["p", "q", "r", "s", "t"].shuffled(using: &numbers).prefix(Int.random(in: 1...5, using: &numbers))
    return rubric(
      id,
      ids.map { name in
        let level = Level.allCases.randomElement(using: &numbers) ?? .may
        return dimension(name, level, weight: Int.random(in: 1...9, using: &numbers), name: id)
      })
  }
}

struct RubricConflictTests {
  private func conflicts(_ clauses: String...) -> [String] {
    let documents = clauses.enumerated().map { index, clause in
      (path: "adrs/adr-00\(index + 1).md", text: "# T\n\n## Status\n\nAccepted\n\n## Decision\n\n\(clause)\n")
    }
    let rubrics = RubricGenerator(taxonomy: smallTaxonomy).generate(from: documents).rubrics
    return RubricConflict.all(among: rubrics, taxonomy: smallTaxonomy).map { conflict in
      "\(conflict.first.clause?.adr ?? "") \(conflict.second.clause?.adr ?? "") \(conflict.kind)"
    }
  }

  @Test func `one record demands what another forbids`() {
    #expect(
      conflicts("Internal calls must use TLS.", "Internal calls must not use TLS.") == ["ADR-001 ADR-002 opposed"])
    #expect(
      conflicts("Internal calls should use TLS.", "Never use TLS for internal calls.") == ["ADR-001 ADR-002 opposed"])
  }

  @Test func `two records choose rivals`() {
    #expect(
      conflicts("Services must use PostgreSQL.", "Orders must be stored in MySQL.") == [
        "ADR-001 ADR-002 rivals(\"PostgreSQL\", \"MySQL\")"
      ])
  }

  @Test func `other matters, permissions and two halves of one sentence are no conflict`() {
    #expect(conflicts("Internal calls must use TLS.", "Old TLS versions must not be offered.").isEmpty)
    #expect(conflicts("Calls may use TLS.", "Calls must not use TLS.").isEmpty)
    #expect(conflicts("Calls must use TLS and must not log TLS keys.").isEmpty)
    #expect(conflicts("Use PostgreSQL.", "Migrations from MySQL must be tested.").isEmpty)
  }
}
