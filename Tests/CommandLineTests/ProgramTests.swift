import Foundation
import Testing

/// What the tests run programs with.
@Suite struct ProgramTests {
  @Test(arguments: ["sleep 300", "sleep 300 &"])
  func `a program that stays, and whatever it started, is ended and holds no test up`(last: String) async throws {
    let program = try Program()
    defer { program.remove() }
    let script = "sleep 300 & echo $!; \(last)\n"
    let result = try await program.run(
      arguments: ["-c", script], within: 1, by: URL(fileURLWithPath: "/bin/bash"))
    let started = try #require(pid_t(result.output.split(separator: "\n").first ?? ""))
    // Whoever takes the orphan over may need a moment to see that it has ended.
    for _ in 0..<500 where isThere(started) { try await Task.sleep(for: .milliseconds(10)) }
    #expect(!isThere(started))
  }

  /// Whether it runs; one that has ended and that nobody asked for yet does not.
  private func isThere(_ process: pid_t) -> Bool {
    guard kill(process, 0) == 0 else { return false }
    let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return status?.contains(") Z ") != true
  }
}
