import Foundation
import Provenance
import Testing

/// What is kept of a run, and how it is found again.
@Suite struct StoredRunTests {
  private func program() throws -> Program {
    let program = try Program()
    try program.write("def a():\n    return 1\n", to: "a.py")
    return program
  }

  @Test func `the last of several runs within a second is the latest`() async throws {
    let program = try program()
    defer { program.remove() }
    var runs: [String] = []
    for _ in 0..<6 {
      let result = try await program.run("judge", "--offline", "a.py", "--format", "json")
      runs.append(try JSONValue(parsing: result.output)["run"]?.stringValue ?? "")
      let latest = try await program.run("runs", "show", "--format", "json")
      #expect(try JSONValue(parsing: latest.output)["run"]?.stringValue == runs.last)
    }
    let listed = try JSONValue(parsing: try await program.run("runs", "list", "--format", "json").output)
    #expect(listed["runs"]?.arrayValue?.map { $0["run"]?.stringValue } == runs.reversed())
    #expect(listed["runs"]?[0]?["first_path"] == "a.py")
    #expect(try await program.run("runs", "list").output.contains("  a.py\n"))
  }

  @Test func `the head of the result attests the run, that of a judgment says that the run goes on`() async throws {
    let program = try program()
    defer { program.remove() }
    let table = try await program.run("judge", "--offline", "a.py", "-o", "result.json")
    let file = try String(contentsOf: program.folder.appending(path: "result.json"), encoding: .utf8)
    let json = try JSONValue(parsing: file)
    let head = try #require(json["head"]?.stringValue)
    #expect(table.output.hasSuffix("head \(head)\n"))
    #expect(try await program.run("runs", "verify", "--head", head).code == 0)
    let shown = try await program.run("runs", "show", "--format", "json")
    #expect(try JSONValue(parsing: shown.output) == json)
    let earlier = try #require(json["judgments"]?[0]?["provenance"]?["head"]?.stringValue)
    let refused = try await program.run("runs", "verify", "--head", earlier)
    #expect(refused.code == 1)
    // Eight lines of the judgment and the run's first; its result and the closing line follow.
    #expect(refused.output.contains(" of 10: the run goes on after it"), "\(refused.output)")
    #expect(!refused.output.contains("derived anew for"))
    let nonsense = try await program.run("runs", "verify", "--head", "deadbeef")
    #expect(nonsense.code == 2 && nonsense.error.contains("64 hexadecimal digits"))
  }

  @Test func `a lost index is made anew, a damaged one is told in plain words`() async throws {
    let program = try program()
    defer { program.remove() }
    #expect(try await program.run("runs", "list").output.contains("no runs yet"))
    _ = try await program.run("judge", "--offline", "a.py")
    let listed = try await program.run("runs", "list").output
    func removeIndex() {
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(
          at: program.folder.appending(path: ".moe-judge/moe-judge.sqlite\(suffix)"))
      }
    }
    removeIndex()
    let again = try await program.run("runs", "list")
    #expect(again.output == listed && again.error.contains("made anew"), "\(again.output)\(again.error)")
    removeIndex()
    try program.write("no database, only words that stand here instead", to: ".moe-judge/moe-judge.sqlite")
    let damaged = try await program.run("runs", "list")
    #expect(damaged.code == 2 && damaged.error.hasPrefix("moe-judge: .moe-judge/moe-judge.sqlite: the index"))
    #expect(!damaged.error.contains("CommandFailure"), "\(damaged.error)")
  }

  @Test func `nothing is stored, and nothing offered again, where nothing of what was named is there`() async throws {
    let program = try program()
    defer { program.remove() }
    let missing = try await program.run("judge", "--offline", "none.py")
    #expect(missing.code == 2 && missing.output.isEmpty && missing.error.contains("none.py: there is no such file"))
    let place = try await program.run("judge", "--offline", "a.py", "-o", "none/result.json")
    #expect(place.code == 2 && place.error.contains("there is no folder"))
    #expect(!FileManager.default.fileExists(atPath: program.folder.path + "/.moe-judge"))
  }

  @Test func `a run that ends inside a line says so in words`() async throws {
    let program = try program()
    defer { program.remove() }
    _ = try await program.run("judge", "--offline", "a.py")
    let runs = program.folder.appending(path: ".moe-judge/runs")
    let run = try #require(try FileManager.default.contentsOfDirectory(atPath: runs.path).first)
    let journal = runs.appending(path: "\(run)/journal.jsonl")
    let lines = try String(contentsOf: journal, encoding: .utf8).split(separator: "\n")
    try Data((lines.prefix(3).map { $0 + "\n" }.joined() + lines[3].prefix(20)).utf8).write(to: journal)
    let result = try await program.run("runs", "verify")
    #expect(result.code == 3 && result.output.contains("line 4 was still being written"), "\(result.output)")
  }
}
