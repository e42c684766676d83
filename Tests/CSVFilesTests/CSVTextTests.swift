import Testing
import YAMLFiles

@testable import CSVFiles

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
}
