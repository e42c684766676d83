import Testing
import YAMLFiles

/// One key for each form a value may have.
let sampleSchema = Schema.object([
  .init("name", .string(.nonEmpty), required: true, "its name"),
  .init("id", .string(.identifier), "its id"),
  .init("count", .integer(0...10), "how many"),
  .init("ratio", .number(0...1), "how much"),
  .init("enabled", .boolean, "whether it is on"),
  .init("colour", .choice(["red", "green", "blue"]), "its \"colour\""),
  .init("tags", .list(of: .string(.nonEmpty), minimum: 1), "words"),
  .init("weights", .map(of: .integer(0...5)), "weights by name"),
  .init("share", .string(.fraction), "a share"),
  .init("model", .string(.modelName), "a model"),
  .init("note", .optional(.string()), "a note, or nothing"),
  .init("limit", .either([.integer(1...9), .choice(["none"])]), "a limit"),
  .init("extra", .anything, "anything"),
  .init("inner", .object([.init("deep", .boolean, required: true, "deep down")]), "a map"),
])

/// `line:column key: message` of everything in `text` that does not fit.
private func complaints(_ text: String, _ schema: Schema = sampleSchema) -> [FileProblem] {
  problems { () throws(FileProblems) in try YAMLFile.value(of: text, path: "f.yaml", schema: schema) }
}

struct Misfit: Sendable, CustomTestStringConvertible {
  let line: String
  let column: Int
  let key: String
  let parts: [String]

  init(_ line: String, _ column: Int, _ key: String, _ parts: String...) {
    self.line = line
    self.column = column
    self.key = key
    self.parts = parts
  }

  var testDescription: String { line }
}

@Suite struct SchemaTests {
  @Test func `a file that fits gives its value`() throws {
    let text = """
      name: 5
      id: a.b-c_1
      count: 10
      ratio: 1
      enabled: false
      colour: red
      tags: [a]
      weights: {x: 5, y: 0}
      share: 2/3
      model: a/b/c
      note:
      limit: none
      extra: {x: [~]}
      inner: {deep: true}
      """
    let value = try YAMLFile.value(of: text, path: "f.yaml", schema: sampleSchema)
    #expect(value["name"]?.string == "5")
    #expect(value["weights"]?.entries.count == 2)
  }

