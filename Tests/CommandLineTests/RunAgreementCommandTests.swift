import Foundation
import Provenance
import Testing

/// What a run says of how far its seats agreed.
@Suite struct RunAgreementCommandTests {
  /// Four artifacts of which two are sound, one has a grave fault, and one has one that not every seat looks for.
  private func write(to program: Program) throws -> [String] {
    try [
      program.write("def total(items):\n    return sum(items)\n", to: "a.py"),
      program.write("import os\n\nos.system(\"rm \" + input())\n", to: "b.py"),
      program.write("def first(items):\n    return items[0]\n", to: "c.py"),
      program.write("import requests\n\nr = requests.get(URL, verify=False)\n", to: "d.py"),
    ]
  }

  @Test func `a run of several artifacts says it in JSON and in one line, and the record gives the same`() async throws
  {
    let program = try Program()
    defer { program.remove() }
    let files = try write(to: program)
    let judged = try await program.run(arguments: ["judge", "--offline", "--format", "json"] + files)
    let agreement = try #require(try JSONValue(parsing: judged.output)["agreement"])
    #expect(agreement["artifacts"] == 4)
    let pairs = try #require(agreement["pairs"]?.arrayValue)
    // Six seats, or five where one has nothing to look at, make 15 or 10 pairs.
    #expect(pairs.count == 10 || pairs.count == 15)
    #expect(pairs.allSatisfy { $0["seats"]?.arrayValue?.count == 2 && $0["artifacts"] == 4 })
    let alpha = try #require(agreement["krippendorff_alpha"]?.doubleValue)
    #expect(alpha < 1 && alpha > -1)
    let shown = try await program.run("runs", "show", "latest", "--format", "json")
    #expect(try JSONValue(parsing: shown.output)["agreement"] == agreement)
    let table = try await program.run("runs", "show", "latest")
    let line = table.output.split(separator: "\n").first { $0.hasPrefix("agreement over 4 artifacts: alpha ") }
    #expect(line?.contains("; least alike: ") == true, "\(table.output)")
    try await SignedRun(program, judged).prune()
    let pruned = try await program.run("runs", "show", "latest", "--format", "json")
    #expect(try JSONValue(parsing: pruned.output)["agreement"] == agreement, "\(pruned.error)")
  }

  @Test func `a run of one artifact, and a result in lines, say nothing of it`() async throws {
    let program = try Program()
    defer { program.remove() }
    let files = try write(to: program)
    let one = try await program.run("judge", "--offline", "a.py", "--format", "json")
    #expect(try JSONValue(parsing: one.output)["agreement"] == nil)
    #expect(!(try await program.run("judge", "--offline", "a.py")).output.contains("agreement over"))
    let lines = try await program.run(arguments: ["judge", "--offline", "--format", "jsonl", "--quiet"] + files)
    #expect(lines.output.split(separator: "\n").count == 4 && !lines.output.contains("krippendorff"))
  }
}
