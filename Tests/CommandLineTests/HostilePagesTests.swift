import Foundation
import Provenance
import Reports
import TestSupport
import Testing

/// What is judged speaks to whatever reads the pages; nothing of it may be obeyed.
@Suite struct HostilePagesTests {
  @Test func `hostile files and names make pages that are valid and inert`() async throws {
    let program = try Program()
    defer { program.remove() }
    let artifacts = try HostileArtifacts.place(in: program)
    try program.write(HostileArtifacts.log.canonical, to: "log.sarif")
    // All at once, and each alone: where much is cut, something hostile may have been.
    let groups = [artifacts] + stride(from: 0, to: artifacts.count, by: 12).map { Array(artifacts[$0...].prefix(12)) }
    for (number, group) in groups.enumerated() {
      let result = try await program.run(
        arguments: [
          "judge", "--offline", "--quiet", "--format", "json", "-o", "out\(number).md", "-o", "out\(number).html",
          "--evidence", "log.sarif",
        ] + group)
      #expect(result.code == 1, "\(result.error)")
      func output(_ kind: String) throws -> String {
        try String(contentsOf: program.folder.appending(path: "out\(number).\(kind)"), encoding: .utf8)
      }
      let (markdown, html) = (try output("md"), try output("html"))
      try check(markdown: markdown)
      let page = HTMLInspection(html)
      #expect(page.faults.isEmpty, "\(page.faults.prefix(5))")
      #expect(page.all(ofClass: "judgment").count == group.count)
      #expect(page.all(ofClass: "offline").count == 1)
      let hidden = html.unicodeScalars.filter { $0.properties.generalCategory == .format || $0.value < 0x09 }
      #expect(hidden.isEmpty)
    }
    #expect(!FileManager.default.fileExists(atPath: program.folder.appending(path: "pwned").path))
  }

  private func check(markdown: String) throws {
    let found = MarkdownInspection(
      markdown,
      markup: [
        MarkdownReport.marker, "<details> <summary>Votes by dimension</summary>",
        "<details> <summary>All artifacts</summary>", "</details>",
      ])
    #expect(found.faults.isEmpty && found.open == 0, "\(found.faults.prefix(5))")
    #expect(markdown.components(separatedBy: "<!--").count == 2)
    #expect(markdown.utf16.count <= MarkdownReport.limit)
    #expect(found.headings.first == "❌ Static review: fail", "\(found.headings)")
    #expect(found.rows.allSatisfy { $0.count == 7 || $0.count == 4 })
    let hidden = markdown.unicodeScalars.filter { $0.value < 0x0A || $0.value == 0x202E || $0.value == 0x1B }
    #expect(hidden.isEmpty)
  }
}
