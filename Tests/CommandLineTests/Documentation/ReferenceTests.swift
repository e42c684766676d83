import Foundation
import Judging
import Testing

@testable import moe_judge

/// What is generated from the code: the reference, the manual, the completions.
@Suite struct ReferenceTests {
  private func inFolder(_ kind: String, _ body: (URL) throws -> Void) async throws {
    let program = try Program()
    defer { program.remove() }
    let result = try await program.run("reference", kind, "made/here")
    #expect(result.code == 0 && result.output.isEmpty, "\(result.error)")
    try body(program.folder.appending(path: "made/here"))
  }

  @Test
  func `the reference has each command with its options, values and exit codes, and help does not list its writer`()
    async throws
  {
    try await inFolder("docs") { folder in
      let text = try String(contentsOf: folder.appending(path: "commands.md"), encoding: .utf8)
      for command in try CommandEntry.root().all {
        #expect(text.contains("\n## \(command.path)\n"), "\(command.path)")
        for argument in command.ownArguments { #expect(text.contains(argument.spelled.replacing("|", with: "\\|"))) }
      }
      #expect(text.contains("moe-judge runs show [options] [<run>]") && text.contains("(default: 20)"))
      for status in ExitStatus.allCases { #expect(text.contains("\n\(status.rawValue) ")) }
      #expect(!text.contains("moe-judge reference"))
    }
  }

  @Test func `each kind of file has a page with a table for every map in it`() async throws {
    try await inFolder("docs") { folder in
      let names = SchemaCommand.SchemaName.allCases.map { "\($0.rawValue).md" } + ["commands.md"]
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == names.sorted())
      let persona = try String(contentsOf: folder.appending(path: "persona.md"), encoding: .utf8)
      #expect(persona.contains("\n| `id` (required) | the persona's id"))
      #expect(persona.contains("\n## `evaluation_dimensions[].checks[]`\n"))
      let settings = try String(contentsOf: folder.appending(path: "configuration.md"), encoding: .utf8)
      #expect(settings.contains("\n## `providers.NAME`\n") && settings.contains("\n| `base_url` |"))
    }
  }

  @Test func `the reference that is checked in is the one that the code writes`() async throws {
    try await inFolder("docs") { folder in
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        let written = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        let kept = Program.root.appending(path: "docs/reference/\(name)")
        #expect(try String(contentsOf: kept, encoding: .utf8) == written, "docs/reference/\(name): run make reference")
      }
    }
  }

  @Test func `a folder that cannot be made is named with exit code 2`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("", to: "taken")
    let result = try await program.run("reference", "manual", "taken/man")
    #expect(result.code == 2 && result.error.contains("taken/man/moe-judge.1: it cannot be written"))
  }

  @Test func `help text is parted into paragraphs and lines that stand as they are`() {
    let text = "One.\nStill one.\n\nTwo:\n  a b\n  c\nThree."
    #expect(
      HelpBlock.blocks(of: text) == [
        .prose("One. Still one."), .prose("Two:"), .lines(["  a b", "  c"]), .prose("Three."),
      ])
  }

  @Test func `the manual has a page for each command, and no line of help is a request to the formatter`() async throws
  {
    try await inFolder("manual") { folder in
      let commands = try CommandEntry.root().children.map { "moe-judge-\($0.commandName).1" }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names.sorted() == (commands + ["moe-judge.1"]).sorted())
      let requests = ["TH", "SH", "SS", "PP", "TP", "nf", "fi"]
      for name in names {
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        for line in text.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
          #expect(requests.contains(String(line.dropFirst().prefix(2))), "\(name): \(line)")
        }
      }
    }
  }

  private static let groff = "/usr/bin/groff"

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: groff)))
  func `groff sets every page of the manual without a warning`() async throws {
    let program = try Program()
    defer { program.remove() }
    _ = try await program.run("reference", "manual", "man")
    for name in try FileManager.default.contentsOfDirectory(atPath: program.folder.appending(path: "man").path) {
      let result = try await program.run(
        arguments: ["-man", "-Tutf8", "-P-cbou", "-ww", "man/\(name)"], by: URL(fileURLWithPath: Self.groff))
      #expect(result.code == 0 && result.error.isEmpty && result.output.contains("NAME"), "\(name): \(result.error)")
    }
  }
}
