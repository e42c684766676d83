import JudgeTypes
import Testing

@testable import Rubrics

/// How what stands before a list, and the name of an item, decide what its items are.
struct LeadTests {
  private func items(under lead: String, _ items: [String] = ["Shared stores", "Global state"]) -> [Level] {
    extract("# T\n\n## Decision\n\n\(lead)\n\n" + items.map { "- \($0)\n" }.joined()).map(\.level)
  }

  @Test(arguments: [
    "**Avoid:**", "**Not allowed:**", "Never:", "Things to avoid:", "Don'ts:", "**Banned**", "### Don't",
    "### MUST NOT",
    "### Forbidden", "### Anti-patterns", "### What we will not do",
  ])
  func `a forbidding name forbids what stands under it`(lead: String) {
    #expect(items(under: lead) == [.mustNot, .mustNot])
    #expect(items(under: lead, ["No shared stores", "Never share state"]) == [.mustNot, .mustNot])
  }

  @Test func `other names permit, recommend or spare`() {
    #expect(items(under: "Allowed:") == [.may, .may])
    #expect(items(under: "### Optional") == [.may, .may])
    #expect(items(under: "Not recommended:") == [.shouldNot, .shouldNot])
    #expect(items(under: "**Not required:**") == [])
    #expect(items(under: "**Storage:**") == [.must, .must])
  }

  @Test(arguments: [
    "Services need not:", "Discarded:", "Weaknesses:", "Costs:", "Participants:", "Sources:", "Today:",
    "Not decided yet:", "Exceptions:", "The other options were:",
  ])
  func `names of what was not decided block their items`(lead: String) {
    #expect(items(under: lead, ["Use XML", "Log everything"]).isEmpty)
  }

  @Test func `conditions under a demand are no demands`() {
    #expect(items(under: "Requests must be rejected when:", ["The token is old", "The name is long"]) == [.must])
    #expect(items(under: "Do not deploy when:", ["The tests fail", "It is Friday"]) == [.mustNot])
    #expect(items(under: "When a token is old:", ["Reject the request"]) == [.must])
  }

  @Test func `a label speaks for its own item`() {
    #expect(levels("- **MUST NOT:** share a database") == [.mustNot])
    #expect(levels("- **Never:** commit secrets") == [.mustNot])
    #expect(levels("- **Optional:** caching") == [.may])
    for item in [
      "- **Rejected:** MySQL", "- **Example:** use MySQL", "**Rationale:** services must log", "- MySQL (rejected)",
      "- ❌ MySQL",
    ] {
      #expect(levels(item).isEmpty, "\(item)")
    }
  }

  @Test func `a negated row of a forbidding level is forbidden, a note negates nothing`() {
    let rules = "| Rule | Level |\n|-|-|\n| No passwords in logs | MUST NOT |\n| Short names | MUST |\n"
    #expect(levels(rules) == [.mustNot, .must])
    let notes = "| Path | Notes | Required |\n|-|-|-|\n| /a | No paging yet | Yes |\n| /b | x | Yes |\n"
    #expect(levels(notes) == [.must, .must])
    let standing =
      "| Tool | Standing |\n|-|-|\n| A | mandatory for new code |\n| B | recommended |\n| C | no new code |\n"
    #expect(levels(standing) == [.must, .should, .mustNot])
  }

  @Test func `yes and no count only under a title that names a level`() {
    let table = "| Group | Impacted? |\n|-|-|\n| Web | yes |\n| Mail | no |\n"
    #expect(levels("We will use a queue.\n\n\(table)") == [.must])
    #expect(levels("**Rollout:**\n\n| Phase | Old clients |\n|-|-|\n| 1 | accepted |\n") == [.must])
    #expect(levels("**Comparison:**\n\n| Option | Score |\n|-|-|\n| A | 1 |\n").isEmpty)
  }

  @Test func `bold lines stand for headings`() {
    let text =
      "# T\n\n**Context**\n\nAll will change.\n\n**Decision**\n\nServices log JSON.\n\n**Rejected alternatives**\n\nUse XML.\n"
    #expect(findings(text) == ["9 MUST"])
  }
}
