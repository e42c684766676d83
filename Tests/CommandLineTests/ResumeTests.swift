import Foundation
import Provenance
import Synchronization
import TestSupport
import Testing

/// A run that was killed or stopped goes on where it was, and ends as if nothing had happened.
@Suite struct ResumeTests {
  private let names = ["a.py", "b.py"]

  private func withPanel(_ body: (Program, ProviderSimulator) async throws -> Void) async throws {
    let program = try Program()
    defer { program.remove() }
    for name in names { try program.write("def add_\(name.first ?? "x")(a, b):\n    return a + b\n", to: name) }
    let handler: ProviderSimulator.Handler = { .answer(SimulatedPanel.answer(to: $0.body), to: $0, by: $0.model) }
    try await ProviderSimulator.run(answering: handler) { simulator in
      try program.write(SimulatedPanel.configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      try await body(program, simulator)
    }
  }

  private func judge(_ program: Program, _ words: String...) async throws -> Program.Result {
    try await program.run(
      arguments: ["judge"] + words + ["--cache", "off", "--no-progress", "--format", "jsonl"],
      environment: SimulatedPanel.keys)
  }

  /// Without what is another's in every run: hashes and times.
  private func judgments(_ text: String) throws -> [JSONValue] {
    try text.split(separator: "\n").map { line in
      var object = try JSONValue(parsing: String(line)).objectValue ?? [:]
      object["provenance"] = nil
      object["usage"] = object["usage"].map(withoutLatency)
      object["rounds"] = .array(
        (object["rounds"]?.arrayValue ?? []).map { .object(($0.objectValue ?? [:]).filter { $0.key != "tokens" }) })
      object["seats"] = .array(
        (object["seats"]?.arrayValue ?? []).map { seat in
          var seat = seat.objectValue ?? [:]
          seat["usage"] = seat["usage"].map(withoutLatency)
          return .object(seat)
        })
      return .object(object)
    }
  }

  private func withoutLatency(_ usage: JSONValue) -> JSONValue {
    var usage = usage.objectValue ?? [:]
    usage["latency_ms"] = nil
    return .object(usage)
  }

  private func journal(_ program: Program) throws -> URL {
    let runs = program.folder.appending(path: ".moe-judge/runs")
    let run = try #require(try FileManager.default.contentsOfDirectory(atPath: runs.path).first)
    return runs.appending(path: "\(run)/journal.jsonl")
  }

  @Test func `killed after any line of its journal, a run ends the same, and nothing that was answered is asked again`()
    async throws
  {
    try await withPanel { program, simulator in
      let whole = try await judge(program, "a.py", "b.py")
      #expect(whole.code == 0, "\(whole.error)")
      let asked = simulator.requests.count
      let lines = try String(contentsOf: try journal(program), encoding: .utf8).split(separator: "\n")
      // run, two artifacts, five answers each, two judgments, result, closed
      #expect(lines.count == 17 && asked == 10)
      for kept in 1..<lines.count {
        // The line after those that are kept was cut in its write.
        let text = lines.prefix(kept).map { $0 + "\n" }.joined() + lines[kept].prefix(kept.isMultiple(of: 2) ? 40 : 0)
        try Data(text.utf8).write(to: try journal(program))
        let before = simulator.requests.count
        let resumed = try await judge(program, "--resume", "latest")
        #expect(resumed.code == 0, "\(kept): \(resumed.error)")
        #expect(try judgments(resumed.output) == judgments(whole.output), "\(kept)")
        let answered = lines.prefix(kept).count { $0.contains("\"kind\":\"answer\"") }
        #expect(simulator.requests.count - before == asked - answered, "\(kept)")
        #expect(try await program.run("runs", "verify").code == 0, "\(kept)")
      }
    }
  }

  @Test func `what the journal names and the pack lost is stored again`() async throws {
    try await withPanel { program, _ in
      let whole = try await judge(program, "a.py")
      let journal = try journal(program)
      let first = try String(contentsOf: journal, encoding: .utf8).split(separator: "\n")[0]
      try Data((first + "\n").utf8).write(to: journal)
      let pack = journal.deletingLastPathComponent().appending(path: "blobs/pack")
      let bytes = try Data(contentsOf: pack)
      let inputs = try #require(JSONValue(parsing: String(first))["body"]?["invocation"]?["inputs"]?.stringValue)
      // The names of the artifacts stay, and half a record after them.
      try bytes.prefix(Data("\(inputs) ".utf8).count + 12 + 1 + "[\"a.py\"]\n".utf8.count + 30).write(to: pack)
      let resumed = try await judge(program, "--resume", "latest")
      #expect(resumed.code == 0, "\(resumed.error)")
      #expect(try judgments(resumed.output) == judgments(whole.output))
      #expect(try await program.run("runs", "verify").code == 0)
    }
  }

  @Test func `a run goes on by the command that began it, or by one that is the same`() async throws {
    try await withPanel { program, _ in
      let options = [
        "--persona", "qa_evaluator", "--persona", "security_analyst", "--persona", "technical_architect",
        "--allow-homogeneous", "--cache", "off",
      ]
      let words = ["judge", "a.py", "b.py", "--format", "json"] + options
      let whole = try await program.run(arguments: words, environment: SimulatedPanel.keys)
      #expect(whole.code == 0, "\(whole.error)")
      let lines = try String(contentsOf: try journal(program), encoding: .utf8).split(separator: "\n")
      let stop = { try Data(lines.prefix(6).map { $0 + "\n" }.joined().utf8).write(to: try journal(program)) }
      try stop()
      let other = try await judge(program, "b.py", "--resume", "latest")
      #expect(other.code == 2 && other.error.contains("not what they were"), "\(other.error)")
      let fewer = try await program.run(
        arguments: ["judge", "a.py", "--resume", "latest"] + options, environment: SimulatedPanel.keys)
      #expect(fewer.code == 2 && fewer.error.contains("not the artifacts of this run"), "\(fewer.error)")
      let same = try await program.run(arguments: words + ["--resume", "latest"], environment: SimulatedPanel.keys)
      #expect(same.code == 0, "\(same.error)")
      try stop()
      let bare = try await judge(program, "--resume", "latest")
      #expect(bare.code == 0 && bare.output.split(separator: "\n").count == 2, "\(bare.error)")
      #expect(try judgments(bare.output).allSatisfy { $0["seats"]?.arrayValue?.count == 3 })
    }
  }

  @Test func `personas that changed since the run began are named, and nothing is asked`() async throws {
    try await withPanel { program, simulator in
      _ = try await judge(program, "a.py")
      let lines = try String(contentsOf: try journal(program), encoding: .utf8).split(separator: "\n")
      try Data((lines[0] + "\n").utf8).write(to: try journal(program))
      let persona = Program.root.appending(path: "personas/qa_evaluator.yaml")
      let text = try String(contentsOf: persona, encoding: .utf8)
      try program.write(text.replacing("Priya Sharma", with: "Priya Verma"), to: "personas/qa_evaluator.yaml")
      let before = simulator.requests.count
      let resumed = try await judge(program, "--resume", "latest")
      #expect(resumed.code == 2 && resumed.error.contains("not what they were"), "\(resumed.error)")
      #expect(simulator.requests.count == before)
    }
  }

  @Test func `a run that ended is not gone on with, and one of another record neither`() async throws {
    try await withPanel { program, _ in
      _ = try await judge(program, "a.py")
      let ended = try await judge(program, "--resume", "latest")
      #expect(ended.code == 2 && ended.error.contains("came to its end"), "\(ended.error)")
      let dry = try await judge(program, "--resume", "latest", "--dry-run")
      #expect(dry.code == 2 && dry.error.contains("Leave one of them out"), "\(dry.error)")
      let none = try await judge(program, "--resume", "2020")
      #expect(none.code == 2 && none.error.contains("no run is called '2020'"), "\(none.error)")
      let journal = try journal(program)
      let lines = try String(contentsOf: journal, encoding: .utf8).split(separator: "\n")
      let altered = lines.prefix(5).joined(separator: "\n").replacing("\"round\":0", with: "\"round\":1") + "\n"
      try Data(altered.utf8).write(to: journal)
      let tampered = try await judge(program, "--resume", "latest")
      #expect(tampered.code == 2 && tampered.error.contains("altered"), "\(tampered.error)")
    }
  }

  @Test func `an offline run goes on too, unless what it judges has changed`() async throws {
    let program = try Program()
    defer { program.remove() }
    for name in names { try program.write("import os\nos.system(input())\n", to: name) }
    let whole = try await judge(program, "a.py", "b.py", "--offline")
    let lines = try String(contentsOf: try journal(program), encoding: .utf8).split(separator: "\n")
    for kept in [1, 2, 4, 9, lines.count - 1] {
      try Data(lines.prefix(kept).map { $0 + "\n" }.joined().utf8).write(to: try journal(program))
      let resumed = try await judge(program, "--resume", "latest")
      #expect(resumed.code == whole.code, "\(kept): \(resumed.error)")
      #expect(try judgments(resumed.output) == judgments(whole.output), "\(kept)")
    }
    try Data(lines.prefix(4).map { $0 + "\n" }.joined().utf8).write(to: try journal(program))
    for name in names { try program.write("import os\n", to: name) }
    let changed = try await judge(program, "--resume", "latest")
    #expect(changed.code == 2 && changed.error.contains("changed since the run began"), "\(changed.error)")
  }

  @Test func `the first Ctrl-C saves what is in flight and says how to go on`() async throws {
    try await withPanel { program, simulator in
      simulator.answer { request in
        var reply = SimulatedReply.answer(SimulatedPanel.answer(to: request.body), to: request, by: request.model)
        reply.delay = .milliseconds(request.number <= 5 ? 0 : 1_500)
        return reply
      }
      for number in 0..<20 { try program.write("x = \(number)\n", to: "many/f\(number).py") }
      let stopped = try await program.run(
        arguments: ["judge", "many/*.py", "-j", "4", "--format", "jsonl"], environment: SimulatedPanel.keys,
        interruptingWhen: { simulator.requests.count > 6 })
      #expect(stopped.code == 130, "\(stopped.error)")
      let run = try #require(stopped.error.firstMatch(of: /--resume (\S+)/)?.output.1)
      #expect(try await program.run("runs", "verify").code == 3)
      #expect(try await program.run("runs", "list").output.contains("unfinished"))
      simulator.answer { .answer(SimulatedPanel.answer(to: $0.body), to: $0, by: $0.model) }
      let resumed = try await judge(program, "--resume", String(run))
      #expect(resumed.code == 0 && resumed.output.split(separator: "\n").count == 20, "\(resumed.error)")
      #expect(simulator.requests.count == 100)
    }
  }

  @Test func `a run that records goes on recording, and the whole of it can be replayed`() async throws {
    try await withPanel { program, simulator in
      let whole = try await judge(program, "a.py", "b.py", "--record", "tape.jsonl")
      #expect(whole.code == 0, "\(whole.error)")
      let asked = simulator.requests.count
      // Killed before the first answer.
      let lines = try String(contentsOf: try journal(program), encoding: .utf8).split(separator: "\n")
      try Data(lines.prefix(1).map { $0 + "\n" }.joined().utf8).write(to: try journal(program))
      let tape = program.folder.appending(path: "tape.jsonl")
      try Data("".utf8).write(to: tape)
      let resumed = try await judge(program, "--resume", "latest")
      #expect(resumed.code == 0 && simulator.requests.count == asked * 2, "\(resumed.error)")
      let replayed = try await program.run(
        "judge", "a.py", "b.py", "--replay", "tape.jsonl", "--no-progress", "--format", "json")
      #expect(replayed.code == 0, "\(replayed.error)")
      #expect(try JSONValue(parsing: replayed.output)["usage"]?["calls"] == 0)
    }
  }

  /// What was judged, without what a replay has otherwise by right.
  private func essence(_ text: String) throws -> [JSONValue] {
    try judgments(text).map { judgment in
      var object = judgment.objectValue ?? [:]
      for key in ["usage", "banners"] { object[key] = nil }
      object["seats"] = .array(
        (object["seats"]?.arrayValue ?? []).map { seat in
          .object((seat.objectValue ?? [:]).filter { !["cached", "usage"].contains($0.key) })
        })
      return .object(object)
    }
  }

  @Test(arguments: [1, 2, 4, 6])
  func `what a killed run was told and never used is not replayed`(kept: Int) async throws {
    try await withPanel { program, simulator in
      // Told "no", and by one model nothing that can be used, before the run is killed; "yes" from then on.
      simulator.answer { request in
        let isUsable = request.model != "gpt-4o" || request.body.contains("could not be used")
        let text = isUsable ? SimulatedPanel.answer(to: request.body, verdict: "no") : "{}"
        return .answer(text, to: request, by: request.model)
      }
      _ = try await judge(program, "a.py", "--record", "tape.jsonl")
      let lines = try String(contentsOf: try journal(program), encoding: .utf8).split(separator: "\n")
      try Data(lines.prefix(kept).map { $0 + "\n" }.joined().utf8).write(to: try journal(program))
      simulator.answer { .answer(SimulatedPanel.answer(to: $0.body), to: $0, by: $0.model) }
      let resumed = try await judge(program, "--resume", "latest")
      #expect(try judgments(resumed.output).count == 1, "\(resumed.error)")
      let replayed = try await program.run(
        "judge", "a.py", "--replay", "tape.jsonl", "--no-progress", "--format", "jsonl")
      #expect(replayed.code == resumed.code, "\(replayed.error)")
      #expect(try essence(replayed.output) == essence(resumed.output))
    }
  }

  @Test func `a model that would be asked elsewhere or by another name is named, and nothing is asked`() async throws {
    try await withPanel { program, simulator in
      _ = try await judge(program, "a.py")
      let lines = try String(contentsOf: try journal(program), encoding: .utf8).split(separator: "\n")
      try Data(lines.prefix(3).map { $0 + "\n" }.joined().utf8).write(to: try journal(program))
      let configuration = SimulatedPanel.configuration(port: simulator.baseURL)
      let before = simulator.requests.count
      let cases = [
        (
          configuration.replacing(
            "openai: {base_url: \"\(simulator.baseURL)/v1\"}", with: "openai: {base_url: \"\(simulator.baseURL)/v2\"}"),
          "where openai/gpt-4o is asked"
        ),
        (
          configuration + "\nmodels:\n  anthropic/claude-opus-4-6: {aliases: [claude-sonnet-4]}\n",
          "where anthropic/claude-sonnet-4 is asked"
        ),
      ]
      for (text, words) in cases {
        try program.write(text, to: "moe-judge.yaml")
        let resumed = try await judge(program, "--resume", "latest")
        #expect(resumed.code == 2 && resumed.error.contains(words), "\(resumed.error)")
        #expect(resumed.error.components(separatedBy: "where ").count == 2, "\(resumed.error)")
      }
      #expect(simulator.requests.count == before)
      // Another key, or a slash at the end of an address, changes nothing of what is asked.
      try program.write(configuration.replacing("/v1beta", with: "/v1beta/"), to: "moe-judge.yaml")
      let resumed = try await program.run(
        arguments: ["judge", "--resume", "latest", "--cache", "off", "--format", "jsonl"],
        environment: SimulatedPanel.keys.mapValues { $0 + "-new" })
      #expect(resumed.code == 0 && !resumed.output.isEmpty, "\(resumed.error)")
    }
  }

  @Test func `options that a resumed run does not hear are refused by name`() async throws {
    try await withPanel { program, simulator in
      _ = try await judge(program, "a.py")
      let lines = try String(contentsOf: try journal(program), encoding: .utf8).split(separator: "\n")
      try Data(lines.prefix(3).map { $0 + "\n" }.joined().utf8).write(to: try journal(program))
      let before = simulator.requests.count
      for (words, name) in [
        (["--persona", "qa_evaluator"], "--persona:"), (["--fail-on", "conditional"], "--fail-on:"),
        (["--evidence", "a.sarif", "--offline"], "--offline, --evidence:"), (["--record", "t.jsonl"], "--record:"),
        (["--model", "qa_evaluator=openai/gpt-4o"], "--model:"), (["--threshold", "3/4"], "--threshold:"),
        (["--rounds", "2"], "--rounds:"),
        (["--canaries", "off"], "--canaries:"), (["--config-rev", "HEAD"], "--config-rev:"),
      ] {
        let result = try await program.run(
          arguments: ["judge", "--resume", "latest"] + words, environment: SimulatedPanel.keys)
        #expect(result.code == 2 && result.error.contains(name), "\(result.error)")
        #expect(result.error.contains("out, or give the whole command that began the run"), "\(result.error)")
      }
      #expect(simulator.requests.count == before)
      let heard = try await program.run(
        arguments: [
          "judge", "--resume", "latest", "-j", "2", "--timeout", "30", "--max-retries", "1", "--cache", "off",
        ]
          + ["-o", "out.json", "--budget-tokens", "900000"],
        environment: SimulatedPanel.keys)
      #expect(heard.code == 0, "\(heard.error)")
    }
  }

  @Test func `a run that lacks only its closing line ends as it had, and judges nothing more`() async throws {
    let program = try Program()
    defer { program.remove() }
    for name in names { try program.write("import os\nos.system(input())\n", to: name) }
    let whole = try await judge(program, "a.py", "gone.py", "b.py", "--offline")
    #expect(whole.code == 2 && whole.output.split(separator: "\n").count == 2, "\(whole.error)")
    let lines = try String(contentsOf: try journal(program), encoding: .utf8).split(separator: "\n")
    try Data(lines.dropLast().map { $0 + "\n" }.joined().utf8).write(to: try journal(program))
    // It is there now, and was not when the run came to its end.
    try program.write("x = 1\n", to: "gone.py")
    let resumed = try await judge(program, "--resume", "latest")
    #expect(resumed.code == 2, "\(resumed.error)")
    #expect(resumed.error.contains("gone.py: it was not judged when the run came to its end"), "\(resumed.error)")
    #expect(try judgments(resumed.output) == judgments(whole.output))
    let again = try String(contentsOf: try journal(program), encoding: .utf8).split(separator: "\n")
    #expect(again.count == lines.count && again.dropLast() == lines.dropLast())
    #expect(try await program.run("runs", "verify").code == 0)
    #expect(try await judge(program, "--resume", "latest").error.contains("came to its end"))
  }
}
