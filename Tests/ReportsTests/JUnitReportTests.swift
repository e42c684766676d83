import JudgeTypes
import Provenance
import Reports
import TestSupport
import Testing

@Suite struct JUnitReportTests {
  private typealias Sample = FormatSample

  private func root(_ judgments: [JSONValue], outcome: String = "fail", exitCode: Int = 1) throws -> ParsedXML {
    let result = try Sample.result(judgments, outcome: outcome, exitCode: exitCode)
    let root = try ParsedXML.root(of: JUnitReport(started: result.started).text(of: result))
    try checkCounts(of: root)
    return root
  }

  /// What the attributes say is what is there.
  private func checkCounts(of root: ParsedXML) throws {
    let cases = root.all("testsuite").flatMap { $0.all("testcase") }
    for (element, cases) in [(root, cases)] + root.all("testsuite").map({ ($0, $0.all("testcase")) }) {
      func count(_ name: String) -> String { "\(cases.count { !$0.all(name).isEmpty })" }
      #expect(element.attributes["tests"] == "\(cases.count)")
      #expect(element.attributes["failures"] == count("failure"))
      #expect(element.attributes["errors"] == count("error"))
      #expect(element.name == "testsuites" || element.attributes["skipped"] == count("skipped"))
    }
    #expect(cases.allSatisfy { $0.children.count <= 1 })
  }

  /// Each case of the first suite as `name: how it ended`.
  private func verdicts(_ judgment: JSONValue, outcome: String = "fail") throws -> [String] {
    try root([judgment], outcome: outcome).all("testsuite")[0].all("testcase").map {
      "\($0.attributes["name"] ?? ""): \($0.children.first?.name ?? "passed")"
    }
  }

  @Test func `a report with one of everything is as it is checked in`() throws {
    let result = try Sample.result(
      [Sample.rich, Sample.judgment(path: "b.py", outcome: "no_consensus", reason: "one against one")],
      gate: Sample.summary)
    try ExpectedText.check(JUnitReport(started: result.started).text(of: result), against: "result.junit.xml")
  }

