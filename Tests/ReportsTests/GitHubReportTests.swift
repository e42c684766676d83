import JudgeTypes
import Provenance
import Reports
import Testing

@Suite struct GitHubReportTests {
  private typealias Sample = FormatSample

  private func lines(
    _ judgments: [JSONValue], outcome: String = "fail", exitCode: Int = 1, banners: [String] = [],
    gate: GateSummary? = nil
  ) throws -> [String] {
    let result = try Sample.result(judgments, outcome: outcome, exitCode: exitCode, banners: banners, gate: gate)
    let text = GitHubReport().text(of: result)
    #expect(text.utf8.last == UInt8(ascii: "\n"))
    return text.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }
  }

  private func count(_ command: String, in lines: [String]) -> Int { lines.count { $0.hasPrefix("::\(command) ") } }

  @Test func `annotations of one of everything are as they are checked in`() throws {
    let result = try Sample.result(
      [Sample.rich, Sample.judgment(path: "b.py", outcome: "no_consensus", reason: "one against one")],
      gate: Sample.summary)
    try ExpectedText.check(GitHubReport().text(of: result), against: "result.github.txt")
  }

  @Test func `a sound run is one notice with the outcome`() throws {
    let lines = try lines([Sample.judgment(outcome: "pass")], outcome: "pass", exitCode: 0)
    #expect(
      lines == [
        "::notice title=moe-judge::pass: 1 artifact judged; exit code 0; run 20261122T100000Z-abcdef"
      ])
  }

  @Test func `banners are one notice`() throws {
    let lines = try lines(
      [Sample.judgment(outcome: "pass")], outcome: "pass", exitCode: 0, banners: ["offline", "two"])
    #expect(lines.count == 2 && lines[0] == "::notice title=moe-judge::offline%0Atwo")
  }

  @Test func `what blocks is an error and comes first, what is let through is counted`() throws {
    let lines = try lines([Sample.rich], gate: Sample.summary)
    #expect(lines.prefix(3).allSatisfy { $0.hasPrefix("::error ") })
    #expect(lines[0].contains("title=sql-injection") && lines[1].contains("old-library") && lines[2].contains("errors"))
    #expect(count("error", in: lines) == 3 && count("warning", in: lines) == 0)
    #expect(count("notice", in: lines) == 1 && !lines.contains { $0.contains("title=tls") })
    #expect(lines.last?.contains("the gate blocks, 2 blocking, 1 expired, 1 known, 1 waived, 1 allowed") == true)
  }

  @Test func `a run that its gate lets through says first that it passes, and annotates nothing`() throws {
    let waiver = GateReason.Waiver(reason: "until the move", author: "Ada", expires: "2027-05-31")
    let judgment = Sample.judgment(
      findings: [Sample.finding("F1"), Sample.finding("F2")],
      gate: [
        GateReason(kind: .finding, state: .known, finding: "F1", path: "src/app.py", message: "m"),
        GateReason(kind: .finding, state: .waived, finding: "F2", path: "src/app.py", message: "m", waiver: waiver),
      ])
    let summary = GateSummary(
      isBlocking: false, isAdvisory: false, day: "2026-11-22", counts: [.known: 1, .waived: 1], notes: [])
    let lines = try lines([judgment], exitCode: 0, gate: summary)
    #expect(
      lines == [
        "::notice title=moe-judge::passes: 1 artifact judged; outcome fail; the gate lets it pass, 1 known, 1 waived; "
          + "exit code 0; run 20261122T100000Z-abcdef"
      ])
    // An exit code of another kind is no pass, whatever the gate says.
    let cut = try self.lines([judgment], exitCode: 5, gate: summary)
    #expect(cut.last?.contains("::fail: 1 artifact judged") == true)
  }

  @Test func `without a gate the level decides`() throws {
    let lines = try lines([
      Sample.judgment(
        findings: [
          Sample.finding("F1", severity: "low"), Sample.finding("F2", severity: "medium"),
          Sample.finding("F3", severity: "high"),
        ])
    ])
    #expect(lines.map { String($0.prefix { $0 != " " }) } == ["::error", "::warning", "::notice", "::notice"])
  }

  @Test func `no more than GitHub shows are written, the gravest of all artifacts, and the rest is counted`() throws {
    let many = (1...40).map { Sample.finding("F\($0)", severity: "high", line: $0) }
    let notes = (41...80).map { Sample.finding("F\($0)", severity: "info", line: $0) }
    let late = Sample.finding("F99", rule: "the-worst", severity: "critical")
    let lines = try lines(
      [Sample.judgment(findings: many + notes), Sample.judgment(path: "z.py", findings: [late])], banners: ["offline"])
    #expect(count("error", in: lines) == 10 && count("notice", in: lines) == 10)
    #expect(lines[0].contains("title=the-worst"))
    #expect(lines[1].contains("line=1,"))
    // 41 errors and 40 notices, of which 10 and 7 are shown.
    #expect(lines.contains { $0.contains("64 more are not shown here") })
  }

  @Test(arguments: ["no_consensus", "inconclusive"])
  func `an outcome without a verdict is an error that says why, unless nothing is stopped by it`(outcome: String) throws
  {
    let judgment = Sample.judgment(outcome: outcome, reason: "one against one")
    let stopped = try lines([judgment], outcome: outcome, exitCode: 3)
    #expect(stopped[0].hasPrefix("::error file=src/app.py,line=1,title=moe-judge%3A no verdict::"))
    #expect(stopped[0].hasSuffix("one against one"))
    let allowed = try lines([judgment], outcome: outcome, exitCode: 0)
    #expect(count("error", in: allowed) == 0 && allowed[0].hasSuffix("one against one"))
    let excused = Sample.judgment(
      outcome: outcome, gate: [GateReason(kind: .outcome, state: .allowed, path: "src/app.py", message: "")])
    #expect(count("error", in: try lines([excused], outcome: outcome, exitCode: 0)) == 0)
  }

  @Test func `an incomplete run is an error, and seats without a verdict are counted`() throws {
    let cut = try lines([Sample.judgment(outcome: "pass")], outcome: "inconclusive", exitCode: 130)
    #expect(cut[0].hasPrefix("::error title=moe-judge%3A incomplete::The run was interrupted."))
    #expect(try lines([Sample.rich]).last?.contains("without a verdict of 2 seats or files") == true)
  }

  @Test func `nothing in a text begins a command or ends a property`() throws {
    let hostile = "x\n::error::pwned\r\n::stop-commands::t\u{2028}::x, y: 100% %0A\u{1B}[2J\u{301}"
    let judgment = Sample.judgment(
      path: hostile, outcome: "no_consensus", reason: hostile,
      findings: [
        Sample.finding("F1", rule: hostile, message: hostile, path: hostile, quote: hostile),
        Sample.finding("F2", rule: "%\u{301}:\u{301},\u{301}", message: "m", path: "a\n,line=9:%\u{301}.py"),
      ])
    let result = try Sample.result([judgment], banners: [hostile])
    let text = GitHubReport().text(of: result)
    for line in text.utf8.split(separator: UInt8(ascii: "\n")).map({ String(Substring($0)) }) {
      #expect(["::error ", "::warning ", "::notice "].contains { line.hasPrefix($0) }, "\(line)")
      #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) })
    }
    #expect(text.utf8.firstRange(of: "file=a%0A%2Cline=9%3A%25\u{301}.py,line=7,".utf8) != nil)
    #expect(text.utf8.firstRange(of: "title=%25\u{301}%3A\u{301}%2C\u{301}::".utf8) != nil)
    #expect(text.utf8.firstRange(of: "100%25 %250A".utf8) != nil)
  }

  @Test func `standard input has no file, and a long text is cut`() throws {
    let judgment = Sample.judgment(
      path: "-", findings: [Sample.finding("F1", message: String(repeating: "m", count: 50_000), path: "-")])
    let lines = try lines([judgment])
    #expect(lines[0].hasPrefix("::error title=sql-injection::mmm") && lines[0].utf8.count < 5_000)
  }
}
