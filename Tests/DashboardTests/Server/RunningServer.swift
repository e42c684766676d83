import Foundation
import Synchronization

@testable import Dashboard

/// A real server on a free port of this machine.
struct RunningServer: Sendable {
  let port: Int
  let end: @Sendable () -> Void
  private let log: LineLog

  final class LineLog: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }

  /// What the server said for whoever runs it.
  var said: [String] { log.all }

  /// Runs one while `body` runs, then ends it as a signal does.
  static func run<Result: Sendable>(
    over store: ServedStore, tokens: TokenFile? = nil, pages: (@Sendable (Place, Links) throws -> SitePage?)? = nil,
    setting: (inout ServerSettings) -> Void = { _ in },
    _ body: (RunningServer) async throws -> Result
  ) async throws -> Result {
    let stores = Stores(state: store.state, root: store.folder.path)
    return try await run(over: stores, tokens: tokens, pages: pages, setting: setting, body)
  }

  static func run<Result: Sendable>(
    over stores: Stores, tokens: TokenFile? = nil, pages: (@Sendable (Place, Links) throws -> SitePage?)? = nil,
    setting: (inout ServerSettings) -> Void = { _ in },
    _ body: (RunningServer) async throws -> Result
  ) async throws -> Result {
    let log = LineLog()
    var settings = try ServerSettings(host: "127.0.0.1", port: 0, tokens: tokens) { log.add($0) }
    settings.rate = nil
    setting(&settings)
    let server = DashboardServer(Site(stores, pages: pages), settings)
    let (endings, ending) = AsyncStream<Void>.makeStream()
    let (ports, port) = AsyncStream<Int>.makeStream()
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        defer { port.finish() }
        try await server.run(until: endings) { number in port.yield(number) }
      }
      var number = 0
      for await running in ports {
        number = running
        break
      }
      let end: @Sendable () -> Void = {
        ending.yield()
        ending.finish()
      }
      let outcome: Swift.Result<Result, any Error>
      do {
        outcome = .success(try await body(RunningServer(port: number, end: end, log: log)))
      } catch {
        outcome = .failure(error)
      }
      end()
      try await tasks.waitForAll()
      return try outcome.get()
    }
  }

  // MARK: Asking

  func get(_ path: String, _ headers: [String: String] = [:], method: String = "GET") async throws -> RawAnswer {
    try await send(RawRequest.text(method, path, headers, body: nil, port: port))
  }

  func post(
    _ path: String, _ body: String, type: String = "application/json", _ headers: [String: String] = [:]
  ) async throws -> RawAnswer {
    try await send(
      RawRequest.text("POST", path, headers.merging(["Content-Type": type]) { $1 }, body: body, port: port))
  }

  /// Sends bytes as they are, and reads until the server closes the connection.
  func send(_ text: String) async throws -> RawAnswer {
    let port = port
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Swift.Result {
            let socket = try RawSocket(port: port)
            socket.send(Array(text.utf8))
            return RawAnswer(socket.readAll())
          })
      }
    }
  }
}

enum RawRequest {
  static func text(_ method: String, _ path: String, _ headers: [String: String], body: String?, port: Int) -> String {
    var all = ["Host": "127.0.0.1:\(port)", "Connection": "close"].merging(headers) { $1 }
    if let body { all["Content-Length"] = "\(body.utf8.count)" }
    let lines = all.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
    return "\(method) \(path) HTTP/1.1\r\n\(lines)\r\n\(body ?? "")"
  }
}

/// A connection without any client around it.
final class RawSocket {
  private let descriptor: Int32

  private struct Refused: Error { let number: Int32 }

  init(port: Int) throws {
    #if os(Linux)
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var time = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Refused(number: errno) }
  }

  deinit { close(descriptor) }

  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard sent > 0 else { return }
      rest = rest.dropFirst(sent)
    }
  }

  /// Until the other side closes, or nothing came for twenty seconds.
  func readAll() -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return all }
      all += buffer.prefix(count)
    }
  }
}

/// What a server sent, taken apart.
struct RawAnswer: Sendable {
  let status: Int
  /// By names in small letters.
  let headers: [String: String]
  let body: String

  init(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let parts = text.components(separatedBy: "\r\n\r\n")
    let lines = parts[0].components(separatedBy: "\r\n")
    status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    headers = Dictionary(
      lines.dropFirst().compactMap { line in
        let sides = line.split(separator: ":", maxSplits: 1)
        return sides.count == 2
          ? (sides[0].lowercased(), sides[1].trimmingCharacters(in: .whitespaces)) : nil
      }, uniquingKeysWith: { "\($0), \($1)" })
    body = parts.dropFirst().joined(separator: "\r\n\r\n")
  }
}
