import Foundation
import Testing

@testable import Artifacts

struct CommitLogTests {
  /// A repository with a commit a day.
  private func repository() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try git(folder, "init", "--quiet")
    let commits = [
      ("2026-05-01", "skills/review/SKILL.md", "Add the review skill"),
      ("2026-05-10", "other.txt", "Something else"),
      ("2026-05-12", "skills/review/SKILL.md", "Shorten the checklist"),
      ("2026-05-13", "skills/review/examples/one.md", "Add an example\n\nWith a body."),
      ("2026-05-20", "skills/review/SKILL.md", "Too late"),
    ]
    for (date, path, subject) in commits {
      try FileManager.default.createDirectory(
        atPath: URL(fileURLWithPath: folder.path + "/" + path).deletingLastPathComponent().path,
        withIntermediateDirectories: true)
      try folder.write(path, subject)
      try git(folder, "add", ".")
      try git(folder, "commit", "--quiet", "-m", subject, date: date + "T12:00:00+0000")
    }
    return folder
  }

  private func git(_ folder: TemporaryFolder, _ arguments: String..., date: String? = nil) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-C", folder.path, "-c", "user.name=Ana", "-c", "user.email=a@b.invalid"] + arguments
    if let date {
      process.environment = ProcessInfo.processInfo.environment.merging(
        ["GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date]) { _, new in new }
    }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "git \(arguments)")
  }

  @Test func `commits that touch a file in that time are named, the newest first`() async throws {
    let folder = try repository()
    let found = await CommitLog.touching(
      ["skills/review/SKILL.md"], from: "2026-05-10", through: "2026-05-13", in: folder.path)
    #expect(found.map(\.subject) == ["Shorten the checklist"])
    #expect(found.first?.date == "2026-05-12")
    #expect(found.first?.author == "Ana")
    #expect(found.first?.hash.count == 40)
  }

  @Test func `a folder stands for all that is in it`() async throws {
    let folder = try repository()
    let found = await CommitLog.touching(["skills/review"], from: "2026-05-01", through: "2026-05-13", in: folder.path)
    #expect(found.map(\.subject) == ["Add an example", "Shorten the checklist", "Add the review skill"])
    let one = await CommitLog.touching(
      ["skills/review"], from: "2026-05-01", through: "2026-05-13", in: folder.path, limit: 1)
    #expect(one.map(\.subject) == ["Add an example"])
  }

  @Test func `a path is no pattern and no option`() async throws {
    let folder = try repository()
    for path in ["skills/*/SKILL.md", ":(top)other.txt", "--all", ""] {
      #expect(await CommitLog.touching([path], from: "2026-01-01", through: "2026-12-31", in: folder.path).isEmpty)
    }
  }

  @Test func `a path that leads out hides no commit of the others`() async throws {
    let folder = try repository()
    let found = await CommitLog.touching(
      ["../x.md", "/etc/hosts", "skills/review/SKILL.md"], from: "2026-05-10", through: "2026-05-13", in: folder.path)
    #expect(found.map(\.subject) == ["Shorten the checklist"])
  }

  @Test func `outside of a repository there is no history`() async throws {
    let folder = try TemporaryFolder()
    #expect(await CommitLog.touching(["a"], from: "2026-01-01", through: "2026-12-31", in: folder.path).isEmpty)
  }
}
