import Foundation
import Provenance
import TestSupport
import Testing

/// How `moe-judge mcp` takes what clients send, and how it ends.
@Suite struct MCPServerTests {
  private static let code = "def add(a, b):\n    return a + b\n"

  @Test func `garbage gets an error answer, and what follows it is served`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(Self.code, to: "a.py")
    let garbage = [
      "", "hello", "{", #"{"jsonrpc":"2.0"}"#, "[]", "null", String(repeating: "[", count: 100_000),
      #"{"jsonrpc":"2.0","method":"notifications/unknown"}"#,
      #"{"jsonrpc":"2.0","id":1.5,"method":"tools/list"}"#,
      #"{"jsonrpc":"2.0","id":7,"method":"tools/list","params":{"x":""# + String(repeating: "y", count: 9 << 20)
        + #""}}"#,
    ]
    let input = (garbage + [MCPLine.call(1, "judge", ["path": "a.py"]), MCPLine.list(2)]).joined(separator: "\n")
    // The last line has no line feed, and is whole all the same.
    let result = try await program.run(arguments: ["mcp"], input: input)
    #expect(result.code == 0, "\(result.error)")
    let answers = try result.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    #expect(answers.count { $0["error"] != nil && $0["id"] == .null } == garbage.count - 2)
    #expect(answers.contains { $0["id"] == 1 && $0.toolResult != nil })
    #expect(answers.contains { $0["id"] == 2 && $0["result"]?["tools"]?.arrayValue?.count == 4 })
  }

  @Test func `half a line at the end of all is an error and not the end of what is in flight`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(Self.code, to: "a.py")
    let half = #"{"jsonrpc":"2.0","id":2,"meth"#
    let answers = try await program.run(
      arguments: ["mcp"], input: MCPLine.call(1, "judge", ["path": "a.py"]) + "\n" + half)
    #expect(answers.code == 0)
    #expect(answers.output.contains(#""code":-32700"#) && answers.output.contains(#""schema_version":"1""#))
  }

  @Test func `a client with a handshake is served, with progress for one who asks for it`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(Self.code, to: "a.py")
    let talk = try MCPTalk(program)
    talk.send(MCPLine.handshake)
    let greeting = try await talk.answer(to: 0)
    #expect(greeting["result"]?["protocolVersion"] == "2025-11-25")
    talk.send(#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
    talk.send(
      #"{"jsonrpc":"2.0","id":"x","method":"tools/call","params":{"name":"judge","arguments":{"path":"a.py"},"_meta":{"progressToken":"p"}}}"#
    )
    let answer = try await talk.answer(to: "x")
    #expect(answer["result"]?["resultType"] == nil && answer.toolResult?["judgments"]?.arrayValue?.count == 1)
    try talk.close()
    let steps = try await talk.rest().filter { $0["method"] == "notifications/progress" }.compactMap { $0["params"] }
    let seats = answer.toolResult?["judgments"]?[0]?["seats"]?.arrayValue?.count { $0["state"] != "not_applicable" }
    #expect(steps.map { $0["progress"]?.intValue } == (0...(try #require(seats))).map(Int?.some))
    #expect(steps.allSatisfy { $0["progressToken"] == "p" })
    #expect(await talk.exitCode() == 0)
  }

  // MARK: Calls that take their time

  /// - Parameter delay: how long models think about slow.py.
  private func withSlowPanel(
    delay: Duration = .seconds(30), _ body: (Program, ProviderSimulator, MCPTalk) async throws -> Void
  ) async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(Self.code, to: "a.py")
    let handler: ProviderSimulator.Handler = {
      .answer(SimulatedPanel.answer(to: $0.body), to: $0, by: $0.model).after(
        $0.body.contains("dawdle_marker") ? delay : .zero)
    }
    try program.write("# dawdle_marker\n" + Self.code, to: "slow.py")
    try await ProviderSimulator.run(answering: handler) { simulator in
      try program.write(SimulatedPanel.configuration(port: simulator.baseURL), to: "moe-judge.yaml")
      try await body(program, simulator, try MCPTalk(program, environment: SimulatedPanel.keys))
    }
  }

  /// Judges slow.py, and waits until models are asked about it.
  private func beginSlowCall(_ talk: MCPTalk, _ simulator: ProviderSimulator) async throws {
    talk.send(MCPLine.call(1, "judge", ["path": "slow.py"], token: 5))
    while simulator.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
  }

  @Test func `a call that is cancelled is not answered, others are meanwhile, and its run stays open`()
    async throws
  {
    try await withSlowPanel { program, simulator, talk in
      try await beginSlowCall(talk, simulator)
      talk.send(MCPLine.call(2, "judge", ["path": "a.py"]))
      let other = try await talk.answer(to: 2)
      #expect(other.toolResult?["mode"] == "models" && other.toolResult?["outcome"] == "pass", "\(other.toolText)")
      talk.send(MCPLine.cancel(1))
      // An id is free again once nobody waits for it.
      talk.send(MCPLine.list(3))
      #expect(try await talk.answer(to: 3)["result"] != nil)
      try talk.close()
      let rest = try await talk.rest()
      #expect(rest.allSatisfy { $0["method"] == "notifications/progress" })
      #expect(await talk.exitCode() == 0, "\(talk.said)")
      let runs = try JSONValue(parsing: try await program.run("runs", "list", "--format", "json").output)
      let isOpen = runs["runs"]?.arrayValue?.map { $0["finished"]?.isNull == true } ?? []
      #expect(isOpen.count == 2 && isOpen.contains(true) && isOpen.contains(false), "\(runs.canonical)")
    }
  }

  @Test func `an id in flight is not taken twice`() async throws {
    try await withSlowPanel { _, simulator, talk in
      try await beginSlowCall(talk, simulator)
      talk.send(MCPLine.call(1, "list_rubrics"))
      #expect(try await talk.answer(to: .null)["error"]?["code"] == -32600)
      talk.send(MCPLine.cancel(1))
      try talk.close()
      #expect(await talk.exitCode() == 0)
    }
  }

  @Test func `a client that goes away ends the calls that nobody waits for, and the server`() async throws {
    try await withSlowPanel { _, simulator, talk in
      try await beginSlowCall(talk, simulator)
      talk.leave()
      try talk.close()
      #expect(await talk.exitCode() == 0, "\(talk.said)")
    }
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `a signal ends a server that has nothing to do`(number: Int32) async throws {
    let program = try Program()
    defer { program.remove() }
    let talk = try MCPTalk(program)
    talk.send(MCPLine.list(1))
    _ = try await talk.answer(to: 1)
    talk.signal(number)
    #expect(await talk.exitCode() == (number == SIGTERM ? 0 : 130), "\(talk.said)")
  }

  @Test func `a signal lets what is in flight be answered`() async throws {
    try await withSlowPanel(delay: .seconds(1)) { _, simulator, talk in
      try await beginSlowCall(talk, simulator)
      talk.signal(SIGTERM)
      #expect(try await talk.answer(to: 1).toolResult?["outcome"] == "pass")
      #expect(await talk.exitCode() == 0, "\(talk.said)")
    }
  }

  @Test func `a second signal waits for nothing`() async throws {
    try await withSlowPanel { _, simulator, talk in
      try await beginSlowCall(talk, simulator)
      talk.signal(SIGTERM)
      while talk.isRunning {
        try await Task.sleep(for: .milliseconds(50))
        talk.signal(SIGTERM)
      }
      #expect(await talk.exitCode() == 130)
    }
  }

  @Test func `answers that find no room are no success`() async throws {
    let program = try Program()
    defer { program.remove() }
    let result = try await program.run(
      arguments: ["mcp"], input: MCPLine.list(1) + "\n" + MCPLine.list(2) + "\n", writingTo: "/dev/full")
    #expect(result.code == 70 && result.error.contains("an answer is lost"), "\(result.error)")
  }

  @Test func `standard output holds messages alone, and what else is said goes to standard error`() async throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("consensus: {threshold: \"3/4\"}\n", to: "moe-judge.yaml")
    try program.write(Self.code, to: "sub/a.py")
    try FileManager.default.createDirectory(
      at: program.folder.appending(path: ".git"), withIntermediateDirectories: false)
    let sub = Program(folder: program.folder.appending(path: "sub"))
    let result = try await sub.run(arguments: ["mcp"], input: MCPLine.call(1, "judge", ["path": "a.py"]) + "\n")
    #expect(result.error.contains("which is not used here"))
    #expect(result.output.split(separator: "\n").count == 1)
    _ = try JSONValue(parsing: result.output)
  }
}
