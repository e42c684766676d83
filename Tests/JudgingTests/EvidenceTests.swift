import JudgeTypes
import Judging
import Testing

struct QuoteTests {
  private let check = EvidenceCheck(for: Sample.artifact())

  private func quote(_ text: String, line: Int = 1, path: String = Sample.path) -> Evidence {
    .quote(path: path, startLine: line, endLine: line, text: text)
  }

  private func checked(_ evidence: Evidence, by check: EvidenceCheck? = nil) -> CheckedEvidence? {
    (check ?? self.check).finding(from: Sample.claim(.low, evidence: [evidence])).evidence.first
  }

  private func lines(_ checked: CheckedEvidence?) -> [Int]? {
    guard case .quote(_, let start, let end, _) = checked?.evidence else { return nil }
    return [start, end]
  }

  @Test func `a verbatim quote holds on the lines where it stands`() {
    let found = checked(quote("    with open(path) as handle:\n        return handle.read()", line: 4))
    #expect(found?.isVerified == true && lines(found) == [4, 5])
  }

  @Test(arguments: [
    "with open(path) as handle: return handle.read()", "with open(path)\nas handle:\n\n\nreturn handle.read()",
    "\t\twith open(path) as handle:\r\n\t\t\treturn handle.read()\r\n",
    "  with   open(path)  as handle: return\thandle.read()  ",
  ])
  func `a quote that was re-wrapped or re-indented holds`(text: String) {
    let found = checked(quote(text, line: 4))
    #expect(found?.isVerified == true && lines(found) == [4, 5])
  }

  // "as handle:" stands on lines 4 and 8; from 6 both are two lines away.
  @Test(arguments: [
    (1, 4), (4, 4), (5, 4), (6, 4), (7, 8), (8, 8), (9, 8), (1_000_000, 8), (0, 4), (-7, 4), (Int.max, 8),
  ])
  func `a quote whose line is off is moved to its nearest occurrence, the earlier of two as near`(said: Int, found: Int)
  {
    let checked = checked(quote("as handle:", line: said))
    #expect(checked?.isVerified == true && lines(checked) == [found, found])
  }

