import Foundation
import Provenance
import TestSupport
import Testing

/// What is kept of runs and what they cost: prune, resume, list, costs.
@Suite struct KeptRunTests {
  private func withPanel(_ body: (Program, ProviderSimulator) async throws -> Void) async throws {
    let program = try Program()
    defer { program.remove() }
    for name in ["a.py", "b.py"] { try program.write("def a_\(name.prefix(1))():\n    return 1\n", to: name) }
    try await ProviderSimulator.run(answering: { request in
      .answer(SimulatedPanel.answer(to: request.body), to: request, by: request.model)
    }) { simulator in
      try program.write(
        SimulatedPanel.configuration(
          port: simulator.baseURL, personas: ["technical_architect", "security_analyst", "delivery_engineer"]),
        to: "moe-judge.yaml")
      try await body(program, simulator)
    }
  }

  private func judge(_ program: Program, _ words: String...) async throws -> JSONValue {
    let result = try await program.run(
      arguments: ["judge"] + words + ["--no-progress", "--format", "json"], environment: SimulatedPanel.keys)
    #expect(result.code == 0, "\(result.error)")
    return try JSONValue(parsing: result.output)
  }

  private func runs(_ program: Program) -> URL { program.folder.appending(path: ".moe-judge/runs") }

  /// Gives a run another start, by its name and the first line of its journal, which is chained anew.
  private func age(_ program: Program, _ run: String) throws -> String {
    let old = "20200102T030405Z" + run.suffix(7)
    let folder = runs(program).appending(path: old)
    try FileManager.default.moveItem(at: runs(program).appending(path: run), to: folder)
    let journal = folder.appending(path: "journal.jsonl")
    let lines = try String(contentsOf: journal, encoding: .utf8).split(separator: "\n").map(String.init)
    var chain = Chain()
    var text = ""
    for line in lines {
      let entry = try Journal.Entry(line: line)
      var body = entry.body.objectValue ?? [:]
      if entry.sequence == 0 {
        body["run"] = .string(old)
        body["started"] = "2020-01-02T03:04:05.000Z"
      }
      text += chain.append(kind: entry.kind, body: .object(body), time: entry.time).line + "\n"
    }
    try Data(text.utf8).write(to: journal)
    return old
  }

  @Test func `pruning frees the bytes of old runs and leaves what the journal says`() async throws {
    try await withPanel { program, _ in
      let before = try await judge(program, "a.py", "--cache", "off")
      let young = try await judge(program, "b.py", "--cache", "off")["run"]?.stringValue ?? ""
      let old = try age(program, before["run"]?.stringValue ?? "")
      #expect(try await program.run("runs", "reindex").output == "2 runs indexed\n")
      #expect(try await program.run("runs", "verify", old).code == 0)
      let costs = try await program.run("runs", "costs", "--format", "json").output
      let refused = try await program.run("runs", "prune", "--older-than", "90d")
      #expect(refused.code == 2 && refused.error.contains("--yes"), "\(refused.error)")
      let dry = try await program.run("runs", "prune", "--older-than", "90d", "--dry-run")
      #expect(dry.code == 0 && dry.output.contains("of 1 run would be freed"), "\(dry.output)")
      #expect(try await program.run("runs", "verify", old).code == 0)
      let pruned = try await program.run("runs", "prune", "--older-than", "90d", "--yes")
      #expect(pruned.code == 0 && pruned.output.hasPrefix("\(old)  "), "\(pruned.output)")
      #expect(pruned.output.contains("of 1 run freed") && !pruned.output.contains(young))
      let verified = try await program.run("runs", "verify", old)
      #expect(verified.code == 3, "\(verified.output)")
      #expect(verified.output.contains("pruned at 20") && verified.output.contains("only it could be checked"))
      #expect(!verified.output.contains("FAULT"), "\(verified.output)")
      let shown = try await program.run("runs", "show", old)
      #expect(shown.code == 0 && shown.output.contains("pruned at 20") && shown.output.contains("a.py"), "\(shown)")
      let json = try JSONValue(parsing: try await program.run("runs", "show", old, "--format", "json").output)
      #expect(json["usage"]?["answers"] == before["usage"]?["answers"] && json["outcome"] == before["outcome"])
      #expect(json["judgments"]?[0]?["findings"] == before["judgments"]?[0]?["findings"])
      #expect(try await program.run("runs", "list").output.contains("pass, pruned"))
      let again = try await program.run("runs", "prune", "--older-than", "90d", "--yes")
      #expect(again.code == 0 && again.output.contains("nothing to prune"), "\(again.output)")
      // The index is made anew of the journal's own lines, with what the seats took.
      #expect(try await program.run("runs", "reindex").output == "2 runs indexed\n")
      #expect(try await program.run("runs", "costs", "--format", "json").output == costs)
      #expect(try await program.run("runs", "verify", young).code == 0)
    }
  }

  @Test func `bytes that are lost are a fault, and what a tombstone does not name is lost`() async throws {
    try await withPanel { program, _ in
      let run = try await judge(program, "a.py", "--cache", "off")["run"]?.stringValue ?? ""
      let folder = runs(program).appending(path: run)
      try FileManager.default.removeItem(at: folder.appending(path: "blobs/pack"))
      #expect(try await program.run("runs", "verify").code == 1)
      try Data(#"{"blobs":{},"pruned":"2026-01-01T00:00:00.000Z"}"#.utf8).write(
        to: folder.appending(path: "pruned.json"))
      let forged = try await program.run("runs", "verify")
      #expect(forged.code == 1 && forged.output.contains("no pruning removed them"), "\(forged.output)")
    }
  }

