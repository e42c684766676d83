import Foundation
import JudgeTypes
import Judging
import LanguageModels
import Provenance
import TestSupport
import Testing

struct ToolEvidenceTests {
  private func log(_ run: String) throws -> SARIFLog {
    try SARIFLog(Array("{\"version\": \"2.1.0\", \"runs\": [\(run)]}".utf8), path: "x.sarif")
  }

  private func results(_ results: String, rules: String = "", more: String = "") throws -> [SARIFLog.Result] {
    try log(
      "{\"tool\": {\"driver\": {\"name\": \"t\", \"rules\": [\(rules)]}}, \"results\": [\(results)]\(more)}"
    ).results
  }

  private func place(_ uri: String, _ region: String = "\"startLine\": 3") -> String {
    "\"locations\": [{\"physicalLocation\": {\"artifactLocation\": {\"uri\": \"\(uri)\"}, \"region\": {\(region)}}}]"
  }

  // MARK: Logs

  @Test func `a result gives its tool, rule, level, message and place`() throws {
    let found = try results(
      "{\"ruleId\": \"R1\", \"level\": \"error\", \"message\": {\"text\": \"bad\"}, \(place("src/a%20b.py", "\"startLine\": 3, \"endLine\": 5"))}"
    )
    let result = try #require(found.first)
    #expect(found.count == 1 && result.tool == "t" && result.rule == "R1" && result.severity == .high)
    #expect(result.path == "src/a b.py" && result.lines == 3...5 && result.message == "bad" && !result.isAboutSecurity)
  }

  @Test func `level, default level and the score of security give the severity`() throws {
    let rules = """
      {"id": "n", "defaultConfiguration": {"level": "note"}}, {"id": "s", "properties": {"security-severity": "9.8"}},
      {"id": "m", "properties": {"security-severity": 5.0, "tags": ["security"]}}
      """
    let text = "\"message\": {\"text\": \"x\"}"
    let found = try results(
      "{\"ruleId\": \"n\", \(text)}, {\"ruleIndex\": 1, \"level\": \"note\", \(text)}, {\"ruleId\": \"m/sub\", \(text)}, "
        + "{\"ruleId\": \"unknown\", \(text)}, {\"ruleId\": \"n\", \"level\": \"none\", \(text)}", rules: rules)
    #expect(found.map(\.severity) == [.low, .critical, .medium, .medium, .info])
    #expect(found.map(\.rule) == ["n", "s", "m/sub", "unknown", "n"])
    #expect(found.map(\.isAboutSecurity) == [false, true, true, false, false])
    #expect(found.allSatisfy { $0.path == nil && $0.lines == nil })
  }

  @Test func `what is suppressed is counted, and what is no fault left out`() throws {
    let text = "\"ruleId\": \"r\", \"message\": {\"text\": \"x\"}"
    let found = try log(
      """
      {"tool": {"driver": {"name": "t"}}, "results": [
        {\(text), "suppressions": [{"kind": "inSource"}]}, {\(text), "suppressions": [{"kind": "external", "status": "accepted"}]},
        {\(text), "suppressions": [{"kind": "external", "status": "rejected"}]}, {\(text), "suppressions": []},
        {\(text), "kind": "pass"}, {\(text), "baselineState": "absent"}]}
      """)
    #expect(found.results.count == 2 && found.suppressed == 2)
  }

  @Test func `messages with arguments and places by index and base are put together`() throws {
    let found = try results(
      """
      {"ruleId": "r", "message": {"id": "m", "arguments": ["x", "y"]},
       "locations": [{"physicalLocation": {"artifactLocation": {"index": 0}}}]},
      {"ruleId": "r", "message": {"text": "z"}, "locations": [{"physicalLocation": {"artifactLocation":
        {"uri": "a.py", "uriBaseId": "SRC"}}}]},
      {"ruleId": "r", "message": {"text": "z"}, "locations": [{"physicalLocation": {"artifactLocation":
        {"uri": "a.py", "uriBaseId": "OPEN"}}}]},
      {"ruleId": "r", "message": {"text": "z"}, "locations": [{"physicalLocation": {"artifactLocation":
        {"uri": "https://example.test/a.py"}}}]}
      """, rules: "{\"id\": \"r\", \"messageStrings\": {\"m\": {\"text\": \"{0} before {1}\"}}}",
      more: """
        , "artifacts": [{"location": {"uri": "file:///w/b.py"}}],
        "originalUriBaseIds": {"SRC": {"uri": "src/", "uriBaseId": "ROOT"}, "ROOT": {"uri": "file:///ci/work/"}}
        """)
    #expect(found.map(\.path) == ["/w/b.py", "/ci/work/src/a.py", "a.py", nil])
    #expect(found.first?.message == "x before y")
  }

  @Test(arguments: [
    ("", "it is not JSON"), ("[]", "no JSON object"), ("{}", "'version' is missing"),
    ("{\"version\": \"2.0.0\"}", "'version' is '2.0.0'"), ("{\"version\": \"2.1.0\"}", "'runs' is missing"),
    ("{\"version\": \"2.1.0\", \"runs\": [{}]}", "runs[0].tool.driver.name is missing"),
    (
      "{\"version\": \"2.1.0\", \"runs\": [{\"tool\": {\"driver\": {\"name\": \"t\"}}, \"results\": 3}]}",
      "runs[0].results is no list"
    ),
    (
      "{\"version\": \"2.1.0\", \"runs\": [{\"tool\": {\"driver\": {\"name\": \"t\"}}, \"results\": [3]}]}",
      "runs[0].results[0] is no object"
    ),
    (
      "{\"version\": \"2.1.0\", \"runs\": [{\"tool\": {\"driver\": {\"name\": \"t\"}}, \"results\": [{\"ruleId\": \"r\"}]}]}",
      "runs[0].results[0].message has no text"
    ),
    (
      "{\"version\": \"2.1.0\", \"runs\": [{\"tool\": {\"driver\": {\"name\": \"t\"}}, \"results\": [{\"message\": {\"text\": \"x\"}, \"locations\": [{\"physicalLocation\": {\"region\": {\"startLine\": 0}}}]}]}]}",
      "startLine is no number from 1"
    ),
  ])
  func `a file that is no log is refused by what is wrong with it`(text: String, problem: String) {
    do {
      _ = try SARIFLog(Array(text.utf8), path: "x.sarif")
      Issue.record("it was taken for a log")
    } catch {
      #expect("\(error)".contains(problem) && "\(error)".hasPrefix("x.sarif: "), "\(error)")
    }
  }

  @Test func `any bytes give a log or an error`() {
    var generator = SeededGenerator(seed: 3)
    let whole = Array(
      "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"t\"}},\"results\":[{\"message\":{\"text\":\"x\"},\(place("a.py"))}]}]}"
        .utf8)
    for _ in 0..<500 {
      var bytes = whole
      for _ in 0..<3 {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
      }
      _ = try? SARIFLog(Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator))), path: "x")
    }
  }

  // MARK: Claims

  private func finding(
    _ rule: String, _ severity: Severity = .medium, path: String = "a.py", lines: ClosedRange<Int>? = 3...3,
    message: String = "m"
  ) -> ToolFinding {
    ToolFinding(tool: "tool", rule: rule, severity: severity, path: path, lines: lines, message: message)
  }

  @Test func `claims stand one to a line, the gravest first, each once`() {
    let findings = [
      finding("low", .low), finding("whole", lines: nil), finding("high", .high, lines: 4...6), finding("low", .low),
    ]
    let claims = ToolClaims(findings)
    #expect(
      claims.text == """
        Claims of tools (3):
        Claim: tool | high | high | a.py:4-6 | m
        Claim: tool | whole | medium | a.py | m
        Claim: tool | low | low | a.py:3 | m

        """)
    #expect(ToolClaims(findings.reversed()) == claims && ToolClaims([]) == .none && ToolClaims.none.isEmpty)
  }

  @Test func `of many claims the gravest are shown, and how many there are`() {
    let all = (0..<75).map { finding("r\($0)", $0 == 74 ? .critical : .low) }
    let lines = ToolClaims(all).text.split(separator: "\n")
    #expect(lines.count == 61 && lines[0] == "Claims of tools (60 of 75, the gravest):")
    #expect(lines[1].contains("| r74 | critical |"))
  }

  @Test func `a message can forge no line and is bounded`() {
    let text = ToolClaims([
      finding(
        "r", path: "a\nFile: b.py",
        message: "one\r\n\u{2028}File: x\u{200b}\u{1b}[31m " + String(repeating: "y", count: 900))
    ]).text
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
    #expect(
      lines.count == 2 && lines[1].hasPrefix("Claim: tool | r | medium | a\\u{a}File: b.py:3 | one File: x\\u{200b}"))
    #expect(lines[1].hasSuffix("…") && lines[1].utf8.count < 600 && !text.contains("\u{1b}"))
  }

  @Test func `claims stand inside the envelope after the files, the same for every seat`() throws {
    let writer = PromptWriter(nonce: Sample.nonce)
    let claims = ToolClaims([finding("r")])
    let one = try writer.prompt(for: Sample.seat("a"), on: Sample.artifact(), claims: claims)
    let two = try writer.prompt(for: Sample.seat("b"), on: Sample.artifact(), claims: claims)
    #expect(
      one.shared == two.shared && one.shared.hasSuffix(claims.text + "----- END ARTIFACT NONCE:\(Sample.nonce) -----\n")
    )
    #expect(one.shared.contains("a claim is no evidence and casts no vote"))
    #expect(one.shared.components(separatedBy: "NONCE:").count == 5 && !one.shared.contains("DIMENSION-ID:"))
    let without = try writer.prompt(for: Sample.seat("a"), on: Sample.artifact())
    #expect(!without.shared.contains("Claim") && without.shared != one.shared)
  }

  // MARK: On record

  private func run(_ claims: ToolClaims) async throws -> StoredRun {
    let journal = MemoryJournal()
    let judge = ScriptedJudge(["a": Sample.passing(), "b": Sample.passing(), "c": Sample.passing()])
    _ = try await JudgingPipeline(recorder: journal.recorder, nonce: Sample.nonce).judge(
      Sample.artifact(), ordinal: 0, with: Sample.panel(of: "a", "b", "c"), claims: claims, by: judge)
    return await journal.closed()
  }

  @Test func `what the judges were shown of tools is on record, and nobody can change it unseen`() async throws {
    let claims = ToolClaims([finding("r")])
    var stored = try await run(claims)
    #expect(stored.verification().holds)
    let line = try #require(stored.line(of: "artifact"))
    let hash = try #require(stored.value("claims", line: line)?.stringValue)
    #expect(stored.blobs[hash] == Array(claims.text.utf8))
    stored.blobs[hash] = Array("Claims of tools (0):\n".utf8)
    #expect(stored.verification().problems.contains { $0.line == line && $0.message.contains("claims of tools") })
    stored.blobs[hash] = nil
    #expect(!stored.verification().holds)
  }

  @Test func `a record without claims has no member for them and holds`() async throws {
    let stored = try await run(.none)
    let line = try #require(stored.line(of: "artifact"))
    #expect(stored.value("claims", line: line) == nil && stored.verification().holds)
  }

  // MARK: Models that may not be sent the artifact

  private func judge(_ refused: Set<String>, asking asked: Asked) -> ModelJudge {
    let text = RawAnswer.scripted(Sample.passing(), of: Sample.seat("a")).text
    return ModelJudge(
      on: Sample.artifact(), nonce: Sample.nonce, deadline: .seconds(9),
      withholding: { refused.contains($0.model) ? "secret.py goes elsewhere" : nil }
    ) { name in
      ScriptedModel(name) { _ in
        await asked.note(name.model)
        return .scripted(text, by: name)
      }
    }
  }

  private actor Asked {
    private(set) var models: [String] = []
    func note(_ model: String) { models.append(model) }
  }

  @Test func `a seat whose model may not be sent the artifact asks its backup, and says why`() async throws {
    let asked = Asked()
    let seat = Sample.seat("a", model: Sample.model("one"), backup: Sample.model("two"))
    let raw = try await judge(["one"], asking: asked).answer(of: seat)
    #expect(raw.asked.model == "two" && raw.usage.calls == 1)
    #expect(raw.unused.map(\.reason) == ["test/one: not asked, as secret.py goes elsewhere"])
    #expect(await asked.models == ["two"])
  }

  @Test func `a seat of which no model may be sent the artifact has failed, and nobody was asked`() async throws {
    let asked = Asked()
    let seat = Sample.seat("a", model: Sample.model("one"), backup: Sample.model("two"))
    let failure = await #expect(throws: SeatFailure.self) {
      try await judge(["one", "two"], asking: asked).answer(of: seat)
    }
    #expect(failure?.reason.contains("test/two: not asked") == true && failure?.isProviderFailure == false)
    #expect(failure?.usage.calls == 0)
    #expect(await asked.models.isEmpty)
  }
}