  @Test func `a quote that is moved keeps its words`() {
    #expect(
      checked(quote("as  handle:", line: 70))?.evidence
        == .quote(path: Sample.path, startLine: 8, endLine: 8, text: "as  handle:"))
  }

  // Seven and eight characters that are not white space.
  @Test(arguments: [
    ("handle.", false), ("handle.w", true), ("os def lo", false), ("os def loa", true), ("", false), (" \n\t ", false),
  ])
  func `a quote needs eight characters that are not white space`(text: String, holds: Bool) {
    #expect(checked(quote(text))?.isVerified == holds)
  }

  @Test(arguments: [
    "handle.readlines()", "WITH OPEN(PATH) AS HANDLE:", "with open (path) as handle:", "withopen(path)ashandle:",
    "return handle.read()def save(path", "return handle.read() ... def save(path, text):",
  ])
  func `words that do not stand in the file do not hold, and their lines stay as claimed`(text: String) {
    let found = checked(quote(text, line: 3))
    #expect(found?.isVerified == false && lines(found) == [3, 3])
  }

  @Test func `a quote longer than the file does not hold`() {
    #expect(checked(quote(Sample.code + "and more"))?.isVerified == false)
    #expect(checked(quote(Sample.code))?.isVerified == true)
  }

  @Test func `a quote holds in the file that it names and in no other`() {
    let two = EvidenceCheck(
      for: Sample.artifact([Sample.file(Sample.code), Sample.file("print('other words')\n", path: "other.py")]))
    #expect(checked(quote("return handle.read()"), by: two)?.isVerified == true)
    #expect(checked(quote("return handle.read()", path: "other.py"), by: two)?.isVerified == false)
    #expect(checked(quote("print('other words')", path: "other.py"), by: two)?.isVerified == true)
    for path in ["nowhere.py", "", "./store.py", "../src/store.py"] {
      #expect(checked(quote("return handle.read()", path: path), by: two)?.isVerified == false, "\(path)")
    }
  }

  @Test func `a quote with redaction marks and letters beyond ASCII is held byte for byte`() {
    let check = EvidenceCheck(for: Sample.artifact("a = 1\r\nkey = '[redacted:aws_key]'\r\nname = 'caf\u{e9} 😀'\r\n"))
    let marked = checked(quote("key = '[redacted:aws_key]'", line: 9), by: check)
    #expect(marked?.isVerified == true && lines(marked) == [2, 2])
    #expect(checked(quote("name = 'caf\u{e9} 😀'"), by: check)?.isVerified == true)
    #expect(checked(quote("name = 'cafe\u{301} 😀'"), by: check)?.isVerified == false)
    #expect(checked(quote("key = 'AKIA[redacted]'"), by: check)?.isVerified == false)
  }

  @Test func `a quote of fewer than eight letters does not hold however many bytes they take`() {
    let check = EvidenceCheck(for: Sample.artifact("ключ = 1\nпеременная = 2\n"))
    #expect(checked(quote("ключ"), by: check)?.isVerified == false)
    #expect(checked(quote("ключ = 1"), by: check)?.isVerified == false)
    #expect(checked(quote("переменн"), by: check)?.isVerified == true)
  }

  @Test func `white space beyond ASCII is white space`() {
    let blanks = String(repeating: "\u{3000}", count: 8)
    let check = EvidenceCheck(for: Sample.artifact("x = '\(blanks)'\n"))
    do {
      #expect(checked(quote(blanks), by: check)?.isVerified == false)
    }
  }

  @Test func `a line number at the edge of what fits is survived`() async {
    do {
      await #expect(processExitsWith: .success) {
        let check = EvidenceCheck(for: Sample.artifact())
        let evidence = Evidence.quote(path: Sample.path, startLine: .min, endLine: .min, text: "as handle:")
        _ = check.finding(from: Sample.claim(.low, evidence: [evidence]))
      }
    }
  }
}

struct HostileEvidenceTests {
  private func isVerified(_ evidence: Evidence, in artifact: Artifact) -> Bool {
    EvidenceCheck(for: artifact).finding(from: Sample.claim(.low, evidence: [evidence])).status == .verified
  }

  // Compared from every place anew these would take some 5 * 10^10 steps, which are hours; beside all other tests a second
  // may become a minute.
  @Test(.timeLimit(.minutes(10)))
  func `a long run of one letter is searched once`() {
    let artifact = Sample.artifact(String(repeating: "a", count: 1_900_000))
    let almost = String(repeating: "a", count: 25_000) + "b"
    let quote = Evidence.quote(path: Sample.path, startLine: 1, endLine: 1, text: almost)
    #expect(!isVerified(quote, in: artifact))
    #expect(isVerified(.absence(path: nil, terms: [almost]), in: artifact))
  }

  @Test func `a long quote holds as a short one does`() {
    let line = (0..<9_000).map { "f(\($0));" }.joined()
    let artifact = Sample.artifact("start()\n" + line + "\n")
    #expect(isVerified(.quote(path: Sample.path, startLine: 2, endLine: 2, text: line), in: artifact))
    #expect(!isVerified(.quote(path: Sample.path, startLine: 2, endLine: 2, text: line + "g();"), in: artifact))
  }

  @Test(arguments: ["abababab", "aaaaaaaa", "abaababa", "aabaabaa"])
  func `what repeats itself is found wherever it stands`(text: String) {
    for before in ["", "a", "ab", "aab", "abaab", "b"] {
      for after in ["", "a", "ba", "bab"] {
        let quote = Evidence.quote(path: Sample.path, startLine: 1, endLine: 1, text: text)
        #expect(isVerified(quote, in: Sample.artifact(before + text + after)), "\(before)|\(text)|\(after)")
      }
    }
  }

