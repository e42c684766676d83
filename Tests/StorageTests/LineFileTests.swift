import Foundation
import Testing

@testable import Storage

/// A file of lines that several may add to.
@Suite struct LineFileTests {
  @Test func `lines that many add at once all stand whole`() async throws {
    let folder = try TemporaryFolder()
    let file = LineFile(path: folder.path + "/lines.jsonl")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<40 {
        group.addTask { try file.append { _ in String(repeating: "\(number % 10)", count: 20_000) } }
      }
      try await group.waitForAll()
    }
    let content = try file.content()
    #expect(content.lines.count == 40 && !content.isTorn)
    #expect(content.lines.allSatisfy { $0.count == 20_000 && Set($0).count == 1 })
  }

  @Test func `a torn last line is told, and spoils no later one`() throws {
    let folder = try TemporaryFolder()
    let file = LineFile(path: folder.path + "/lines.jsonl")
    #expect(try file.content() == LineFile.Content(lines: [], isTorn: false))
    try Data("one\ntw".utf8).write(to: URL(fileURLWithPath: file.path))
    #expect(try file.content() == LineFile.Content(lines: ["one"], isTorn: true))
    try file.append { content in
      #expect(content.lines == ["one"] && content.isTorn)
      return "three"
    }
    #expect(try file.content() == LineFile.Content(lines: ["one", "tw", "three"], isTorn: false))
  }

  @Test func `a writer that thinks better of it leaves the file as it was`() throws {
    struct Refusal: Error {}
    let folder = try TemporaryFolder()
    let file = LineFile(path: folder.path + "/lines.jsonl")
    try file.append { _ in "one" }
    #expect(throws: Refusal.self) { try file.append { _ in throw Refusal() } }
    #expect(try file.content().lines == ["one"])
  }
}
