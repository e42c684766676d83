import JudgeTypes
import Testing

@testable import Rubrics

struct RecordTests {
  @Test func `the id comes from the file's name, then the title, then the name itself`() throws {
    #expect(try record("# X", path: "adrs/adr-060-use-kafka.md").id == "ADR-060")
    #expect(try record("# X", path: "0012-logging.md").id == "ADR-0012")
    #expect(try record("# X", path: "ODH-ADR-0004-x.md").id == "ODH-ADR-0004")
    #expect(try record("# ADR 007: Logs", path: "logs.md").id == "ADR-007")
    #expect(try record("# Logs", path: "logs.md").id == "logs")
  }

  @Test(arguments: [
    ("# T\n\n## Status\n\nAccepted\n", RecordStatus.accepted),
    ("# T\n\n**Status:** Proposed | **Date:** 2025-01-01\n", .proposed),
    ("# T\n\n* Status: rejected\n* Date: 2020\n", .rejected),
    ("# T\n\n| | |\n|-|-|\n| Status | Draft |\n", .proposed),
    ("---\nstatus: implemented\n---\n# T\n", .accepted),
    ("# T\n\n## Status\n\nDeprecated\n", .deprecated),
    ("# T\n\n## Status\n\nDeferred. The board asked for figures.\n", .proposed),
    ("# T\n\nStatus: on hold\n", .proposed), ("# T\n\nStatus: postponed\n", .proposed),
    ("# T\n\n## Decision\n\nUse X.\n", .other), ("# T\n\n## Status: Rejected\n", .rejected),
    ("# T\n\n**Date:** 2030-01-01\n**Status:** Accepted\n", .accepted),
    ("# T\n\n> RFC Status: approved\n", .accepted),
    ("# T\n\n| Status | Date |\n|-|-|\n| Rejected | 2030 |\n", .rejected),
    ("# T\n\n## Status\n\nProposed → Accepted\n", .accepted), ("# T\n\n## Status\n\nNot yet accepted\n", .proposed),
    ("# T\n\n## Status\n\nNot accepted\n", .rejected), ("# T\n\n## Status\n\nNo longer active\n", .deprecated),
    ("# T\n\n## Status\n\n2030-01-02 proposed\n\n2030-02-01 accepted\n", .accepted),
    ("---\ntags:\n  - storage\n  - Rejected\n---\n# T\n", .rejected),
    ("# T\n\n| Option | Status |\n|-|-|\n| A | Rejected |\n| B | Accepted |\n", .other),
    ("# T\n\nHTTP status: rejected requests get 403.\n", .other),
  ])
  func `the status is found wherever it is written`(text: String, status: RecordStatus) throws {
    #expect(try record(text).status == status)
  }

