import Foundation
import Provenance
import Testing

/// `eval run` keeps its figures, and `eval history` shows them.
@Suite struct EvalHistoryTests {
  private func kept(_ program: Program) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: program.folder.path + "/.moe-judge/evals").sorted()
  }

  @Test func `each finished eval is one line of the history, the newest last`() async throws {
    let program = try Program()
    defer { program.remove() }
    try SmallSuite.write(to: program)
    let none = try await program.run("eval", "history", "small")
    #expect(none.code == 0 && none.output.contains("no eval is kept yet"), "\(none.error)")
    let first = try await program.run("eval", "run", "small", "--offline", "--label", "as it was")
    #expect(first.code == 0, "\(first.error)")
    try program.write(SmallSuite.faulty, to: "evals/small/artifacts/b.py")
    _ = try await program.run("eval", "run", "small", "--offline")
    _ = try await program.run("eval", "run", "small", "--offline", "--no-history")
    #expect(try kept(program).count == 2)
    let shown = try await program.run("eval", "history", "small")
    #expect(shown.code == 0 && shown.output.contains("outcome F1") && shown.output.contains("as it was"))
    #expect(shown.output.contains("small: F1 over 2 runs") && shown.output.allSatisfy(\.isASCII))
    let json = try JSONValue(parsing: try await program.run("eval", "history", "--format", "json").output)
    let evals = try #require(json["evals"]?.arrayValue)
    #expect(evals.compactMap { $0["outcome_f1"]?.doubleValue } == [1, 2.0 / 3])
    #expect(evals.compactMap { $0["mode"]?.stringValue } == ["offline", "offline"])
    #expect(
      evals[0]["panel"] == evals[1]["panel"] && evals[0]["cost_usd"]?.doubleValue == 0
        && evals[0]["improvement"] == .null)
    let files = try kept(program).map { ".moe-judge/evals/" + $0 }
    let compared = try await program.run("eval", "compare", files[0], files[1])
    #expect(compared.output.contains("0 mended, 1 broken"), "\(compared.error)")
  }

  @Test func `an index that is lost or damaged is made again from the files`() async throws {
    let program = try Program()
    defer { program.remove() }
    try SmallSuite.write(to: program)
    _ = try await program.run("eval", "run", "small", "--offline")
    let index = program.folder.path + "/.moe-judge/moe-judge.sqlite"
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: index + suffix) }
    #expect(try await program.run("eval", "history", "small").output.contains("all    offline  2 "))
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: index + suffix) }
    try program.write("no database", to: ".moe-judge/moe-judge.sqlite")
    let damaged = try await program.run("eval", "history", "small")
    #expect(damaged.code == 2 && damaged.error.contains("runs reindex"), "\(damaged.error)")
    let reindexed = try await program.run("runs", "reindex")
    #expect(reindexed.output == "0 runs indexed, 1 eval\n", "\(reindexed.output)\(reindexed.error)")
    #expect(try await program.run("eval", "history", "small").code == 0)
  }

  @Test func `what cannot be kept is said after the figures, and leaves them as they are`() async throws {
    let program = try Program()
    defer { program.remove() }
    try SmallSuite.write(to: program)
    try program.write("a file in the way", to: "state")
    let figures = try await program.run("eval", "run", "small", "--offline", "--no-history")
    let result = try await program.run("eval", "run", "small", "--offline", "--state", "state")
    #expect(result.code == 2 && result.output == figures.output)
    #expect(result.error.contains("--no-history") && result.error.contains("state"), "\(result.error)")
  }

  @Test func `a suite that nobody knows is refused with those that are known`() async throws {
    let program = try Program()
    defer { program.remove() }
    try SmallSuite.write(to: program)
    let result = try await program.run("eval", "history", "smal")
    #expect(result.code == 2 && result.error.contains("Known: small."), "\(result.error)")
  }

  @Test func `the drawing is one suite's, and is told from other files by what it holds`() async throws {
    let program = try Program()
    defer { program.remove() }
    try SmallSuite.write(to: program)
    try SmallSuite.write(to: program, id: "other")
    let empty = try await program.run("eval", "history", "--svg", "f1.svg")
    #expect(empty.code == 2 && empty.error.contains("nothing to draw"))
    for suite in ["small", "other"] { _ = try await program.run("eval", "run", suite, "--offline") }
    let several = try await program.run("eval", "history", "--svg", "f1.svg")
    #expect(several.code == 2 && several.error.contains("other, small"), "\(several.error)")
    let drawn = try await program.run("eval", "history", "evals/small", "--svg", "f1.svg")
    #expect(drawn.code == 0, "\(drawn.error)")
    let svg = try String(contentsOfFile: program.folder.path + "/f1.svg", encoding: .utf8)
    #expect(svg.contains("small: F1 over 1 run") && svg.contains("outcome F1 1.000"))
  }
}
