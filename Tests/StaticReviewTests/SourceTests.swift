import JudgeTypes
import Testing

@testable import StaticReview

private func source(_ text: String, _ language: SourceLanguage, path: String = "sample") -> Source {
  Source(ArtifactFile(path: path, kind: .code, language: language, content: text, sha256: ""))
}

private func view(_ source: Source, _ view: Source.View) -> String {
  String(decoding: source.bytes(in: view), as: UTF8.self)
}

@Suite struct SourceTests {
  @Test func `comments and strings are told from code, and every view has the same length`() {
    let text = "x = \"a # b\"  # c \"d\"\ny = 'ab'\n"
    let source = source(text, .python)
    #expect(view(source, .code) == "x = \"     \"         \ny = '  '\n")
    #expect(view(source, .text).hasPrefix("x = \"a # b\""))
    #expect(!view(source, .text).contains("# c"))
    #expect(view(source, .comments).contains("# c \"d\""))
    for view in Source.View.allCases { #expect(source.bytes(in: view).count == text.utf8.count) }
  }

  @Test func `what is interpolated in a string is code`() {
    #expect(view(source("a = f\"x {user.name} y\"\n", .python), .code).contains("user.name"))
    #expect(view(source("const a = `x ${user.name} y`;\n", .typescript), .code).contains("user.name"))
    #expect(view(source("let a = \"x \\(user.name) y\"\n", .swift), .code).contains("user.name"))
    #expect(!view(source("a = \"x {user.name} y\"\n", .python), .code).contains("user.name"))
  }

  @Test func `block comments nest in Swift and not in JavaScript`() {
    #expect(view(source("/* a /* b */ c */ d", .swift), .code).trimming == "d")
    #expect(view(source("/* a /* b */ c", .javascript), .code).trimming == "c")
  }

  @Test func `a regular expression is no division and no comment`() {
    let code = view(source("const m = /a\\/\\/b'/.test(x); const q = a / b; // c\n", .javascript), .code)
    #expect(code.contains("a / b"))
    #expect(!code.contains("'"))
    #expect(!code.contains("c\n"))
  }

  @Test func `an apostrophe that nothing closes does not swallow the file`() {
    let code = view(source("x = don't\ny = password\n", .python), .code)
    #expect(code.contains("y = password"))
  }

  @Test(arguments: [
    ("tests/a.py", true), ("src/test_a.py", true), ("src/a_test.py", true), ("src/a.test.ts", true),
    ("ATests.swift", true),
    ("src/latest.py", false), ("src/contest.ts", false), ("src/testing_kit.py", false), ("fixtures/a.json", true),
  ])
  func `tests are told by their path`(path: String, isTest: Bool) {
    #expect(TestFiles.isTestPath(path) == isTest)
  }

  @Test func `brackets close each other by their kind, and an unclosed one closes nothing`() {
    let brackets = Brackets(of: Array("a(b[c)d]{(}".utf8))
    #expect(brackets.closing(of: 1) == 5)
    #expect(brackets.closing(of: 3) == 7)
    #expect(brackets.closing(of: 8) == 10)
    #expect(brackets.closing(of: 9) == nil)
    #expect(brackets.closing(of: 0) == nil)
    #expect(!brackets.areCut)
  }

  @Test func `brackets are told to a depth, and what lies deeper is said to be cut`() {
    let depth = Brackets.deepest + 1
    let brackets = Brackets(
      of: Array((String(repeating: "(", count: depth) + String(repeating: ")", count: depth)).utf8))
    #expect(brackets.areCut)
    #expect(brackets.closing(of: 0) == 2 * depth - 1)
    #expect(brackets.closing(of: depth - 1) == nil)
    let siblings = Brackets(of: Array(String(repeating: "()", count: 5 * depth).utf8))
    #expect(!siblings.areCut)
  }

  @Test func `a Python block ends where the indentation does`() throws {
    let source = source("def a():\n    x = 1\n\n    y = 2\nz = 3\n", .python)
    let block = try #require(source.functions.first)
    #expect(source.string(block.body) == "    x = 1\n\n    y = 2\n")
  }

  @Test func `arguments are split at the top level alone`() throws {
    let source = source("f(a, g(b, c), [d, e], \"h, i\")", .javascript)
    let call = try #require(source.calls(.fixed(#"\bf\("#)).first)
    #expect(call.arguments.map { source.string($0) } == ["a", "g(b, c)", "[d, e]", "\"h, i\""])
  }

  @Test func `a diff is reviewed as its files, on the lines of the diff`() {
    let diff = """
      diff --git a/app.py b/app.py
      --- a/app.py
      +++ b/app.py
      @@ -1,3 +1,3 @@
       import os
      -os.system("rm " + old)
      +os.system("rm " + new)

      """
    let files = DiffText.sources(of: source(diff, .diff, path: "change.diff"))
    #expect(files.map(\.reviewedPath) == ["app.py"])
    #expect(files.map(\.path) == ["change.diff"])
    #expect(files.first?.language == .python)
    #expect(files.first?.string(0..<10_000).contains("old") == false)
    #expect(files.first?.isUnderJudgment(7...7) == true)
    #expect(files.first?.isUnderJudgment(5...5) == false)
  }
}

extension String {
  fileprivate var trimming: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
