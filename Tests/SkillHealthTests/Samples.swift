import Foundation
import SkillHealth
import Testing

/// The skill files of Tests/SkillSamples, and folders to try them in.
enum Samples {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "SkillSamples").path

  static func path(_ name: String) -> String { "\(folder)/\(name)/SKILL.md" }
  static func skill(_ name: String) throws -> SkillFile { try SkillFolder.read(path(name)) }
}

/// A folder of its own for one test.
struct Workshop {
  let folder: String

  init() throws {
    // Links followed, as the program sees it.
    let place = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    folder = place.appending(path: "skills-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  func write(_ text: String, to name: String) throws {
    let file = URL(fileURLWithPath: folder).appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// A program in `bin` that prints a text and ends well.
  func install(_ program: String, printing text: String) throws {
    try write("#!/bin/sh\necho '\(text)'\n", to: "bin/\(program)")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/bin/\(program)")
  }
}