  @Test func `supersession is found in a status section, front matter and tables`() throws {
    let section = try record("# T\n\n## Status\n\nSuperseded by [ADR-9](adr-9.md).\n")
    #expect(section.status == .superseded)
    #expect(section.supersededBy == "ADR-9")
    #expect(try record("---\nsuperseded-by: ADR-3\n---\n# T\n").supersededBy == "ADR-3")
    #expect(
      try record("---\nsupersedes:\n  - ADR-3\n  - \"ADR-4\"\n---\n# T\n").supersedes.map(\.text) == ["ADR-3", "ADR-4"])
    #expect(try record("# T\n\n| | |\n|-|-|\n| Superseded by: | N/A |\n").supersededBy == nil)
  }

  @Test(arguments: [
    ("Decision", SectionRole.decision), ("2. Decision Outcome", .decision), ("Decision Drivers", .goals),
    ("Context and Problem Statement", .context), ("Considered Options", .alternatives), ("Why", .context),
    ("Why Quarto", .rationale), ("Pros and Cons of the Options", .alternatives), ("What", .decision),
    ("How", .decision),
    ("Non-Goals", .goals), ("Detailed design", .decision), ("Unresolved questions", .questions),
    ("Test Plan", .verification), ("Risks and Mitigations", .consequences),
    ("Alternatives (Not Implemented)", .alternatives), ("Options laid before the board", .alternatives),
    ("Rejected solution", .alternatives), ("Previous decision", .alternatives), ("What we rejected", .alternatives),
    ("Proposal A", .alternatives), ("Not chosen", .alternatives), ("Proposed solution", .decision),
    ("Decision: Use PostgreSQL for all orders", .decision), ("Known risks", .consequences),
    ("Introduction", .summary),
  ])
  func `headings of the usual styles name their role`(heading: String, role: SectionRole) {
    #expect(SectionRole.named(by: heading) == role)
  }

  @Test func `a heading that only holds such a word names nothing`() {
    #expect(SectionRole.named(by: "How the asset pipeline works today in production") == nil)
    #expect(SectionRole.named(by: "Stack domains") == nil)
    for heading in [
      "HTTP status codes", "Configuration options", "Code owners", "Date format", "Kubernetes resources",
      "Audit history", "Release notes", "Order status",
    ] {
      #expect(SectionRole.named(by: heading) == nil, "\(heading)")
    }
  }

  @Test func `subsections take the role above them and alternatives keep theirs`() throws {
    let text = "# T\n\n## Decision\n\n### Storage\n\na\n\n## Alternatives\n\n### Decision B\n\nb\n"
    let sections = try record(text).sections
    #expect(sections.map(\.role) == [.decision, .decision, .alternatives, .alternatives])
    #expect(sections.last?.name == "Alternatives > Decision B")
  }

  @Test func `a title that holds the word decision is no section`() throws {
    let found = try record("# Use Architectural Decision Records\n\nText.\n\n## Context\n\nx\n")
    #expect(found.title == "Use Architectural Decision Records")
    #expect(!found.sections.contains { $0.role == .decision })
  }

  @Test func `a form that waits to be filled in is a template`() throws {
    #expect(try record("# T", path: "adrs/adr-template.md").isTemplate)
    #expect(try record("# T\n\n**Date:** YYYY-MM-DD\n").isTemplate)
    #expect(try !record("# T\n\n**Date:** 2025-01-01\n").isTemplate)
  }

  @Test(arguments: ["template", "adr-template", "0000-template", "NNNN-template", "0000-my-project-template"])
  func `a file named as a template is one`(stem: String) throws {
    #expect(try record("# T\n", path: "adrs/\(stem).md").isTemplate)
  }

  @Test(arguments: ["0012-use-html-templates", "0012-template-engine", "template-storage", "contemplate"])
  func `a file whose name only speaks of templates is a record`(stem: String) throws {
    #expect(try !record("# T\n", path: "adrs/\(stem).md").isTemplate)
  }

  @Test func `only a status or date field that waits to be filled in makes a template`() throws {
    #expect(try record("# T\n\n* Status: {proposed | accepted}\n").isTemplate)
    #expect(try record("---\ndate: {YYYY-MM-DD}\n---\n# T\n").isTemplate)
    #expect(try record("# T\n\n## Status\n\n{status}\n").isTemplate)
    #expect(try !record("# T\n\nDates look like YYYY-MM-DD.\n").isTemplate)
    #expect(try !record("# T\n\n* Status: [accepted](log.md)\n").isTemplate)
  }

  @Test func `only a declaration of what the key words mean adopts them`() throws {
    let decision = "\n\n## Decision\n\nServices must log.\n"
    for text in [
      "The key words MUST and MAY are to be interpreted as described in RFC 2119.",
      "The terms MUST and MAY have the meaning of BCP 14.",
    ] {
      #expect(try record("# T\n\n## Context\n\n\(text)\(decision)").usesKeywordCapitals)
    }
    for text in [
      "Our API guide follows RFC 2119 (MUST, SHOULD).", "All services MUST log per BCP 14 and keep the log.",
    ] {
      #expect(try !record("# T\n\n## Context\n\n\(text)\(decision)").usesKeywordCapitals)
    }
    #expect(levels("All services MUST log per BCP 14.") == [.must])
  }
}
