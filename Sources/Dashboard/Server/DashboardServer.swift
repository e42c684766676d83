internal import Foundation
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import ServiceLifecycle

/// The dashboard over HTTP.
public struct DashboardServer: Sendable {
  private let settings: ServerSettings
  private let desk: ServerDesk

  /// Connections at once; more wait until one is closed.
  private static let connections = 1_024
  /// After this long nobody waits for the rest of a request's head or for the next request.
  private static let idleTime = TimeAmount.seconds(30)
  /// How long requests and followers have to end once the server is told to.
  private static let endingTime = Duration.seconds(10)

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
    configuration.maximumGracefulShutdownDuration = Self.endingTime
    let group = ServiceGroup(configuration: configuration)
    do {
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        tasks.addTask {
          for await _ in endings {
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
    }
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
    let words = WordRoutes(stores: stores, localName: settings.localName, log: settings.log)
    let service = ServiceRoutes(stores: stores, metrics: metrics)
    let api = APIRoutes(stores: stores, words: words, service: service, asksForTokens: settings.tokens != nil)
    let live = LiveEvents(stores)
    let events = EventRoute.route(counting: metrics) { request, run in try live.response(to: request, run: run) }
    table = RouteTable(PageRoutes.routes(of: site) + [words.form, events] + api.all)
    door = Doorkeeper(tokens: settings.tokens, rate: settings.rate, now: settings.clock)
    audit = AuditLog(state: stores.state, now: stores.now)
    self.metrics = metrics
    workers = Workers(width: 6, limit: 512)
    errorPages = ErrorPages()
    refusals = RefusalLimit()
    log = settings.log
  }
}
