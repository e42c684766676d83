import Provenance
import Testing
import ToolServer

@Suite struct ConversationTests {
  // MARK: The stateless generation

  @Test func `a client that discovers the server is told what it speaks`() throws {
    var talk = Talk()
    let answer = try talk.answer(#"{"jsonrpc":"2.0","id":"a","method":"server/discover","params":{\#(Talk.meta)}}"#)
    #expect(answer["id"] == "a")
    let result = try #require(answer["result"])
    #expect(result["supportedVersions"] == ["2026-07-28"])
    #expect(result["resultType"] == "complete")
    #expect(result["capabilities"]?["tools"] != nil)
    #expect(result["cacheScope"] == "public")
    #expect(result["ttlMs"]?.intValue ?? -1 >= 0)
    #expect(result["_meta"]?["io.modelcontextprotocol/serverInfo"]?["name"] == "sample")
  }

  @Test func `tools are listed and called without a handshake where the request tells its version`() throws {
    var talk = Talk()
    let list = try talk.answer(#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{\#(Talk.meta)}}"#)
    #expect(list["result"]?["tools"]?[0]?["name"] == "weigh")
    #expect(list["result"]?["resultType"] == "complete")
    let step = talk.step(
      #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"weigh","arguments":{"what":"x"},\#(Talk.meta)}}"#
    )
    guard case .call(let call) = step else {
      Issue.record("no call but \(step)")
      return
    }
    #expect(call.isStateless)
    #expect(call.arguments == ["what": "x"])
    let sent = try JSONValue(
      parsing: talk.conversation.message(ToolAnswer(text: "3 g", structured: ["g": 3]), to: call).line)
    #expect(sent["result"]?["structuredContent"] == ["g": 3])
    #expect(sent["result"]?["resultType"] == "complete")
    #expect(sent["result"]?["content"] == [["type": "text", "text": "3 g"]])
  }

  @Test(arguments: ["2025-11-25", "2030-01-01", ""])
  func `a request of another version gets the versions that there are`(version: String) throws {
    var talk = Talk()
    let meta = Talk.meta.replacing("2026-07-28", with: version)
    let answer = try talk.answer(#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{\#(meta)}}"#)
    #expect(answer["error"]?["code"] == -32022)
    #expect(answer["error"]?["data"]?["requested"] == .string(version))
    #expect(answer["error"]?["data"]?["supported"]?[0] == "2026-07-28")
  }

  @Test(arguments: [
    #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}"#,
    #""_meta":{"io.modelcontextprotocol/protocolVersion":7,"io.modelcontextprotocol/clientCapabilities":{}}"#,
    #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":[]}"#,
  ])
  func `half of what a request has to tell is not enough`(meta: String) throws {
    var talk = Talk()
    let answer = try talk.answer(#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{\#(meta)}}"#)
    #expect(answer["error"]?["code"] == -32602)
    #expect(answer["id"] == 1)
  }

  @Test func `a bare discovery is told what it lacks`() throws {
    var talk = Talk()
    let answer = try talk.answer(#"{"jsonrpc":"2.0","id":1,"method":"server/discover"}"#)
    #expect(answer["error"]?["code"] == -32602)
  }

  @Test func `what the stateless generation gave up it does not answer`() throws {
    var talk = try Talk.agreed()
    let answer = try talk.answer(#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{\#(Talk.meta)}}"#)
    #expect(answer["error"]?["code"] == -32601)
  }

  // MARK: The generation with a handshake

  @Test(arguments: ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
  func `a handshake agrees on the version that the client names`(version: String) throws {
    let talk = try Talk.agreed(version)
    #expect(talk.conversation.handshake?.rawValue == version)
  }

  @Test(arguments: ["2026-07-28", "1999-01-01"])
  func `a handshake on a version that has none gets the newest that has one`(version: String) throws {
    let talk = try Talk.agreed(version)
    #expect(talk.conversation.handshake == .november2025)
  }

  @Test func `after the handshake tools are listed and pings answered without marks of the other generation`() throws {
    var talk = try Talk.agreed()
    #expect(talk.step(#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#) == .nothing)
    #expect(try talk.answer(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)["result"] == [:])
    let list = try talk.answer(#"{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{}}"#)
    #expect(list["result"]?["tools"]?[0]?["inputSchema"]?["additionalProperties"] == false)
    #expect(list["result"]?["resultType"] == nil)
    #expect(list["result"]?["ttlMs"] == nil)
  }

  @Test func `without handshake and without version nothing is listed`() throws {
    var talk = Talk()
    let answer = try talk.answer(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#)
    #expect(answer["error"]?["code"] == -32602)
  }

  @Test func `both generations are answered on one connection`() throws {
    var talk = try Talk.agreed()
    let modern = try talk.answer(#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{\#(Talk.meta)}}"#)
    let legacy = try talk.answer(#"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#)
    #expect(modern["result"]?["resultType"] == "complete")
    #expect(legacy["result"]?["tools"] == modern["result"]?["tools"])
  }

  // MARK: Calls in flight

  @Test func `a call is cancelled by its id, and only while it is in flight`() throws {
    var talk = try Talk.agreed()
    let cancel = #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":5}}"#
    #expect(talk.step(cancel) == .nothing)
    guard case .call = talk.step(#"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"weigh"}}"#) else {
      Issue.record("no call")
      return
    }
    #expect(talk.step(cancel.replacing("5", with: #""5""#)) == .nothing)
    #expect(talk.step(cancel) == .cancel(.number(5)))
    talk.conversation.end(.number(5))
    #expect(talk.step(cancel) == .nothing)
    #expect(talk.conversation.callsInFlight == 0)
  }

  @Test func `an id that is in flight is not taken twice, and the answer does not look like that of the first`() throws
  {
    var talk = try Talk.agreed()
    let call = #"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"weigh"}}"#
    _ = talk.step(call)
    let second = try talk.answer(call)
    #expect(second["error"]?["code"] == -32600)
    #expect(second["id"] == .null)
    talk.conversation.end(.number(5))
    guard case .call = talk.step(call) else {
      Issue.record("an id is free again once it is answered")
      return
    }
  }

  @Test func `a token for progress is handed on, whatever else is in the request`() throws {
    var talk = try Talk.agreed()
    let step = talk.step(
      #"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"weigh","_meta":{"progressToken":"p"}}}"#)
    guard case .call(let call) = step else {
      Issue.record("no call")
      return
    }
    #expect(call.progressToken == .text("p"))
    var progress = CallProgress(.text("p"))
    let messages = [progress.begin(parts: 1), progress.advance(), progress.advance()].map(\.line)
    let params = try messages.map { try JSONValue(parsing: $0)["params"] }
    #expect(params.map { $0?["progress"]?.intValue } == [0, 1, 2])
    #expect(params.map { $0?["total"]?.intValue } == [1, 1, 2])
  }
}