  @Test(arguments: [
    Misfit("id: -x", 5, "id", "the text '-x'", "letters, digits"), Misfit("id: a b", 5, "id", "the text 'a b'"),
    Misfit("id: ключ", 5, "id", "the text 'ключ'"),
    Misfit("count: 11", 8, "count", "the integer 11", "an integer from 0 to 10"),
    Misfit("count: 1.5", 8, "count", "the number 1.5", "an integer from 0 to 10"),
    Misfit("count: '3'", 8, "count", "the text '3'"), Misfit("count: no", 8, "count", "the text 'no'"),
    Misfit("count:", 7, "count", "found nothing"), Misfit("ratio: 1.01", 8, "ratio", "a number from 0.0 to 1.0"),
    Misfit("ratio: [1]", 8, "ratio", "found a list"),
    Misfit("enabled: yes", 10, "enabled", "the text 'yes'", "true or false"),
    Misfit("enabled: 1", 10, "enabled", "the integer 1"),
    Misfit("colour: gren", 9, "colour", "the text 'gren'", "one of red, green, blue", "Did you mean 'green'?"),
    Misfit("colour: Red", 9, "colour", "Did you mean 'red'?"), Misfit("colour: {a: 1}", 9, "colour", "found a map"),
    Misfit("tags: []", 7, "tags", "has 0 entries", "at least 1"),
    Misfit("tags: a", 7, "tags", "the text 'a'", "a list of"),
    Misfit("tags: [a, '', b]", 11, "tags[1]", "the text ''", "not empty"),
    Misfit("tags: [a, [b]]", 11, "tags[1]", "found a list"),
    Misfit("weights: {x: 6}", 14, "weights.x", "the integer 6", "from 0 to 5"),
    Misfit("weights: []", 10, "weights", "a map"),
    Misfit("share: 0.5", 8, "share", "the number 0.5", "a fraction such as"),
    Misfit("share: 1/0", 8, "share", "the text '1/0'"),
    Misfit("share: 12345678", 8, "share", "the integer 12345678"), Misfit("share: -1", 8, "share", "the integer -1"),
    Misfit("model: gpt", 8, "model", "the text 'gpt'", "provider/model"), Misfit("model: /x", 8, "model", "'/x'"),
    Misfit("note: [a]", 7, "note", "found a list", "a text"),
    Misfit("limit: 10", 8, "limit", "an integer from 1 to 9, or one of none"),
    Misfit("inner: {}", 8, "inner", "'deep' is missing", "deep down"),
    Misfit("inner: {deep: true, deeep: 1}", 21, "inner.deeep", "unknown key 'deeep'", "Did you mean 'deep'?"),
    Misfit("colours: red", 1, "colours", "unknown key 'colours'", "Did you mean 'colour'?"),
    Misfit("zzzzz: 1", 1, "zzzzz", "unknown key 'zzzzz'", "Accepted here: name, id, count", "Remove or rename"),
  ])
  func `what does not fit is named with place, find and what is accepted`(_ misfit: Misfit) throws {
    let found = complaints("name: x\n\(misfit.line)\n")
    #expect(found.count == 1)
    let problem = try #require(found.first)
    #expect(problem.line == 2)
    #expect(problem.column == misfit.column)
    #expect(problem.key == misfit.key)
    for part in misfit.parts { #expect(problem.message.contains(part), "\(problem)") }
    #expect(problem.description == "f.yaml:2:\(misfit.column): \(misfit.key): \(problem.message)")
  }

  @Test func `all problems of a file come at once, in its order`() {
    let found = complaints("count: 99\nnmae: x\ntags:\n  - ''\n  - ok\n  - [1]\ninner:\n  deep: 7\n")
    #expect(found.map(\.key) == ["", "count", "nmae", "tags[0]", "tags[2]", "inner.deep"])
    #expect(found.map(\.line) == [1, 1, 2, 4, 6, 8])
    #expect(found.first?.message.contains("the key 'name' is missing (its name). Add a 'name:' line.") == true)
    #expect(FileProblems(found).description.split(separator: "\n").count == 6)
  }

  @Test func `a document that is no map misses one thing, not every key`() {
    #expect(complaints("- a\n").map(\.message) == ["found a list; expected a map. Write a map here."])
    #expect(complaints("~\n").map(\.message) == ["found nothing; expected a map. Write a map here."])
  }

  @Test func `a long text is shortened in a message`() throws {
    let problem = try #require(complaints("name: x\ncount: \(String(repeating: "w", count: 500))\n").first)
    #expect(problem.message.contains(String(repeating: "w", count: 40) + "…'"))
    #expect(problem.message.count < 150)
  }

  @Test func `problems are ordered by path, line and column`() {
    let problems = [
      FileProblem(path: "b", line: 1, message: "m"), FileProblem(path: "a", line: 2, column: 1, message: "m"),
      FileProblem(path: "a", line: 1, column: 9, message: "m"), FileProblem(path: "a", message: "m"),
    ]
    #expect(FileProblems(problems).problems.map(\.description) == ["a: m", "a:1:9: m", "a:2:1: m", "b:1: m"])
  }

  @Test(arguments: [
    ("strictnes", "strictness"), ("NAME", "name"), ("nmae", nil), ("modle", "model"), ("primry", "primary"), ("x", nil),
    ("", nil),
  ])
  func `the nearest word is named only when it is near enough to be meant`(_ word: String, _ expected: String?) {
    #expect(nearest(word, among: ["strictness", "name", "model", "primary"]) == expected)
  }

  @Test func `of two words as near the first in the alphabet is named, and of none none`() {
    #expect(nearest("bat", among: ["hat", "cat"]) == "cat")
    #expect(nearest("bat", among: []) == nil)
  }

  @Test func `a word far longer than every known one is meant for none of them`() {
    #expect(nearest(String(repeating: "q", count: 100), among: ["name"]) == nil)
    do {
      #expect(nearest(String(repeating: "q", count: 192), among: ["name"]) == nil)
    }
  }
}
