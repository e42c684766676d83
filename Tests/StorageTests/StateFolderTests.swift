import Foundation
import Storage
import Testing

/// What keeps runs out of git.
struct StateFolderTests {
  let temporary: TemporaryFolder

  init() throws { temporary = try TemporaryFolder() }

  private func begin(_ number: Int, in state: String) async throws -> RunFolder {
    let folder = RunLibrary(state: "\(temporary.path)/\(state)").folder(of: try .sample(number))
    try await RunJournal.create(folder).close()
    return folder
  }

  private func ignored(in state: String) -> String? {
    (try? temporary.read("\(state)/.gitignore")).map { String(decoding: $0, as: UTF8.self) }
  }

  private func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: "\(temporary.path)/\(name)", withIntermediateDirectories: true)
  }

  @Test func `a new state folder names all of itself to git, and a file that is there stays`() async throws {
    _ = try await begin(1, in: "state")
    #expect(ignored(in: "state")?.split(separator: "\n").last == "*")
    try temporary.write("runs/\n".utf8, to: "state/.gitignore")
    _ = try await begin(2, in: "state")
    #expect(ignored(in: "state") == "runs/\n")
  }

  @Test func `a folder of an earlier version gets the file, and one that may be anybody's does not`() async throws {
    try makeFolder(".moe-judge/runs")
    try makeFolder("project")
    _ = try await begin(1, in: ".moe-judge")
    _ = try await begin(1, in: "project")
    #expect(ignored(in: ".moe-judge")?.split(separator: "\n").last == "*")
    #expect(ignored(in: "project") == nil)
  }

  @Test(arguments: ["a folder", "/dev/full", "/nowhere/at/all"])
  func `where no such file can be made a run is made all the same`(obstacle: String) async throws {
    let place = "\(temporary.path)/.moe-judge/.gitignore"
    if obstacle.hasPrefix("/") {
      try makeFolder(".moe-judge")
      try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: obstacle)
    } else {
      try makeFolder(".moe-judge/.gitignore")
    }
    let run = try await begin(1, in: ".moe-judge")
    #expect(FileManager.default.fileExists(atPath: run.journal))
    #expect(!FileManager.default.fileExists(atPath: "/nowhere/at/all"))
  }
}
