import Foundation
import Provenance
import TestSupport
import Testing

/// What other tools and the offline review found, before judges and in the offline panel.
@Suite struct ToolEvidenceCommandTests {
  private let artifact = "import os\n\n\ndef remove(path):\n    os.system(\"rm -rf \" + path)\n"

  private func log(_ uri: String, line: Int = 5, message: String = "a shell is started", more: String = "") -> String {
    """
    {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "bandit", "rules": [
      {"id": "B605", "properties": {"tags": ["security"], "security-severity": "9.1"}}]}}, "results": [
      {"ruleId": "B605", "level": "error", "message": {"text": "\(message)"}, "locations": [{"physicalLocation":
        {"artifactLocation": {"uri": "\(uri)"}, "region": {"startLine": \(line)}}}]}\(more)]}]}
    """
  }

  private func judged(
    _ program: Program, _ arguments: String...
  ) async throws -> (result: Program.Result, bodies: [String]) {
    try await ProviderSimulator.run(answering: { request in
      .answer(SimulatedPanel.answer(to: request.body), to: request, by: request.model)
    }) { simulator in
      try program.write(SimulatedPanel.configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      let result = try await program.run(
        arguments: ["judge", "--format", "json", "--no-progress"] + arguments, environment: SimulatedPanel.keys)
      return (result, simulator.requests.map(\.body))
    }
  }

  @Test func `every seat is shown what the offline review and other tools found, and the record keeps it`() async throws
  {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "src/app.py")
    try program.write(
      log("file:///ci/work/src/app.py", message: "token ghp_0123456789abcdefghijABCDEFGHIJ012345"), to: "b.sarif")
    let (result, bodies) = try await judged(program, "src/app.py", "--evidence", "b.sarif")
    #expect(result.code == 0, "the claims cast no vote: \(result.output)\(result.error)")
    #expect(bodies.count == 5)
    for body in bodies {
      #expect(
        body.contains("Claim: bandit | B605 | critical | src/app.py:5 | token [redacted:"), "\(body.prefix(2_000))")
      #expect(body.contains("Claim: moe-judge offline review | command-injection | high | src/app.py:5 | "))
      #expect(!body.contains("ghp_0123456789abcdefghijABCDEFGHIJ012345"))
    }
    let seats = try JSONValue(parsing: result.output)["judgments"]?[0]?["seats"]?.arrayValue ?? []
    #expect(seats.count { $0["state"] == "judged" } == 5)
    #expect(try await program.run("runs", "verify").code == 0)
  }

  @Test func `of a file that goes to no model no claim is sent either`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("x = 1\n", to: "d/app.py")
    try program.write("TOKEN=abcdefgh12345678\n", to: "d/.env")
    try program.write(log("d/.env", line: 1, message: "claim-mark"), to: "b.sarif")
    let (plan, _) = try await judged(program, "--dry-run", "d", "--evidence", "b.sarif")
    #expect(try JSONValue(parsing: plan.output)["artifacts"]?[0]?["claims"]?.intValue == 0)
    let (_, bodies) = try await judged(program, "d", "--evidence", "b.sarif")
    #expect(!bodies.isEmpty && !bodies.contains { $0.contains("Claim:") || $0.contains("claim-mark") })
  }

  @Test func `offline another tool's finding is a claim of the persona that it concerns`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("def total(items):\n    return sum(items)\n", to: "app.py")
    try program.write("def test_a():\n    assert 1 == 1\n", to: "test_app.py")
    #expect(try await program.run("judge", "--offline", "app.py").code == 0)
    try program.write(
      log(
        "app.py", line: 2,
        more: ", {\"ruleId\": \"x\", \"suppressions\": [{\"kind\": \"inSource\"}], \"message\": {\"text\": \"s\"}}"
          + ", {\"ruleId\": \"x\", \"message\": {\"text\": \"no place\"}}, {\"ruleId\": \"x\", \"message\": {\"text\": \"old\"}, "
          + "\"locations\": [{\"physicalLocation\": {\"artifactLocation\": {\"uri\": \"app.py\"}, \"region\": {\"startLine\": 99}}}]}"
      ),
      to: "b.sarif")
    let result = try await program.run("judge", "--offline", "app.py", "--evidence", "b.sarif", "--format", "json")
    #expect(result.code == 1, "\(result.output)")
    let finding = try JSONValue(parsing: result.output)["judgments"]?[0]?["findings"]?[0]
    #expect(finding?["rule"] == "bandit/B605" && finding?["seats"] == ["security_analyst"])
    #expect(finding?["status"] == "verified" && finding?["evidence"]?[0]?["quote"] == "return sum(items)")
    #expect(result.error.contains("1 suppressed finding left out"))
    #expect(result.error.contains("2 of 3 findings left out") && result.error.contains("app.py:99"), "\(result.error)")
    #expect(try await program.run("runs", "verify").code == 0)
  }

  @Test func `a run that was stopped goes on with the claims that were shown, and not by another policy of egress`()
    async throws
  {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    try program.write(log("app.py"), to: "b.sarif")
    let handler: ProviderSimulator.Handler = { .answer(SimulatedPanel.answer(to: $0.body), to: $0, by: $0.model) }
    try await ProviderSimulator.run(answering: handler) { simulator in
      let configuration = SimulatedPanel.configuration(port: simulator.baseURL)
      try program.write(configuration, to: "moe-judge.yaml")
      let words = ["judge", "app.py", "--evidence", "b.sarif", "--no-progress", "--cache", "off"]
      #expect(try await program.run(arguments: words, environment: SimulatedPanel.keys).code == 0)
      let runs = program.folder.appending(path: ".moe-judge/runs")
      let run = try #require(try FileManager.default.contentsOfDirectory(atPath: runs.path).first)
      let journal = runs.appending(path: "\(run)/journal.jsonl")
      let lines = try String(contentsOf: journal, encoding: .utf8).split(separator: "\n")
      try Data(lines.prefix(4).map { $0 + "\n" }.joined().utf8).write(to: journal)
      try program.write(
        "egress: {allow: [{paths: [app.py], providers: [openai]}]}\n" + configuration, to: "moe-judge.yaml")
      let refused = try await program.run("judge", "--resume", "latest", environment: SimulatedPanel.keys)
      #expect(refused.code == 2 && refused.error.contains("egress in moe-judge.yaml"), "\(refused.error)")
      #expect(simulator.requests.count == 5)
      try program.write(configuration, to: "moe-judge.yaml")
      let resumed = try await program.run("judge", "--resume", "latest", environment: SimulatedPanel.keys)
      #expect(resumed.code == 0, "\(resumed.error)")
      let later = simulator.requests.dropFirst(5)
      #expect(later.count == 3 && later.allSatisfy { $0.body.contains("Claim: bandit | B605 | critical | app.py:5") })
      #expect(try await program.run("runs", "verify").code == 0)
    }
  }

  @Test func `a log that cannot be used ends the command before anybody is asked`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(artifact, to: "app.py")
    try program.write("{\"version\": \"2.1.0\"}", to: "bad.sarif")
    for (name, problem) in [
      ("bad.sarif", "'runs' is missing"), ("none.sarif", "there is no such file"), (".", "no regular file"),
    ] {
      let (result, bodies) = try await judged(program, "app.py", "--evidence", name)
      #expect(result.code == 2 && bodies.isEmpty && result.error.contains(problem), "\(result.error)")
    }
  }
}
