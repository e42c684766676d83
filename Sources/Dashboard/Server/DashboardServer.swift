internal import Foundation
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import Synchronization

/// The dashboard over HTTP.
public struct DashboardServer: Sendable {
  private let settings: ServerSettings
  private let desk: ServerDesk

  /// Connections at once; more wait until one is closed.
  private static let connections = 1_024
  /// After this long nobody waits for the rest of a request's head or for the next request.
  private static let idleTime = TimeAmount.seconds(30)
  /// How much longer the server itself has to end after that.
  private static let closingTime = Duration.seconds(1)

  public init(_ site: Site, _ settings: ServerSettings) {
    self.settings = settings
    desk = ServerDesk(site, settings)
  }

  /// Serves until it is told to end; requests under way are answered then.
  ///
  /// - Parameters:
  ///   - endings: serving ends with its first element.
  ///   - onRunning: called with the port once requests are taken.
  /// - Throws: `ServerRefusal` where the address cannot be listened on.
  public func run(
    until endings: some AsyncSequence<Void, Never> & Sendable, onRunning: @escaping @Sendable (Int) -> Void
  ) async throws {
    var logger = Logger(label: "moe-judge.serve")
    logger.logLevel = .critical
    let bridge = HTTPBridge(desk: desk, bodyTime: settings.bodyTime)
    let application = Application(
      responder: CallbackResponder<HTTPBridge.Context> { await bridge.respond(to: $0, $1) },
      server: .http1(
        configuration: .init(
          idleTimeout: Self.idleTime,
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))),
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port),
        availableConnectionsDelegate: MaximumAvailableConnections(Self.connections)),
      onServerRunning: { channel in onRunning(channel.localAddress?.port ?? 0) }, logger: logger)
    var configuration = ServiceGroupConfiguration(services: [application], logger: logger)
    configuration.maximumGracefulShutdownDuration = settings.endingTime
    let group = ServiceGroup(configuration: configuration)
    let flag = EndingFlag()
    defer { flag.set(false) }
    do {
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        tasks.addTask {
          for await _ in endings {
            flag.set(true)
            watch(flag)
            await group.triggerGracefulShutdown()
            return
          }
        }
        // The server alone decides when it is over.
        try await tasks.next()
        if !tasks.isEmpty { try await tasks.next() }
      }
    } catch let error as IOError {
      throw ServerRefusal(words(of: error))
    } catch is SocketAddressError.UnknownHost {
      throw unknownHost
    } catch is SocketAddressError {
      throw unknownHost
    }
  }

  /// What reads a large record ends when it is done, and the server waits for no such thing: a thread of its own, for others may be taken.
  private func watch(_ flag: EndingFlag) {
    let (time, onOverdue) = (settings.endingTime + Self.closingTime, settings.onOverdue)
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: time / .seconds(1))
      if flag.isUnderWay { onOverdue() }
    }
  }

  private var unknownHost: ServerRefusal {
    ServerRefusal("--host \(settings.host): no address is known by this name. Name one of this machine.")
  }

  private func words(of error: IOError) -> String {
    let place = "\(HostName.inURL(settings.host)):\(settings.port)"
    return switch error.errnoCode {
    case EADDRINUSE: "\(place) is in use by another program. End that one, or name another port with --port."
    case EACCES: "\(place) may not be listened on by this user. Name a port from 1024 on with --port."
    case EADDRNOTAVAIL: "\(place) is no address of this machine. Name one with --host."
    default: "\(place) cannot be listened on: \(String(cString: strerror(error.errnoCode)))."
    }
  }
}

extension ServerDesk {
  init(_ site: Site, _ settings: ServerSettings) {
    let stores = site.stores
    let metrics = ServerMetrics()
    audit = AuditLog(state: stores.state, patience: settings.patience, now: stores.now)
    let words = WordRoutes(
      stores: stores, localName: settings.localName, audit: audit, patience: settings.patience, log: settings.log)
    let service = ServiceRoutes(stores: stores, metrics: metrics)
    let api = APIRoutes(stores: stores, words: words, service: service, asksForTokens: settings.tokens != nil)
    let live = LiveEvents(stores)
    let events = EventRoute.route(counting: metrics) { request, run in try await live.response(to: request, run: run) }
    table = RouteTable(PageRoutes.routes(of: site) + [words.form, events] + api.all)
    door = Doorkeeper(tokens: settings.tokens, rate: settings.rate, now: settings.clock, log: settings.log)
    self.metrics = metrics
    workers = Workers(width: 6, limit: 512)
    writers = Workers(width: 1, limit: 32)
    checkers = Workers(width: 1, limit: 64)
    errorPages = ErrorPages()
    refusals = RefusalLimit()
    log = settings.log
  }
}

/// Whether the server was told to end and has not.
private final class EndingFlag: Sendable {
  private let value = Mutex(false)
  var isUnderWay: Bool { value.withLock(\.self) }
  func set(_ now: Bool) { value.withLock { $0 = now } }
}
