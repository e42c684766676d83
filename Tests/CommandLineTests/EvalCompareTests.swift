import Foundation
import Provenance
import Testing

/// `eval run --save` and `eval compare`: what changed between two runs, and whether luck explains it.
@Suite struct EvalCompareTests {
  private static let faulty =
    "import os\n\n\ndef list_files(request):\n    os.system(\"ls \" + request.args[\"dir\"])\n"
  private static let sound = "def add(a, b):\n    return a + b\n"

  /// A suite of one faulty and `sound` sound files.
  private func write(_ program: Program, labels: String = #"[{"rule": "command-injection", "line": 5, "end_line": 5}]"#)
    throws
  {
    try program.write(Self.faulty, to: "evals/small/artifacts/a.py")
    try program.write(Self.sound, to: "evals/small/artifacts/b.py")
    try program.write(
      #"{"id": "a", "artifact": "artifacts/a.py", "kind": "code", "expect": {"outcome": "fail", "findings": \#(labels)}, "source": "test"}"#
        + "\n"
        + #"{"id": "b", "artifact": "artifacts/b.py", "kind": "code", "expect": {"outcome": "pass", "findings": []}, "source": "test"}"#
        + "\n", to: "evals/small/cases.jsonl")
    try program.write(
      "id: small\nname: Small\ndescription: two files\nrubrics: [secure-defaults]\ncases: [cases.jsonl]\nsplit: {train: 60, dev: 20, holdout: 20}\n",
      to: "evals/small/suite.yaml")
  }

  private func save(_ program: Program, _ name: String) async throws {
    let result = try await program.run("eval", "run", "small", "--offline", "--save", name)
    #expect(result.code == 0, "\(result.error)")
  }

  @Test func `a case that came out otherwise is named, and few of them decide nothing`() async throws {
    let program = try Program()
    defer { program.remove() }
    try write(program)
    try await save(program, "before.json")
    try program.write(Self.faulty, to: "evals/small/artifacts/b.py")
    try await save(program, "now.json")
    let same = try await program.run("eval", "compare", "before.json", "before.json")
    #expect(same.code == 0 && same.output.contains("no case came out differently"), "\(same.output)\(same.error)")
    let worse = try await program.run("eval", "compare", "before.json", "now.json")
    #expect(worse.output.contains("0 mended, 1 broken") && worse.output.contains("  - b: expected pass, came fail"))
    #expect(worse.output.contains("cannot decide"))
    let json = try JSONValue(
      parsing: try await program.run("eval", "compare", "now.json", "before.json", "--format", "json").output)
    #expect(json["mended_cases"] == ["b"] && json["p"] == .null)
  }

  @Test func `a case with other labels is not compared, and what are no results is refused`() async throws {
    let program = try Program()
    defer { program.remove() }
    try write(program)
    try await save(program, "before.json")
    try write(program, labels: #"[{"rule": "command-injection", "line": 4, "end_line": 4}]"#)
    try await save(program, "now.json")
    let result = try await program.run("eval", "compare", "before.json", "now.json")
    #expect(
      result.output.contains("1 case:") && result.output.contains("not compared") && result.output.contains(": a"))
    try program.write("{}", to: "other.json")
    for (words, says) in [
      (["before.json", "none.json"], "there is no such file"),
      (["before.json", "other.json"], "no results of a suite"),
      (["before.json", "now.json", "--split", "test"], "train, dev, holdout"),
    ] {
      let refused = try await program.run(arguments: ["eval", "compare"] + words, environment: [:])
      #expect(refused.code == 2 && refused.error.contains(says), "\(refused.error)")
    }
    let unwritten = try await program.run("eval", "run", "small", "--offline", "--save", "none/there.json")
    #expect(unwritten.code == 2 && unwritten.error.contains("--save none/there.json"))
  }
}
