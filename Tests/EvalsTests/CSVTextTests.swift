import Testing
import YAMLFiles

@testable import Evals

@Suite struct CSVTextTests {
  private func read(_ text: String, delimiter: Character = ",") -> CSVText {
    CSVText(text, path: "t.csv", delimiter: delimiter.asciiValue ?? 0)
  }

  @Test func `quoted fields hold delimiters, line ends and quotes, and rows keep their lines`() {
    let text = "id,text\r\na,\"x, \"\"y\"\"\n\nz\r\n\"\n\nb, spaces stay \nc,"
    let table = read("\u{FEFF}" + text)
    #expect(table.problems.isEmpty)
    #expect(
      table.rows == [
        .init(line: 1, fields: ["id", "text"]), .init(line: 2, fields: ["a", "x, \"y\"\n\nz\r\n"]),
        .init(line: 7, fields: ["b", " spaces stay "]), .init(line: 8, fields: ["c", ""]),
      ])
    #expect(read("a;b\n1;2,3", delimiter: ";").rows.map(\.fields) == [["a", "b"], ["1", "2,3"]])
    #expect(read("").rows.isEmpty && read("\n\n").rows.isEmpty && read("\"\"").rows.isEmpty)
  }

  @Test func `what a spreadsheet would guess at is a problem with its line, and the other rows are read`() {
    let table = read("a,b\n1,x\"y\n2,\"x\" y\n3,4\n5,\"open\n6,7\n")
    #expect(table.problems.map(\.line) == [2, 3, 5])
    #expect(table.rows.map(\.fields) == [["a", "b"], ["3", "4"]])
  }

  @Test func `a case file's list grows as text, whatever its form`() {
    func grown(_ cases: String) -> String? {
      SuiteText.adding("new.jsonl", to: "id: s\n\(cases)\nsplit: {train: 60}\n")
    }
    for (before, after) in [
      ("cases: [a.jsonl]", "cases: [a.jsonl, new.jsonl]"), ("cases: []", "cases: [new.jsonl]"),
      ("cases: [a.jsonl, # not ]\n  'b]',]", "cases: [a.jsonl, # not ]\n  'b]', new.jsonl]"),
      ("cases:\n  - a.jsonl # first\n  # last", "cases:\n  - a.jsonl # first\n  - new.jsonl\n  # last"),
      (
        "cases: # here\n- id: x\n  expect: {outcome: pass}\n",
        "cases: # here\n- id: x\n  expect: {outcome: pass}\n- new.jsonl\n"
      ),
    ] {
      #expect(grown(before) == "id: s\n\(after)\nsplit: {train: 60}\n", "\(before)")
    }
    #expect(grown("cases: *other") == nil && grown("other: 1") == nil)
    #expect(SuiteText.adding("n", to: "cases:\n  - a") == "cases:\n  - a\n  - n")
  }

  @Test func `the name of a copy leads nowhere else`() {
    #expect(ImportedNames.name(of: "../../etc/passwd") == "etc/passwd")
    #expect(ImportedNames.name(of: "a b/\u{202E}x.py") == "a-b/x.py")
    for text in ["", "..", "/", "...", "-rf"] {
      let name = ImportedNames.name(of: text)
      #expect(!name.isEmpty && !name.hasPrefix(".") && !name.hasPrefix("-") && !name.contains("/"), "\(text)")
    }
    #expect(ImportedNames.kept("./.github//workflows/ci.yml") == ".github/workflows/ci.yml")
    #expect(ImportedNames.told("a.b/Makefile", apartBy: "x").hasPrefix("a.b/Makefile-"))
    #expect(ImportedNames.told("a/x.py", apartBy: "x").hasSuffix(".py"))
  }
}
