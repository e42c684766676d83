import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// A provider on 127.0.0.1: a real HTTP server whose replies a test chooses, and which remembers what it was asked.
public final class ProviderSimulator: Sendable {
  public typealias Handler = @Sendable (SimulatedRequest) -> SimulatedReply

  private struct Log {
    var handler: Handler
    var requests: [SimulatedRequest] = []
    var inFlight = 0
    var peakInFlight = 0
    /// Whether what was asked is kept, for tests to look at.
    var keepsRequests = true
    var count = 0
    var wholeAnswers = 0
    var faults: [String: Int] = [:]
  }

  private let log: Mutex<Log>
  private let port = Mutex<Int?>(nil)

  /// Runs a simulator on a free port while `body` runs, then shuts it down in an orderly way.
  public static func run<Result: Sendable>(
    answering handler: @escaping Handler, _ body: (ProviderSimulator) async throws -> Result
  ) async throws -> Result {
    let simulator = ProviderSimulator(handler)
    let (ports, port) = AsyncStream<Int>.makeStream()
    let server = simulator.server(onPort: 0) { number in
      port.yield(number)
      port.finish()
    }
    let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [server], logger: logger))
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        defer { port.finish() }
        try await group.run()
      }
      for await number in ports { simulator.port.withLock { $0 = number } }
      let outcome: Swift.Result<Result, any Error>
      do {
        outcome = .success(try await body(simulator))
      } catch {
        outcome = .failure(error)
      }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
      return try outcome.get()
    }
  }

  /// Runs a simulator until the process is told to end; what was asked is counted and not kept.
  ///
  /// - Parameters:
  ///   - port: 0 for a free one.
  ///   - onRunning: called with the port once requests are taken.
  public static func serve(
    onPort port: Int, answering handler: @escaping Handler, onRunning: @escaping @Sendable (Int) -> Void
  ) async throws {
    let simulator = ProviderSimulator(handler)
    simulator.log.withLock { $0.keepsRequests = false }
    let server = simulator.server(onPort: port, onRunning)
    try await ServiceGroup(configuration: ServiceGroupConfiguration(services: [server], logger: logger)).run()
  }

  private static let logger: Logger = {
    var logger = Logger(label: "provider simulator")
    logger.logLevel = .critical
    return logger
  }()

  private func server(onPort port: Int, _ onRunning: @escaping @Sendable (Int) -> Void) -> some Service {
    Application(
      responder: CallbackResponder<SimulatorContext> { request, context in
        try await self.respond(to: request, on: context.channel)
      },
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
      onServerRunning: { channel in onRunning(channel.localAddress?.port ?? 0) }, logger: Self.logger)
  }

  private init(_ handler: @escaping Handler) { log = Mutex(Log(handler: handler)) }

  /// Such as `http://127.0.0.1:43211`; the path of each API is accepted under it.
  public var baseURL: String { "http://127.0.0.1:\(port.withLock { $0 } ?? 0)" }

  /// In the order in which they came.
  public var requests: [SimulatedRequest] { log.withLock { $0.requests } }

  /// The most requests that were being answered at once.
  public var peakInFlight: Int { log.withLock { $0.peakInFlight } }

  /// Answers differently from now on.
  public func answer(_ handler: @escaping Handler) { log.withLock { $0.handler = handler } }

  private func respond(to request: Request, on channel: any Channel) async throws -> Response {
    if request.uri.path.hasSuffix("/stats") { return stats() }
    let body = try await request.body.collect(upTo: 64 << 20)
    let headers = Dictionary(
      request.headers.map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { first, _ in first })
    let (received, handler) = log.withLock { log in
      log.count += 1
      let received = SimulatedRequest(
        request.method.rawValue, path: request.uri.path, query: request.uri.query ?? "", headers: headers,
        body: String(buffer: body), number: log.count)
      if log.keepsRequests { log.requests.append(received) }
      log.inFlight += 1
      log.peakInFlight = max(log.peakInFlight, log.inFlight)
      return (received, log.handler)
    }
    defer { log.withLock { $0.inFlight -= 1 } }
    let reply = handler(received)
    log.withLock { log in
      if let fault = reply.fault { log.faults[fault, default: 0] += 1 } else { log.wholeAnswers += 1 }
    }
    return try await send(reply, on: channel)
  }

  /// How much was asked, what was answered well and what was made to go wrong.
  private func stats() -> Response {
    let log = log.withLock { $0 }
    let faults = log.faults.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
    let text = """
      {"total":\(log.count),"whole_answers":\(log.wholeAnswers),"peak_in_flight":\(log.peakInFlight),\
      "faults":{\(faults)}}
      """
    return Response(
      status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: ByteBuffer(string: text))
    )
  }

  private func send(_ reply: SimulatedReply, on channel: any Channel) async throws -> Response {
    if reply.delay > .zero { try? await cancelWhenGracefulShutdown { try await Task.sleep(for: reply.delay) } }
    var headers = HTTPFields()
    for (name, value) in reply.headers {
      if let name = HTTPField.Name(name) { headers[name] = value }
    }
    let status = HTTPResponse.Status(code: reply.status)
    let bytes = ByteBuffer(string: reply.body)
    switch reply.ending {
    case .whole:
      return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: bytes))
    case .closedUnanswered:
      try? await channel.close()
      throw ConnectionDropped()
    case .reset:
      let options = channel as? any SocketOptionProvider
      try? await options?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
      try? await channel.close()
      throw ConnectionDropped()
    case .cutShort:
      let half = bytes.getSlice(at: bytes.readerIndex, length: bytes.readableBytes / 2) ?? ByteBuffer()
      let body = ResponseBody(contentLength: bytes.readableBytes) { writer in
        try await writer.write(half)
        throw ConnectionDropped()
      }
      return Response(status: status, headers: headers, body: body)
    case .slowly(let duration):
      let pieces = 10
      let body = ResponseBody(contentLength: bytes.readableBytes) { writer in
        var rest = bytes
        while rest.readableBytes > 0 {
          let length = min(rest.readableBytes, bytes.readableBytes / pieces + 1)
          if let piece = rest.readSlice(length: length) { try await writer.write(piece) }
          try? await cancelWhenGracefulShutdown { try await Task.sleep(for: duration / pieces) }
        }
        try await writer.finish(nil)
      }
      return Response(status: status, headers: headers, body: body)
    }
  }
}

private struct ConnectionDropped: Error {}

/// The request context that keeps hold of the connection, so that it can be closed.
private struct SimulatorContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }
}
