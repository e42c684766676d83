import JudgeTypes
import Provenance
import Reports
import Testing

@Suite struct GitLabReportTests {
  private typealias Sample = FormatSample

  private func entries(_ judgments: [JSONValue], outcome: String = "fail", exitCode: Int = 1) throws -> [JSONValue] {
    let text = GitLabReport().text(of: try Sample.result(judgments, outcome: outcome, exitCode: exitCode))
    return try JSONValue(parsing: text).arrayValue ?? []
  }

  @Test func `a report with one of everything is as it is checked in`() throws {
    let result = try Sample.result(
      [Sample.rich, Sample.judgment(path: "b.py", outcome: "no_consensus", reason: "one against one")],
      gate: Sample.summary)
    try ExpectedText.check(GitLabReport().text(of: result), against: "result.gitlab.json")
  }

  @Test func `every entry has what GitLab asks for`() throws {
    for entry in try entries([Sample.rich]) {
      for key in ["description", "check_name", "fingerprint", "severity"] {
        #expect(entry[key]?.stringValue?.isEmpty == false)
      }
      #expect(["info", "minor", "major", "critical", "blocker"].contains(entry["severity"]?.stringValue))
      #expect(entry["location"]?["path"]?.stringValue != nil)
      #expect((entry["location"]?["lines"]?["begin"]?.intValue ?? 0) >= 1)
    }
  }

  @Test func `what the gate lets through stays, least severe and said to be so`() throws {
    let entries = try entries([Sample.rich])
    #expect(entries.map { $0["severity"] } == ["blocker", "info", "info", "info", "critical", "major"])
    let words = entries.map { $0["description"]?.stringValue ?? "" }
    #expect(words[1].contains("(known: it stands in the baseline)"))
    #expect(words[3].contains("(waived by Ada until 2027-05-31: replaced in May)"))
    #expect(words[4].contains("(its waiver by Ada expired after 2027-05-31"))
  }

  @Test func `fingerprints are never the same`() throws {
    let one = Sample.judgment(findings: [
      Sample.finding("F1", fingerprint: "same"), Sample.finding("F2", fingerprint: "same"),
    ])
    #expect(try entries([one, one]).map { $0["fingerprint"] } == ["same", "same-2", "same-3", "same-4"])
  }

  @Test func `no verdict and an incomplete run are entries, and a sound run is an empty array`() throws {
    let open = try entries([Sample.judgment(outcome: "no_consensus")], outcome: "no_consensus", exitCode: 3)
    #expect(open.map { $0["check_name"] } == ["undecided_outcome"])
    #expect(try entries([], exitCode: 130).map { $0["check_name"] } == ["incomplete_run"])
    #expect(try entries([Sample.judgment(outcome: "pass")], outcome: "pass", exitCode: 0).isEmpty)
  }
}
