import Foundation
import Testing

/// Holds docs/architecture.md against what the package declares and what the sources import.
@Suite struct ImportTableTests {
  private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Module → what the table lets it import.
  private func table() throws -> [String: Set<String>] {
    let text = try String(contentsOf: root.appending(path: "docs/architecture.md"), encoding: .utf8)
    let rows = text.split(separator: "\n").drop { !$0.hasPrefix("| module") }.dropFirst(2).prefix { $0.hasPrefix("|") }
    return Dictionary(
      rows.map { row in
        let cells = row.split(separator: "|", omittingEmptySubsequences: false).map {
          $0.trimmingCharacters(in: .whitespaces)
        }
        return (cells[1], Set(cells[2].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }))
      }, uniquingKeysWith: { first, _ in first })
  }

  private func imports(of module: String) throws -> Set<String> {
    let folder = root.appending(path: "Sources/\(module)")
    let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    var imports: Set<String> = []
    for file in files where file.hasSuffix(".swift") {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ").map(String.init).filter {
          !["public", "internal", "@preconcurrency", "@testable"].contains($0)
        }
        if words.first == "import", words.count == 2 { imports.insert(words[1]) }
      }
    }
    // What comes with the language or the system needs no line in the table.
    return imports.subtracting([
      "Foundation", "FoundationXML", "Dispatch", "Synchronization", "Glibc", "Darwin", "Musl",
    ])
  }

  @Test func `every module is in the table and imports what the table lets it, and nothing in the table is unused`()
    throws
  {
    let table = try table()
    let modules = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Sources").path)
      .filter { !["CCMarkGFM", "CCurl", "CPCRE2", "embed-files"].contains($0) }
    #expect(Set(modules) == Set(table.keys))
    for module in modules.sorted() {
      let imports = try imports(of: module)
      #expect(
        imports.subtracting(table[module] ?? []) == [], "\(module) imports what docs/architecture.md does not list")
      #expect(
        (table[module] ?? []).subtracting(imports) == [], "docs/architecture.md lists what \(module) does not import")
    }
  }

  @Test func `deliberation is pure: no clock, no await, no input or output`() throws {
    let folder = root.appending(path: "Sources/Deliberation")
    let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    for file in files where file.hasSuffix(".swift") {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for word in ["await ", "async ", "import Foundation", "Clock", "Date(", "print("] {
        #expect(!text.contains(word), "\(file) holds '\(word)'")
      }
    }
  }
}
