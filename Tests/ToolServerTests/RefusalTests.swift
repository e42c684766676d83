import Provenance
import Testing
import ToolServer

@Suite struct RefusalTests {
  @Test(arguments: [
    (#"{"jsonrpc":"2.0","id":1,"#, -32700, JSONValue.null), ("hello", -32700, .null), ("{} {}", -32700, .null),
    (#"{"id":1,"id":2,"jsonrpc":"2.0","method":"ping"}"#, -32700, .null),
    (String(repeating: "[", count: 5_000), -32700, .null),
    (#"{"a":"# + String(repeating: "[", count: 300) + String(repeating: "]", count: 300) + "}", -32700, .null),
    (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600, .null), ("[]", -32600, .null), ("42", -32600, .null),
    (#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600, 1), (#"{"id":1,"method":"ping"}"#, -32600, 1),
    (#"{"jsonrpc":"2.0","id":1}"#, -32600, 1), (#"{"jsonrpc":"2.0","id":1,"method":7}"#, -32600, 1),
    (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600, .null),
    (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600, .null),
    (#"{"jsonrpc":"2.0","id":[1],"method":"ping"}"#, -32600, .null),
    (#"{"jsonrpc":"2.0","id":90071992547409930,"method":"ping"}"#, -32600, .null),
    (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}"#, -32602, 1),
    (#"{"jsonrpc":"2.0","id":1,"method":"resources/list"}"#, -32601, 1),
    (#"{"jsonrpc":"2.0","id":1,"method":"initialize"}"#, -32602, 1),
    (#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}"#, -32602, 1),
    (#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"fly"}}"#, -32602, 1),
    (#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"weigh","arguments":[1]}}"#, -32602, 1),
    (#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"x"}}"#, -32602, 1),
  ])
  func `what cannot be served gets its code and the conversation goes on`(line: String, code: Int, id: JSONValue) throws
  {
    var talk = try Talk.agreed()
    let answer = try talk.answer(line)
    #expect(answer["error"]?["code"]?.intValue == code)
    #expect(answer["id"] == id)
    #expect(answer["error"]?["message"]?.stringValue?.isEmpty == false)
    #expect(try talk.answer(#"{"jsonrpc":"2.0","id":"after","method":"ping"}"#)["result"] == [:])
  }

  @Test func `bytes that are no UTF-8 and lines that are too long are refused`() throws {
    var talk = Talk()
    let bytes = Array(#"{"jsonrpc":"2.0","id":1,"method":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8)
    guard case .send(let garbled) = talk.conversation.receive(.whole(bytes), limit: Talk.limit),
      case .send(let long) = talk.conversation.receive(.tooLong, limit: Talk.limit)
    else {
      Issue.record("not refused")
      return
    }
    #expect(try JSONValue(parsing: garbled.line)["error"]?["code"] == -32700)
    #expect(try JSONValue(parsing: long.line)["error"]?["code"] == -32600)
  }

  @Test(arguments: [
    "", "  \t\r", #"{"jsonrpc":"2.0","method":"notifications/nobody/knows","params":[1]}"#,
    #"{"jsonrpc":"2.0","method":"notifications/cancelled"}"#,
    #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{}}}"#,
    #"{"jsonrpc":"2.0","method":"tools/call","params":{"name":"weigh"}}"#,
    #"{"jsonrpc":"2.0","id":9,"result":{}}"#, #"{"jsonrpc":"2.0","id":9,"error":{"code":1,"message":""}}"#,
  ])
  func `what asks for no answer gets none`(line: String) throws {
    var talk = try Talk.agreed()
    #expect(talk.step(line) == .nothing)
  }

  @Test func `a whole number is an id however it is written, and comes back`() throws {
    var talk = Talk()
    for (written, back) in [("3", JSONValue.integer(3)), ("3.0", 3), ("-1", -1), (#""""#, "")] {
      #expect(try talk.answer(#"{"jsonrpc":"2.0","id":\#(written),"method":"ping"}"#)["id"] == back)
    }
  }

  @Test func `every answer is one line, whatever it quotes`() throws {
    var talk = Talk()
    let answer = talk.step(#"{"jsonrpc":"2.0","id":"a\nb\u2028","method":"a\nb\u001b[31m"}"#)
    guard case .send(let message) = answer else {
      Issue.record("no answer")
      return
    }
    #expect(message.line.utf8.filter { $0 == UInt8(ascii: "\n") }.count == 1)
    #expect(!message.line.contains("\\u001b"))
  }
}
