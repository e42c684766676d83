import Testing

@testable import Rubrics

struct SupersessionTests {
  private static func text(_ status: String, title: String = "T") -> String {
    "# \(title)\n\n## Status\n\n\(status)\n\n## Decision\n\nServices must use TLS.\n"
  }

  /// The records in force that the record at `path` is said to replace, given its Status section.
  private func replaced(by status: String, at path: String = "adrs/adr-099-new.md", of old: String...) -> [String] {
    let documents = old.map { (path: $0, text: Self.text("Accepted", title: "Use Kafka")) }
    let new = (path: path, text: Self.text("Accepted\n\n\(status)"))
    return RubricGenerator(taxonomy: smallTaxonomy).generate(from: documents + [new]).superseded.map(\.path)
  }

  @Test(arguments: [
    ("Accepted (superseded by [ADR-9](adr-9.md))", "ADR-9"), ("Obsoleted by ADR-9", "ADR-9"),
    ("Replaced with [the new store](store.md).", "the new store"), ("Superseded by: ADR-9", "ADR-9"),
    ("Superseded by ADR-9 on 2024-01-02", "ADR-9"), ("**Superseded** by ADR-9 and ADR-10", "ADR-9, ADR-10"),
    ("Accepted, superseded by ADR-0009: Use gRPC", "ADR-0009"),
  ])
  func `a record says what replaced it`(status: String, name: String) throws {
    let found = try record(Self.text(status))
    #expect(found.status == .superseded)
    #expect(found.supersededBy == name)
  }

  @Test(arguments: [
    "Partially superseded by ADR-9", "Superseded in part by ADR-9", "Accepted, partly replaced by ADR-9",
    "Amended by ADR-9", "Accepted, amended by ADR-9", "Accepted, to be superseded by ADR-9",
    "Accepted. The cache was replaced with Redis 7", "Accepted. Deprecated modules stay",
    "Accepted, review in May", "Accepted. Replaces the deprecated ADR-3", "Accepted (see [ADR-9](deprecated-store.md))",
  ])
  func `what is replaced in part, amended or replaced later stays in force`(status: String) throws {
    let found = try record(Self.text(status))
    #expect(found.status == .accepted)
    #expect(found.supersededBy == nil)
  }

  @Test(arguments: [
    "Accepted, then deprecated on 2024-05-01", "Accepted (deprecated since 2.0)", "Accepted; later deprecated",
    "Accepted. Deprecated.",
  ])
  func `the last status of a line decides`(status: String) throws {
    #expect(try record(Self.text(status)).status == .deprecated)
  }

  @Test func `every record of a list is replaced, however it is referred to`() {
    let old = ["adrs/adr-010-a.md", "adrs/adr-011-b.md", "adrs/adr-012-c.md"]
    for words in [
      "Supersedes ADR-10, ADR-11 and ADR-12", "Supersedes ADR 10, 11 & 12.", "Supersedes decision 10, 11 and 12",
      "Replaces: ADR-0010; ADR-0011; ADR-0012",
      "Supersedes [ADR-10](adr-010-a.md), [this](adr-011-b.md), and [ADR-12]", "Obsoletes 010, 011 and 012",
      "Supersedes our ADR-10: Logs, ADR-11 (in full) and adr-012-c.md",
    ] {
      #expect(replaced(by: words, of: old[0], old[1], old[2]) == old, "\(words)")
    }
  }

  @Test func `a record without a number is replaced by its link, its file's name or its title`() {
    for words in [
      "Supersedes [Use Kafka](use-kafka.md)", "Supersedes [it](./use-kafka.md#decision)", "Supersedes use-kafka.md",
      "Supersedes \"Use Kafka\".", "Replaces use-kafka",
    ] {
      #expect(replaced(by: words, of: "adrs/use-kafka.md") == ["adrs/use-kafka.md"], "\(words)")
    }
  }

  @Test func `the front matter and tables name records in the same ways`() {
    let old = (path: "adrs/use-kafka.md", text: Self.text("Accepted"))
    for head in [
      "---\nsupersedes: \"[Kafka](use-kafka.md)\"\n---\n# N", "# N\n\n| | |\n|-|-|\n| Supersedes | [K](use-kafka.md) |",
    ] {
      let new = (path: "adrs/new.md", text: "\(head)\n\n## Status\n\nAccepted\n\n## Decision\n\nUse TLS.\n")
      let superseded = RubricGenerator(taxonomy: smallTaxonomy).generate(from: [old, new]).superseded
      #expect(superseded.map(\.path) == ["adrs/use-kafka.md"])
    }
  }

  @Test func `what a record only speaks of it does not replace`() {
    #expect(replaced(by: "Supersedes ADR-30, see also ADR-31", of: "adrs/adr-031-b.md").isEmpty)
    #expect(replaced(by: "Supersedes ADR-30 (see ADR-29, ADR-31)", of: "adrs/adr-031-b.md").isEmpty)
    #expect(replaced(by: "Supersedes ADR-30. ADR-31 stays.", of: "adrs/adr-031-b.md").isEmpty)
    #expect(replaced(by: "Supersedes ADR-30 and reuses ADR-31", of: "adrs/adr-031-b.md").isEmpty)
    #expect(replaced(by: "Partially supersedes ADR-31", of: "adrs/adr-031-b.md").isEmpty)
    #expect(replaced(by: "Replaces our 2-factor practice", of: "adrs/adr-002-b.md").isEmpty)
    #expect(replaced(by: "Replaces 2 older tools", of: "adrs/adr-002-b.md").isEmpty)
    #expect(replaced(by: "Replaces the practice of 2024-02-20", of: "adrs/adr-2024-b.md").isEmpty)
  }

  @Test func `a number belongs to its series`() {
    #expect(replaced(by: "Supersedes RFC-31", of: "adrs/adr-031-b.md", "adrs/0031-c.md").isEmpty)
    #expect(replaced(by: "Supersedes RFC-31", of: "rfcs/0031-c.md") == ["rfcs/0031-c.md"])
    #expect(replaced(by: "Supersedes ADR-4", of: "adrs/odh-adr-0004-b.md") == ["adrs/odh-adr-0004-b.md"])
    #expect(replaced(by: "Supersedes ADR-4", at: "b/0009-n.md", of: "a/0004-x.md", "b/0004-y.md") == ["b/0004-y.md"])
    #expect(replaced(by: "Supersedes FOO-ADR-4", of: "adrs/odh-adr-0004-b.md").isEmpty)
  }

  @Test func `a date is no number of a record`() throws {
    #expect(try record("# Retry", path: "adrs/2024-02-20-retry.md").id == "2024-02-20-retry")
    #expect(try record("# ADR 7: Retry", path: "adrs/2024-02-20-retry.md").id == "ADR-7")
    #expect(replaced(by: "Supersedes ADR-2024", of: "adrs/2024-02-20-retry.md").isEmpty)
    #expect(replaced(by: "Supersedes 2024-02-20-retry.md", of: "adrs/2024-02-20-retry.md").count == 1)
  }

  @Test(
    .timeLimit(.minutes(5)),
    arguments: ["supersedes ADR-1, ", "superseded by (", "replaces a (", "Supersedes ADR-1\n"])
  func `a status that goes on for ever is read`(words: String) throws {
    let text = String(repeating: words, count: 190_000 / words.utf8.count)
    #expect(try record("# T\n\n## Status\n\nAccepted\n\n\(text)\n").title == "T")
  }
}
