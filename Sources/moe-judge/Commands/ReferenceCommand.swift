import ArgumentParser
import Foundation
import Provenance

/// Writes what is generated from the code: the reference of docs/, the pages of the manual. Not for daily use, so help does not list it.
struct ReferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference", abstract: "Write the reference of commands and files, or the manual pages.",
    discussion: """
      Examples:
        moe-judge reference docs docs/reference
        moe-judge reference manual share/man/man1
      """,
    shouldDisplay: false)

  enum Kind: String, ExpressibleByArgument, CaseIterable { case docs, manual }

  @Argument(help: "What to write.") var kind: Kind
  @Argument(help: "The folder that takes it; made where it is not there.", completion: .directory) var directory: String

  func run() throws {
    let root = try CommandEntry.root()
    switch kind {
    case .manual:
      for page in ManualPage.all(of: root, version: Program.version) { try write(page.text, to: page.fileName) }
    case .docs:
      try write(CommandsMarkdown(root: root).text, to: "commands.md")
      for name in SchemaCommand.SchemaName.allCases {
        let page = SchemaMarkdown(name: name.rawValue, introduction: name.introduction, schema: name.schema)
        try write(page.text, to: "\(name.rawValue).md")
      }
    }
  }

  private func write(_ text: String, to name: String) throws {
    do {
      let folder = URL(fileURLWithPath: directory)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: folder.appending(path: name))
    } catch {
      throw CommandFailure(
        "\(directory)/\(name): it cannot be written: \(error.localizedDescription) Name another folder.")
    }
  }
}
