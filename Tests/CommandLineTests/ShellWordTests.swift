import Foundation
import Reports
import Testing

@Suite struct ShellWordTests {
  private static let words = [
    "plain.py", "two words", "it's", "'\u{301}; touch pwned; '\u{301}", "$(touch pwned)", "`touch pwned`", "",
    "line\n::error::pwned", "escape\u{1B}[2J\u{7}9\\n'", "right\u{202E}yp.\u{2066}", "tab\t\r\u{7F}\u{9B}", "$'x'",
  ]

  @Test func `a shell takes every word for what it was, and no word speaks to the terminal`() async throws {
    let program = try Program()
    defer { program.remove() }
    let line = "printf '%s\\0' " + Self.words.map(quotedForShell).joined(separator: " ")
    #expect(safeForTerminal(line) == line)
    let result = try await program.run(arguments: ["bash", "-c", line], by: URL(fileURLWithPath: "/usr/bin/env"))
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output.utf8.elementsEqual(Self.words.map { $0 + "\u{0}" }.joined().utf8))
    #expect(!FileManager.default.fileExists(atPath: program.folder.appending(path: "pwned").path))
  }
}
