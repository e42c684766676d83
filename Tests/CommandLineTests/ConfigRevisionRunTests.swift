import Foundation
import Provenance
import TestSupport
import Testing

/// Which revision decided is on record, said, and kept when a run goes on.
@Suite struct ConfigRevisionRunTests {
  private func opening(_ program: Program) throws -> JSONValue {
    let runs = program.folder.appending(path: ".moe-judge/runs")
    let run = try #require(try FileManager.default.contentsOfDirectory(atPath: runs.path).sorted().last)
    let journal = try String(contentsOf: runs.appending(path: "\(run)/journal.jsonl"), encoding: .utf8)
    return try JSONValue(parsing: String(journal.split(separator: "\n")[0]))["body"] ?? .null
  }

  @Test func `the commit stands in the run's first line, in a banner and in the command that judges again`()
    async throws
  {
    let repository = try ChangedRepository(base: [:]) { _ in }
    let program = repository.program
    defer { program.remove() }
    try program.git("branch", "before", "HEAD~1")
    let words = ["judge", "--offline", "--diff", "before..main"]
    let judged = try await program.run(arguments: words, environment: ["CI": "true"])
    let commit = try program.text(at: ".git/refs/heads/before").trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(try opening(program)["config_revision"]?.stringValue == commit)
    #expect(
      judged.output.contains("read from commit \(commit.prefix(12)), not from the working tree"), "\(judged.output)")
    #expect(judged.output.contains("--config-rev \(commit)"))
    #expect(judged.error.contains("tree under judgment") == false)
    #expect(try await program.run("runs", "verify").code == 0)
    _ = try await program.run(arguments: words)
    #expect(try opening(program)["config_revision"] == nil)
    #expect(try await program.run("runs", "verify").code == 0)
    let diff = try await program.run("runs", "diff", "latest", "latest")
    #expect(diff.code == 0, "\(diff.error)")
  }

  @Test func `in CI a judgment that is held against nothing says whose files decide, once`() async throws {
    let repository = try ChangedRepository(base: [:]) { _ in }
    let program = repository.program
    defer { program.remove() }
    let words = ["judge", "--offline", "app.py"]
    let noted = try await program.run(arguments: words, environment: ["CI": "true"])
    #expect(noted.error.components(separatedBy: "are read from the tree under judgment").count == 2, "\(noted.error)")
    #expect(noted.error.contains("--config-rev REVISION"))
    for environment in [["CI": "false"], ["CI": ""], [:]] {
      #expect(try await !program.run(arguments: words, environment: environment).error.contains("under judgment"))
    }
    let other = try Program()
    defer { other.remove() }
    try other.write("x = 1\n", to: "app.py")
    let outside = try await other.run(arguments: words, environment: ["CI": "true"])
    #expect(!outside.error.contains("under judgment"), "\(outside.error)")
    let refused = try await other.run(arguments: words + ["--config-rev", "main"])
    #expect(refused.code == 2 && refused.error.contains("--config-rev"), "\(refused.error)")
  }

  @Test func `a run goes on by the commit that it began with, though the branch has moved and CI is not set`()
    async throws
  {
    try await ProviderSimulator.run(answering: { request in
      .answer(SimulatedPanel.answer(to: request.body), to: request, by: request.model)
    }) { simulator in
      let settings = SimulatedPanel.configuration(
        port: simulator.baseURL, personas: ["qa_evaluator", "security_analyst"])
      let repository = try ChangedRepository(base: ["moe-judge.yaml": settings]) { program in
        try program.write(settings.replacing("security_analyst", with: "delivery_engineer"), to: "moe-judge.yaml")
      }
      let program = repository.program
      defer { program.remove() }
      try program.git("branch", "base", "HEAD~1")
      let words = ["judge", "app.py", "--config-rev", "base", "--rounds", "0", "--cache", "off", "--allow-homogeneous"]
      _ = try await program.run(arguments: words, environment: SimulatedPanel.keys)
      let runs = program.folder.appending(path: ".moe-judge/runs")
      let run = try #require(try FileManager.default.contentsOfDirectory(atPath: runs.path).first)
      let journal = runs.appending(path: "\(run)/journal.jsonl")
      let lines = try String(contentsOf: journal, encoding: .utf8).split(separator: "\n")
      try Data(lines.prefix(3).map { $0 + "\n" }.joined().utf8).write(to: journal)
      try program.git("branch", "-f", "base", "HEAD")
      let whole = try await program.run(arguments: words + ["--resume", "latest"], environment: SimulatedPanel.keys)
      #expect(whole.code == 2 && whole.error.contains("the revision whose files decide"), "\(whole.error)")
      let resumed = try await program.run(
        "judge", "--resume", "latest", "--format", "json", environment: SimulatedPanel.keys)
      #expect(resumed.code == 0, "\(resumed.error)")
      let seats = try JSONValue(parsing: resumed.output)["judgments"]?[0]?["seats"]?.arrayValue ?? []
      #expect(seats.compactMap { $0["persona"]?.stringValue } == ["qa_evaluator", "security_analyst"])
      #expect(try await program.run("runs", "verify").code == 0)
    }
  }

  @Test func `a change that brings kept answers or runs is refused, and named`() async throws {
    let repository = try ChangedRepository(base: [".gitignore": ".std*\n"]) { program in
      try program.write("SQLite format 3", to: ".moe-judge/cache.sqlite")
    }
    let program = repository.program
    defer { program.remove() }
    for way in ChangedRepository.Way.guarded {
      let result = try await repository.judged(way, ["--offline"])
      #expect(
        result.code == 2 && result.error.contains(".moe-judge/cache.sqlite: git tracks this file"), "\(result.error)")
      let elsewhere = try await repository.judged(way, ["--offline", "--state", ".own"])
      #expect(elsewhere.code == 1, "\(elsewhere.error)")
    }
    // A file that the base holds as it is was let in by whoever let in the base.
    let next = try await program.run("judge", "--offline", "app.py", "--config-rev", "HEAD")
    #expect(next.code == 1, "\(next.error)")
  }
}
