import Foundation
import Storage
import Testing

@Suite struct SessionFolderTests {
  private func withFolder(_ body: (SessionFolder, String) throws -> Void) throws {
    let state = FileManager.default.temporaryDirectory.appending(path: "sessions-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: state) }
    try body(SessionFolder(state: state), state)
  }

  @Test func `a session is handed what was put there last, and what throws leaves it`() throws {
    try withFolder { folder, _ in
      try folder.update("a") { before in
        #expect(before == nil)
        return [1, 2]
      }
      #expect(throws: CancellationError.self) { try folder.update("a") { _ in throw CancellationError() } }
      try folder.update("a") { before in
        #expect(before == [1, 2])
        return [3]
      }
      #expect(FileManager.default.contents(atPath: folder.file(of: "a")) == Data([3]))
      #expect(!FileManager.default.fileExists(atPath: folder.file(of: "a") + ".draft"))
    }
  }

  @Test(arguments: ["../x", "a/b", ".hidden", "", "-rf", "a\u{0}b", String(repeating: "x", count: 81), "ä"])
  func `an id that is no plain name goes by its hash`(id: String) {
    let folder = SessionFolder(state: "/s")
    let name = folder.file(of: id).dropFirst("/s/sessions/".count)
    // "id-", 24 digits, ".json"
    #expect(name.hasPrefix("id-") && name.count == 32 && !name.contains("/"))
    #expect(folder.file(of: "0a1b-2c_d.e") == "/s/sessions/0a1b-2c_d.e.json")
  }

  @Test func `a link in the place of a session is not followed`() throws {
    try withFolder { folder, state in
      try folder.update("b") { _ in [1] }
      try Data([9]).write(to: URL(fileURLWithPath: state + "/other"))
      try FileManager.default.createSymbolicLink(atPath: folder.file(of: "a"), withDestinationPath: "../other")
      #expect(throws: StorageError.self) { try folder.update("a") { _ in [1] } }
      #expect(FileManager.default.contents(atPath: state + "/other") == Data([9]))
    }
  }

  @Test func `sessions do not wait for each other, and one that is busy is told so`() throws {
    try withFolder { folder, _ in
      try folder.update("a") { _ in
        try folder.update("b") { _ in [2] }
        #expect(throws: SessionBusy.self) { try folder.update("a") { _ in [3] } }
        return [1]
      }
      #expect(FileManager.default.contents(atPath: folder.file(of: "b")) == Data([2]))
    }
  }

  @Test func `old sessions go, new ones and the retrospectives stay`() throws {
    try withFolder { folder, _ in
      for name in ["old", "new"] { try folder.update(name) { _ in [1] } }
      try folder.retrospectives.append { _ in "{}" }
      let past = Date(timeIntervalSinceNow: -20 * 86_400)
      for path in [folder.file(of: "old"), folder.retrospectives.path] {
        try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: path)
      }
      folder.prune(before: Date(timeIntervalSinceNow: -14 * 86_400))
      #expect(!FileManager.default.fileExists(atPath: folder.file(of: "old")))
      #expect(FileManager.default.fileExists(atPath: folder.file(of: "new")))
      #expect(FileManager.default.fileExists(atPath: folder.retrospectives.path))
    }
  }
}
