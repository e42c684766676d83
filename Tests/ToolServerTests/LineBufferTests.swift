import Testing
import ToolServer

@Suite struct LineBufferTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func `lines come whole whatever the pieces are`() {
    let text = "one\n\ntwo\nthree"
    for size in 1...text.utf8.count {
      var buffer = LineBuffer(limit: 100)
      var lines: [LineBuffer.Line] = []
      var left = bytes(text)
      while !left.isEmpty {
        lines += buffer.add(Array(left.prefix(size)))
        left = Array(left.dropFirst(size))
      }
      #expect(lines == [.whole(bytes("one")), .whole([]), .whole(bytes("two"))])
      #expect(buffer.end() == .whole(bytes("three")))
      #expect(buffer.end() == nil)
    }
  }

  @Test func `a line beyond the limit is named and the next one is read`() {
    var buffer = LineBuffer(limit: 4)
    #expect(buffer.add(bytes("abcd\nabcde\nab\n")) == [.whole(bytes("abcd")), .tooLong, .whole(bytes("ab"))])
    #expect(buffer.add(bytes("abc")) == [])
    #expect(buffer.add(bytes("defgh")) == [])
    #expect(buffer.add(bytes("abc")) == [])
    #expect(buffer.add(bytes("\nx\n")) == [.tooLong, .whole(bytes("x"))])
    #expect(buffer.add(bytes("abcdefgh")) == [])
    #expect(buffer.end() == .tooLong)
  }
}
