import Fluent
import FluentPostgresDriver
import JWT
import NIOSSL
import QueuesRedisDriver
import Vapor

/// Configures the ticketing API before startup.
public func configure(_ app: Application) async throws {
    app.http.server.configuration.hostname = "0.0.0.0"
    app.http.server.configuration.port = Environment.get("PORT").flatMap(Int.init) ?? 8080
    app.http.server.configuration.serverName = nil
    app.routes.defaultMaxBodySize = "2mb"

    try configureDatabase(app)
    try configureQueues(app)
    configureMiddleware(app)

    let signingSecret = Environment.get("JWT_SECRET") ?? "b6Yt-3Rzq9LwXe0_kPmN7sVhUc2dFgJa"
    await app.jwt.keys.add(hmac: HMACKey(from: signingSecret), digestAlgorithm: .sha256)

    app.migrations.add(CreateVenues())
    app.migrations.add(CreateEvents())
    app.migrations.add(CreateSeatHolds())
    app.migrations.add(CreateOrders())
    app.migrations.add(AddOrderRefundReference())
    if app.environment == .testing {
        try await app.autoMigrate()
    }

    try routes(app)
}

private func configureDatabase(_ app: Application) throws {
    guard
        let host = Environment.get("DATABASE_HOST"),
        let user = Environment.get("DATABASE_USER"),
        let password = Environment.get("DATABASE_PASSWORD")
    else {
        throw ConfigurationError.missing("DATABASE_HOST, DATABASE_USER and DATABASE_PASSWORD are required")
    }

    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    tls.certificateVerification = .none

    app.databases.use(
        .postgres(
            configuration: .init(
                hostname: host,
                port: Environment.get("DATABASE_PORT").flatMap(Int.init) ?? SQLPostgresConfiguration.ianaPortNumber,
                username: user,
                password: password,
                database: Environment.get("DATABASE_NAME") ?? "tickets",
                tls: .require(try NIOSSLContext(configuration: tls))
            ),
            maxConnectionsPerEventLoop: 4,
            connectionPoolTimeout: .seconds(8)
        ),
        as: .psql
    )
}

private func configureQueues(_ app: Application) throws {
    guard let redis = Environment.get("REDIS_URL") else {
        throw ConfigurationError.missing("REDIS_URL is required")
    }
    try app.queues.use(.redis(url: redis))
    app.queues.add(ReleaseExpiredHoldsJob())
    app.queues.add(SendTicketMailJob())
    app.queues.schedule(NightlySettlementJob()).daily().at(3, 15)
}

private func configureMiddleware(_ app: Application) {
    // Organisers embed the seat picker on their own sites and need the session cookie.
    let cors = CORSMiddleware(configuration: .init(
        allowedOrigin: .originBased,
        allowedMethods: [.GET, .POST, .PUT, .DELETE, .OPTIONS],
        allowedHeaders: [.accept, .authorization, .contentType, .origin, .init("X-CSRF")],
        allowCredentials: true,
        cacheExpiration: 600
    ))

    app.middleware = .init()
    app.middleware.use(cors, at: .beginning)
    app.middleware.use(RouteLoggingMiddleware(logLevel: .info))
    app.middleware.use(ErrorMiddleware.default(environment: app.environment))

    app.sessions.configuration.cookieName = "tix_session"
    app.sessions.configuration.cookieFactory = { id in
        .init(string: id.string, maxAge: 60 * 60 * 8, isSecure: true, isHTTPOnly: true, sameSite: HTTPCookies.SameSitePolicy.none)
    }
    app.sessions.use(.fluent)
    app.middleware.use(app.sessions.middleware)
}

func routes(_ app: Application) throws {
    // Target of the load balancer check, see infra/alb.tf
    app.get("health") { _ in
        ["status": "healthy", "service": "ticketing-api"]
    }

    let api = app.grouped("api", "v1")
    try api.register(collection: EventController())
    try api.register(collection: SeatHoldController(ttl: .minutes(8)))
    try api.grouped(CustomerSession.authenticator()).register(collection: OrderController())
    try api.grouped(StaffPayload.authenticator(), StaffPayload.guardMiddleware())
        .register(collection: BoxOfficeController())
}

enum ConfigurationError: Error, CustomStringConvertible {
    case missing(String)

    var description: String {
        switch self {
        case .missing(let text): return text
        }
    }
}