  @Test(arguments: [
    "ru\u{1}n.py", "ru\u{200b}n.py", "ru\u{202e}n.py", "ru\u{a0}n.py", "ru\u{fe0f}\nn.py", "ru\u{e0061}n.py",
  ])
  func `evidence holds in a file whose name cannot be shown as it is, by either name`(path: String) {
    let shown = path.unicodeScalars.map {
      $0.isASCII && $0.value > 32 ? "\($0)" : "\\u{\(String($0.value, radix: 16))}"
    }
    .joined()
    let artifact = Sample.artifact([Sample.file(Sample.code, path: path), Sample.file("x = 1\n", path: "other.py")])
    for name in [path, shown] {
      let quote = Evidence.quote(path: name, startLine: 5, endLine: 5, text: "return handle.read()")
      let found = EvidenceCheck(for: artifact).finding(from: Sample.claim(.low, evidence: [quote]))
      #expect(found.status == .verified, "\(name)")
      #expect(
        found.evidence.first?.evidence == .quote(path: path, startLine: 5, endLine: 5, text: "return handle.read()"))
      #expect(isVerified(.absence(path: name, terms: ["logging"]), in: artifact))
      #expect(!isVerified(.absence(path: name, terms: ["handle"]), in: artifact))
    }
  }

  @Test func `a file whose name reads like another's cannot take its evidence away`() {
    let files = [
      Sample.file("x = 1\n", path: "ru\u{1}n.py"), Sample.file(Sample.code, path: "ru\\u{1}n.py"),
    ]
    for files in [files, files.reversed()] {
      let quote = Evidence.quote(path: "ru\\u{1}n.py", startLine: 5, endLine: 5, text: "return handle.read()")
      #expect(isVerified(quote, in: Sample.artifact(files)))
    }
  }
}

struct AbsenceTests {
  private func holds(
    _ terms: [String], in path: String? = Sample.path, of artifact: Artifact = Sample.artifact()
  ) -> Bool {
    let claim = Sample.claim(.low, evidence: [.absence(path: path, terms: terms)])
    return EvidenceCheck(for: artifact).finding(from: claim).status == .verified
  }

  @Test(arguments: [
    (["logging"], true), (["logging", "audit trail"], true), (["handle"], false), (["HANDLE"], false),
    (["Open(Path)"], false),
    (["logging", "Import OS"], false), (["logging", " "], true),
  ])
  func `absence holds when none of the terms occurs, letter case ignored`(terms: [String], expected: Bool) {
    #expect(holds(terms) == expected)
    #expect(holds(terms, in: nil) == expected)
  }

  @Test(arguments: [[], [""], [" ", "\n\t"]])
  func `absence of nothing does not hold`(terms: [String]) {
    #expect(!holds(terms))
  }

  @Test func `absence cannot be claimed in a file that is not there`() {
    #expect(!holds(["logging"], in: "nowhere.py"))
    #expect(!holds(["logging"], in: ""))
    #expect(!holds(["logging"], in: nil, of: Sample.artifact([], coverage: [])))
  }

  @Test func `absence over several files holds when no file has the term`() {
    let artifact = Sample.artifact([
      Sample.file("import os\n", path: "a.py"), Sample.file("import logging\n", path: "b.py"),
    ])
    #expect(holds(["audit"], in: nil, of: artifact))
    #expect(!holds(["logging"], in: nil, of: artifact))
    #expect(holds(["logging"], in: "a.py", of: artifact))
    #expect(!holds(["logging"], in: "b.py", of: artifact))
  }

  @Test func `absence cannot be claimed where a file was judged in part`() {
    let artifact = Sample.artifact(
      [Sample.file("import os\n", path: "a.py"), Sample.file("import sys\n", path: "b.py")],
      coverage: [
        FileCoverage(path: "a.py", state: .judged), FileCoverage(path: "b.py", state: .partial, reason: "large"),
      ])
    #expect(!holds(["logging"], in: "b.py", of: artifact))
    #expect(!holds(["logging"], in: nil, of: artifact))
    #expect(holds(["logging"], in: "a.py", of: artifact))
  }

