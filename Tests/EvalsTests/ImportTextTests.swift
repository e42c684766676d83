import Testing

@testable import Evals

@Suite struct ImportTextTests {
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
