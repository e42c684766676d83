import AsyncHTTPClient
import Foundation
import Hummingbird
import HummingbirdAuth
import Logging
import NIOCore

/// Charging points of the car park: reserve, start, stop.

struct Reservation: Codable, Sendable, ResponseEncodable {
    let id: UUID
    let point: String
    let driver: UUID
    let until: Date
}

struct ReserveRequest: Decodable {
    let point: String
}

final class ReservationBook: @unchecked Sendable {
    private var open: [String: Reservation] = [:]
    private var history: [Reservation] = []
    private let hold: TimeInterval

    init(hold: TimeInterval) {
        self.hold = hold
    }

    func current(_ point: String) -> Reservation? {
        guard let found = open[point], found.until > Date() else { return nil }
        return found
    }

    func reserve(_ point: String, driver: UUID) -> Reservation? {
        if let found = current(point), found.driver != driver {
            return nil
        }
        let new = Reservation(id: UUID(), point: point, driver: driver, until: Date().addingTimeInterval(hold))
        open[point] = new
        history.append(new)
        return new
    }

    func release(_ point: String, driver: UUID) -> Bool {
        guard let found = current(point), found.driver == driver else { return false }
        open[point] = nil
        return true
    }

    func recent(_ driver: UUID) -> [Reservation] {
        Array(history.filter { $0.driver == driver }.suffix(20))
    }
}

struct ChargeBackend: Sendable {
    let client: HTTPClient
    let token: String
    let logger: Logger

    func send(_ command: String, point: String) async throws {
        var request = HTTPClientRequest(url: "https://ocpp-gw1.parkhaus-mitte.example:9443/points/\(point)/\(command)")
        request.method = .POST
        request.headers.add(name: "authorization", value: "Bearer \(token)")
        let response = try await client.execute(request, timeout: .seconds(10), logger: logger)
        guard response.status == .ok || response.status == .accepted else {
            logger.warning("command refused", metadata: ["command": "\(command)", "status": "\(response.status.code)"])
            throw HTTPError(.badGateway)
        }
    }
}

struct ChargerRoutes {
    let book: ReservationBook
    let backend: ChargeBackend
    let points: Set<String>

    init(client: HTTPClient, token: String, points: Set<String>, logger: Logger) {
        self.book = ReservationBook(hold: 15 * 60)
        self.backend = ChargeBackend(client: client, token: token, logger: logger)
        self.points = points
    }

    func add(to router: Router<DriverContext>) {
        router.group("chargers")
            .add(middleware: DriverAuthenticator())
            .get("mine", use: mine)
            .post("reservations", use: reserve)
            .delete("reservations/:point", use: release)
            .post(":point/start", use: start)
            .post(":point/stop", use: stop)
    }

    @Sendable func mine(_ request: Request, context: DriverContext) async throws -> [Reservation] {
        let driver = try context.requireIdentity()
        return book.recent(driver.id)
    }

    @Sendable func reserve(_ request: Request, context: DriverContext) async throws -> Reservation {
        let driver = try context.requireIdentity()
        let body = try await request.decode(as: ReserveRequest.self, context: context)
        guard points.contains(body.point) else { throw HTTPError(.notFound) }
        guard let reservation = book.reserve(body.point, driver: driver.id) else {
            throw HTTPError(.conflict, message: "point is reserved")
        }
        return reservation
    }

    @Sendable func release(_ request: Request, context: DriverContext) async throws -> HTTPResponse.Status {
        let driver = try context.requireIdentity()
        let point = try known(context)
        return book.release(point, driver: driver.id) ? .noContent : .notFound
    }

    @Sendable func start(_ request: Request, context: DriverContext) async throws -> HTTPResponse.Status {
        let driver = try context.requireIdentity()
        let point = try known(context)
        guard book.current(point)?.driver == driver.id else { throw HTTPError(.forbidden) }
        try await backend.send("start", point: point)
        return .accepted
    }

    @Sendable func stop(_ request: Request, context: DriverContext) async throws -> HTTPResponse.Status {
        let driver = try context.requireIdentity()
        let point = try known(context)
        guard book.current(point)?.driver == driver.id else { throw HTTPError(.forbidden) }
        try await backend.send("stop", point: point)
        return .accepted
    }

    private func known(_ context: DriverContext) throws -> String {
        let point = try context.parameters.require("point")
        guard points.contains(point) else { throw HTTPError(.notFound) }
        return point
    }
}