  @Test func `absence from the whole artifact cannot be claimed where a file was skipped`() {
    let artifact = Sample.artifact(
      [Sample.file("import os\n", path: "a.py")],
      coverage: [
        FileCoverage(path: "a.py", state: .judged), FileCoverage(path: "b.py", state: .skipped, reason: "too large"),
      ])
    #expect(!holds(["logging"], in: nil, of: artifact))
    #expect(holds(["logging"], in: "a.py", of: artifact))
    #expect(!holds(["logging"], in: "b.py", of: artifact))
  }
}

struct FindingTests {
  private func finding(
    _ claim: Claim, in artifact: Artifact = Sample.artifact()
  ) -> Finding { EvidenceCheck(for: artifact).finding(from: claim) }

  @Test func `a finding is verified when it has evidence and all of it holds`() {
    #expect(finding(Sample.claim(.high)).status == .verified)
    #expect(finding(Sample.claim(.high, evidence: [])).status == .voided)
    #expect(finding(Sample.claim(.high, evidence: [Sample.invented])).status == .voided)
    let mixed = finding(Sample.claim(.high, evidence: [Sample.sound, Sample.invented]))
    #expect(mixed.status == .voided && mixed.evidence.map(\.isVerified) == [true, false])
  }

  @Test func `a finding keeps what the claim says`() {
    let claim = Sample.claim(.medium, on: "style", rule: "long_function")
    let found = finding(claim)
    #expect(found.rule == "long_function" && found.severity == .medium && found.dimension == "style")
    #expect(found.message == claim.message)
  }

  @Test func `a fingerprint is sixteen hexadecimal digits`() {
    let fingerprint = finding(Sample.claim(.high)).fingerprint
    #expect(fingerprint.utf8.count == 16 && fingerprint.allSatisfy { "0123456789abcdef".contains($0) })
  }

  @Test
  func `a fingerprint stays when lines move, the quote is re-indented, or the words and severity of the claim change`()
  {
    let first = finding(Sample.claim(.high)).fingerprint
    let moved = Sample.artifact("# one\n# two\n# three\n" + Sample.code)
    #expect(finding(Sample.claim(.high), in: moved).fingerprint == first)
    let rewrapped = Evidence.quote(path: Sample.path, startLine: 99, endLine: 99, text: "  return\n\thandle.read()")
    let reworded = Claim(
      rule: "rule", severity: .low, message: "other words", dimension: "style", evidence: [rewrapped])
    #expect(finding(reworded).fingerprint == first)
  }

  @Test func `different faults have different fingerprints`() {
    let text = "return handle.read()"
    let claims = [
      Sample.claim(.high), Sample.claim(.high, rule: "other"), Sample.claim(.high, evidence: []),
      Sample.claim(.high, evidence: [.quote(path: Sample.path, startLine: 9, endLine: 9, text: "handle.write(text)")]),
      Sample.claim(.high, evidence: [.quote(path: "other.py", startLine: 5, endLine: 5, text: text)]),
      Sample.claim(.high, evidence: [Sample.sound, Sample.sound]),
      Sample.claim(.high, evidence: [.absence(path: Sample.path, terms: [text])]),
      Sample.claim(.high, evidence: [.absence(path: Sample.path, terms: ["audit", "log"])]),
      Sample.claim(.high, evidence: [.absence(path: Sample.path, terms: ["audit"])]),
      Sample.claim(.high, evidence: [.absence(path: nil, terms: ["audit"])]),
    ]
    #expect(Set(claims.map { finding($0).fingerprint }).count == claims.count)
  }

  @Test func `the order of absent terms does not change a fingerprint`() {
    func fingerprint(_ terms: [String]) -> String {
      finding(Sample.claim(.high, evidence: [.absence(path: nil, terms: terms)])).fingerprint
    }
    #expect(fingerprint(["audit", "log"]) == fingerprint(["log", "audit"]))
  }
}
