import Artifacts
import JudgeTypes
import Testing

struct GlobCase: Sendable, CustomTestStringConvertible {
  let pattern: String
  let path: String
  let matches: Bool

  init(_ pattern: String, _ path: String, _ matches: Bool) {
    self.pattern = pattern
    self.path = path
    self.matches = matches
  }

  var testDescription: String { "\(pattern) on \(path)" }
}

@Suite struct GlobPatternTests {
  @Test(arguments: [
    GlobCase("*.py", "a.py", true), GlobCase("*.py", "src/a.py", false), GlobCase("*.py", ".py", true),
    GlobCase("**/*.py", "a.py", true), GlobCase("**/*.py", "a/b/c.py", true), GlobCase("**/*.py", "a.pyc", false),
    GlobCase("src/**/*.py", "src/a.py", true), GlobCase("src/**/*.py", "src/x/y/a.py", true),
    GlobCase("src/**/*.py", "lib/src/a.py", false), GlobCase("src/**/*.py", "src2/a.py", false),
    GlobCase("src/**", "src/a/b", true), GlobCase("src/**", "src", false), GlobCase("src/", "src/a", true),
    GlobCase("**", "a/b", true), GlobCase("a**b", "axxb", true), GlobCase("a**b", "a/b", false),
    GlobCase("?.c", "a.c", true), GlobCase("?.c", "ab.c", false), GlobCase("?", "/", false), GlobCase("?", "é", true),
    GlobCase("[abc].c", "b.c", true), GlobCase("[a-c].c", "d.c", false), GlobCase("[!a-c].c", "d.c", true),
    GlobCase("[^a].c", "a.c", false), GlobCase("[]a]", "]", true), GlobCase("[a-]", "-", true),
    GlobCase("[!a]", "/", false), GlobCase("[abc", "[abc", true), GlobCase("*.{ts,tsx}", "a.tsx", true),
    GlobCase("*.{ts,tsx}", "a.js", false), GlobCase("{a,b{c,d}}/x", "bd/x", true),
    GlobCase("{a,b{c,d}}/x", "b/x", false),
    GlobCase("{a,}b", "b", true), GlobCase("{a", "{a", true), GlobCase("a}", "a}", true), GlobCase("{}", "", true),
    GlobCase("\\*", "*", true), GlobCase("\\*", "a", false), GlobCase("./src/*.c", "src/a.c", true),
    GlobCase("{src/**,lib}/a", "src/x/a", true), GlobCase("", "", true), GlobCase("", "a", false),
    GlobCase("a/**/b", "a/b", true), GlobCase("a/**/b", "a/xb", false), GlobCase("**/adrs/*.md", "adrs/1.md", true),
  ])
  func `a pattern matches what its signs say`(_ example: GlobCase) {
    #expect(GlobPattern(example.pattern).matches(example.path) == example.matches)
  }

  @Test func `a pattern that would blow up a backtracking matcher is answered`() {
    let stars = String(repeating: "a*", count: 200) + "b"
    #expect(!GlobPattern(stars).matches(String(repeating: "a", count: 1_000)))
    let braces = String(repeating: "{a,aa}", count: 200)
    #expect(!GlobPattern(braces).matches(String(repeating: "a", count: 500)))
    #expect(GlobPattern(braces).matches(String(repeating: "a", count: 300)))
    let deep = String(repeating: "{", count: 20_000)
    #expect(GlobPattern(deep).matches(deep))
    let classes = String(repeating: "[", count: 20_000)
    #expect(GlobPattern(classes).matches(classes))
  }

  @Test func `arbitrary patterns and paths trap nowhere`() {
    var numbers = SeededNumbers(state: 7)
    let alphabet = Array("ab/*?[]{},!-\\.^é")
    var matched = 0
    for _ in 0..<3_000 {
      let pattern = String(
        (0..<Int.random(in: 0...12, using: &numbers)).compactMap { _ in alphabet.randomElement(using: &numbers) })
      let path = String(
        (0..<Int.random(in: 0...8, using: &numbers)).compactMap { _ in alphabet.randomElement(using: &numbers) })
      if GlobPattern(pattern).matches(path) { matched += 1 }
    }
    #expect(matched > 0)
    #expect(matched < 3_000)
  }

  @Test func `applicability needs a kind and a glob, where it names any`() {
    let python = Applicability(kinds: [.code], globs: ["src/**/*.py"])
    #expect(python.applies(toPath: "src/a/b.py", kind: .code))
    #expect(!python.applies(toPath: "src/a/b.py", kind: .document))
    #expect(!python.applies(toPath: "lib/b.py", kind: .code))
    #expect(Applicability.everything.applies(toPath: "x", kind: .agentOutput))
    #expect(Applicability(kinds: [], globs: ["*.tf"]).applies(toPath: "infra/main.tf", kind: .terraform))
  }
}
