internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import UnixSignals

/// The dashboard over HTTP.
public struct DashboardServer: Sendable {
  private let site: Site
  private let host: String
  private let port: Int

  /// - Parameters:
  ///   - port: 0 for a free one.
  public init(_ site: Site, host: String, port: Int) {
    self.site = site
    self.host = host
    self.port = port
  }

  /// Serves until the process is told to end.
  ///
  /// - Parameter onRunning: called with the port once requests are taken.
  public func run(onRunning: @escaping @Sendable (Int) -> Void) async throws {
    let router = Router()
    router.get("/assets/:name") { _, context in
      guard let name = context.parameters.get("name"),
        let asset = SiteAsset.all.first(where: { $0.address == "/assets/\(name)" })
      else { throw HTTPError(.notFound) }
      let type = asset.kind == "css" ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8"
      return Response(
        status: .ok, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: asset.text)))
    }
    for path in ["/", "/**"] {
      router.get(RouterPath(path)) { [site] request, _ in try Self.page(of: site, at: request) }
    }
    var logger = Logger(label: "moe-judge.serve")
    logger.logLevel = .warning
    let application = Application(
      router: router, configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
      onServerRunning: { channel in onRunning(channel.localAddress?.port ?? 0) }, logger: logger)
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
  }

  private static func page(of site: Site, at request: Request) throws -> Response {
    let path = request.uri.path.split(separator: "/").map { $0.removingPercentEncoding ?? "" }
    let query = Dictionary(
      request.uri.queryParameters.map { (String($0.key), String($0.value)) }, uniquingKeysWith: { first, _ in first })
    guard let place = Place(path: path, query: query), let document = try site.document(at: place) else {
      throw HTTPError(.notFound)
    }
    return Response(
      status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: document)))
  }
}
