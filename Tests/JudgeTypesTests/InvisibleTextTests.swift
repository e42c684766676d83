import JudgeTypes
import Testing

@Suite struct InvisibleTextTests {
  @Test func `invisible characters are found where they stand and taken out`() {
    let text = "ab\u{200B}c\nd\u{202E}e\u{E0041}\r\n\u{FEFF}f"
    let found = InvisibleText.find(in: text)
    #expect(found.map(\.line) == [1, 2, 2, 3])
    #expect(found.map(\.column) == [3, 2, 4, 1])
    #expect(found.map(\.scalar.value) == [0x200B, 0x202E, 0xE0041, 0xFEFF])
    #expect(InvisibleText.stripped(text) == "abc\nde\r\nf")
  }

  @Test func `what is seen stays as it is`() {
    for text in ["", "plain", "é ü 漢字\n", "\u{2764}\u{FE0F}"] {
      #expect(InvisibleText.find(in: text).isEmpty)
      #expect(InvisibleText.stripped(text) == text)
    }
  }

  @Test func `a run of variation selectors is a hidden message`() {
    #expect(InvisibleText.find(in: "a\u{FE0F}\u{FE01}\u{FE02}\u{E0101}").count == 3)
  }
}
