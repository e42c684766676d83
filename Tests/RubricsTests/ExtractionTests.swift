import JudgeTypes
import Testing

@testable import Rubrics

struct ExtractionTests {
  @Test func `a constraint keeps its place, level, words and terms`() throws {
    let text =
      "# T\r\n\r\n## Decision\r\n\r\n### Data at rest\r\n\r\nIntro text here. All\r\nservices must use Postgres\r\nover **TLS 1.3**.\r\n"
    let found = try #require(extract("\u{FEFF}" + text).first)
    #expect(found.path == "adrs/adr-060-storage.md")
    #expect(found.line == 7 && found.endLine == 9)
    #expect(found.level == .must)
    #expect(found.section == "Decision > Data at rest")
    #expect(found.isInDecision)
    #expect(found.text == "All services must use Postgres over TLS 1.3.")
    #expect(found.terms == ["PostgreSQL", "TLS"])
    #expect(found.rule == "must")
  }

  @Test func `a second level of a sentence starts where its clause does`() {
    let text = "## Decision\n\nThe date may be\nextended later, but must not\nbe shortened.\n"
    #expect(findings(text) == ["3 MAY", "4 MUST_NOT"])
    #expect(extract(text).last?.text == "but must not be shortened.")
  }

  @Test func `RFC 2119 documents count capitals only`() {
    let intro = "# S\n\nThe key words \"MUST\", \"SHOULD\" and \"MAY\" are to be read as in RFC 2119.\n\n## Fields\n\n"
    let text =
      intro + "It MUST be set. It must be new.\nIt MAY NOT be there. Values which MAY appear SHOULD be short.\n"
    #expect(findings(text) == ["7 MUST", "8 MAY", "8 SHOULD"])
    #expect(
      findings(intro + "- REQUIRED\n- OPTIONAL\n- SHOULD NOT be long\n- If it MUST stay, it stays\n") == [
        "7 MUST", "8 MAY", "9 SHOULD_NOT",
      ])
  }

  @Test func `items under a stem take its level, negations turn it`() {
    let text =
      "## Decision\n\nHandlers should have these qualities:\n\n- Hide nothing.\n- Not break tools.\n- It must log.\n"
    #expect(findings(text) == ["3 SHOULD", "5 SHOULD", "6 SHOULD_NOT", "7 MUST"])
    let pointer = "## Decision\n\nThe following keys may be there:\n\n- `a` - first\n- `b` - second\n"
    #expect(findings(pointer) == ["5 MAY", "6 MAY"])
  }

  @Test func `a stem before subsections speaks of the lists in them, past names`() {
    let text =
      "## Decision\n\nWe should name the fields as follows:\n\n### Users\n\nTop fields:\n\n- `a` -> `b`\n\n[Form](x)\n\n- `c`\n\n"
    #expect(findings(text + "## Storage\n\nFields:\n\n- It is fast\n") == ["9 SHOULD", "13 SHOULD"])
    #expect(findings(text + "### Notes\n\nThis is how it was.\n\n- It is fast\n").count == 2)
  }

  @Test func `a stem that ends before its object only points at the list`() {
    #expect(findings("## Decision\n\nThe store keeps only:\n\n- The names\n") == ["5 MUST"])
    #expect(findings("## Decision\n\nInclude in each request:\n\n- The name\n") == ["5 MUST"])
    #expect(findings("## Decision\n\nFor keys, callers are responsible:\n\n- Rotation\n") == ["5 MUST"])
    #expect(findings("## Decision\n\nSplit the store by:\n\n- The name\n") == ["3 MUST", "5 MUST"])
  }

  @Test func `what a decision gives us is a reason`() {
    #expect(findings("## Decision\n\nChosen option: \"A\", because it gives us:\n\n- stable names\n") == ["3 MUST"])
  }

  @Test func `alerts are the author's own, lists of metadata are front matter`() {
    #expect(findings("## Decision\n\n> [!WARNING]\n> Names must be short.\n") == ["4 MUST"])
    #expect(findings("## Decision\n\n> Names must be short.\n").isEmpty)
    #expect(findings("# T\n\n- Status: draft\n- Start Date: 2030\n- Scope: names must be short\n").isEmpty)
    #expect(findings("# T\n\n- Scope: names must be short\n") == ["3 MUST"])
  }

  @Test func `a list after a decision names its parts, one after an example shows`() {
    #expect(
      findings("## Decision\n\nWe will use a log.\n\n- Schemas for all topics\n- Good tools\n") == ["3 MUST", "5 MUST"])
    #expect(findings("## Decision\n\nExample:\n\n- Jobs must log\n").isEmpty)
    #expect(findings("## Decision\n\nFor example:\n\n- Jobs must log\n").isEmpty)
    #expect(findings("## Decision\n\n**Justification:**\n\n- Jobs must log\n").isEmpty)
  }

  @Test func `an instruction before a list is a stem, a bold sentence is a sentence`() {
    #expect(findings("## Decision\n\nFollow these guidelines:\n\n- Short names\n") == ["5 MUST"])
    #expect(findings("## Decision\n\n**Names must be short.**\n") == ["3 MUST"])
    #expect(findings("## Decision\n\n**What must be done**\n").isEmpty)
  }

  @Test func `conventions of a subject are read, conventions of notation are not`() {
    #expect(findings("# T\n\n## Naming conventions\n\nNames must be short.\n") == ["5 MUST"])
    #expect(findings("# T\n\n## Notational conventions\n\nNames must be in code.\n").isEmpty)
    #expect(findings("# T\n\n## Design considerations\n\nTeams may use names.\n").isEmpty)
  }

  @Test func `reasons and examples under a stem are no demands`() {
    #expect(
      findings("## Decision\n\nChosen option: \"A\", because\n\n- It must be explicit.\n- Use is easy.\n") == ["3 MUST"]
    )
    #expect(findings("## Decision\n\nIt may be used for many purposes, including:\n\n- Use at home\n") == ["3 MAY"])
    #expect(findings("## Decision\n\n**Benefits:**\n\n- Use less memory\n").isEmpty)
  }

  @Test func `noun phrases in a list of the decision stand for demands`() {
    let text = "## Decision\n\n**Network:**\n\n- 3 public subnets\n- Introducing an internal API\n- It is fast\n"
    #expect(findings(text) == ["5 MUST", "6 MUST"])
    #expect(findings("## Context\n\n**Network:**\n\n- 3 public subnets\n\n## Decision\n").isEmpty)
  }

  @Test func `headings of lists carry a level`() {
    let text = "## Decision\n\n**Recommended:**\n\n- Signed commits\n\n**Optional:**\n\n- Badges\n"
    #expect(findings(text) == ["5 SHOULD", "9 MAY"])
  }

  @Test func `a table of conventions inside the decision settles each of its rows`() {
    let table = "| Thing | Convention |\n|-|-|\n| Tables | plural |\n| Keys | upper case |\n"
    let text = "## Detailed design\n\n### Naming conventions\n\nThe conventions are:\n\n\(table)"
    #expect(findings(text) == ["9 MUST", "10 MUST"])
    #expect(findings("## Context\n\nToday:\n\n\(table)\n## Decision\n\nWe will use SQL.\n").count == 1)
  }

  @Test func `table rows follow a level column, else the stem, else their own words`() {
    let column =
      "## Decision\n\n| Need | What | Mandatory |\n|-|-|-|\n| A | x | Yes |\n| B | y | Recommended |\n| C | No z | Yes |\n"
    #expect(findings(column) == ["5 MUST", "6 SHOULD", "7 MUST_NOT"])
    let coded =
      "## Fields\n\n| Name | Requirement Level |\n|-|-|\n| A | `Recommended` [1] |\n| B | `Opt-In` |\n| C | Required: always |\n"
    #expect(findings(coded) == ["5 SHOULD", "6 MAY", "7 MUST"])
    let stem = "## Decision\n\nThe VPCs will have the following ranges:\n\n| Env | Range |\n|-|-|\n| A | 10.0.0.0/8 |\n"
    #expect(findings(stem) == ["7 MUST"])
    let own = "## Decision\n\n| A | B |\n|-|-|\n| x | It must be signed |\n| y | fast |\n"
    #expect(findings(own) == ["5 MUST"])
  }

  @Test func `a rejected record gives none, a superseded one is read as written`() {
    #expect(findings("# T\n\n## Status\n\nRejected\n\n## Decision\n\nUse X.\n").isEmpty)
    for status in [
      "**Date:** 2030-01-01\n**Status:** Rejected\n", "## Status: Rejected\n", "**Decision status:** rejected\n",
      "- RFC Status: rejected\n", "> Status: rejected\n", "| **Status** | Rejected |\n|-|-|\n| Date | 2030 |\n",
      "| Status | Date |\n|-|-|\n| Rejected | 2030 |\n", "## Status\n\nProposed → Rejected\n",
    ] {
      #expect(findings("# T\n\n\(status)\n## Decision\n\nUse X.\n").isEmpty, "\(status)")
    }
    #expect(findings("# T\n\nStatus: accepted, the second option rejected\n\n## Decision\n\nUse X.\n").count == 1)
    #expect(findings("# T\n\n## Status\n\nSuperseded by ADR-9\n\n## Decision\n\nUse X.\n") == ["9 MUST"])
  }

  @Test func `a Y-statement is read without headings`() {
    let text =
      "In the context of the shop, facing load,\nwe decided for PostgreSQL and against MySQL\nto achieve safety, accepting cost.\n"
    #expect(findings(text) == ["1 MUST"])
    #expect(extract(text).first?.isInDecision == true)
    #expect(extract(text).first?.terms == ["PostgreSQL", "MySQL"])
  }

  @Test func `documents read at once are read as one by one`() async {
    let text = "## Decision\n\n| A | Mandatory |\n|-|-|\n| ~~x~~ y | Yes |\n\n- [ ] All must ~~not~~ log.\n"
    let alone = findings(text)
    #expect(alone == ["5 MUST", "7 MUST"])
    let together = await withTaskGroup(of: [String].self) { group in
      for _ in 0..<64 { group.addTask { findings(text) } }
      return await group.reduce(into: Set<[String]>()) { $0.insert($1) }
    }
    #expect(together == [alone])
  }

  @Test func `a paragraph that begins as an example is one to its end`() {
    #expect(findings("## Decision\n\nFor instance, a stack has a zone. The stack must have it.\n").isEmpty)
  }

  @Test func `what cannot be read is a problem with its place and reason`() throws {
    let text = "a\n\n" + String(repeating: "[", count: 5_000)
    let result = ConstraintExtractor(taxonomy: .empty).extract(path: "adrs/x.md", text: text)
    #expect(result.record == nil && result.constraints.isEmpty)
    #expect(
      result.problems.map(\.description) == [
        "adrs/x.md:3: not read as Markdown: a block has 5000 opening brackets; break it below 1000."
      ])
  }
}
