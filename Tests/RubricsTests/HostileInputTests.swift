import Foundation
import JudgeTypes
import Markdown
import Testing

@testable import Rubrics

/// Whatever the bytes: no trap, no hang, lines that are in the file.
struct HostileInputTests {
  private let extractor = ConstraintExtractor(taxonomy: smallTaxonomy)

  /// Extracts and generates, and holds each place against the text.
  private func read(_ text: String) {
    let result = extractor.extract(path: "adr-1.md", text: text)
    let count = text.utf8.reduce(into: 1) { $0 += $1 == 10 || $1 == 13 ? 1 : 0 }
    for constraint in result.constraints {
      #expect(1 <= constraint.line && constraint.line <= constraint.endLine && constraint.endLine <= count)
      #expect(!constraint.text.isEmpty)
    }
    let all = RubricGenerator(taxonomy: smallTaxonomy, statuses: Set(RecordStatus.allCases))
    for rubric in all.generate(from: [(path: "adr-1.md", text: text)]).rubrics {
      #expect(rubric.dimensions.reduce(0) { $0 + $1.weight } == Rubric.wholeWeight)
      #expect(rubric.dimensions.allSatisfy { !$0.name.isEmpty && $0.checks.allSatisfy { !$0.question.isEmpty } })
    }
  }

  @Test(.timeLimit(.minutes(5)))
  func `arbitrary bytes are read or refused`() {
    var numbers = FixedNumbers(state: 3)
    for _ in 0..<300 {
      let bytes = (0..<Int.random(in: 0...400, using: &numbers)).map { _ in UInt8.random(in: 0...255, using: &numbers) }
      read(String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test(.timeLimit(.minutes(5)))
  func `scraps of Markdown in any order are read or refused`() {
    let scraps = [
      "# ADR-1: T\n", "## Decision\n", "## Status\n", "Accepted", "\n\n", "\n", "\r\n", "\r", "\t", "\0", "\u{FEFF}",
      "---\n", "```\n", "~~~",
      "All services must use TLS. ", "must not", " MUST ", "should ", "**", "*", "_", "`", "[", "](", ")", "![", "> ",
      "- ", "1. ",
      "| a | b |\n|---|---|\n", "| must | x |\n", "<!--", "-->", "<div>", "&amp;", "\\", "漢字は必要", "يجب", "🎉",
      "e\u{301}", ": ", "; ", ", ",
      "Chosen option: \"", "\"", "because ", "If ", "then ", "    ", "[a]: /x\n", "~~", "(", "Supersedes ADR-1",
      "RFC 2119", "…", "—",
    ]
    var numbers = FixedNumbers(state: 7)
    for _ in 0..<600 {
      let count = Int.random(in: 1...40, using: &numbers)
      read((0..<count).map { _ in scraps.randomElement(using: &numbers) ?? "" }.joined())
    }
  }

  @Test(
    .timeLimit(.minutes(5)),
    arguments: [
      String(repeating: "must ", count: 40_000), String(repeating: "a", count: 900_000),
      String(repeating: "- ", count: 10_000),
      String(repeating: "> ", count: 10_000) + "must", String(repeating: "![[]()", count: 40_000),
      String(repeating: "|a", count: 20_000) + "\n" + String(repeating: "|-", count: 20_000),
      String(repeating: "*a_ ", count: 50_000),
      String(repeating: "`", count: 100_000), String(repeating: "(", count: 100_000) + " must",
      String(repeating: "\"", count: 100_000),
      String(repeating: "A service must log. ", count: 9_000), String(repeating: "a: ", count: 60_000) + "must be",
      "---\n" + String(repeating: "a: b\n", count: 100_000),
      "```\n" + String(repeating: "must\n", count: 100_000), String(repeating: "Use TLS, ", count: 20_000),
      String(repeating: "<", count: 100_000),
      String(repeating: "# Decision\n\nmust\n\n", count: 20_000),
      String(repeating: "if x, ", count: 25_000) + "it must",
      "## Decision\n\n" + String(repeating: String(repeating: "may ", count: 390) + "go. X ", count: 100),
      "## Decision\n\n" + String(repeating: String(repeating: "; it may not ", count: 95) + "go. X ", count: 60),
    ])
  func `large and repeated input ends soon`(text: String) { read(text) }

  @Test func `10,000 nested list levels are refused by name`() {
    let text = (0..<10_000).map { String(repeating: " ", count: min($0, 40) * 2) + "- a" }.joined(separator: "\n")
    read(text)
    let nested = extractor.extract(path: "a.md", text: String(repeating: "- ", count: 10_000) + "must")
    #expect(nested.problems.map(\.refusal) == [.deepNesting(line: 1)])
  }

  @Test func `50 MB of one line are refused before they are cut up`() {
    let result = extractor.extract(path: "a.md", text: String(repeating: "must ", count: 10_000_000))
    #expect(result.problems.map(\.refusal) == [.tooLarge(bytes: 50_000_000)])
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `line ends, marks and tabs shift no place`(end: String) {
    let lines = [
      "\u{FEFF}# T", "", "## Decision", "", "\t", "漢字 \0 e\u{301}.", "", "- a:", "", "\tAll services must",
      "\tuse TLS.", "", "~~~", "must",
    ]
    let found = extractor.extract(path: "a.md", text: lines.joined(separator: end)).constraints
    #expect(found.map { [$0.line, $0.endLine] } == [[10, 11]])
  }
}
