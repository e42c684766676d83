import Foundation
import GRDB
import Testing

/// What evals and judgments put on record by themselves.
@Suite struct HealthRecordingTests {
  private func days(_ program: Program) async throws -> [[String]] {
    let result = try await program.run("health", "export", "--format", "csv")
    return result.output.split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  @Test func `an eval of a whole suite leaves its F1 on record, and one whose F1 falls stands beside it`() async throws
  {
    let program = try Program()
    defer { program.remove() }
    try SmallSuite.write(to: program)
    #expect(try await program.run("eval", "run", "small", "--offline").code == 0)
    var found = try #require(try await days(program).first)
    #expect(found[0] == "small" && found[2...3] == ["100", "2"] && found[5...6] == ["suite", "offline"])
    #expect(found[8] == "evals/small" && found[7].count == 12)
    // The offline panel says the same of the same: measured again the same day, it is no second record.
    for words in [[], ["--no-history"], ["--split", "train"]] {
      _ = try await program.run(arguments: ["eval", "run", "small", "--offline"] + words)
    }
    #expect(try await days(program) == [found])
    // The sound case is faulty by now: one right alarm, one false one. Precision 1/2, recall 1: F1 2/3.
    try program.write(SmallSuite.faulty, to: "evals/small/artifacts/b.py")
    _ = try await program.run("eval", "run", "small", "--offline")
    found = try #require(try await days(program).first)
    let mean: Double = (100 + 200.0 / 3) / 2
    #expect(found[3] == "4")
    #expect(abs((Double(found[2]) ?? 0) - mean) < 1e-9)
    try program.write("health: {record: false}\n", to: "moe-judge.yaml")
    _ = try await program.run("eval", "run", "small", "--offline")
    #expect(try await days(program) == [found])
  }

  @Test func `a judgment leaves what each persona found on record, once, and what people say of it counts`()
    async throws
  {
    let program = try Program()
    defer { program.remove() }
    try program.write(SmallSuite.faulty, to: "app.py")
    #expect(try await program.run("judge", "--offline", "--quiet", "app.py").code == 1)
    let first = try await days(program)
    #expect(first.map { $0[0] } == ["persona:security_analyst", "persona:technical_architect"])
    #expect(first.allSatisfy { $0[2...3] == ["100", "1"] && $0[5...6] == ["persona", "offline"] })
    // The offline panel says the same of the same.
    _ = try await program.run("judge", "--offline", "--quiet", "app.py")
    #expect(try await days(program) == first)
    let said = try await program.run("findings", "dismiss", "latest", "F1", "--reason", "a constant")
    #expect(said.code == 0, "\(said.error)")
    #expect(try await days(program).map { $0[2] } == ["0", "0"])
    _ = try await program.run("findings", "confirm", "latest", "F1", "--reason", "it is one")
    #expect(try await days(program).map { $0[2] } == ["100", "100"])
    _ = try await program.run("findings", "dismiss", "latest", "F1", "--reason", "it is none after all")
    // Judged again with more beside it, what was said of it still counts: of three findings two are dismissed.
    try program.write(SmallSuite.faulty.replacing("list_files", with: "list_more"), to: "more.py")
    _ = try await program.run("judge", "--offline", "--quiet", "app.py", "more.py")
    #expect(try await days(program).map { $0[3] } == ["3", "3"])
    #expect(try await days(program).allSatisfy { abs((Double($0[2]) ?? 0) - 100.0 / 3) < 1e-9 })
    let rows = try await DatabaseQueue(path: program.folder.path + "/.moe-judge/health.sqlite").read {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM records")
    }
    #expect(rows == 10)
  }

  @Test func `nothing found leaves no record, and a record that cannot be written fails no run`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(SmallSuite.sound, to: "ok.py")
    let sound = try await program.run("judge", "--offline", "--quiet", "ok.py")
    #expect(
      !FileManager.default.fileExists(atPath: program.folder.path + "/.moe-judge/health.sqlite"), "\(sound.error)")
    try program.write("no database at all, but long enough to be taken for one", to: ".moe-judge/health.sqlite")
    try program.write(SmallSuite.faulty, to: "app.py")
    let judged = try await program.run("judge", "--offline", "--quiet", "app.py")
    #expect(judged.code == 1 && judged.error.contains("the scores are not on record"), "\(judged.error)")
    #expect(judged.error.split(separator: "\n").count { $0.contains("on record") } == 1)
  }
}