  @Test func `a killed run is listed as unfinished with the command that goes on with it, and is not pruned`()
    async throws
  {
    try await withPanel { program, simulator in
      let whole = try await judge(program, "a.py", "--cache", "off")
      let run = try age(program, whole["run"]?.stringValue ?? "")
      let journal = runs(program).appending(path: "\(run)/journal.jsonl")
      let lines = try String(contentsOf: journal, encoding: .utf8).split(separator: "\n")
      try Data(lines.prefix(3).map { $0 + "\n" }.joined().utf8).write(to: journal)
      let other = try await judge(program, "b.py", "--cache", "off")["run"]?.stringValue ?? ""
      // The index knows the run by the name it had.
      let listed = try await program.run("runs", "list")
      #expect(listed.output.contains("\(run)  unfinished"), "\(listed.output)")
      #expect(listed.output.hasSuffix("go on with an unfinished run: moe-judge runs resume \(run)\n"))
      let json = try JSONValue(parsing: try await program.run("runs", "list", "--format", "json").output)
      let row = json["runs"]?.arrayValue?.first { $0["run"]?.stringValue == run }
      #expect(row?["state"] == "unfinished" && row?["indexed"] == false && row?["outcome"]?.isNull == true)
      #expect(try await program.run("runs", "costs").error.contains("such as \(run)"))
      let pruned = try await program.run("runs", "prune", "--older-than", "90d", "--yes")
      #expect(pruned.code == 0 && pruned.output.contains("\(run)  left: not finished"), "\(pruned.output)")
      let asked = simulator.requests.count
      let resumed = try await program.run(
        arguments: ["runs", "resume", "--format", "json", "--no-progress"], environment: SimulatedPanel.keys)
      #expect(resumed.code == 0, "\(resumed.error)")
      #expect(
        try JSONValue(parsing: resumed.output)["run"]?.stringValue == run && simulator.requests.count == asked + 2)
      #expect(try await program.run("runs", "verify", run).code == 0)
      let none = try await program.run(arguments: ["runs", "resume"], environment: SimulatedPanel.keys)
      #expect(none.code == 2 && none.error.contains("nothing to go on with"), "\(none.error)")
      let ended = try await program.run(arguments: ["runs", "resume", other], environment: SimulatedPanel.keys)
      #expect(ended.code == 2 && ended.error.contains("came to its end"), "\(ended.error)")
    }
  }

  @Test func `costs are those of the calls, by day, model, persona and run, and cached answers cost nothing`()
    async throws
  {
    try await withPanel { program, _ in
      let empty = try await program.run("runs", "costs")
      #expect(empty.code == 0 && empty.output.contains("no calls are on record"), "\(empty.output)")
      let first = try await judge(program, "a.py")
      _ = try await judge(program, "a.py")
      let seats = first["judgments"]?[0]?["seats"]?.arrayValue ?? []
      let called = seats.filter { $0["usage"] != nil }
      #expect(called.count == 3 && called.allSatisfy { $0["usage"]?["calls"] == 1 }, "\(seats)")
      for group in ["day", "model", "persona", "seat", "round", "run"] {
        let result = try await program.run("runs", "costs", "--by", group, "--format", "json")
        let total = try JSONValue(parsing: result.output)["total"]
        #expect(total?["calls"] == 3 && total?["answers"] == 3 && total?["cached_answers"] == 3, "\(result.output)")
        #expect(total?["input_tokens"] == ["known": 307, "not_reported": 0], "\(result.output)")
        #expect(total?["cost_usd"] == ["known": 0.000_949_1, "not_reported": 0], "\(result.output)")
      }
      let table = try await program.run("runs", "costs", "--by", "run").output
      #expect(table.contains("no calls") && table.contains("in all") && table.contains("$0.0009"), "\(table)")
      #expect(try await program.run("runs", "costs", "--since", "1s").code == 0)
      #expect(try await program.run("runs", "costs", "--by", "moon").code == 2)
    }
  }

  @Test func `a model without a price makes a sum say at least`() async throws {
    try await withPanel { program, _ in
      _ = try await judge(program, "a.py", "--model", "security_analyst=together/zebra-1")
      let table = try await program.run("runs", "costs").output
      #expect(table.contains("at least $0.0009; 1 answer without a price"), "\(table)")
      let models = try await program.run("runs", "costs", "--by", "model").output
      #expect(models.contains("not known"), "\(models)")
    }
  }

  @Test func `an index made anew knows an unfinished run for what it is`() async throws {
    try await withPanel { program, _ in
      _ = try await judge(program, "a.py", "b.py", "--cache", "off")
      let folder = runs(program)
      let run = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
      let journal = folder.appending(path: "\(run)/journal.jsonl")
      let lines = try String(contentsOf: journal, encoding: .utf8).split(separator: "\n")
      try Data(lines.dropLast(2).map { $0 + "\n" }.joined().utf8).write(to: journal)
      #expect(try await program.run("runs", "reindex").code == 0)
      let listed = try await program.run("runs", "list").output
      #expect(listed.contains("\(run)  unfinished") && listed.contains("runs resume \(run)"), "\(listed)")
    }
  }
}
