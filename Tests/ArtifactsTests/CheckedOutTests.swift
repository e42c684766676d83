import Foundation
import Testing

@testable import Artifacts

struct CheckedOutTests {
  @Test func `outside of a repository there is nothing to say`() async throws {
    #expect(await CheckedOut.at(try TemporaryFolder().path) == nil)
  }

  @Test func `no command of the repository's own configuration is run`() async throws {
    let folder = try TemporaryFolder()
    func git(_ arguments: String...) throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["git", "-C", folder.path, "-c", "user.name=a", "-c", "user.email=a@b.invalid"] + arguments
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0, "git \(arguments)")
    }
    try git("init", "--quiet")
    try folder.write("x.py", "x = 1\n")
    try git("add", "x.py")
    try git("commit", "--quiet", "-m", "x")
    try FileManager.default.createDirectory(atPath: folder.path + "/below/it", withIntermediateDirectories: true)
    #expect(await CheckedOut.at(folder.path + "/below/it", patience: .seconds(60)) != nil)
    let clean = try #require(await CheckedOut.at(folder.path, patience: .seconds(60)))
    #expect(!clean.isDirty)
    // One whose name holds an equals sign cannot be taken for another setting.
    for name in ["evil", "a=b"] {
      try git("config", "filter.\(name).clean", "touch '\(folder.path)/RAN'; cat")
      try git("config", "filter.\(name).process", "touch '\(folder.path)/RAN'")
      try git("config", "filter.\(name).required", "true")
    }
    try folder.write(".git/info/attributes", "* filter=evil\nx.py filter=a=b\n")
    try folder.write("x.py", "x = 2\n")
    let changed = try #require(await CheckedOut.at(folder.path, patience: .seconds(60)))
    #expect(changed.isDirty && changed.commit == clean.commit)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/RAN"))
  }

  private let commit = "0123456789012345678901234567890123456789"

  @Test func `the commit is read of git's own words, and any change makes it dirty`() {
    let clean = "# branch.oid \(commit)\0# branch.head main\0"
    #expect(CheckedOut(status: Array(clean.utf8))?.commit == commit)
    #expect(CheckedOut(status: Array(clean.utf8))?.isDirty == false)
    let changed = clean + "1 .M N... 100644 100644 100644 \(commit) \(commit) # a.py\0"
    #expect(CheckedOut(status: Array(changed.utf8))?.isDirty == true)
  }

  @Test func `before the first commit, and outside of a repository, there is none`() async throws {
    #expect(CheckedOut(status: Array("# branch.oid (initial)\0# branch.head main\0".utf8)) == nil)
    #expect(CheckedOut(status: []) == nil)
    #expect(await CheckedOut.at("/") == nil)
  }
}
