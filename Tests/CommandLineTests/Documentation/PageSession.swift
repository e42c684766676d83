import Foundation
import Testing

/// A reader who types a page's commands, one after the other, into one shell in a new repository.
struct PageSession {
  let page: DocumentationPage
  /// Where the provider is that a page has on port 8099.
  let port: Int
  /// Commands that make what the page takes for granted.
  var before = ""

  /// Runs all blocks; each that fails is an issue that names its line.
  func run(in program: Program) async throws {
    try program.git("init", "-q")
    try program.git("commit", "-q", "--allow-empty", "-m", "Begin")
    let name = ".page.sh"
    try program.write(script, to: name)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let result = try await program.run(
      arguments: ["--noprofile", "--norc", name],
      environment: [
        "PATH": Program.executable.deletingLastPathComponent().path + ":" + path, "HOME": program.folder.path,
        "GIT_AUTHOR_NAME": "Reader", "GIT_AUTHOR_EMAIL": "reader@example.invalid", "GIT_COMMITTER_NAME": "Reader",
        "GIT_COMMITTER_EMAIL": "reader@example.invalid", "NO_COLOR": "1",
      ], by: URL(fileURLWithPath: "/bin/bash"))
    let lines = result.error.split(separator: "\n").map(String.init)
    let wrong = lines.filter { $0.hasPrefix("@@wrong ") }.map { $0.dropFirst(8) }
    #expect(wrong == [], "\(page.path)\n\(result.output.suffix(4_000))\n\(result.error.suffix(4_000))")
    #expect(lines.last == "@@end", "\(page.path) ends early\n\(result.error.suffix(4_000))")
    for (number, block) in page.blocks.enumerated() where block.isOutput {
      let line = page.blocks[..<number].last { $0.language == "sh" }?.line ?? 0
      let printed = result.output.components(separatedBy: "@@line \(line)\n").dropFirst().first ?? ""
      let missing = block.text.split(separator: "\n").filter {
        $0 != "..." && !Self.words(printed).contains(Self.words($0))
      }
      #expect(missing == [], "\(page.path):\(block.line) is not what is printed:\n\(printed.prefix(4_000))")
    }
  }

  /// With one space between words, since a page shows narrower columns.
  private static func words(_ text: some StringProtocol) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// A command that fails is noted at once, and held against what its block says when that ends.
  private var script: String {
    let head = """
      failures=()
      trap 'failures+=("$?")' ERR
      ends() { # the line of the block, the code that its last command is said to exit with
        local expected=""; [ "$2" = 0 ] || expected="$2"
        [ "${failures[*]}" = "$expected" ] || echo "@@wrong line $1: exit ${failures[*]:-0}, said $2" >&2
        failures=()
      }

      """
    return head + before + page.blocks.map(part).joined() + "echo @@end >&2\n"
  }

  private func part(_ block: DocumentationPage.Block) -> String {
    let text = block.text.replacing(":8099", with: ":\(port)")
    guard block.language == "sh" else {
      return block.file.isEmpty ? "" : Self.writing(text, to: block.file)
    }
    // What make builds is not built here; that its targets exist is another test.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("make ") }
    return "echo '@@line \(block.line)'\n" + lines.joined(separator: "\n") + "ends \(block.line) \(block.code)\n"
  }

  private static func writing(_ text: String, to file: String) -> String {
    "mkdir -p \"$(dirname '\(file)')\"\ncat > '\(file)' <<'@@file'\n\(text)@@file\n"
  }
}
