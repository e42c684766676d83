import Artifacts
import Foundation
import JudgeTypes
import Testing

@Suite struct FileReadingTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func `a file is read, decoded and hashed`() throws {
    try folder.write("src/a.py", "print(1)\n")
    let artifact = try ArtifactReader(root: folder.path).artifact(at: "src/a.py")
    #expect(artifact.path == "src/a.py")
    #expect(artifact.kind == .code)
    #expect(artifact.files.map(\.path) == ["src/a.py"])
    #expect(artifact.files.first?.content == "print(1)\n")
    // printf 'print(1)\n' | sha256sum
    #expect(artifact.sha256 == "cc42155088fca5730758db72b2a5bca33112a941dfaa2d43098ec422ce4ea213")
    #expect(artifact.coverage == [FileCoverage(path: "src/a.py", state: .judged)])
  }

  @Test func `an empty file is one file of no lines, a byte order mark is not content`() throws {
    let empty = try ArtifactReader().artifact(at: folder.write("e.py", ""))
    #expect(empty.files.count == 1)
    #expect(empty.lines == 0)
    // The hash of nothing, as FIPS 180-4 gives it.
    #expect(empty.sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    let marked = try ArtifactReader().artifact(at: folder.write("m.py", bytes: [0xEF, 0xBB, 0xBF, 0x61]))
    #expect(marked.files.first?.content == "a")
  }

  @Test func `what is not UTF-8 text is an error that says so`() throws {
    let reader = ArtifactReader()
    let binary = try folder.write("b", bytes: [0x61, 0, 0x62])
    #expect(throws: ArtifactError.binary(path: binary, reason: "it holds NUL bytes")) {
      try reader.artifact(at: binary)
    }
    let control = try folder.write("c", bytes: [UInt8](repeating: 1, count: 50))
    #expect(throws: ArtifactError.binary(path: control, reason: "it is full of control characters")) {
      try reader.artifact(at: control)
    }
    let latin = try folder.write("l.py", bytes: Array("a\nb ".utf8) + [0xE9, 0x0A])
    #expect(throws: ArtifactError.notUTF8(path: latin, line: 2)) { try reader.artifact(at: latin) }
    let wide = try folder.write("w.py", bytes: [0xFF, 0xFE, 0x61, 0])
    #expect(throws: ArtifactError.utf16(path: wide)) { try reader.artifact(at: wide) }
  }

  @Test func `a file of one gigabyte is refused by its size`() throws {
    let path = try folder.write("huge.py", "")
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    try handle.truncate(atOffset: 1 << 30)
    try handle.close()
    #expect(throws: ArtifactError.tooLarge(path: path, bytes: 1 << 30, limit: 2 * 1024 * 1024)) {
      try ArtifactReader().artifact(at: path)
    }
  }

  @Test func `a named pipe and a device are refused without being opened`() throws {
    let pipe = "\(folder.path)/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: ArtifactError.notAFile(path: pipe, what: "a named pipe")) {
      try ArtifactReader().artifact(at: pipe)
    }
    #expect(throws: ArtifactError.notAFile(path: "/dev/zero", what: "a character device")) {
      try ArtifactReader().artifact(at: "/dev/zero")
    }
  }

  @Test func `links that loop, dangle or leave the root are told apart`() throws {
    let reader = ArtifactReader(root: folder.path)
    try folder.link("one", to: "two")
    try folder.link("two", to: "one")
    #expect(throws: ArtifactError.symlinkLoop(path: "one")) { try reader.artifact(at: "one") }
    try folder.link("gone", to: "nowhere")
    #expect(throws: ArtifactError.danglingSymlink(path: "gone", target: "nowhere")) { try reader.artifact(at: "gone") }
    let outside = try TemporaryFolder()
    try outside.write("secret.py", "x\n")
    try folder.link("out.py", to: "\(outside.path)/secret.py")
    let refused = ArtifactError.outsideRoot(path: "out.py", root: folder.path)
    #expect(throws: refused) { try reader.artifact(at: "out.py") }
    #expect(throws: ArtifactError.self) {
      try reader.artifact(at: "../\(outside.path.split(separator: "/").last ?? "")/secret.py")
    }
    try folder.write("in.py", "y\n")
    try folder.link("alias.py", to: "in.py")
    #expect(try reader.artifact(at: "alias.py").files.first?.content == "y\n")
  }

  @Test func `what is missing or locked is an error`() throws {
    #expect(throws: ArtifactError.missing(path: "nowhere/at/all")) {
      try ArtifactReader().artifact(at: "nowhere/at/all")
    }
    #expect(throws: ArtifactError.missing(path: "")) { try ArtifactReader().artifact(at: "") }
    guard geteuid() != 0 else { return }
    let path = try folder.write("locked.py", "x")
    try folder.permit(0, "locked.py")
    #expect(throws: ArtifactError.self) { try ArtifactReader().artifact(at: path) }
  }

  @Test func `standard input and JSONL text become artifacts`() throws {
    let reader = ArtifactReader()
    let unnamed = try reader.artifact(standardInput: "import os\n\ndef f():\n    pass\n")
    #expect(unnamed.path == "-")
    #expect(unnamed.files.first?.language == .python)
    let named = try reader.artifact(standardInput: "x", name: "/etc/../a/Dockerfile")
    #expect(named.kind == .dockerfile)
    #expect(named.files.first?.path == "Dockerfile")
    let line = try reader.artifact(text: "I did it.", id: "case-1", kind: .agentOutput)
    #expect(line.kind == .agentOutput)
    #expect(line.path == "case-1")
    #expect(throws: ArtifactError.self) { try reader.artifact(standardInput: [0]) }
    let small = ArtifactReader(limits: ArtifactLimits(fileBytes: 3))
    #expect(throws: ArtifactError.self) { try small.artifact(text: "four", id: "x") }
  }

  @Test func `a descriptor is read to its end or to the limit`() throws {
    let path = try folder.write("in", String(repeating: "x", count: 100_000))
    let whole = try FileHandle(forReadingFrom: URL(filePath: path))
    #expect(try ArtifactReader().bytes(fromDescriptor: whole.fileDescriptor).count == 100_000)
    let part = try FileHandle(forReadingFrom: URL(filePath: path))
    let small = ArtifactReader(limits: ArtifactLimits(fileBytes: 99_999))
    #expect(throws: ArtifactError.tooLarge(path: "standard input", bytes: nil, limit: 99_999)) {
      try small.bytes(fromDescriptor: part.fileDescriptor)
    }
  }

  @Test func `arbitrary bytes are text or an error, never a trap`() {
    var numbers = SeededNumbers(state: 3)
    var texts = 0
    for round in 0..<400 {
      let most: UInt8 = round % 2 == 0 ? 0x7F : 0xFF
      let bytes = (0..<Int.random(in: 0...60, using: &numbers)).map { _ in
        UInt8.random(in: 0x20...most, using: &numbers)
      }
      if let artifact = try? ArtifactReader().artifact(standardInput: bytes) {
        texts += 1
        #expect(Array((artifact.files.first?.content ?? "").utf8) == bytes)
      }
    }
    #expect(texts >= 190)
  }

  @Test func `a message holds no control characters of a path`() {
    let message = "\(ArtifactError.missing(path: "a\u{1B}[31m\nb"))"
    #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    #expect(message.hasPrefix("a?[31m?b: "))
  }
}