  @Test func `what is met alone passes; violated and found fail, undecided and silent are errors`() throws {
    #expect(
      try verdicts(Sample.rich) == [
        "The injection (MUST): failure", "The tls (MUST): skipped", "The style (SHOULD): skipped",
        "The naming (MAY): passed", "The errors (SHOULD): failure", "The retries (SHOULD): error",
        "The audit (MUST): error", "no-timeout at src/client.py:1: skipped", "old-library at src/app.py:12: failure",
        "qa: error", "ops: error", "cost_awareness: skipped",
      ])
  }

  @Test func `a dimension that the votes hold met fails by a finding against it`() throws {
    let judgment = Sample.judgment(
      findings: [Sample.finding("F1", dimensions: ["style"])],
      dimensions: [Sample.dimension("style", "met", met: 3)])
    #expect(try verdicts(judgment) == ["The style (MUST): failure"])
  }

  @Test func `of several findings against a dimension one that stands is enough`() throws {
    func reason(_ id: String, _ state: GateReason.State) -> GateReason {
      GateReason(kind: .finding, state: state, finding: id, fingerprint: id, path: "", message: "")
    }
    let findings = [Sample.finding("F1", dimensions: ["tls"]), Sample.finding("F2", dimensions: ["tls"])]
    let dimensions = [Sample.dimension("tls", "violated", violated: 1)]
    let mixed = Sample.judgment(
      findings: findings, dimensions: dimensions, gate: [reason("F1", .known), reason("F2", .blocks)])
    #expect(try verdicts(mixed) == ["The tls (MUST): failure"])
    let known = Sample.judgment(
      findings: findings, dimensions: dimensions, gate: [reason("F1", .known), reason("F2", .waived)])
    #expect(try verdicts(known) == ["The tls (MUST): skipped"])
    let ungated = Sample.judgment(findings: findings, dimensions: dimensions)
    #expect(try verdicts(ungated) == ["The tls (MUST): failure"])
  }

  @Test func `a finding that the gate lets through does not settle a dispute`() throws {
    let judgment = Sample.judgment(
      findings: [Sample.finding("F1", dimensions: ["tls"])], dimensions: [Sample.dimension("tls", "disputed")],
      gate: [GateReason(kind: .finding, state: .known, finding: "F1", path: "", message: "")])
    #expect(try verdicts(judgment) == ["The tls (MUST): error"])
  }

  @Test(arguments: ["no_consensus", "inconclusive", "something new"])
  func `an outcome without a verdict is an error, once`(outcome: String) throws {
    let met = [Sample.dimension("tls", "met", met: 2)]
    #expect(
      try verdicts(Sample.judgment(outcome: outcome, dimensions: met), outcome: outcome)
        == ["The tls (MUST): passed", "outcome: error"])
    let silent = Sample.judgment(outcome: outcome, dimensions: met, seats: [Sample.seat("qa", "not_polled")])
    #expect(try verdicts(silent, outcome: outcome) == ["The tls (MUST): passed", "qa: error"])
  }

  @Test func `an artifact without dimensions is no empty green suite`() throws {
    #expect(try verdicts(Sample.judgment(outcome: "pass"), outcome: "pass") == ["outcome: error"])
    #expect(try verdicts(Sample.judgment(reason: "shares")) == ["outcome: failure"])
    let found = Sample.judgment(findings: [Sample.finding("F1")])
    #expect(try verdicts(found) == ["sql-injection at src/app.py:7: failure"])
  }

  @Test func `a run that is not complete has an error of its own`() throws {
    let sound = Sample.judgment(outcome: "pass", dimensions: [Sample.dimension("tls", "met", met: 2)])
    #expect(try root([sound], outcome: "pass", exitCode: 0).attributes["errors"] == "0")
    let cut = try root([sound], outcome: "inconclusive", exitCode: 130)
    #expect(cut.attributes["errors"] == "1" && cut.all("testsuite").count == 2)
    #expect(try root([], outcome: "inconclusive", exitCode: 3).attributes["errors"] == "1")
  }

  @Test func `a suite is an artifact, with when it was judged and how long that took`() throws {
    let suites = try root([Sample.rich, Sample.judgment(path: "b.py")]).all("testsuite")
    #expect(suites.map { $0.attributes["name"] } == ["src/app.py", "b.py"])
    #expect(suites[0].attributes["time"] == "1.250")
    #expect(suites[0].attributes["timestamp"] == "2026-11-22T10:00:00.000Z")
  }

  @Test func `no text is markup, and no character is one that XML does not know`() throws {
    let hostile = "a ]]> <b> & \"x\" '\u{0}\u{1}\u{B}\u{1B}[2J \u{FFFE}\u{FFFF}\u{1F4A9}\r\n\tz >\u{301}"
    let judgment = Sample.judgment(
      path: hostile,
      findings: [Sample.finding("F1", rule: hostile, message: hostile, path: hostile, quote: hostile)],
      dimensions: [Sample.dimension(hostile, "violated", violated: 1)],
      seats: [Sample.seat(hostile, "failed", reason: hostile)], unassessed: [hostile])
    let root = try root([judgment])
    for element in root.everything {
      #expect(["testsuites", "testsuite", "testcase", "failure", "error", "skipped"].contains(element.name))
      for text in [element.text] + element.attributes.values {
        #expect(
          text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value < 0xFFFE || $0.value > 0xFFFF })
      }
    }
    let failures = root.everything.filter { $0.name == "failure" }
    #expect(failures.count == 2)
    #expect(failures.last?.attributes["message"]?.contains("a ]]> <b> & \"x\"") == true)
    #expect(failures.last?.text.contains("> a ]]> <b> & \"x\"") == true)
  }
}
