import Foundation
import Testing

@testable import Artifacts

struct RevisionFilesTests {
  private func git(_ folder: TemporaryFolder, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-C", folder.path, "-c", "user.name=a", "-c", "user.email=a@b.invalid"] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "git \(arguments)")
  }

  /// A repository with files, links and a submodule in its one commit, all of which the working tree has otherwise.
  private func repository() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try git(folder, "init", "--quiet")
    try folder.write("moe-judge.yaml", "old\n")
    try folder.write("sub/deep/a b.yaml", "a: ü\n")
    try folder.write("sub/.hidden", "")
    try folder.write("big", String(repeating: "x", count: 2_000))
    try folder.link("linked", to: "sub")
    try folder.link("sub/file", to: "../moe-judge.yaml")
    try git(folder, "add", "-A")
    try git(
      folder, "update-index", "--add", "--cacheinfo", "160000,0123456789012345678901234567890123456789,other")
    try git(folder, "commit", "--quiet", "-m", "x")
    try folder.write("moe-judge.yaml", "new\n")
    try FileManager.default.removeItem(atPath: folder.path + "/sub/deep")
    try folder.write("sub/deep.yaml", "untracked\n")
    return folder
  }

  private func text(_ files: RevisionFiles, _ path: String) throws -> String? {
    try files.bytes(at: path).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `files are those of the commit, from whatever folder they are asked`() async throws {
    let folder = try repository()
    var files = try await RevisionFiles(at: "HEAD", in: folder.path)
    #expect(files.commit.count == 40 && files.revision == "HEAD" && files.depth == 0)
    try await files.load(["moe-judge.yaml", "./sub//deep/../deep/a b.yaml", "nowhere"])
    #expect(try text(files, "moe-judge.yaml") == "old\n")
    #expect(try text(files, "sub/deep/a b.yaml") == "a: ü\n")
    #expect(try text(files, folder.path + "/moe-judge.yaml") == "old\n")
    #expect(try files.bytes(at: "nowhere") == nil && files.bytes(at: "sub/deep.yaml") == nil)
    #expect(try files.bytes(at: "moe-judge.yaml/below") == nil)
    #expect(try files.names(in: "sub") == [".hidden", "deep", "file"] && files.names(in: "none") == [])
    #expect(try files.files(below: "sub") == [".hidden", "deep/a b.yaml", "file"])
    var below = try await RevisionFiles(at: "HEAD", in: folder.path + "/sub")
    try await below.load(["../moe-judge.yaml", "deep/a b.yaml"])
    #expect(try text(below, "../moe-judge.yaml") == "old\n" && text(below, "deep/a b.yaml") == "a: ü\n")
    #expect(below.depth == 1 && below.standing(at: "moe-judge.yaml") == .nothing)
    #expect(below.standing(at: "../../elsewhere") == .outside && below.standing(at: "/etc/passwd") == .outside)
    #expect(below.standing(at: "../../\(URL(fileURLWithPath: folder.path).lastPathComponent)/sub") == .folder)
  }

  @Test(arguments: [
    ("linked", "is a link"), ("linked/deep", "lies behind a link, linked"), ("sub/file", "is a link"),
    ("other", "is a submodule"), ("other/x", "lies behind a submodule, other"), ("sub", "is a folder"),
    ("big", "was not read"), ("/etc/passwd", "lies outside of the repository"),
  ])
  func `what is no file of the commit is refused with the reason`(path: String, reason: String) async throws {
    let folder = try repository()
    let files = try await RevisionFiles(at: "HEAD", in: folder.path)
    let fault = #expect(throws: RevisionFileFault.self) { try files.bytes(at: path) }
    #expect(fault?.description.hasPrefix("\(path) at HEAD: \(reason)") == true, "\(fault?.description ?? "")")
    let isFolder = ["sub", "big", "/etc/passwd"].contains(path)
    if !isFolder { #expect(throws: RevisionFileFault.self) { try files.names(in: path) } }
  }

  @Test func `what does not fit within the limits is refused by name, and the rest is read`() async throws {
    let folder = try repository()
    var limits = RevisionFiles.Limits()
    limits.fileBytes = 1_000
    limits.totalBytes = 5
    var files = try await RevisionFiles(at: "HEAD", in: folder.path, limits: limits)
    try await files.load(["big", "moe-judge.yaml", "sub/deep/a b.yaml"])
    #expect(throws: RevisionFileFault.self) { try files.bytes(at: "big") }
    let read = ["moe-judge.yaml", "sub/deep/a b.yaml"].filter { (try? files.bytes(at: $0)) != nil }
    #expect(read.count == 1)
  }

  @Test func `a repository without a working tree, an unknown revision and no repository`() async throws {
    let folder = try repository()
    try git(folder, "config", "core.bare", "true")
    var bare = try await RevisionFiles(at: "HEAD", in: folder.path + "/.git")
    try await bare.load(["moe-judge.yaml"])
    #expect(try text(bare, "moe-judge.yaml") == "old\n")
    await #expect(throws: ArtifactError.unknownRevision(revision: "no", folder: folder.path)) {
      try await RevisionFiles(at: "no", in: folder.path)
    }
    await #expect(throws: ArtifactError.self) { try await RevisionFiles(at: "HEAD", in: try TemporaryFolder().path) }
  }

  @Test func `a file that git tracks since the commit is named, and none that stood there already`() async throws {
    let folder = try repository()
    try folder.write("state/cache", "1")
    try git(folder, "add", "state/cache")
    let files = try await RevisionFiles(at: "HEAD", in: folder.path)
    #expect(try await files.trackedSince(below: "state") == "state/cache")
    #expect(try await files.trackedSince(below: folder.path + "/state") == "state/cache")
    #expect(try await files.trackedSince(below: "sub/deep") == nil)
    #expect(try await files.trackedSince(below: "/etc") == nil)
    #expect(try await files.trackedSince(below: "missing") == nil)
    try git(folder, "add", "moe-judge.yaml")
    #expect(try await files.trackedSince(below: "moe-judge.yaml") == "moe-judge.yaml")
    try folder.link("link", to: "state")
    #expect(try await files.trackedSince(below: "link") == "state/cache")
  }
}
