import JudgeTypes
import Markdown
import Testing
import YAMLFiles

@testable import Rubrics

private let small = """
  id: api
  name: API rules
  dimensions:
    - id: naming
      name: Naming
      description: Names are consistent.
      score_descriptions: {1: none, 2: some, 3: all}
      checks: [{id: a, question: Are names consistent?}]
    - id: auth
      name: Authentication
      description: Every route is authenticated.
      level: MUST
      scale: pass_fail
      weight: 6
      score_descriptions: {1: open, 3: closed}
      checks: [{id: a, question: Is every route guarded?, required: true}]
      applicability: {kinds: [openapi], globs: ["api/**"]}
      personas: [security_analyst]
      terms: [OAuth]

  """

struct RubricFileTests {
  private func problems(_ text: String) -> [String] {
    do {
      _ = try RubricFile.rubric(of: text, path: "rubrics/api.yaml")
      return []
    } catch { return error.problems.map(\.description) }
  }

  @Test func `a hand-written rubric is read with defaults and weights that add up`() throws {
    let rubric = try RubricFile.rubric(of: small, path: "rubrics/api.yaml")
    #expect(rubric.id == "api" && rubric.path == "rubrics/api.yaml")
    #expect(rubric.dimensions.map(\.level) == [.should, .must])
    #expect(rubric.dimensions.map(\.scale) == [.threePoint, .passFail])
    // SHOULD weighs 3 by default, beside 6.
    #expect(rubric.dimensions.map(\.weight) == [3_333, 6_667])
    #expect(rubric.dimensions[1].scoreDescriptions == [1: "open", 3: "closed"])
    #expect(rubric.dimensions[1].checks[0].isRequired)
    #expect(rubric.dimensions[1].applicability == Applicability(kinds: [.openapi], globs: ["api/**"]))
    #expect(rubric.dimensions[1].personas == ["security_analyst"])
  }

  @Test func `what is written is read back the same`() throws {
    let rubric = try RubricFile.rubric(of: small, path: "rubrics/api.yaml")
    let again = try RubricFile.rubric(of: rubric.yaml, path: "rubrics/api.yaml")
    #expect(again == rubric)
    #expect(again.lock == rubric.lock)
  }

  @Test(arguments: [
    "yes", "- a", "a: b # c", "\"quoted\"", "back\\slash", "tab\tnew\nline", " lead", "{x}", "0x1F", "1e3", "~", "",
    "\u{85}\u{2028}\u{FEFF}\u{202E}\u{7}", "é 🎉 漢字", "'", "%", "null",
  ])
  func `every text survives being written as YAML`(text: String) throws {
    let value = try YAMLFile.value(of: "a: \(YAMLText.scalar(text))\nb: [\(YAMLText.scalar(text))]\n", path: "x")
    #expect(value["a"]?.string == text)
    #expect(value["b"]?.strings == [text])
  }

  @Test func `all faults of a file are reported at once with their places`() {
    let text = small.replacingOccurrences("level: MUST", "levl: MUST").replacingOccurrences("weight: 6", "weight: 0")
    let found = problems(text)
    #expect(found.count == 2)
    #expect(found.first?.hasPrefix("rubrics/api.yaml:12:5: dimensions[1].levl: unknown key 'levl'") == true)
    #expect(found.first?.contains("'level'") == true)
  }

  @Test func `scales, repeated ids and clause hashes are checked`() {
    #expect(problems(small.replacingOccurrences("2: some, ", "")).first?.contains("no description of score 2") == true)
    #expect(
      problems(small.replacingOccurrences("{1: open, 3", "{1: open, 2: ajar, 3")).first?.contains("pass_fail") == true)
    #expect(problems(small.replacingOccurrences("id: auth", "id: naming")).first?.contains("used twice") == true)
    let clause = "    clause: {adr: A, path: a.md, section: D, line: 1, end_line: 1, text: Do it., sha256: abc}\n"
    #expect(
      problems(small.trimmed + "\n  " + clause.replacingOccurrences("    clause", "  clause")).first?.contains(
        "not the hash") == true)
  }

  @Test func `a rubric of more dimensions than its weight has parts is refused`() {
    let text =
      "id: big\nname: Big\ndimensions:\n"
      + (1...10_001).map {
        "  - {id: d\($0), name: n, description: d, score_descriptions: {1: a, 2: b, 3: c}, checks: [{id: a, question: q}]}\n"
      }.joined()
    #expect(
      problems(text) == [
        "rubrics/api.yaml:4:5: dimensions: found 10001; a rubric's weight has 10000 parts, and each takes one. Split the rubric."
      ])
  }

  @Test func `an empty file and no YAML are problems, not crashes`() {
    #expect(!problems("").isEmpty)
    #expect(!problems("a: [").isEmpty)
    #expect(!problems("- 1").isEmpty)
  }
}

struct RubricCheckTests {
  /// What is found where `old` was generated and the record says `new` now.
  private func check(_ old: String, now new: String) throws -> RubricCheck {
    try withFolder { folder in
      let generator = RubricGenerator(taxonomy: smallTaxonomy)
      let text = { (sentences: String) in "# ADR-060: T\n\n## Status\n\nAccepted\n\n## Decision\n\n\(sentences)\n" }
      let directory = GeneratedDirectory(path: folder + "/out")
      try write(text(old), folder + "/adrs/adr-060.md")
      let generation = try generator.generate(directory: folder + "/adrs", named: "adrs")
      try directory.carryOut(try directory.plan(for: generation))
      try write("id: mine\n", folder + "/out/mine.yaml")
      try write(text(new), folder + "/adrs/adr-060.md")
      return try RubricCheck(of: directory, against: generator.generate(directory: folder + "/adrs", named: "adrs"))
    }
  }

  @Test func `what was just generated is fresh, and files that people wrote are never stale`() throws {
    #expect(try check("Keys must rotate.", now: "Keys must rotate.").isClean)
  }

  @Test func `a clause that only moved is not stale, but its file differs`() throws {
    let check = try check("Keys must rotate.", now: "Today:\n\nKeys must\nrotate.")
    #expect(check.stale.isEmpty && check.uncovered.isEmpty)
    #expect(check.differences == [.init(file: "adr-060.yaml", kind: .differs)])
    #expect(check.objection(to: "adr-060") == "it was edited by hand, or its record moved")
    #expect(check.objection(to: "mine") == nil)
  }

  @Test func `a changed clause is stale and its new form uncovered`() throws {
    let check = try check("Keys must rotate.", now: "Keys must rotate daily.")
    #expect(check.stale.map(\.clause.text) == ["Keys must rotate."])
    #expect(check.stale.map(\.cause) == [.reworded])
    #expect(check.uncovered.map(\.clause.text) == ["Keys must rotate daily."])
    #expect(check.uncovered.map(\.level) == [.must])
    #expect(check.differences.isEmpty)
    #expect(check.objection(to: "adr-060") == "adrs/adr-060.md:9 no longer says that")
  }
}

extension String {
  fileprivate func replacingOccurrences(_ old: String, _ new: String) -> String {
    var text = self
    while let range = text.firstRange(of: old) { text.replaceSubrange(range, with: new) }
    return text
  }
}
