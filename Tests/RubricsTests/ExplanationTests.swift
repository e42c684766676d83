import JudgeTypes
import Testing

@testable import Rubrics

/// Pages that explain how something is, and what in them still obliges.
struct ExplanationTests {
  private func found(_ text: String, path: String = "docs/page.md") -> [Level] {
    extract(text, path: path).map(\.level)
  }

  private static let rules =
    "Rotate every key. Store the key in the vault. Never print a key. Sign each build. The key must be short.\n"

  @Test func `a page of many demands makes rules of its plain sentences, a page that explains does not`() {
    let text = "\n\n## Keys\n\n" + Self.rules + "Keys live in the vault.\n"
    #expect(found("# Handling of keys" + text).count == 6)
    #expect(found("# Threat model of the vault" + text).count == 5)
    #expect(found("# Understanding keys" + text).count == 5)
  }

  @Test func `a heading that asks is no stem`() {
    #expect(found("# Page\n\n## What do we not trust\n\n- Uploaded files\n- Headers\n").isEmpty)
    #expect(levels("### What we will not do\n\n- Shared stores\n- Global state\n") == [.mustNot, .mustNot])
  }

  @Test func `without a decision, a list may as well name what there is`() {
    let list = "\n\n## Releases\n\nOld lines should be left.\n\n- Line 2.1 with all patches\n"
    #expect(found("# Keys\n\n## Keys\n\n" + Self.rules + list).count == 6)
    #expect(levels("- Three public subnets\n- A private zone\n") == [.must, .must])
  }

  @Test(arguments: [
    "You will get an error.", "Costs will go up in winter.", "The build will simply have a new step.",
    "For more details, check out the wiki.", "To set it up, see the manual.", "Keep these limits in mind.",
    "You must be aware of the cost.", "The bill may see fewer hits than it should.",
    "The example above uses a queue.", "The outage may delay messages.", "This should come to a gigabyte.",
    "We are not responsible for their data.", "When it works, we ship it.",
    "Loading a version takes 25 minutes.", "- Loading a version takes 25 minutes",
  ])
  func `what is met, estimated or only pointed at is no demand`(sentence: String) {
    #expect(levels(sentence).isEmpty)
  }

  @Test func `a lead that shows or asks for the list is counted by its items`() {
    #expect(levels("Common cases include:\n\n- Reading from a file\n- Bridging a system\n").isEmpty)
    #expect(levels("For each key, document:\n\n- its owner\n- its age\n") == [.must, .must])
    #expect(levels("Points we agreed on:\n\n- short names\n- one owner\n") == [.must, .must])
    #expect(levels("The client does the following:\n\n1. checks the sum\n2. deletes the copy\n") == [.must, .must])
    #expect(levels("Name every owner according to these rules.") == [.must])
  }

  @Test func `an example in brackets does not silence the list below`() {
    let list = "- Files should hold one type (for example, `A.swift`).\n  - Small types may be combined.\n"
    #expect(levels(list) == [.should, .may])
  }

  @Test func `a warning of documentation counts, other quotations do not`() {
    #expect(levels("> Important: Always sign the build.") == [.must])
    #expect(levels("> Ann: Always sign the build.").isEmpty)
  }

  @Test func `the text before the first heading sums up a decision`() {
    let decision = "\n\n## Decision\n\nWe will use a queue.\n"
    #expect(found("# T\n\nReplace the pipe with a queue.\(decision)") == [.must, .must])
    #expect(found("# T\n\nThe pipe moves all orders.\(decision)") == [.must])
  }
}
