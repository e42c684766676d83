import Foundation
import Provenance
import Reports
import TestSupport
import Testing

/// What is judged speaks to whatever shows the judgment; nothing of it may be obeyed.
@Suite struct HostileFormatTests {
  /// What each extension was written with; `github` and `table` are what standard output took.
  private struct Written {
    let artifacts: [String]
    let json, sarif, gitlab: JSONValue
    let junit: ParsedXML
    let github, table: String
  }

  /// Judges every hostile artifact once, in every form.
  private func write(in program: Program) async throws -> Written {
    let artifacts = try HostileArtifacts.place(in: program)
    try program.write(HostileArtifacts.log.canonical, to: "log.sarif")
    let files = ["r.json", "r.sarif", "r.junit.xml", "r.gitlab.json", "r.txt"].flatMap { ["-o", $0] }
    let result = try await program.run(
      arguments: ["judge", "--offline", "--quiet", "--format", "github", "--evidence", "log.sarif"] + files + artifacts)
    #expect(result.code == 1, "\(result.error)")
    func text(_ name: String) throws -> String {
      try String(contentsOf: program.folder.appending(path: name), encoding: .utf8)
    }
    return Written(
      artifacts: artifacts, json: try JSONValue(parsing: try text("r.json")),
      sarif: try JSONValue(parsing: try text("r.sarif")), gitlab: try JSONValue(parsing: try text("r.gitlab.json")),
      junit: try ParsedXML.root(of: try text("r.junit.xml")), github: result.output, table: try text("r.txt"))
  }

  @Test func `every form of hostile artifacts can be parsed, and holds nothing but its own`() async throws {
    let program = try Program()
    defer { program.remove() }
    let written = try await write(in: program)
    #expect(written.artifacts.count > 85)
    checkQuotes(written)
    checkSARIF(written)
    checkGitLab(written)
    checkJUnit(written)
    checkLines(written)
    try checkEach(written)
    #expect(!FileManager.default.fileExists(atPath: program.folder.appending(path: "pwned").path))
  }

  // MARK: JSON: the hostile text is in the findings at all

  private func checkQuotes(_ written: Written) {
    let judgments = written.json["judgments"]?.arrayValue ?? []
    #expect(judgments.count == written.artifacts.count)
    for (artifact, judgment) in zip(written.artifacts, judgments) {
      let findings = (judgment["findings"]?.arrayValue ?? []).filter { $0["status"] == "verified" }
      #expect(!findings.isEmpty, "\(artifact): no finding")
      let quotes = findings.flatMap { $0["evidence"]?.arrayValue ?? [] }.compactMap { $0["quote"]?.stringValue }
      let needles = HostileArtifacts.labels.first { $0.file == artifact }?.holds ?? []
      for needle in needles {
        #expect(quotes.contains { $0.utf8.firstRange(of: needle.utf8) != nil }, "\(artifact): \(needle)")
      }
    }
    #expect(findings(written).contains { $0["message"]?.stringValue?.contains("::error::pwned") == true })
  }

  private func findings(_ written: Written) -> [JSONValue] {
    (written.json["judgments"]?.arrayValue ?? []).flatMap { $0["findings"]?.arrayValue ?? [] }
      .filter { $0["status"] == "verified" }
  }

  // MARK: SARIF and GitLab

