import JudgeTypes
import Markdown
import Testing

@testable import Rubrics

struct MarkdownTests {
  private func document(_ text: String) throws -> Block { try BlockReader().blocks(of: MarkdownText(text)) }

  @Test func `blocks know the lines they stand on`() throws {
    let blocks = try document("# A\n\ntext\nmore\n\n- one\n  two\n- three\n\n| a | b |\n|---|---|\n| c | d |\n")
      .children
    #expect(blocks.map(\.line) == [1, 3, 6, 10])
    #expect(blocks.map(\.endLine) == [1, 4, 8, 12])
    #expect(blocks[2].children.map(\.line) == [6, 8])
    #expect(blocks[3].children.map(\.kind) == [.row(isHeader: true), .row(isHeader: false)])
    #expect(blocks[3].children[1].line == 12)
  }

  @Test func `front matter keeps its lines and gives its values`() throws {
    let text = MarkdownText("---\nstatus: \"accepted\"\ntags:\n  - x\n---\n# Title\n")
    #expect(text.frontMatter["status"] == "accepted")
    #expect(try BlockReader().blocks(of: text).children.first?.line == 6)
  }

  @Test func `a rule of dashes without an end is no front matter`() throws {
    #expect(try document("---\n\n# Title\n").children.map(\.kind) == [.thematicBreak, .heading(1)])
  }

  @Test func `text between two rules of dashes is no front matter`() throws {
    #expect(MarkdownText("---\nServices must log.\n---\n# Title\n").frontMatter.isEmpty)
    #expect(try document("---\n\nServices must log.\n\n---\n").children.map(\.line) == [1, 3, 5])
    let keys = MarkdownText("---\n# a comment\nstatus: accepted\n\ntags:\n- x\n  y: z\n---\n# Title\n")
    #expect(keys.frontMatter["status"] == "accepted")
  }

  @Test func `a quotation goes on over the sentences of a paragraph`() {
    #expect(
      levels("Ann wrote: \"Services must log. They must trace. All must end.\" Services should rest.") == [.should])
    #expect(levels("Ann wrote: “We must log. We must trace.”").isEmpty)
    #expect(levels("Screens of 5\" must be supported. Services must trace.") == [.must])
  }

  @Test func `a byte order mark, carriage returns and NUL change no line`() throws {
    let blocks = try document("\u{FEFF}# A\r\n\r\nb\0c\r\rd\r\n").children
    #expect(blocks.map(\.line) == [1, 3, 5])
    #expect(blocks.map(\.text) == ["A", "b\u{FFFD}c", "d"])
  }

  @Test func `sentences over wrapped lines know where they start and end`() throws {
    let paragraph = try document("One is\nhere. Two `a. B`\nis there,\ne.g. This. And (three.) Four\n").children[0]
    let sentences = Prose(paragraph.runs).sentences
    #expect(sentences.map(\.text) == ["One is here.", "Two `a. B` is there, e.g. This.", "And (three.)", "Four"])
    #expect(sentences.map(\.line) == [1, 2, 4, 4])
    #expect(sentences.map(\.endLine) == [2, 4, 4, 4])
  }

  @Test func `a label before a colon is told from its sentence`() throws {
    for text in ["**Logs**: Use JSON.", "**Logs:** Use JSON.", "*Logs* - Use JSON."] {
      let sentence = try #require(Prose(try document(text).children[0].runs).sentences.first)
      #expect(sentence.label == "Logs")
      #expect(sentence.tokens.first?.text == "Use")
    }
  }

  @Test func `links give their text, images and struck text nothing`() throws {
    let text = try document("See [the\nguide](https://x.example/must) ![must](a.png) ~~must~~ now").children[0].text
    #expect(text == "See the guide now")
  }

  @Test func `links and code over several lines do not shift the lines after them`() throws {
    let paragraph = try document("Use [a\nb](\nhttps://x.example) and `c\nd`. Then\nstop.").children[0]
    let sentences = Prose(paragraph.runs).sentences
    #expect(sentences.map(\.line) == [1, 4])
    let wrapped = try document("Use [AWS\nManager](x)\nfor it. Prefer\n\nthis\n\nManager").children[0]
    #expect(Prose(wrapped.runs).sentences.map(\.line) == [1, 3])
    let defined = try document("[a]: /x\n[b]: /y\nText here.\nMore.").children[0]
    #expect(Prose(defined.runs).sentences.map(\.line) == [3, 4])
  }
}

