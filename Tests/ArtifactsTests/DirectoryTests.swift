import Artifacts
import Foundation
import JudgeTypes
import Testing

@Suite struct DirectoryTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func reasons(_ artifact: Artifact) -> [String: String] {
    Dictionary(uniqueKeysWithValues: artifact.coverage.compactMap { entry in entry.reason.map { (entry.path, $0) } })
  }

  @Test func `a directory is its text files, sorted, everything else named with a reason`() throws {
    try folder.write("b.py", "b\n")
    try folder.write("a/c.swift", "c\n")
    try folder.write("bin.dat", bytes: [1, 0, 2])
    try folder.write("latin.txt", bytes: [0x61, 0xE9])
    try folder.write("wide.txt", bytes: [0xFE, 0xFF, 0, 0x61])
    try folder.write("node_modules/x/index.js", "x")
    try folder.write(".git/config", "x")
    try folder.write(".build-x/y", "x")
    try folder.write(".moe-judge-action/Sources/a.swift", "x")
    try folder.write("target/x", "x")
    try folder.link("dangling", to: "nowhere")
    try folder.link("loop", to: "loop")
    try folder.link("out", to: "/etc")
    try folder.link("inside", to: "a")
    #expect(mkfifo("\(folder.path)/pipe", 0o600) == 0)
    let artifact = try ArtifactReader().artifact(at: folder.path)
    #expect(artifact.kind == .directory)
    #expect(artifact.files.map(\.path) == ["a/c.swift", "b.py", "target/x"])
    let reasons = reasons(artifact)
    #expect(
      Set(reasons.keys) == [
        "bin.dat", "latin.txt", "wide.txt", "node_modules", ".git", ".build-x", ".moe-judge-action", "dangling", "loop",
        "out", "inside", "pipe",
      ])
    #expect(reasons["pipe"] == "a named pipe")
    #expect(reasons["out"] == "symbolic link out of the directory, not followed")
    #expect(reasons["loop"] == "symbolic link that leads back to itself")
    #expect(reasons["dangling"] == "symbolic link to nothing that can be read")
    #expect(reasons["latin.txt"] == "not UTF-8 (line 1)")
  }

  private func causes(_ artifact: Artifact) -> [String: FileCoverage.Cause] {
    Dictionary(uniqueKeysWithValues: artifact.coverage.compactMap { entry in entry.cause.map { (entry.path, $0) } })
  }

  @Test func `what was not read is told from what was left out and from what is plainly no source`() throws {
    let image: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0]
    try folder.write("logo.png", bytes: image)
    try folder.write("logo", bytes: image)
    try folder.write("tool", bytes: [0x7F, 0x45, 0x4C, 0x46, 0, 0])
    try folder.write("film.mp4", bytes: Array(repeating: 0x61, count: 100))
    try folder.write("deploy", bytes: Array("#!/bin/sh\nrm -rf /\n\0".utf8))
    try folder.write("run.png", bytes: Array("#!/bin/sh\n\0".utf8))
    try folder.write("image.py", bytes: image)
    try folder.write("data.json", bytes: Array("{\"a\": 1}\0".utf8))
    try folder.write("unknown", bytes: [1, 0, 2])
    try folder.write("latin.md", bytes: [0x61, 0xE9])
    try folder.write("big.csv", bytes: Array(repeating: 0x61, count: 100))
    try folder.write("d/d/d/deep.py", "x")
    try folder.write("node_modules/x.js", "x")
    try folder.write("gen/x.py", "x")
    try folder.link("out", to: "/etc")
    #expect(mkfifo("\(folder.path)/pipe", 0o600) == 0)
    let artifact = try ArtifactReader(
      limits: ArtifactLimits(fileBytes: 60, depth: 2), root: folder.path, ignoreRules: IgnoreRules("gen/\n")
    ).artifact(at: folder.path)
    #expect(
      causes(artifact) == [
        "logo.png": .noSource, "logo": .noSource, "tool": .noSource, "film.mp4": .noSource, "deploy": .binary,
        "run.png": .binary, "image.py": .binary, "data.json": .binary, "unknown": .binary, "latin.md": .encoding,
        "big.csv": .tooLarge, "d/d/d": .tooDeep, "node_modules": .byRule, "gen": .ignored, "out": .link,
        "pipe": .notAFile,
      ])
    let hidden = artifact.coverage.filter(\.hidesSource).map(\.path)
    #expect(
      Set(hidden) == ["deploy", "run.png", "image.py", "data.json", "unknown", "latin.md", "big.csv", "d/d/d"])
  }

  @Test func `of two names that Unicode holds equal one is judged and the other named`() throws {
    let (composed, decomposed) = ("caf\u{E9}.py", "cafe\u{301}.py")
    try folder.write(composed, "a = 1\n")
    try folder.write(decomposed, "b = 2\n")
    let artifact = try ArtifactReader().artifact(at: folder.path)
    #expect(artifact.files.count == 1 && artifact.coverage.count == 2)
    #expect(artifact.coverage.filter(\.hidesSource).map(\.cause) == [.unusableName])
    let paths = try ArtifactReader(root: folder.path).expand([composed, decomposed])
    #expect(paths.map { Array($0.utf8) } == [Array(composed.utf8), Array(decomposed.utf8)])
  }

  @Test func `build folders beside their build file are left out`() throws {
    try folder.write("Cargo.toml", "[package]\n")
    try folder.write("target/x.rs", "x")
    try folder.write("build/x.py", "x")
    #expect(try ArtifactReader().artifact(at: folder.path).files.map(\.path) == ["Cargo.toml", "build/x.py"])
  }

  @Test func `ignore rules are held against paths from the root, and can take a folder back in`() throws {
    let rules = IgnoreRules("# no fixtures\nfixtures/\n*.gen.py\n!dist/\n/top.py\n/x/sub/\n")
    let reader = ArtifactReader(root: folder.path, ignoreRules: rules)
    try folder.write("x/sub/deep.py", "x\n")
    for name in ["fixtures/a.py", "x/a.gen.py", "dist/b.py", "top.py", "x/top.py"] { try folder.write(name, "x\n") }
    let artifact = try reader.artifact(at: folder.path)
    #expect(artifact.files.map(\.path) == ["dist/b.py", "x/top.py"])
    #expect(reasons(artifact)["fixtures"] == "folder left out by .moe-judgeignore line 2")
    #expect(reasons(artifact)["x/a.gen.py"] == "left out by .moe-judgeignore line 3")
    let part = try reader.artifact(at: "x")
    #expect(part.files.map(\.path) == ["top.py"])
    #expect(reasons(part)["sub"] == "folder left out by .moe-judgeignore line 6")
    #expect(try ArtifactReader(root: folder.path).artifact(at: folder.path).files.count == 5)
  }

  @Test(arguments: ["fixtures/a.py", "fixtures", "link.py", "./fixtures/../fixtures/a.py", "fixtures/deep"])
  func `what is named and left out all the same is an artifact of nothing that names the line`(path: String) throws {
    for name in ["fixtures/a.py", "fixtures/deep/b.py"] { try folder.write(name, "x\n") }
    try folder.link("link.py", to: "fixtures/a.py")
    let reader = ArtifactReader(root: folder.path, ignoreRules: IgnoreRules("\nfixtures/\n"))
    let artifact = try reader.artifact(at: path)
    #expect(artifact.files.isEmpty && artifact.path == path)
    #expect(artifact.coverage.map(\.cause) == [.ignored])
    #expect(artifact.coverage.first?.reason == "left out by .moe-judgeignore line 2")
    #expect(throws: ArtifactError.missing(path: "fixtures/none.py")) { try reader.artifact(at: "fixtures/none.py") }
  }

  @Test func `standard input is left out by the name that it is given`() throws {
    let reader = ArtifactReader(root: folder.path, ignoreRules: IgnoreRules("*.gen.py\n"))
    let artifact = try reader.artifact(standardInput: "x\n", name: "src/a.gen.py")
    #expect(artifact.files.isEmpty && artifact.path == "-" && artifact.coverage.map(\.cause) == [.ignored])
    #expect(try reader.artifact(standardInput: "x\n", name: "src/a.py").files.count == 1)
    #expect(try reader.artifact(standardInput: "x\n").files.count == 1)
  }

  @Test func `a folder above the root is read by the root's rules where they reach`() throws {
    for name in ["repo/top.py", "repo/x.py", "other/top.py"] { try folder.write(name, "x\n") }
    let naming = PathRoot(folder.path + "/repo")
    #expect(naming.place(of: folder.path + "/repo/top.py") == "top.py")
    #expect(
      naming.place(of: "a/../b/./c.py") == "b/c.py" && naming.place(of: "../other/top.py").hasSuffix("other/top.py"))
    #expect(naming.holds("x.py") && !naming.holds("../other"))
  }

  @Test func `limits on size, number and depth are named in the coverage`() throws {
    for index in 0..<4 { try folder.write("f\(index).py", "12345") }
    try folder.write("big.py", String(repeating: "x", count: 100))
    try folder.write("d/d/d/deep.py", "x")
    let few = ArtifactReader(limits: ArtifactLimits(fileBytes: 50, totalBytes: 12, files: 10, depth: 2))
    let artifact = try few.artifact(at: folder.path)
    #expect(artifact.files.map(\.path) == ["f0.py", "f1.py"])
    #expect(reasons(artifact)["big.py"] == "100 bytes, larger than 50")
    #expect(reasons(artifact)["f2.py"] == "more than 12 bytes in all")
    #expect(reasons(artifact)["d/d/d"] == "folder lies deeper than 2 folders")
    let one = ArtifactReader(limits: ArtifactLimits(files: 1))
    #expect(try one.artifact(at: folder.path).files.count == 1)
  }

  @Test func `the hash of many files is that of their sorted hashes and paths`() throws {
    try folder.write("b.txt", "")
    try folder.write("a.txt", "")
    let artifact = try ArtifactReader().artifact(at: folder.path)
    let line = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  "
    let list = try ArtifactReader().artifact(standardInput: line + "a.txt\n" + line + "b.txt\n")
    #expect(artifact.sha256 == list.sha256)
  }

  @Test func `a folder that is locked is coverage below and an error alone`() throws {
    try folder.write("locked/a.py", "x")
    try folder.write("b.py", "x")
    try folder.permit(0, "locked")
    guard geteuid() != 0 else {
      #expect(try ArtifactReader().artifact(at: folder.path).files.count == 2)
      return
    }
    let artifact = try ArtifactReader().artifact(at: folder.path)
    #expect(artifact.files.map(\.path) == ["b.py"])
    #expect(reasons(artifact)["locked"]?.hasPrefix("folder cannot be read") == true)
    #expect(artifact.coverage.filter(\.hidesSource).map(\.path) == ["locked"])
    #expect(throws: ArtifactError.self) { try ArtifactReader().artifact(at: "\(folder.path)/locked") }
  }

  @Test func `a thousand files are all read`() throws {
    let line = String(repeating: "let value = compute(first, second)\n", count: 200)
    for index in 0..<1_000 { try folder.write("m\(index % 10)/f\(index).swift", "// \(index)\n" + line) }
    let artifact = try ArtifactReader().artifact(at: folder.path)
    #expect(artifact.files.count == 1_000)
    #expect(artifact.lines == 201_000)
    #expect(artifact.coverage.allSatisfy { $0.state == .judged })
  }

  @Test func `a glob is its files, sorted`() throws {
    for name in ["src/b.py", "src/x/a.py", "src/c.js", "lib/d.py", "src/node_modules/e.py", "app/[id]/p.py"] {
      try folder.write(name, "x")
    }
    let reader = ArtifactReader(root: folder.path, ignoreRules: IgnoreRules("# none\nd.py\n"))
    #expect(try reader.expand(["src/**/*.py"]) == ["src/b.py", "src/x/a.py"])
    #expect(try reader.expand(["src/*.{js,py}", "src/b.py", "-"]) == ["src/b.py", "src/c.js", "-"])
    #expect(try reader.expand(["app/[id]/p.py"]) == ["app/[id]/p.py"])
    #expect(try reader.expand(["\(folder.path)/src/*.js"]) == ["\(folder.path)/src/c.js"])
    #expect(throws: ArtifactError.nothingMatches(glob: "*.rs")) { try reader.expand(["*.rs"]) }
    #expect(throws: ArtifactError.allIgnored(glob: "lib/*.py", line: 2)) { try reader.expand(["lib/*.py"]) }
    #expect(throws: ArtifactError.nothingMatches(glob: "no/such/*")) { try ArtifactReader().expand(["no/such/*"]) }
    #expect(throws: ArtifactError.outsideRoot(path: "../", root: folder.path)) { try reader.expand(["../*"]) }
  }
}
