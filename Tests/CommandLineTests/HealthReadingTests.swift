import Foundation
import Provenance
import Testing

/// What `health status`, `report`, `which` and `tasks` say where nothing is on record, and of the files of tasks.
@Suite struct HealthReadingTests {
  private static let task = """
    ---
    id: health-code-review-2026-11-12
    skill: "code-review"
    state: open
    created: 2026-11-22
    started: 2026-11-12
    target: 75
    ---
    # Improve `code-review`

    A person's own words, and a line with `state: open` in it.

    """

  @Test func `where nothing is on record, it is said what to do first`() async throws {
    let program = try Program()
    defer { program.remove() }
    let status = try await program.run("health", "status")
    #expect(status.code == 0 && status.output.contains("moe-judge health import FILE"), "\(status.error)")
    let json = try JSONValue(parsing: try await program.run("health", "status", "--format", "json").output)
    #expect(json["skills"] == [] && json["totals"]?["skills"] == 0)
    #expect(try await program.run("health", "status", "--format", "jsonl").output.isEmpty)
    let report = try await program.run("health", "report")
    #expect(report.code == 2 && report.error.contains("moe-judge eval run"), "\(report.error)")
    let which = try await program.run("health", "which", "review a change")
    #expect(which.code == 2 && which.error.contains("--skills-dir"), "\(which.error)")
    let tasks = try await program.run("health", "tasks")
    #expect(tasks.code == 0 && tasks.output.contains("--auto-task"), "\(tasks.error)")
  }

  @Test func `options that make no sense are refused with what does`() async throws {
    let program = try Program()
    defer { program.remove() }
    for (arguments, words) in [
      (["status", "--trend", "down"], "improving, stable, degrading"), (["status", "--sort", "size"], "worst, score"),
      (["status", "--only", "bad"], "insufficient_data"), (["status", "--min-score", "101"], "from 0 to 100"),
      (["status", "--min-score", "60", "--max-score", "50"], "Swap them"), (["status", "--limit", "0"], "--limit"),
      (["status", "--on", "2026-02-30"], "2026-11-22"), (["which", "..."], "no word"),
      (["tasks", "close", "x", "--reason", " "], "--reason"),
      (["tasks", "close", "x", "--reason", "y"], "No task is open"),
    ] {
      let result = try await program.run(arguments: ["health"] + arguments)
      #expect(result.code == 2 && result.error.contains(words), "\(arguments): \(result.error)")
    }
  }

  @Test func `a task is listed, closed with its reason, and all else in its file stays`() async throws {
    let program = try Program()
    defer { program.remove() }
    let file = try program.write(Self.task, to: ".moe-judge/tasks/health-code-review-2026-11-12.md")
    let open = try await program.run("health", "tasks")
    #expect(open.output.contains("over 75.0") && open.output.contains("1 open task"), "\(open.error)")
    let closed = try await program.run("health", "tasks", "close", "health-code", "--reason", "it says \"why\" now")
    #expect(closed.code == 0 && closed.output == "health-code-review-2026-11-12: closed\n", "\(closed.error)")
    let text = try String(contentsOf: program.folder.appending(path: file), encoding: .utf8)
    #expect(text.contains("\nstate: closed\n") && text.contains("\nreason: \"it says \\\"why\\\" now\"\n"))
    #expect(text.hasSuffix(Self.task.split(separator: "---\n", maxSplits: 2)[1].description))
    #expect(try await program.run("health", "tasks").output.contains("no task is open; --all shows 1 closed one"))
    let all = try JSONValue(parsing: try await program.run("health", "tasks", "--all", "--format", "json").output)
    #expect(all["tasks"]?[0]?["reason"] == "it says \"why\" now" && all["open"] == 0)
    #expect(
      try await program.run("health", "tasks", "close", "health-code", "--reason", "x").output.contains("already"))
  }

  @Test func `a file that is no task is named, and the others are listed`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(Self.task, to: ".moe-judge/tasks/a.md")
    try program.write("# no front matter\n", to: ".moe-judge/tasks/b.md")
    try program.write("---\nid: c\ntarget: many\n---\n", to: ".moe-judge/tasks/c.md")
    try program.write("---\nid: [\n---\n", to: ".moe-judge/tasks/d.md")
    let result = try await program.run("health", "tasks")
    #expect(result.code == 0 && result.output.contains("1 open task"))
    for words in ["b.md:1", "front matter", "c.md:1", "skill", "c.md:3", "d.md:"] {
      #expect(result.error.contains(words), "\(words): \(result.error)")
    }
  }
}
