import Testing
import YAMLFiles

/// The problems that `body` throws; none when it does not throw.
func problems(_ body: () throws(FileProblems) -> YAMLValue) -> [FileProblem] {
  do {
    _ = try body()
    return []
  } catch {
    return error.problems
  }
}

private func problems(of text: String) -> [FileProblem] {
  problems { () throws(FileProblems) in try YAMLFile.value(of: text, path: "f.yaml") }
}

@Suite struct BrokenFileTests {
  @Test(arguments: [
    ("a: [1, 2\nb: 3\n", 2, 2, "not valid YAML"), ("a: 1\n b: 2\n", 2, 3, "not valid YAML"),
    ("a:\n\tb: 1\n", 2, 1, "not valid YAML"), ("a: 1\nb: *x\n", 2, 4, "undefined alias"),
    ("&a [*a]\n", 1, 5, "undefined alias"), ("a: 1\n---\nb: 2\n", 2, 1, "another document"),
    ("a: -\n", 1, 4, "not valid YAML"),
    ("a: {b: 1\n", 2, 1, "not valid YAML"), ("ü: é: 1\n", 1, 5, "not valid YAML"),
  ])
  func `text that is no YAML is reported where it breaks`(_ text: String, _ line: Int, _ column: Int, _ message: String)
    throws
  {
    let problem = try #require(problems(of: text).first)
    #expect(problem.path == "f.yaml")
    #expect(problem.line == line)
    #expect(problem.column == column)
    #expect(problem.message.contains(message))
    #expect(problem.message.contains("Check the indentation"))
    #expect(problem.description.hasPrefix("f.yaml:\(line):\(column): "))
  }

  @Test(arguments: ["", " ", "\n\n", "# only a comment\n"])
  func `an empty file says so on its first line`(_ text: String) throws {
    let problem = try #require(problems(of: text).first)
    #expect(problem.line == 1)
    #expect(problem.message.contains("the file is empty"))
  }

  @Test(arguments: [
    ("b: 1\na: 1\nc: 3\na: 2\n", "'a'", 2), ("x:\n  a: 1\n  b: 2\n  a: 3\n", "'a'", 2),
    (#"{"a": 1, "a": 2}"#, "'a'", 1),
    ("a: 1\n\"a\": 2\n", "'a'", 1), ("1: x\n\"1\": y\n", "'1'", 1), ("a: 1\nb: 1\na: 1\nb: 1\n", "'a', 'b'", 1),
  ])
  func `a key that stands twice is named with its line`(_ text: String, _ key: String, _ line: Int) throws {
    let problem = try #require(problems(of: text).first)
    #expect(problem.message.contains("the key \(key) stands twice"))
    #expect(problem.line == line)
    #expect(problem.column != nil)
  }

  @Test func `the same key in two maps is no duplicate`() {
    #expect(problems(of: "x: {a: 1}\ny: {a: 1}\na: 1\n").isEmpty)
  }

  @Test func `a control character is reported with line and column`() throws {
    let problem = try #require(problems(of: "a: 1\nb: \u{1}\n").first)
    #expect(problem.message.contains("control characters are not allowed"))
    do {
      #expect(problem.line == 2)
      #expect(problem.column == 4)
      #expect(!problem.message.contains("\n"))
    }
  }

  @Test func `keys that are no texts are refused`() {
    do {
      #expect(!problems(of: "? [a]\n: 1\n? [b]\n: 2\n").isEmpty)
    }
  }
}
