import Gating
import JudgeTypes
import Provenance
import Testing
import YAMLFiles

@Suite struct GateFilesTests {
  // MARK: Paths

  @Test(
    arguments: [
      ("src", "src/a.py", true), ("src/", "src/a/b.py", true), ("src/**", "src/a.py", true),
      ("*.tf", "x/y/main.tf", true),
      ("src", "lib/src/a.py", true), ("/src", "lib/src/a.py", false), ("./src", "src/a.py", true),
      ("src//a/.", "src/a/b.py", true),
      ("src", "./x/../src/a.py", true), ("other", "other/../src/a.py", false), ("cafe\u{301}", "caf\u{e9}/a.py", true),
      ("lib/src", "src/a.py", false),
      ("a/b", "x/a/b", false), ("./a/b", "a/b/c", true), ("a.py", "./a.py", true), ("SRC/x", "src/x", false),
    ])
  func `patterns name files as in other files of the team`(pattern: String, path: String, fits: Bool) {
    #expect(GatePaths([pattern]).name(path) == fits)
  }

  @Test func `what blocks does not look at letter case, what lets through does`() {
    #expect(GatePaths(["APP"]).name("app/a.py", isGenerous: true) && !GatePaths(["APP"]).name("app/a.py"))
  }

  @Test func `a path from outside of the folder is meant by what blocks and not by what lets through`() {
    let paths = GatePaths(["src/pay/**"])
    #expect(!paths.name("/builds/x/src/pay/a.py") && paths.name("/builds/x/src/pay/a.py", isGenerous: true))
    #expect(paths.name("../x/src/pay/a.py", isGenerous: true) && !paths.name("src/other/a.py", isGenerous: true))
  }

  // MARK: The baseline

  private func decision(_ states: [(GateReason.State, String)]) -> GateDecision {
    GateDecision(
      reasons: states.map { state, mark in
        GateReason(
          kind: .finding, state: state, finding: "F", fingerprint: mark, path: "b.py", message: "high x at b.py:1")
      })
  }

  @Test func `a baseline holds what blocks or is known, as often as it is there, and nothing that is waived`() {
    let baseline = Baseline(of: [
      decision([(.blocks, "aa"), (.known, "aa"), (.waived, "bb"), (.expired, "cc"), (.allowed, "dd"), (.known, "ee")])
    ])
    #expect(baseline.entries.map { "\($0.fingerprint) \($0.count)" } == ["aa 2", "ee 1"])
  }

  @Test func `a file that was judged twice has its faults once, and a graver one is taken in`() {
    let twice = Baseline(of: [decision([(.blocks, "aa")]), decision([(.blocks, "aa")])])
    #expect(twice.entries.map(\.count) == [1])
    func entry(_ severity: Severity) -> Baseline {
      Baseline(entries: [.init(fingerprint: "aa", count: 1, severity: severity, path: "b.py", message: "m")])
    }
    #expect(entry(.low).joined(with: entry(.high)).entries.first?.severity == .high)
    #expect(entry(.high).beyond(entry(.low)).count == 1 && entry(.high).forgotten(by: entry(.low)).isEmpty)
  }

  @Test func `a baseline is read as it was written, one fault a line`() throws {
    let baseline = Baseline(of: [decision([(.blocks, "aa"), (.blocks, "bb")])])
    #expect(try Baseline(text: baseline.text, path: "b.json") == baseline)
    #expect(baseline.text.split(separator: "\n").count { $0.contains("fingerprint") } == 2)
    #expect(try Baseline(text: Baseline.none.text, path: "b.json") == .none)
  }

  @Test(arguments: [
    "", "[]", "{\"schema_version\":\"2\",\"known\":[]}", "{\"schema_version\":\"1\",\"known\":[{}]}",
    "{\"schema_version\":\"1\",\"known\":[{\"fingerprint\":\"a\",\"count\":0}]}",
    "{\"schema_version\":\"1\",\"known\":[{\"fingerprint\":\"a\",\"count\":1,\"severity\":\"hihg\"}]}",
  ])
  func `a file that is no baseline is refused by name`(text: String) {
    let error = #expect(throws: GateFileError.self) { try Baseline(text: text, path: "known.json") }
    #expect(error?.description.hasPrefix("known.json: ") == true)
  }

  @Test func `two baselines together know each fault as often as the one that has it more often`() {
    let left = Baseline(of: [decision([(.known, "aa"), (.known, "aa")])])
    let right = Baseline(of: [decision([(.known, "aa"), (.known, "bb")])])
    #expect(left.joined(with: right).entries.map { "\($0.fingerprint) \($0.count)" } == ["aa 2", "bb 1"])
  }

  // MARK: Waivers

  private func problems(_ text: String) -> [String] {
    do {
      _ = try WaiverFile.waivers(from: text, path: "w.yaml")
      return []
    } catch { return error.problems.map(\.description) }
  }

  @Test func `a waiver says what, why, who and until when`() throws {
    let waivers = try WaiverFile.waivers(
      from: """
        waivers:
          - rule: sql-injection
            paths: [legacy/**]
            reason: the table goes in March
            author: ada
            expires: 2027-03-31
        """, path: "w.yaml")
    #expect(
      waivers == [
        Waiver(
          rule: "sql-injection", paths: GatePaths(["legacy/**"]),
          terms: .init(reason: "the table goes in March", author: "ada", expires: "2027-03-31"))
      ])
  }

  @Test func `everything that does not fit is said at once, with its line`() {
    let found = problems(
      """
      waivers:
        - reason: because
          author: ada
          expires: 2027-02-30
        - finding: aa
          author: ada
          expires: soon
          paths: ["../x"]
      """)
    #expect(found.contains { $0.hasPrefix("w.yaml:5") && $0.contains("reason") })
    let rest = problems("waivers:\n  - {reason: r, author: a, expires: 2027-02-30}\n")
    #expect(rest.contains { $0.contains("names nothing that it waives") })
    #expect(rest.contains { $0.contains("2027-02-30") && $0.contains("2027-01-31") })
  }

  @Test func `a policy is read from its file`() throws {
    let text = "block:\n  - {severity: high, paths: [src/**]}\n  - {levels: [MUST], except: [legacy]}\nadvisory: true\n"
    let value = try YAMLFile.value(of: text, path: "m.yaml", schema: GateFile.schema)
    let file = GateFile(value)
    #expect(
      file.rules == [
        GateRule(severity: .high, paths: GatePaths(["src/**"])),
        GateRule(levels: [.must], except: GatePaths(["legacy"])),
      ])
    #expect(file.isAdvisory && file.saysMore && !GateFile(nil).saysMore)
    let empty = try YAMLFile.value(of: "block: [{}]", path: "m.yaml", schema: GateFile.schema)
    #expect(GateFile.problems(of: empty, path: "m.yaml").count == 1)
  }
}
