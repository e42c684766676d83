import Evals
import Foundation
import JudgeTypes
import Judging
import Provenance
import StaticReview
import Storage
import StoredRuns
import TestSupport
import Testing
import YAMLFiles

@testable import Dashboard

struct JudgmentPageTests {
  let folder: StoredRunsFolder

  init() throws { folder = try StoredRunsFolder() }

  @Test func `one judgment by its own lines is what the whole run derives`() throws {
    let readings = RunReadings(folder.library)
    for run in folder.runs.values {
      let (_, verification) = try folder.library.verification(of: run)
      let reading = try #require(try readings.reading(of: run))
      #expect(verification.judgments.count == 2)
      for (ordinal, judgment) in verification.judgments.enumerated() {
        let stored = try #require(try StoredJudgment(ordinal, of: reading))
        #expect(stored.isDerived && stored.problems.isEmpty, "\(run) \(stored.problems)")
        #expect(stored.judgment == RecordedJudgment(json: judgment.json()), "\(run) \(ordinal)")
      }
    }
  }

  @Test func `a finding stands beside the lines of the artifact, the quoted ones marked`() throws {
    let run = try folder.run("rules4-offline").description
    let page = try #require(try folder.page(.judgment(run: run, ordinal: 0)))
    let excerpt = try #require(page.inClass("excerpt").first)
    let quoted = excerpt.inClass("quoted")
    #expect(quoted.count >= 1 && quoted.allSatisfy { $0.words.contains("›") })
    #expect(excerpt.inClass("line").count > quoted.count)
    #expect(page.words.contains("Services must use PostgreSQL"))
  }

  @Test func `a finding says why it matters and how to mend it, by the rule and by the clause`() throws {
    let run = try folder.run("rules4-offline").description
    let reading = try #require(try folder.stores.runs.reading(of: try folder.run("rules4-offline")))
    let judgment = try #require(try StoredJudgment(0, of: reading)).judgment
    let page = try #require(try folder.page(.judgment(run: run, ordinal: 0)))
    let rules = TeamRules.current(of: folder.stores)
    let known = judgment.verifiedFindings.compactMap { rules[$0.rule] }
    #expect(!known.isEmpty && known.allSatisfy { page.words.contains($0.why) && page.words.contains($0.mend) })
    #expect(!page.words.contains("explain --rule"))
  }

  @Test func `a rule file of the team explains its own findings, one that does not fit leaves the shipped ones`() throws
  {
    let rule = """
      rules:
        - id: no-print
          name: Printed
          severity: low
          why: Nobody reads it.
          mend: Log it.
          message: it is printed
          dimensions: [observability]
          patterns:
            - languages: [python]
              match: 'print[(]'

      """
    try folder.write(rule, to: "rubrics/rules/print.yaml")
    #expect(TeamRules.current(of: folder.stores)["no-print"]?.why == "Nobody reads it.")
    let stores = folder.stores
    #expect(TeamRules.current(of: stores)["sql-injection"] != nil)
    try folder.write("rules: 3\n", to: "rubrics/rules/print.yaml")
    let broken = TeamRules.current(of: stores)
    #expect(broken["sql-injection"] != nil && broken["no-print"] == nil)
    #expect(broken.problems.map(\.path) == ["rubrics/rules/print.yaml"])
    #expect(try #require(try folder.page(.rubrics, from: stores)).words.contains("rubrics/rules/print.yaml"))
  }

  @Test func `a rule in a file that takes a shipped one's place is explained in the team's words`() throws {
    try folder.write(
      """
      rules:
        - id: no-print
          name: Printed
          severity: low
          why: Ours.
          mend: Do it our way.
          message: printed
          dimensions: [observability]
          patterns:
            - languages: [python]
              match: 'print'

      """, to: "rubrics/rules/sql.yaml")
    let rules = TeamRules.current(of: folder.stores)
    #expect(rules.problems.isEmpty && rules["no-print"]?.mend == "Do it our way.")
    #expect(rules["sql-injection"] != nil)
  }

  @Test func `words that cannot be read, and a record that does not hold, are said above the findings`() throws {
    let run = try folder.run("rules4-offline")
    try folder.write("no word\n", to: "findings.jsonl")
    let page = try #require(try folder.page(.judgment(run: run.description, ordinal: 0)))
    #expect(
      page.words.contains("no word of a finding stands on line 1") && !page.words.contains(folder.path + "/findings"))
    // What other artifacts rest on is no part of this one's own lines.
    try folder.edit(run) { $0.replacing("\"kind\":\"result\"", with: "\"kind\":\"Result\"") }
    let damaged = try #require(try folder.page(.judgment(run: run.description, ordinal: 0)))
    #expect(damaged.words.contains("the record of the run that this stands in does not hold"))
    let list = try #require(try folder.page(.artifacts(run: run.description, outcome: nil, from: 0)))
    #expect(list.words.contains("does not hold, so what stands here may be false"))
  }

  @Test func `the debate says who would have moved and why it did not count`() throws {
    let run = try folder.run("rules4-debate").description
    let page = try #require(try folder.page(.judgment(run: run, ordinal: 1)))
    #expect(page.words.contains("would hold pass") && page.words.contains("not counted without new evidence"))
    #expect(page.inClass("moved").isEmpty)
    #expect(page.words.contains("alone could have changed the outcome"))
    #expect(page.words.contains("What this judgment took") && page.words.contains("not known"))
  }

  @Test func `what people said stands at the finding, and does nothing`() throws {
    let run = try folder.run("rules4-offline")
    let reading = try #require(try RunReadings(folder.library).reading(of: run))
    let stored = try #require(try StoredJudgment(0, of: reading))
    let finding = try #require(stored.judgment.verifiedFindings.first)
    let word = FindingWord(
      at: "2026-11-22T10:00:00.000Z", by: "<b>\u{202E}Eve</b>", word: .dismissed,
      reason: "<script>alert(\"1\")</script> & 'so on'", run: run.description, artifact: stored.judgment.path,
      artifactSHA256: stored.judgment.sha256, fingerprint: finding.fingerprint, rule: finding.rule, severity: .high,
      path: finding.location.path, line: finding.location.startLine, endLine: finding.location.endLine,
      seats: finding.seats, personas: [], models: [])
    try LineFile(path: folder.path + "/findings.jsonl").append { _ in try word.encoded }
    let page = try #require(try folder.page(.judgment(run: run.description, ordinal: 0)))
    let said = try #require(page.inClass("said").first)
    #expect(said.words.contains("dismissed") && said.words.contains("<script>alert(\"1\")</script> & 'so on'"))
    #expect(said.words.contains("⟨U+202E⟩"))
    #expect(page.everything.allSatisfy { $0.name != "script" } && said.everything.allSatisfy { $0.name != "b" })
    let form = try #require(page.everything.first { $0.name == "form" })
    #expect(form.attributes["action"] == "/runs/\(run)/judgments/0/words" && form.attributes["method"] == "post")
    let names = form.everything.compactMap { $0.attributes["name"] }
    #expect(Set(names) == ["finding", "word", "reason"])
  }

  @Test func `the same path in other runs is linked, by the index`() throws {
    try folder.index()
    let run = try folder.run("rules4-debate").description
    let page = try #require(try folder.page(.judgment(run: run, ordinal: 0)))
    let addresses = page.everything.compactMap { $0.attributes["href"] }
    let other = try folder.run("rules3-offline").description
    #expect(addresses.contains("/runs/\(other)/judgments/0"))
    #expect(addresses.contains("/runs/\(run)/judgments/1"))
  }
}
