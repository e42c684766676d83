import Foundation

/// A page of the documentation: its blocks of code, in the order in which a reader meets them.
struct DocumentationPage {
  struct Block {
    /// The first word after the fence; `sh` is run.
    let language: String
    /// The rest of that line: the file that holds the block; empty for none.
    let file: String
    let text: String
    /// The page's line on which it begins, from 1.
    let line: Int
    /// What its last command exits with; said by `<!-- exit 1 -->` on the line before.
    let code: Int32
    /// Whether it is what the commands before it print, in part; said by `<!-- output -->`.
    let isOutput: Bool
  }

  /// Below the root of the repository.
  let path: String
  let text: String
  let blocks: [Block]

  init(path: String, text: String) {
    self.path = path
    self.text = text
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    blocks = Self.fenced(lines) + (path == "README.md" ? Self.indented(lines) : [])
  }

  /// Those that a test of its own does not run already: README.md, and in docs/ all but what machines write.
  static func all() throws -> [DocumentationPage] {
    let docs = Program.root.appending(path: "docs")
    let names = FileManager.default.enumerator(atPath: docs.path)?.compactMap { $0 as? String } ?? []
    let pages = names.filter { name in
      name.hasSuffix(".md") && (!name.contains("/") || name.hasPrefix("how-to/") || name.hasPrefix("explanation/"))
    }
    return try (["README.md"] + pages.sorted().map { "docs/\($0)" }).map { path in
      let text = try String(contentsOf: Program.root.appending(path: path), encoding: .utf8)
      return DocumentationPage(path: path, text: text)
    }
  }

  private static func fenced(_ lines: [String]) -> [Block] {
    var blocks: [Block] = []
    var next = 0
    while next < lines.count {
      let fence = String(lines[next].prefix { $0 == "`" })
      guard fence.count >= 3 else {
        next += 1
        continue
      }
      let words = lines[next].dropFirst(fence.count).split(separator: " ", maxSplits: 1).map(String.init)
      let body = lines[(next + 1)...].prefix { $0 != fence }
      blocks.append(
        Block(
          language: words.first ?? "", file: words.count > 1 ? words[1] : "", text: body.joined(separator: "\n") + "\n",
          line: next + 1, code: exitCode(said: next > 0 ? lines[next - 1] : ""),
          isOutput: next > 0 && lines[next - 1] == "<!-- output -->"))
      next += body.count + 2
    }
    return blocks
  }

  /// The README's indented command lines, which begin with this program or with make.
  private static func indented(_ lines: [String]) -> [Block] {
    lines.enumerated().compactMap { number, line in
      guard line.hasPrefix("    moe-judge ") || line.hasPrefix("    make ") else { return nil }
      return Block(language: "sh", file: "", text: line.dropFirst(4) + "\n", line: number + 1, code: 0, isOutput: false)
    }
  }

  private static func exitCode(said line: String) -> Int32 {
    let words = line.split(separator: " ")
    return words.count == 4 && words[0] == "<!--" && words[1] == "exit" ? Int32(words[2]) ?? 0 : 0
  }

  /// What `make` is told to do in blocks that are run.
  var makeTargets: [String] {
    var targets: [String] = []
    for block in blocks where block.language == "sh" {
      for line in block.text.split(separator: "\n") {
        let words = line.split(separator: " ").map(String.init)
        if words.count > 1, words[0] == "make" { targets.append(words[1]) }
      }
    }
    return targets
  }

  /// Whether anything of it is run.
  var hasCommands: Bool { blocks.contains { $0.language == "sh" } }

  /// Each `moe-judge ...` that the running text names as code.
  var namedCommands: [String] {
    var commands: [String] = []
    for (number, part) in text.components(separatedBy: "\n```").enumerated() where number.isMultiple(of: 2) {
      let pieces = part.replacing("\n", with: " ").components(separatedBy: "`")
      for (place, piece) in pieces.enumerated() where !place.isMultiple(of: 2) && piece.hasPrefix("moe-judge ") {
        commands.append(piece)
      }
    }
    return commands
  }

  /// Where its links lead, but for addresses elsewhere and places on the page itself.
  var linkedPaths: [String] {
    text.split(separator: "](", omittingEmptySubsequences: false).dropFirst().compactMap { rest in
      let target = rest.prefix { $0 != ")" && $0 != "#" && $0 != " " }
      return target.isEmpty || target.contains("://") ? nil : String(target)
    }
  }
}
