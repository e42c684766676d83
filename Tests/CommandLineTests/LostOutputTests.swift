import Foundation
import TestSupport
import Testing

/// A result that finds no place is an error that nobody may miss; what was judged is on record all the same.
@Suite struct LostOutputTests {
  private func withArtifact(_ body: (Program) async throws -> Void) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("def add(a, b):\n    return a + b\n", to: "a.py")
    try await body(program)
    let verified = try await program.run("runs", "verify")
    #expect(verified.code == 0, "\(verified.output)\(verified.error)")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: ["table", "json"])
  func `a full disk under standard output ends with 70 and says so`(format: String) async throws {
    try await withArtifact { program in
      let result = try await program.run(
        arguments: ["judge", "--offline", "a.py", "--format", format], writingTo: "/dev/full")
      #expect(result.code == 70 && result.error.contains("standard output takes no more: No space left on device"))
    }
  }

  @Test func `a folder that is gone when the result is to be written is named, and standard output has the result`()
    async throws
  {
    try await withArtifact { program in
      try program.write("", to: "out/.keep")
      let handler: ProviderSimulator.Handler = { request in
        try? FileManager.default.removeItem(at: program.folder.appending(path: "out"))
        return .answer(SimulatedPanel.answer(to: request.body), to: request, by: request.model)
      }
      try await ProviderSimulator.run(answering: handler) { simulator in
        try program.write(SimulatedPanel.configuration(port: simulator.baseURL), to: "moe-judge.yaml")
        let result = try await program.run(
          "judge", "a.py", "-o", "out/result.json", "-o", "kept.sarif", "--format", "jsonl",
          environment: SimulatedPanel.keys)
        #expect(result.code == 70, "\(result.error)")
        #expect(
          result.error.contains("out/result.json: cannot be written: No such file or directory. Check the folder"),
          "\(result.error)")
        #expect(result.error.contains("moe-judge runs show latest"))
        #expect(result.output.split(separator: "\n").count == 1)
        // One that finds no place costs none of the others.
        #expect(FileManager.default.fileExists(atPath: program.folder.appending(path: "kept.sarif").path))
      }
    }
  }
}
