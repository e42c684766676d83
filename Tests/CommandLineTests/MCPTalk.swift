import Foundation
import Provenance
import Synchronization
import Testing

/// The tool server at work, as a client starts it: messages go in by pipe, answers come out by pipe.
final class MCPTalk {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let error: URL
  private var answers: AsyncStream<String>.Iterator
  /// Whether the client has gone.
  private let isLeft = Flag()
  private var early: [JSONValue] = []

  /// Starts it in the program's folder; it is ended by force after ten minutes, so that no test can hang. A shorter
  /// time would end it while all tests begin at once, and this one waits for its turn.
  init(_ program: Program, _ options: String..., environment: [String: String] = [:]) throws {
    let inherited = ProcessInfo.processInfo.environment.filter {
      ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"].contains($0.key)
    }
    process.executableURL = Program.executable
    process.arguments = ["mcp"] + options
    process.currentDirectoryURL = program.folder
    process.environment = inherited.merging(environment) { _, new in new }
    process.standardInput = input
    process.standardOutput = output
    error = program.folder.appending(path: ".stderr-mcp")
    _ = FileManager.default.createFile(atPath: error.path, contents: nil)
    process.standardError = try FileHandle(forWritingTo: error)
    let (lines, continuation) = AsyncStream<String>.makeStream()
    answers = lines.makeAsyncIterator()
    try process.run()
    // The server has its own of this end; with another one here nobody would see that it is closed.
    try input.fileHandleForReading.close()
    try output.fileHandleForWriting.close()
    let (descriptor, isLeft) = (output.fileHandleForReading.fileDescriptor, isLeft)
    Thread.detachNewThread { Self.read(descriptor, until: isLeft, to: continuation) }
    let pid = process.processIdentifier
    DispatchQueue.global().asyncAfter(deadline: .now() + 600) { [process] in
      if process.isRunning { kill(pid, SIGKILL) }
    }
  }

  func send(_ line: String) { input.fileHandleForWriting.offer(line + "\n") }

  /// Everything that could be sent was.
  func close() throws { try input.fileHandleForWriting.close() }

  /// The client goes away without a word.
  func leave() { isLeft.set() }

  /// Hands lines on. A read that waits would keep the pipe open, so none ever does.
  private static func read(
    _ descriptor: Int32, until isLeft: Flag, to lines: AsyncStream<String>.Continuation
  ) {
    var rest: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while !isLeft.isSet {
      var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&polled, 1, 20) > 0 else { continue }
      let count = Foundation.read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      rest += piece.prefix(count)
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        lines.yield(String(decoding: rest[..<end], as: UTF8.self))
        rest.removeSubrange(...end)
      }
    }
    if isLeft.isSet { Foundation.close(descriptor) }
    lines.finish()
  }

  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// The next message that `isIt` holds for; what comes before it is kept for later.
  func next(_ isIt: (JSONValue) -> Bool = { _ in true }) async throws -> JSONValue {
    if let kept = early.firstIndex(where: isIt) { return early.remove(at: kept) }
    while let line = await answers.next() {
      let message = try JSONValue(parsing: line)
      if isIt(message) { return message }
      early.append(message)
    }
    throw ServerEnded(error: said)
  }

  func answer(to id: JSONValue) async throws -> JSONValue { try await next { $0["id"] == id && $0["method"] == nil } }

  /// What else came, up to the end.
  func rest() async throws -> [JSONValue] {
    while let line = await answers.next() { early.append(try JSONValue(parsing: line)) }
    return early
  }

  var isRunning: Bool { process.isRunning }

  /// Waits for its end.
  func exitCode() async -> Int32 {
    while process.isRunning { try? await Task.sleep(for: .milliseconds(10)) }
    return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }

  var said: String { (try? String(contentsOf: error, encoding: .utf8)) ?? "" }

  struct ServerEnded: Error { let error: String }

  private final class Flag: Sendable {
    private let value = Mutex(false)
    var isSet: Bool { value.withLock { $0 } }
    func set() { value.withLock { $0 = true } }
  }
}

/// Requests as clients write them.
enum MCPLine {
  private static let meta = """
    "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}
    """

  static let handshake = """
    {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
    """

  /// A request of the stateless generation.
  ///
  /// - Parameter token: to hear of progress by.
  static func call(_ id: Int, _ tool: String, _ arguments: JSONValue = [:], token: Int? = nil) -> String {
    let progress = token.map { ",\"progressToken\":\($0)" } ?? ""
    return #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"\#(tool)","#
      + #""arguments":\#(arguments.canonical),\#(meta)\#(progress)}}}"#
  }

  static func list(_ id: Int) -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/list","params":{\#(meta)}}}"#
  }

  static func cancel(_ id: Int) -> String {
    #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":\#(id),"reason":"enough"}}"#
  }
}

extension Program {
  /// Sends the lines, closes the input, and gives all answers by their ids once the server has ended.
  func serve(_ lines: [String], options: [String] = []) async throws -> [JSONValue: JSONValue] {
    let result = try await run(arguments: ["mcp"] + options, input: lines.map { $0 + "\n" }.joined())
    #expect(result.code == 0, "\(result.error)")
    let messages = try result.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    return Dictionary(messages.map { ($0["id"] ?? .null, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

extension JSONValue {
  /// The text of a tool's answer.
  var toolText: String { self["result"]?["content"]?[0]?["text"]?.stringValue ?? "" }
  var isToolError: Bool { self["result"]?["isError"]?.boolValue ?? false }
  var toolResult: JSONValue? { self["result"]?["structuredContent"] }
}
