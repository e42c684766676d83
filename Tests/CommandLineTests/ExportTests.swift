import Foundation
import Provenance
import TestSupport
import Testing

/// The forms of a result, from `judge`, `runs show` and `runs export`.
@Suite struct ExportTests {
  private static let fault = "import os\n\n\ndef run(request):\n    os.system(\"ls \" + request.args[\"x\"])\n"
  private static let files = ["r.json", "r.jsonl", "r.sarif", "r.junit.xml", "r.gitlab.json"]

  private func text(_ name: String, in program: Program) throws -> String {
    try String(contentsOf: program.folder.appending(path: name), encoding: .utf8)
  }

  @Test func `one call writes many forms, and a stored run gives the same again`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(Self.fault, to: "a.py")
    try program.write("x = 1\n", to: "b.py")
    let outputs = Self.files.flatMap { ["-o", $0] }
    let judged = try await program.run(
      arguments: ["judge", "--offline", "--quiet", "--format", "github", "a.py", "b.py"] + outputs)
    #expect(judged.code == 1 && judged.output.hasPrefix("::error file=a.py,line=5,title=command-injection::"))
    let first = try Self.files.map { try text($0, in: program) }
    #expect(try JSONValue(parsing: first[2])["runs"]?[0]?["results"]?[0]?["ruleId"] == "command-injection")
    #expect(try ParsedXML.root(of: first[3]).all("testsuite").map { $0.attributes["name"] } == ["a.py", "b.py"])
    #expect(try JSONValue(parsing: first[4])[0]?["location"]?["path"] == "a.py")

    let exported = try await program.run(arguments: ["runs", "export", "latest"] + outputs)
    #expect(exported.code == 0 && exported.output.isEmpty, "\(exported.error)")
    for (name, text) in zip(Self.files, first) { #expect(try self.text(name, in: program) == text, "\(name)") }
    let shown = try await program.run("runs", "show", "--format", "github")
    #expect(shown.output == judged.output)
    #expect(try await program.run("runs", "export", "latest", "--format", "sarif").output == first[2])
  }

  #if os(Linux)
    @Test func `a run whose bytes are pruned is exported by what its journal says`() async throws {
      let program = try Program()
      defer { program.remove() }
      try program.write(Self.fault, to: "a.py")
      let clock = try await OtherClock(in: program)
      _ = try await program.run("judge", "--offline", "--quiet", "a.py", environment: clock.environment(daysAgo: 100))
      #expect(try await program.run("runs", "prune", "--older-than", "90d", "--yes").code == 0)
      let exported = try await program.run(
        arguments: ["runs", "export", "latest"] + Self.files.flatMap { ["-o", $0] })
      #expect(exported.code == 0, "\(exported.error)")
      let log = try JSONValue(parsing: try text("r.sarif", in: program))["runs"]?[0]
      #expect(log?["results"]?[0]?["ruleId"] == "command-injection")
      #expect(
        log?["properties"]?["banners"]?.arrayValue?.contains { $0.stringValue?.hasPrefix("pruned at") == true } == true)
      #expect(try JSONValue(parsing: try text("r.json", in: program))["judgments"]?.arrayValue?.count == 1)
      #expect(try ParsedXML.root(of: try text("r.junit.xml", in: program)).attributes["failures"] != "0")
    }
  #endif

  @Test func `an extension without a form, and an export to nowhere, are refused with all that there are`() async throws
  {
    let program = try Program()
    defer { program.remove() }
    try program.write(Self.fault, to: "a.py")
    let unknown = try await program.run("judge", "--offline", "a.py", "-o", "r.xml")
    #expect(unknown.code == 2)
    for name in [".junit.xml", ".gitlab.json", ".sarif", ".json", ".jsonl", ".txt"] {
      #expect(unknown.error.contains(name))
    }
    #expect(try await program.run("runs", "export", "latest").code == 2)
    #expect(try await program.run("runs", "export", "latest", "-o", "r.sarif").code == 2)
  }

  @Test func `an export of an altered record says so and ends with 1`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(Self.fault, to: "a.py")
    _ = try await program.run("judge", "--offline", "--quiet", "a.py")
    let runs = program.folder.appending(path: ".moe-judge/runs")
    let run = try FileManager.default.contentsOfDirectory(atPath: runs.path)[0]
    let journal = runs.appending(path: "\(run)/journal.jsonl")
    let altered = try String(contentsOf: journal, encoding: .utf8).replacing(
      "\"outcome\":\"fail\"", with: "\"outcome\":\"pass\"")
    try Data(altered.utf8).write(to: journal)
    let exported = try await program.run("runs", "export", "latest", "-o", "r.sarif")
    #expect(exported.code == 1)
    let log = try JSONValue(parsing: try text("r.sarif", in: program))["runs"]?[0]
    #expect(
      log?["properties"]?["banners"]?.arrayValue?.contains {
        $0.stringValue?.hasPrefix("this record does not hold") == true
      } == true)
  }
}