  private func checkSARIF(_ written: Written) {
    let run = written.sarif["runs"]?[0]
    let results = run?["results"]?.arrayValue ?? []
    #expect(results.compactMap { $0["properties"]?["finding"] }.count == findings(written).count)
    let rules = run?["tool"]?["driver"]?["rules"]?.arrayValue ?? []
    for result in results {
      let index = result["ruleIndex"]?.intValue ?? -1
      #expect(rules.indices.contains(index) && rules[index]["id"] == result["ruleId"])
      let place = result["locations"]?[0]?["physicalLocation"]
      let uri = place?["artifactLocation"]?["uri"]?.stringValue ?? ""
      #expect(!uri.isEmpty && uri.utf8.allSatisfy(Self.isOfURI), "\(uri)")
      #expect(place?["artifactLocation"]?["uriBaseId"] == "%SRCROOT%")
      #expect((place?["region"]?["startLine"]?.intValue ?? 0) >= 1)
      let message = result["message"]?["text"]?.stringValue ?? ""
      #expect(isPlain(message) && message.utf8.firstRange(of: "](".utf8) == nil)
    }
    let prints = results.compactMap { $0["partialFingerprints"]?["moeJudge/v1"]?.stringValue }
    #expect(prints.count == results.count && Set(prints).count == prints.count)
    let notes = run?["invocations"]?[0]?["toolExecutionNotifications"]?.arrayValue ?? []
    let unread = notes.filter { $0["descriptor"]?["id"] == "unread_file" }.compactMap {
      $0["message"]?["text"]?.stringValue
    }
    for name in HostileArtifacts.labels.filter({ !$0.read }).map(\.file) {
      #expect(unread.contains { $0.contains(name) }, "\(name): nobody is told that it was not read")
    }
  }

  private static func isOfURI(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._~/%".utf8.contains(byte)
    }
  }

  private func checkGitLab(_ written: Written) {
    let entries = written.gitlab.arrayValue ?? []
    #expect(entries.count >= findings(written).count)
    #expect(Set(entries.compactMap { $0["fingerprint"]?.stringValue }).count == entries.count)
    for entry in entries {
      #expect(["info", "minor", "major", "critical", "blocker"].contains(entry["severity"]?.stringValue))
      #expect(isPlain(entry["description"]?.stringValue ?? "\n"))
      #expect((entry["location"]?["lines"]?["begin"]?.intValue ?? 0) >= 1)
      #expect(entry["location"]?["path"]?.stringValue?.isEmpty == false)
    }
  }

  // MARK: JUnit

  private func checkJUnit(_ written: Written) {
    let suites = written.junit.all("testsuite")
    #expect(suites.count == written.artifacts.count)
    let cases = suites.flatMap { $0.all("testcase") }
    func count(_ name: String, _ cases: [ParsedXML]) -> String { "\(cases.count { !$0.all(name).isEmpty })" }
    for (element, cases) in [(written.junit, cases)] + suites.map({ ($0, $0.all("testcase")) }) {
      #expect(element.attributes["tests"] == "\(cases.count)")
      #expect(element.attributes["failures"] == count("failure", cases) && count("failure", cases) != "0")
      #expect(element.attributes["errors"] == count("error", cases))
    }
    let own = Set(["testsuites", "testsuite", "testcase", "failure", "error", "skipped"])
    for element in written.junit.everything {
      #expect(own.contains(element.name))
      #expect(element.attributes.values.allSatisfy(isPlain))
    }
  }

  // MARK: Lines

  private func checkLines(_ written: Written) {
    let lines = written.github.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }
    #expect(lines.count { $0.hasPrefix("::error ") } == 10 && lines.last?.contains("exit code 1") == true)
    for line in lines {
      #expect(["::error ", "::warning ", "::notice "].contains { line.hasPrefix($0) }, "\(line)")
      #expect(isPlain(line), "\(line)")
    }
    let table = written.table.unicodeScalars.split(separator: "\n").map { String(Substring($0)) }
    #expect(table.allSatisfy(isPlain))
  }

  /// One line without control codes and without marks that turn the direction of reading.
  private func isPlain(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) && !(0x202A...0x202E).contains(scalar.value)
        && !(0x2066...0x2069).contains(scalar.value)
    }
  }

  // MARK: Each by itself

  /// Of many artifacts together only ten are annotated.
  private func checkEach(_ written: Written) throws {
    for judgment in written.json["judgments"]?.arrayValue ?? [] {
      var object = written.json.objectValue ?? [:]
      object["judgments"] = [judgment]
      let text = GitHubReport().text(of: try RecordedResult(json: .object(object)))
      let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }
      #expect(lines.count >= 3)
      for line in lines {
        #expect(["::error ", "::warning ", "::notice "].contains { line.hasPrefix($0) } && isPlain(line), "\(line)")
      }
    }
  }
}
