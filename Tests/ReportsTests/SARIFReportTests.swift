import JudgeTypes
import Provenance
import Reports
import Testing

@Suite struct SARIFReportTests {
  private typealias Sample = FormatSample

  private func run(_ judgments: [JSONValue], outcome: String = "fail", exitCode: Int = 1) throws -> JSONValue {
    let result = try Sample.result(judgments, outcome: outcome, exitCode: exitCode)
    let log = try JSONValue(parsing: SARIFReport().text(of: result))
    #expect(log["version"] == "2.1.0")
    return log["runs"]?[0] ?? .null
  }

  private func results(_ run: JSONValue) -> [JSONValue] { run["results"]?.arrayValue ?? [] }

  private func notifications(_ run: JSONValue) -> [(kind: String, text: String)] {
    (run["invocations"]?[0]?["toolExecutionNotifications"]?.arrayValue ?? []).map {
      ($0["descriptor"]?["id"]?.stringValue ?? "", $0["message"]?["text"]?.stringValue ?? "")
    }
  }

  @Test func `a log with one of everything is as it is checked in`() throws {
    let result = try Sample.result(
      [Sample.rich, Sample.judgment(path: "b.py", outcome: "no_consensus", reason: "one against one")],
      gate: Sample.summary)
    try ExpectedText.check(SARIFReport().text(of: result), against: "result.sarif")
  }

