import TestSupport
import Testing
import YAMLFiles

private func problems(of text: String) -> [FileProblem] {
  problems { () throws(FileProblems) in try YAMLFile.value(of: text, path: "f.yaml") }
}

/// A text too deeply nested, with a name short enough for a test report.
struct Nesting: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let line: Int

  init(_ name: String, _ text: String, line: Int = 1) {
    self.name = name
    self.text = text
    self.line = line
  }

  var testDescription: String { name }
}

@Suite struct HostileFileTests {
  /// `levels` lists, each of ten aliases of the one before: ten to the power of `levels` values.
  private func bomb(_ levels: Int) -> String {
    let lines = (1..<levels).map { level in
      "l\(level): &l\(level) [" + Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ", ") + "]"
    }
    return (["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"] + lines).joined(separator: "\n") + "\n"
  }

  @Test(arguments: [6, 9, 20, 60])
  func `aliases that expand to too many values are refused`(_ levels: Int) throws {
    let problem = try #require(problems(of: bomb(levels)).first)
    #expect(problem.message.contains("expands to more than 200000 values"))
    #expect(problem.line != nil)
  }

  @Test func `aliases that expand to some thousand values are read`() {
    #expect(problems(of: bomb(4)).isEmpty)
  }

  @Test(arguments: [
    Nesting("lists", String(repeating: "[", count: 100_000)),
    Nesting("maps", String(repeating: "{a: ", count: 100_000)),
    Nesting("dashes", String(repeating: "- ", count: 100_000) + "x"),
    Nesting(
      "a list on line 2", "a: 1\nb: " + String(repeating: "[", count: 200) + String(repeating: "]", count: 200), line: 2
    ),
  ])
  func `deep nesting is refused on its line`(_ nesting: Nesting) throws {
    let problem = try #require(problems(of: nesting.text).first)
    #expect(problem.message.contains("nested more than 100 levels"))
    #expect(problem.line == nesting.line)
  }

  @Test(arguments: [
    Nesting("question marks", String(repeating: "? ", count: 50_000) + "a"),
    Nesting("dashes behind a question mark", "? " + String(repeating: "- ", count: 50_000) + "a"),
    Nesting("lists that quote a closing bracket", String(repeating: "[\"]\",", count: 50_000)),
    Nesting("closed ones", String(repeating: "[']',", count: 300) + String(repeating: "]", count: 300)),
    Nesting("indented maps", (0..<300).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")),
    Nesting("indented lists", (0..<2000).map { String(repeating: " ", count: $0) + "- a:" }.joined(separator: "\n")),
  ])
  func `nesting that no bracket shows is refused as well`(_ nesting: Nesting) {
    #expect(!problems(of: nesting.text).isEmpty)
  }

  @Test func `a hundred levels are read and one more is not`() {
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    #expect(problems(of: nested(100)).isEmpty)
    #expect(!problems(of: nested(101)).isEmpty)
  }

  @Test func `a rule of dashes is no nesting`() {
    #expect(problems(of: "a: |\n  " + String(repeating: "-", count: 500) + "\n").isEmpty)
  }

  @Test func `brackets inside texts are no nesting`() {
    let text = (0..<101).map { "- 'a [ in prose, \($0)'\n" }.joined()
    do {
      #expect(problems(of: text).isEmpty)
    }
  }

  @Test func `a long chain of aliases is refused without a crash`() async {
    do {
      await #expect(processExitsWith: .success) {
        let links = (1...200_000).map { "- &a\($0) [*a\($0 - 1)]\n" }
        let text = "- &a0 [x]\n" + links.joined()
        _ = try? YAMLFile.value(of: text, path: "f.yaml")
      }
    }
  }

  @Test func `arbitrary bytes give a value or problems of that file`() {
    var random = SeededGenerator(seed: 2026)
    for _ in 0..<3000 {
      let bytes = (0..<Int.random(in: 0...80, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(
        problems(of: String(decoding: bytes, as: UTF8.self)).allSatisfy { $0.path == "f.yaml" && !$0.message.isEmpty })
    }
  }

  @Test func `arbitrary signs of YAML give a value or problems within the file's lines`() {
    let signs = Array("abc01 \n\n:::---[]{},?&*!|>'\"#%@`~\t<.e+é\u{FEFF}")
    var random = SeededGenerator(seed: 7)
    var read = 0
    for _ in 0..<6000 {
      let text = String(
        (0..<Int.random(in: 1...60, using: &random)).compactMap { _ in signs.randomElement(using: &random) })
      let found = problems(of: text)
      let lines = text.count { $0 == "\n" } + 2
      if found.isEmpty { read += 1 }
      #expect(
        found.allSatisfy { (1...lines).contains($0.line ?? 1) && ($0.column ?? 1) >= 1 }, "\(text.debugDescription)")
    }
    #expect(read > 100)
  }

  @Test func `a valid file with one byte changed gives a value or problems`() {
    let text = "a: [1, {b: \"x\"}]\nc: &k\n  - d: |\n      text\n  - *k\n".replacing("  - *k\n", with: "e: *k\n")
    var random = SeededGenerator(seed: 99)
    #expect(problems(of: text).isEmpty)
    for _ in 0..<3000 {
      var bytes = Array(text.utf8)
      bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
      #expect(problems(of: String(decoding: bytes, as: UTF8.self)).allSatisfy { !$0.message.isEmpty })
    }
  }
}
