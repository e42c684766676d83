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
  }

  private let log: Mutex<Log>
  private let port = Mutex<Int?>(nil)

  /// Runs a simulator on a free port while `body` runs, then shuts it down in an orderly way.
  public static func run<Result: Sendable>(
    answering handler: @escaping Handler, _ body: (ProviderSimulator) async throws -> Result
  ) async throws -> Result {
    let simulator = ProviderSimulator(handler)
    let (ports, port) = AsyncStream<Int>.makeStream()
    var logger = Logger(label: "provider simulator")
    logger.logLevel = .critical
    let server = Application(
      responder: CallbackResponder<SimulatorContext> { request, context in
        try await simulator.respond(to: request, on: context.channel)
      },
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in
        port.yield(channel.localAddress?.port ?? 0)
        port.finish()
      },
      logger: logger)
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

  private init(_ handler: @escaping Handler) { log = Mutex(Log(handler: handler)) }

  /// Such as `http://127.0.0.1:43211`; the path of either API is accepted under it.
  public var baseURL: String { "http://127.0.0.1:\(port.withLock { $0 } ?? 0)" }

  /// In the order in which they came.
  public var requests: [SimulatedRequest] { log.withLock { $0.requests } }

  /// The most requests that were being answered at once.
  public var peakInFlight: Int { log.withLock { $0.peakInFlight } }

  /// Answers differently from now on.
  public func answer(_ handler: @escaping Handler) { log.withLock { $0.handler = handler } }

  private func respond(to request: Request, on channel: any Channel) async throws -> Response {
    let body = try await request.body.collect(upTo: 64 << 20)
    let headers = Dictionary(
      request.headers.map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { first, _ in first })
    let (received, handler) = log.withLock { log in
      let received = SimulatedRequest(
        path: request.uri.path, headers: headers, body: String(buffer: body), number: log.requests.count + 1)
      log.requests.append(received)
      log.inFlight += 1
      log.peakInFlight = max(log.peakInFlight, log.inFlight)
      return (received, log.handler)
    }
    defer { log.withLock { $0.inFlight -= 1 } }
    return try await send(handler(received), on: channel)
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
    case .cutShort:
      let half = bytes.getSlice(at: bytes.readerIndex, length: bytes.readableBytes / 2) ?? ByteBuffer()
      let body = ResponseBody(contentLength: bytes.readableBytes) { writer in
        try await writer.write(half)
        throw ConnectionDropped()
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
