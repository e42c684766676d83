import Foundation
import JudgeTypes
import Testing

@Suite struct NameTests {
  @Test(arguments: [
    ("", 0), ("a", 1), ("\n", 1), ("a\n", 1), ("a\nb", 2), ("a\nb\n", 2), ("\n\n", 2), ("a\r\nb\r\n", 2), ("\na", 2),
    ("ä\nö", 2), ("a\u{2028}b", 1), ("\r\n", 1),
  ])
  func `a last line without a line feed counts and the empty text has none`(_ text: String, _ lines: Int) {
    #expect(text.lineCount == lines)
  }

  @Test func `the first slash parts a provider from a model whose name may hold more`() throws {
    let name = try #require(ModelName("openrouter/qwen/qwen2.5-72b"))
    #expect(name.provider == "openrouter")
    #expect(name.model == "qwen/qwen2.5-72b")
    #expect(name.description == "openrouter/qwen/qwen2.5-72b")
  }

  @Test(arguments: [
    "", "/", "gpt-4o", "/gpt-4o", "openai/", "open ai/gpt", "openai/gpt 4", "openai/gpt\n", "\topenai/gpt",
  ])
  func `a model without both parts or with white space is refused`(_ text: String) {
    #expect(ModelName(text) == nil)
  }

  @Test func `a model name survives JSON and a broken one does not decode`() throws {
    let names = ["b/x", "a/y/z"].compactMap { ModelName($0) }
    #expect(try JSONDecoder().decode([ModelName].self, from: JSONEncoder().encode(names)) == names)
    #expect(names.sorted().map(\.description) == ["a/y/z", "b/x"])
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([ModelName].self, from: Data(#"["gpt"]"#.utf8)) }
  }

  @Test(arguments: [
    ("main.py", SourceLanguage.python), ("MAIN.PY", .python), ("a.test.ts", .typescript), ("x.tsx", .typescript),
    ("lib.rs", .rust), ("v.tfvars", .terraform), ("c.yml", .yaml), ("p.json", .json), ("README.md", .markdown),
    ("fix.patch", .diff), (".env", .ini), ("Dockerfile", .dockerfile), ("Dockerfile.prod", .dockerfile),
    ("api.dockerfile", .dockerfile), ("Containerfile", .dockerfile), ("run.sh", .shell), ("a.h", .c), ("a.cs", .csharp),
  ])
  func `a file's language is told by its name`(_ name: String, _ language: SourceLanguage) {
    #expect(SourceLanguage(fileName: name) == language)
  }

  @Test(arguments: ["", "Makefile", "LICENSE", "archive.tar.xz", "name.", "py", "photo.jpeg"])
  func `a name that does not tell gives no language`(_ name: String) {
    #expect(SourceLanguage(fileName: name) == nil)
  }

  @Test func `a source file about Dockerfiles is in its own language`() {
    do {
      #expect(SourceLanguage(fileName: "dockerfile_parser.py") == .python)
    }
  }
}
