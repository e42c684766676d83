import Foundation
import JudgeTypes
import Provenance
import Reports
import Rubrics
import ShippedFiles
import Storage
import TestSupport
import Testing

@testable import Dashboard

@Suite struct RubricPagesTests {
  private static let record = """
    # ADR-001: Logging

    ## Status

    Accepted

    ## Decision

    - Services MUST log in JSON with a request id.
    - Services SHOULD rotate their logs every day.

    """

  /// A team with one record, and what is generated from it.
  private func team() throws -> EvalStore {
    let store = try EvalStore()
    try store.write(Self.record, to: "adrs/001-logging.md")
    let taxonomy = "Sources/Rubrics/Data/taxonomy.yaml"
    let generation = try RubricGenerator(
      taxonomy: Taxonomy(yaml: ShippedFiles.text(at: taxonomy) ?? "", path: taxonomy)
    ).generate(directory: store.root + "/adrs", named: "adrs")
    for (name, text) in generation.files { try store.write(text, to: "rubrics/generated/\(name)") }
    return store
  }

  @Test func `without files of the team the shipped rubrics are shown, and how others are generated`() throws {
    let store = try EvalStore()
    let page = try #require(try store.page(.rubrics))
    expectSound(page)
    #expect(page.text.contains("shipped with moe-judge") && page.text.contains("moe-judge rubrics generate"))
    #expect(try store.page(.rubric("none")) == nil)
    #expect(try store.page(.rubric("../../etc/passwd")) == nil)
    for entry in TeamRubrics.current(of: store.stores).entries {
      expectSound(try #require(try store.page(.rubric(entry.rubric.id.rawValue))))
    }
  }

  @Test func `every persona has a page that says when it says no, what it looks for and what else it judges by`() throws
  {
    let store = try team()
    let rubrics = TeamRubrics.current(of: store.stores)
    #expect(rubrics.personas.count >= 6)
    for persona in rubrics.personas {
      let page = try #require(try store.page(.persona(persona.id.rawValue)))
      expectSound(page)
      let text = page.text.replacing("<wbr/>", with: "")
      let ids = persona.dimensions.map(\.id.rawValue) + persona.redFlags.map(\.id)
      #expect(ids.filter { !text.contains($0) } == [])
      let claims = rubrics.rubrics.contains { rubric in
        rubric.dimensions.contains { $0.personas.isEmpty || $0.personas.contains(persona.id) }
      }
      #expect(page.text.contains("What it judges by besides its own") == claims)
    }
    #expect(try #require(try store.page(.rubrics)).text.contains("/personas/security_analyst"))
    #expect(try store.page(.persona("nobody")) == nil)
  }

  @Test func `the words of a team's persona are text`() throws {
    let store = try EvalStore()
    let hostile = "<script>alert(1)</script>"
    let shipped = try #require(ShippedFiles.files(in: "personas").first { $0.path.hasSuffix("qa_evaluator.yaml") })
    let name = try #require(shipped.text.firstMatch(of: /\nname: .*\n/))
    try store.write(
      shipped.text.replacingCharacters(in: name.range, with: "\nname: \"\(hostile)\"\n"),
      to: "personas/qa_evaluator.yaml")
    for place in [Place.rubrics, .persona("qa_evaluator")] {
      let page = try #require(try store.page(place))
      expectSound(page)
      #expect(page.text.contains("&lt;script&gt;") && !page.parsed.everything.contains { $0.name == "script" })
    }
  }

  @Test func `a generated rubric names the lines of its record, and is fresh`() throws {
    let store = try team()
    let list = try #require(try store.page(.rubrics))
    expectSound(list)
    #expect(list.text.contains("Generating again would change nothing"))
    let entry = try #require(TeamRubrics.current(of: store.stores).generated.first)
    let page = try #require(try store.page(.rubric(entry.rubric.id.rawValue)))
    expectSound(page)
    #expect(page.text.contains("line 9") && page.text.contains("Services MUST log in JSON with a request id."))
    #expect(page.text.contains("MUST") && page.text.contains("SHOULD") && page.text.contains("fresh"))
  }

  @Test func `a record that changed since makes its rubric stale, and the page says what mends it`() throws {
    let store = try team()
    _ = try store.page(.rubrics)
    try store.write(Self.record.replacing("in JSON", with: "as text"), to: "adrs/001-logging.md")
    let list = try #require(try store.page(.rubrics))
    expectSound(list)
    for words in [
      "no longer says that", "uncovered", "moe-judge rubrics generate --adr-dir adrs --output rubrics/generated",
    ] { #expect(list.text.contains(words), "\(words)") }
    #expect(list.text.contains("clauses that no rubric file holds") && !list.text.contains("nothing judges"))
    #expect(!list.text.contains("0 dimensions in 0 rubrics"))
    let entry = try #require(TeamRubrics.current(of: store.stores).generated.first)
    #expect(try #require(try store.page(.rubric(entry.rubric.id.rawValue))).text.contains("stale"))
    let card = try RubricsCard.card(from: store.stores, links: Links(here: .overview, site: .live)).source
    #expect(card.contains("1 stale") && card.contains("1 clause uncovered"))
  }

  @Test func `a file that does not fit is named beside the rubrics that do`() throws {
    let store = try team()
    try store.write("id: broken\nname: <script>\n", to: "rubrics/broken.yaml")
    let page = try #require(try store.page(.rubrics))
    expectSound(page)
    #expect(page.text.contains("rubrics/broken.yaml") && page.text.contains("moe-judge validate"))
    #expect(page.text.contains("ADR-001"))
  }

  @Test func `a rubric's words are text`() throws {
    let store = try EvalStore()
    let hostile = "<script>alert(1)</script>"
    try store.write(
      """
      id: mine
      name: "\(hostile)"
      dimensions:
        - id: one
          name: "\(hostile)"
          description: "\(hostile)"
          level: MUST
          checks:
            - id: c
              question: "\(hostile)"
          score_descriptions: {1: "\(hostile)", 2: b, 3: c}

      """, to: "rubrics/mine.yaml")
    for place in [Place.rubrics, .rubric("mine")] {
      let page = try #require(try store.page(place))
      expectSound(page)
      #expect(page.text.contains("&lt;script&gt;"))
      #expect(!page.parsed.everything.contains { $0.name == "script" })
    }
  }

  @Test func `a judge card is fresh while the judge's rubrics are the same, and stale after`() throws {
    let store = try team()
    let rubrics = TeamRubrics.current(of: store.stores)
    let claimants = rubrics.generated.flatMap(\.rubric.dimensions).flatMap(\.personas)
    let persona = try #require(rubrics.personas.first { claimants.contains($0.id) })
    let hash = JudgeTypes.Dimension.sha256(of: persona.everyDimension(in: rubrics.rubrics))
    try store.write(
      """
      {"format": "moe-judge calibration", "version": 1, "suite": "small", "measured": "2026-11-20T10:00:00.000Z", "judges": [],
       "cards": [{"persona": "\(persona.id)", "model": "openai/gpt-4o", "rubric_sha256": "\(hash)", "cases": 12, "verdicts": 24,
        "kappa": 0.62, "flip_rate": 0.25, "precision": 0.9, "recall": null, "cost_usd": 0.004, "latency_ms": 1234.4,
        "by_severity": [{"severity": "high", "precision": 0.5, "recall": 0.75}]}]}
      """, to: "measured.json")
    try store.write("calibration: measured.json\n", to: "moe-judge.yaml")
    let fresh = try #require(try store.page(.evals))
    expectSound(fresh)
    for words in ["0.62", "25 %", "1234 ms", "$0.0040", "high 0.5 / 0.75", "fresh", "openai/<wbr/>gpt-"] {
      #expect(fresh.text.contains(words), "\(words)")
    }
    try store.write(Self.record.replacing("every day", with: "every hour"), to: "adrs/001-logging.md")
    let taken = try FileManager.default.contentsOfDirectory(atPath: store.root + "/rubrics/generated")
    for name in taken { try FileManager.default.removeItem(atPath: "\(store.root)/rubrics/generated/\(name)") }
    #expect(try #require(try store.page(.evals)).text.contains("1 card stale"))
  }
}