  @Test func `verified findings are results, and a violated dimension without one is a result at line 1`() throws {
    let results = results(try run([Sample.rich]))
    #expect(
      results.map { $0["ruleId"] } == [
        "sql-injection", "tls", "no-timeout", "weak-hash", "old-library", "errors", "long-file",
      ])
    #expect(results[5]["locations"]?[0]?["physicalLocation"]?["region"]?["startLine"] == 1)
    #expect(results.compactMap { $0["properties"]?["finding"]?.stringValue } == ["F1", "F2", "F3", "F4", "F5"])
  }

  @Test func `the level follows the dimension's, and without one the severity`() throws {
    #expect(
      results(try run([Sample.rich])).map { $0["level"] } == [
        "error", "error", "note", "warning", "error", "warning", "note",
      ])
    let grave = Sample.judgment(
      findings: [Sample.finding("F1", severity: "critical", dimensions: ["naming"])],
      dimensions: [Sample.dimension("naming", "met", level: "MAY")])
    #expect(results(try run([grave]))[0]["level"] == "error")
  }

  @Test func `a finding against a clause has the clause for its rule, with where it stands`() throws {
    let run = try run([Sample.rich])
    let index = results(run)[1]["ruleIndex"]?.intValue ?? -1
    let rule = run["tool"]?["driver"]?["rules"]?[index]
    #expect(rule?["id"] == "tls" && rule?["properties"]?["adr"] == "ADR-007")
    #expect(rule?["shortDescription"]?["text"] == "The tls")
    #expect(rule?["help"]?["text"]?.stringValue?.contains("adrs/ADR-007.md:12") == true)
    #expect(rule?["help"]?["text"]?.stringValue?.contains("moe-judge explain --rule tls") == true)
    for result in results(run) {
      let index = result["ruleIndex"]?.intValue ?? -1
      #expect(run["tool"]?["driver"]?["rules"]?[index]?["id"] == result["ruleId"])
    }
  }

  @Test func `an absence stands at line 1 of its path, a quotation at its lines with its text`() throws {
    let places = results(try run([Sample.rich])).map { $0["locations"]?[0]?["physicalLocation"] }
    #expect(places[2]?["artifactLocation"]?["uri"] == "src/client.py" && places[2]?["region"]?["startLine"] == 1)
    #expect(places[2]?["region"]?["snippet"] == nil)
    #expect(places[1]?["region"]?["startLine"] == 9 && places[1]?["region"]?["endLine"] == 10)
    #expect(places[1]?["region"]?["snippet"]?["text"] == "verify=False,\ntimeout=1")
  }

  @Test func `what could not be said is a notification, and struck findings are counted`() throws {
    let run = try run([Sample.rich])
    #expect(
      notifications(run).map(\.kind) == [
        "disputed_dimension", "unassessed_dimension", "not_covered", "silent_seat", "silent_seat", "unread_file",
        "left_out_files",
      ])
    #expect(notifications(run)[5].text.contains("src/huge.py was not judged: 9 MB"))
    #expect(run["invocations"]?[0]?["executionSuccessful"] == false)
    #expect(run["invocations"]?[0]?["properties"]?["voided_findings"] == 1)
    let sound = try self.run([Sample.judgment(outcome: "pass")], outcome: "pass", exitCode: 0)
    #expect(sound["invocations"]?[0]?["executionSuccessful"] == true && results(sound).isEmpty)
  }

  @Test func `an outcome without a verdict and an incomplete run are said`() throws {
    let open = try run(
      [Sample.judgment(outcome: "inconclusive", reason: "quorum")], outcome: "inconclusive", exitCode: 3)
    #expect(notifications(open).map(\.kind) == ["undecided_outcome"])
    let cut = try run([Sample.judgment(outcome: "pass")], outcome: "inconclusive", exitCode: 3)
    #expect(notifications(cut).map(\.kind) == ["incomplete_run"])
    for code in [2, 4, 5, 70, 130] {
      let run = try run([Sample.judgment(outcome: "pass")], outcome: "inconclusive", exitCode: code)
      #expect(notifications(run).map(\.kind) == ["incomplete_run"])
      #expect(run["invocations"]?[0]?["executionSuccessful"] == false)
    }
    #expect(notifications(try run([])).map(\.kind) == ["incomplete_run"])
  }

  @Test func `an artifact that fails without a finding or dimension is a result all the same`() throws {
    let results = results(try run([Sample.judgment(reason: "3 of 4 seats hold fail")]))
    #expect(results.map { $0["ruleId"] } == ["outcome_fail"])
    #expect(results[0]["message"]?["text"]?.stringValue?.contains("3 of 4 seats") == true)
  }

  @Test func `with a gate every result is compared with the baseline, and a waived one is suppressed`() throws {
    let gated = results(try run([Sample.rich]))
    #expect(gated.map { $0["baselineState"] } == ["new", "unchanged", "new", "new", "new", "new", "new"])
    #expect(gated.map { $0["suppressions"]?.arrayValue?.count } == [0, 0, 0, 1, 0, 0, 1])
    let texts = gated.map { $0["message"]?["text"]?.stringValue ?? "" }
    #expect(texts[1].hasSuffix("(known: it stands in the baseline)") && gated[1]["level"] == "error")
    #expect(texts[3].contains("(waived by Ada until 2027-05-31") && texts[2].contains("(allowed: "))
    #expect(texts[4].contains("expired after 2027-05-31"))
    let waived = gated[3]["suppressions"]?[0]
    #expect(waived?["kind"] == "external" && waived?["justification"] == "replaced in May")
    #expect(waived?["properties"]?["author"] == "Ada" && waived?["properties"]?["expires"] == "2027-05-31")
    #expect(gated[6]["suppressions"]?[0]?["kind"] == "inSource")
    let free = results(try run([Sample.judgment(findings: [Sample.finding("F1")])]))
    #expect(free[0]["baselineState"] == nil)
  }

  @Test func `faults with one fingerprint are told apart, over all artifacts`() throws {
    let one = Sample.judgment(findings: [
      Sample.finding("F1", fingerprint: "same"), Sample.finding("F2", fingerprint: "same"),
    ])
    let prints = results(try run([one, one])).map { $0["partialFingerprints"]?["moeJudge/v1"] }
    #expect(prints == ["same", "same/2", "same/3", "same/4"])
  }

  @Test(arguments: [
    ("src/a b.py", "src/a%20b.py", true), ("./src/../a.py", "a.py", true), ("c:x.py", "c%3Ax.py", true),
    ("../up.py", "../up.py", false), ("/tmp/a#b?.py", "file:///tmp/a%23b%3F.py", false), ("-", "-", false),
    ("a\n::error::b", "a%0A%3A%3Aerror%3A%3Ab", true), ("ü.py", "%C3%BC.py", true),
  ])
  func `a path is a reference below the root, or says that it is none`(path: String, uri: String, isBelow: Bool) throws
  {
    let run = try run([Sample.judgment(path: path, findings: [Sample.finding("F1", path: path)])])
    let location = results(run)[0]["locations"]?[0]?["physicalLocation"]?["artifactLocation"]
    #expect(location?["uri"] == .string(uri))
    #expect(location?["uriBaseId"] == (isBelow ? "%SRCROOT%" : nil))
  }

  @Test func `no message makes a link or speaks to a terminal`() throws {
    let message = "see [this](http://x)\u{301} or ](\u{301}y \u{1B}[2J\u{202E}"
    let judgment = Sample.judgment(findings: [
      Sample.finding("F1", rule: "r\u{1B}[2J", message: message, quote: "a\u{1B}[2J\nb")
    ])
    let text = SARIFReport().text(of: try Sample.result([judgment]))
    let result = try JSONValue(parsing: text)["runs"]?[0]?["results"]?[0]
    let shown = result?["message"]?["text"]?.stringValue ?? ""
    #expect(!shown.unicodeScalars.contains("\u{1B}") && !shown.unicodeScalars.contains("\u{202E}"))
    #expect(shown.utf8.firstRange(of: "](".utf8) == nil && shown.contains("[this]"))
    #expect(result?["ruleId"] == "r[2J")
    #expect(
      result?["locations"]?[0]?["physicalLocation"]?["region"]?["snippet"]?["text"] == "a[2J\nb")
  }
}
