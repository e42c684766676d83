import JudgeTypes
import Testing

@testable import Evals

/// What people said of findings, and the cases that follow from it.
@Suite struct FindingCaseTests {
  private func word(
    _ word: FindingWord.Word, _ fingerprint: String, severity: Severity = .high, line: Int? = 5, sha256: String = "s",
    reason: String = "so it is"
  ) -> FindingWord {
    FindingWord(
      at: "2026-11-22T06:40:00.000Z", by: nil, word: word, reason: reason, run: "r", artifact: "app.py",
      artifactSHA256: sha256, fingerprint: fingerprint, rule: "rule-\(fingerprint)", severity: severity, path: "app.py",
      line: line, endLine: line, seats: ["qa"], personas: ["qa"], models: ["a/b"])
  }

  private func raised(_ fingerprint: String, _ severity: Severity = .high, line: Int? = 5) -> FindingCase.Raised {
    FindingCase.Raised(id: "F-\(fingerprint)", subject: .init(fingerprint: fingerprint, line: line), severity: severity)
  }

  private func made(
    _ words: [FindingWord], raised: [FindingCase.Raised], isRedacted: (FindingWord) -> Bool = { _ in false }
  ) throws(FindingCase.Refusal) -> FindingCase {
    try FindingCase(
      id: "findings/app.py-1", artifact: "artifacts/findings/1/app.py", kind: .code, run: "r", raised: raised,
      words: Dictionary(words.map { ($0.subject, $0) }, uniquingKeysWith: { $1 }), isRedacted: isRedacted)
  }

  @Test func `a word reads as it was written, on one line`() throws {
    let said = word(.confirmed, "a", reason: "two\nlines \"quoted\"")
    let line = try said.encoded
    #expect(!line.contains("\n") && !line.contains("\"by\""))
    #expect(FindingWord(line: line) == said)
    #expect(FindingWord(line: String(line.dropLast(3))) == nil)
  }

  @Test func `the last word counts, lines that are none are named, and another state of the file has words of its own`()
    throws
  {
    let lines = [
      try word(.confirmed, "a").encoded, "{torn", try word(.dismissed, "a", sha256: "earlier").encoded, "",
      try word(.confirmed, "b", sha256: "earlier").encoded,
    ]
    let words = FindingWords(lines: lines)
    #expect(words.unreadable == [2])
    let subject = FindingWord.Subject(fingerprint: "a", line: 5)
    #expect(words.last(on: subject, in: "app.py", sha256: "s")?.word == .dismissed)
    #expect(words.last(on: subject, in: "other.py", sha256: "s") == nil)
    #expect(words.last(in: "app.py", sha256: "s").mapValues(\.word) == [subject: .confirmed])
  }

  @Test func `the same text on two lines of one file is two faults`() throws {
    let words = FindingWords(lines: [try word(.confirmed, "a", line: 5).encoded])
    let second = FindingWord.Subject(fingerprint: "a", line: 9)
    #expect(words.last(on: second, in: "app.py", sha256: "s") == nil)
    #expect(words.last(on: second, in: "app.py", sha256: "changed")?.line == 5)
    #expect(throws: FindingCase.Refusal.open(["F-a"])) {
      try made([word(.confirmed, "a")], raised: [raised("a"), raised("a", line: 9)])
    }
  }

  @Test func `confirmed findings are labels, and a file of which all are dismissed is sound`() throws {
    let faulty = try made([word(.confirmed, "b"), word(.dismissed, "a")], raised: [raised("a"), raised("b")])
    #expect(faulty.outcome == .fail && faulty.labels.map(\.rule) == ["rule-b"])
    let sound = try made([word(.dismissed, "a")], raised: [raised("a"), raised("c", .low)])
    #expect(sound.outcome == .pass && sound.labels.isEmpty)
    let absent = try made([word(.confirmed, "a", line: nil)], raised: [raised("a", line: nil)])
    #expect(absent.evalCase.labels == [EvalCase.Label(rule: "rule-a", path: nil, lines: 1...1)])
  }

  @Test func `a fault that was confirmed in an earlier run of the same bytes stays a label`() throws {
    let both = try made([word(.confirmed, "earlier"), word(.dismissed, "a")], raised: [raised("a")])
    #expect(both.labels.map(\.rule) == ["rule-earlier"])
  }

  @Test func `findings without a word refuse the case and are named, below medium they do not count`() throws {
    #expect(throws: FindingCase.Refusal.open(["F-b"])) {
      try made([word(.confirmed, "a")], raised: [raised("a"), raised("b", .medium), raised("c", .low)])
    }
    #expect(throws: FindingCase.Refusal.redacted(["rule-a"])) {
      try made([word(.confirmed, "a")], raised: [raised("a")], isRedacted: { _ in true })
    }
  }

  @Test func `a case goes to the end of its file or in the place of its earlier form, and spares others`() throws {
    let other =
      #"{"id": "x", "artifact": "a", "kind": "code", "expect": {"outcome": "pass", "findings": []}, "source": "by hand"}"#
    let first = try made([word(.confirmed, "a")], raised: [raised("a")])
    let text = try #require(try first.added(to: other + "\n"))
    #expect(text == other + "\n" + (try first.line) + "\n")
    let now = try made([word(.dismissed, "a")], raised: [raised("a")])
    #expect(try now.added(to: text) == other + "\n" + (try now.line) + "\n")
    let foreign = other.replacing(#""id": "x""#, with: #""id": "findings/app.py-1""#)
    #expect(try now.added(to: foreign) == nil)
  }

  @Test(arguments: [
    (
      "cases:\n  - a.jsonl # first\n  # more\nsplit: 1\n",
      "cases:\n  - a.jsonl # first\n  - f.jsonl\n  # more\nsplit: 1\n"
    ),
    ("cases:\n- a.jsonl\n- {id: x,\n   kind: code}", "cases:\n- a.jsonl\n- {id: x,\n   kind: code}\n- f.jsonl"),
    ("cases: [a.jsonl] # all\n", "cases: [a.jsonl, f.jsonl] # all\n"),
    ("cases: [\n  a.jsonl,\n  b.jsonl # b\n]\n", "cases: [\n  a.jsonl,\n  b.jsonl, f.jsonl # b\n]\n"),
    ("cases: [\n  a.jsonl,\n]\n", "cases: [\n  a.jsonl, f.jsonl\n]\n"),
  ]) func `a file is added to the list of cases, and comments and layout stay`(before: String, after: String) {
    #expect(SuiteFile.adding(caseFile: "f.jsonl", to: before) == after)
  }

  @Test(arguments: ["id: x\n", "cases: &here\n  - a\n", "cases:\n  id: x\n"])
  func `a list that is written in an unknown way is left alone`(text: String) {
    #expect(SuiteFile.adding(caseFile: "f.jsonl", to: text) == nil)
  }
}
