import Artifacts
import Foundation
import Testing

struct IgnoreCase: Sendable, CustomTestStringConvertible {
  let rules: String
  let path: String
  let isIgnored: Bool

  init(_ rules: String, _ path: String, _ isIgnored: Bool) {
    self.rules = rules
    self.path = path
    self.isIgnored = isIgnored
  }

  var testDescription: String { "\(path) under \(rules)" }
}

@Suite struct IgnoreRulesTests {
  @Test(arguments: [
    IgnoreCase("", "a", false), IgnoreCase("# a", "a", false), IgnoreCase("a", "a", true), IgnoreCase("a", "x/a", true),
    IgnoreCase("a", "a/x", true), IgnoreCase("/a", "a", true), IgnoreCase("/a", "x/a", false),
    IgnoreCase("a/", "a", false), IgnoreCase("a/", "a/x", true), IgnoreCase("a/", "x/a/y", true),
    IgnoreCase("x/a", "x/a", true), IgnoreCase("x/a", "y/x/a", false),
    IgnoreCase("*.log\n!keep.log", "keep.log", false),
    IgnoreCase("*.log\n!keep.log", "a.log", true), IgnoreCase("!a\na", "a", true), IgnoreCase("a/\n!a/x", "a/x", true),
    IgnoreCase("a/*\n!a/x", "a/x", false), IgnoreCase("**/gen", "a/b/gen", true), IgnoreCase("gen/**", "gen/a/b", true),
    IgnoreCase("a/**/b", "a/b", true), IgnoreCase("\\#a", "#a", true), IgnoreCase("\\!a", "!a", true),
    IgnoreCase("a   ", "a", true), IgnoreCase("a\\ ", "a ", true), IgnoreCase("a\r\nb\r\n", "a", true),
    IgnoreCase("{a,b}", "a", false), IgnoreCase("{a,b}", "{a,b}", true), IgnoreCase("/", "a", false),
    IgnoreCase("[ab].c", "b.c", true), IgnoreCase("!", "a", false),
  ])
  func `an ignore file leaves out what git would`(_ example: IgnoreCase) {
    #expect((IgnoreRules(example.rules).line(leavingOut: example.path) != nil) == example.isIgnored)
  }

  @Test func `lines that can leave nothing out are named with what is wrong, and no others`() {
    let faulty = ["!", "/", "!//", "./a", "a/../b", "a[b", "[]", "a\\", "src/[!", "x\r\n./y"]
    for text in faulty {
      #expect(IgnoreRules(text).faults.map(\.line) == [text.contains("\n") ? 2 : 1], "\(text)")
    }
    let sound = "# [\n\n  \n*.log\n!keep.log\n/top/\na\\[\n[]]\n[!]a]\n[a-z].c\na\\ \n..a/.b\n**/gen\n\\#a\r\n"
    #expect(IgnoreRules(sound).faults.isEmpty, "\(IgnoreRules(sound).faults)")
    #expect(IgnoreRules("ok\na[b\n").faults.first?.message.contains("'[' is not closed") == true)
  }

  @Test func `the line that leaves a path out is named, blank lines and comments counted`() {
    let rules = IgnoreRules("# generated\r\n\r\ngen/\r\n*.log\n!keep.log\n/top.py")
    #expect(rules.line(leavingOut: "x/gen/a.py") == 3)
    #expect(rules.line(leavingOut: "gen", isFolder: true) == 3 && rules.line(leavingOut: "gen") == nil)
    #expect(rules.line(leavingOut: "a.log") == 4 && rules.line(leavingOut: "keep.log") == nil)
    #expect(rules.line(leavingOut: "top.py") == 6 && rules.line(leavingOut: "x/top.py") == nil)
    #expect(IgnoreRules("a\\ \nb\\\\ \n").line(leavingOut: "a ") == 1)
    #expect(IgnoreRules("b\\\\ ").line(leavingOut: "b\\") == 1)
  }

  /// Patterns and paths of few letters, so that many fit; nothing that git refuses, such as a class without its end.
  @Test func `random ignore files leave out what git leaves out, by the same lines`() throws {
    var numbers = SeededNumbers(state: 7)
    let folder = try TemporaryFolder()
    func pick(_ choices: [String]) -> String { choices.randomElement(using: &numbers) ?? "" }
    let pieces = ["a", "b", "ab", "*", "?", "**", "[ab]", "[!b]", "[a-c]", "\\a", "{a,b}", ".c", "c"]
    var texts: [String] = []
    var paths: [String] = []
    for index in 0..<60 {
      let lines = (0..<Int.random(in: 1...6, using: &numbers)).map { _ in
        let parts = (0..<Int.random(in: 1...3, using: &numbers)).map { _ in pick(pieces) + pick(["", "", pick(pieces)])
        }
        return pick(["", "", "", "!", "#"]) + pick(["", "", "/"]) + parts.joined(separator: "/")
          + pick(["", "", "", "/", " ", "  "])
      }
      texts.append(lines.joined(separator: pick(["\n", "\r\n", "\n\n"])) + pick(["", "\n"]))
      try folder.write("d\(index)/.gitignore", texts[index])
      for _ in 0..<40 {
        let parts = (0..<Int.random(in: 1...4, using: &numbers)).map { _ in
          pick(["a", "b", "ab", "c", ".c", "abc", "{a,b}"])
        }
        paths.append("d\(index)/" + parts.joined(separator: "/"))
      }
    }
    let said = try linesByGit(paths, in: folder.path)
    #expect(said.count == Set(paths).count && said.values.contains { $0 != nil })
    for (path, line) in said {
      let parts = path.split(separator: "/", maxSplits: 1)
      let text = texts[Int(parts[0].dropFirst()) ?? 0]
      let found = IgnoreRules(text).line(leavingOut: String(parts[1]))
      #expect(found == line, "\(path) under \(text.debugDescription)")
    }
  }

  /// The line of the folder's own .gitignore by which each path is left out; nil where it is not.
  private func linesByGit(_ paths: [String], in folder: String) throws -> [String: Int?] {
    func git(_ arguments: [String], _ input: String = "") throws -> String {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments =
        ["git", "-C", folder, "-c", "core.excludesFile=/dev/null", "-c", "core.ignoreCase=false"] + arguments
      let (output, source) = (Pipe(), "\(folder)/.input")
      try Data(input.utf8).write(to: URL(filePath: source))
      process.standardInput = FileHandle(forReadingAtPath: source)
      process.standardOutput = output
      try process.run()
      let data = try output.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return String(decoding: data, as: UTF8.self)
    }
    _ = try git(["init", "--quiet"])
    let fields = try git(
      ["check-ignore", "--no-index", "-z", "-v", "-n", "--stdin"], paths.joined(separator: "\0") + "\0"
    )
    .split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
    var lines: [String: Int?] = [:]
    for start in stride(from: 0, to: fields.count - 3, by: 4) {
      let isIgnored = !fields[start + 2].isEmpty && !fields[start + 2].hasPrefix("!")
      lines[fields[start + 3]] = .some(isIgnored ? Int(fields[start + 1]) : nil)
    }
    return lines
  }
}