struct MarkdownRefusalTests {
  private func refusal(_ text: String) -> MarkdownRefusal? {
    do {
      _ = try BlockReader().blocks(of: MarkdownText(text))
      return nil
    } catch { return error }
  }

  @Test func `runs of image openers are refused`() {
    let refusal = refusal("a\n\n" + String(repeating: "![[]()", count: 40_000))
    #expect(refusal == .longBlock(line: 3, bytes: 240_000))
    #expect(self.refusal(String(repeating: "![[]()", count: 2_000)) == .manyBrackets(line: 1, count: 4_000))
  }

  @Test func `a wide table is refused, whichever line is wide`() {
    let header = String(repeating: "|a", count: 3_000) + "|\n" + String(repeating: "|-", count: 3_000) + "|\n"
    #expect(refusal(header) == .wideTable(line: 1, columns: 3_001, rows: 2))
    let tall = String(repeating: "|a", count: 150) + "|\n" + String(repeating: "|-", count: 150) + "|\n"
    #expect(refusal(tall + String(repeating: "|\n", count: 1_000)) == .wideTable(line: 1, columns: 151, rows: 1_002))
  }

  @Test func `deep nesting is refused on one line and over many`() {
    #expect(refusal(String(repeating: "> ", count: 5_000) + "x") == .deepNesting(line: 1))
    #expect(refusal(String(repeating: "- ", count: 5_000) + "x") == .deepNesting(line: 1))
    let stairs = (0..<300).map { String(repeating: "  ", count: $0) + "- x" }.joined(separator: "\n")
    guard case .deepNesting? = refusal(stairs) else {
      Issue.record("stairs of lists were read")
      return
    }
  }

  @Test func `rules, underlines and bold text open no block`() throws {
    let dashes = String(repeating: "-", count: 72)
    #expect(try BlockReader().blocks(of: MarkdownText("Status\n\(dashes)\n")).children.map(\.kind) == [.heading(2)])
    for text in [String(repeating: "*", count: 90), String(repeating: "- ", count: 80), "> " + dashes] {
      #expect(refusal(text) == nil)
    }
    #expect(refusal(String(repeating: "+ ", count: 80)) == .deepNesting(line: 1))
    #expect(refusal(String(repeating: "- ", count: 80) + "x") == .deepNesting(line: 1))
  }

  @Test func `a definition that would be copied too often is refused`() {
    let text = "[a]: /" + String(repeating: "x", count: 100_000) + "\n\n" + String(repeating: "[a]\n\n", count: 1_000)
    guard case .hugeDefinitions? = refusal(text) else {
      Issue.record("the definitions were expanded")
      return
    }
  }

  @Test func `too many marks and too large a document are refused`() {
    #expect(refusal(String(repeating: "*a_ ", count: 5_000)) == .manyDelimiters(line: 1, count: 10_000))
    let large = String(repeating: "a\n\n", count: 700_000)
    #expect(refusal(large) == .tooLarge(bytes: 2_100_000))
  }

  @Test func `an ordinary table of many rows is read`() {
    #expect(refusal("|a|b|\n|-|-|\n" + String(repeating: "|c|d|\n", count: 2_000)) == nil)
  }

  @Test func `arbitrary bytes are read or refused, never more`() {
    var numbers = FixedNumbers(state: 7)
    let marks = Array("[]()!*_`~<>|-#\n\n  \r\0&:\"{}.MUST should will\u{FEFF}\u{202E}é".utf8) + [0xFF, 0xC3, 0x80]
    for _ in 0..<300 {
      let bytes = (0..<Int.random(in: 0..<800, using: &numbers)).map { _ in
        marks.randomElement(using: &numbers) ?? 0
      }
      let text = String(decoding: bytes, as: UTF8.self)
      let result = ConstraintExtractor(taxonomy: smallTaxonomy).extract(path: "a.md", text: "## Decision\n" + text)
      #expect((result.record == nil) == !result.problems.isEmpty)
      let lines = MarkdownText("## Decision\n" + text).lines.count
      #expect(result.constraints.allSatisfy { 1 <= $0.line && $0.line <= $0.endLine && $0.endLine <= lines })
    }
  }
}
