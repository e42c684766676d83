import Fluent
import SQLKit
import Vapor

/// Routes used by the dispatch console and by carrier callbacks.
struct ShipmentRoutes: RouteCollection {
    let labels: LabelService
    let notifier: CustomerNotifier

    func boot(routes: RoutesBuilder) throws {
        let console = routes.grouped("api", "v2", "shipments")
            .grouped(DispatcherToken.authenticator(), Dispatcher.guardMiddleware())
        console.get(use: list)
        console.get(":shipmentID", use: detail)
        console.post(":shipmentID", "hold", use: hold)

        routes.grouped("callbacks", "carriers")
            .grouped(CarrierSignatureMiddleware())
            .post(":carrier", "status", use: carrierStatus)
    }

    struct ListQuery: Content {
        var status: ShipmentStatus?
        var depot: String?
        var sort: String?
        var page: Int?
    }

    struct Row: Content {
        let id: UUID
        let reference: String
        let status: String
        let depot_code: String
        let promised_at: Date
        let weight_kg: Double
    }

    private static let pageSize = 50

    @Sendable
    func list(req: Request) async throws -> [Row] {
        let dispatcher = try req.auth.require(Dispatcher.self)
        let query = try req.query.decode(ListQuery.self)
        guard let sql = req.db as? any SQLDatabase else {
            throw Abort(.internalServerError, reason: "SQL database required")
        }

        var statement: SQLQueryString = """
            SELECT s.id, s.reference, s.status, s.depot_code, s.promised_at,
                   COALESCE(SUM(p.weight_kg), 0) AS weight_kg
            FROM shipments s
            LEFT JOIN parcels p ON p.shipment_id = s.id
            WHERE s.region_id = \(bind: dispatcher.regionID)
            """
        if let status = query.status {
            statement += " AND s.status = \(bind: status.rawValue)"
        }
        if let depot = query.depot, !depot.isEmpty {
            statement += " AND s.depot_code = \(bind: depot.uppercased())"
        }
        statement += " GROUP BY s.id"

        // The grid sends e.g. "promised_at desc" or "-weight_kg".
        statement += " ORDER BY \(unsafeRaw: orderClause(query.sort))"

        let offset = max(0, (query.page ?? 1) - 1) * Self.pageSize
        statement += " LIMIT \(bind: Self.pageSize) OFFSET \(bind: offset)"
        return try await sql.raw(statement).all(decoding: Row.self)
    }

    private func orderClause(_ sort: String?) -> String {
        guard let sort = sort?.trimmingCharacters(in: .whitespaces), !sort.isEmpty else {
            return "promised_at ASC"
        }
        if sort.hasPrefix("-") {
            return "\(sort.dropFirst()) DESC"
        }
        return sort
    }

    @Sendable
    func detail(req: Request) async throws -> ShipmentDTO {
        let shipment = try await find(req)
        try await shipment.$parcels.load(on: req.db)
        return ShipmentDTO(shipment)
    }

    @Sendable
    func hold(req: Request) async throws -> ShipmentDTO {
        struct Body: Content { let reason: HoldReason; let until: Date? }
        let body = try req.content.decode(Body.self)
        let shipment = try await find(req)
        guard shipment.status.canBeHeld else {
            throw Abort(.conflict, reason: "Shipment is already \(shipment.status.rawValue)")
        }
        shipment.status = .held
        shipment.holdReason = body.reason
        shipment.holdUntil = body.until
        try await shipment.save(on: req.db)
        try await labels.void(shipmentID: shipment.requireID())
        return ShipmentDTO(shipment)
    }

    /// Carriers retry aggressively on anything other than 2xx.
    @Sendable
    func carrierStatus(req: Request) async throws -> HTTPStatus {
        let carrier = try req.parameters.require("carrier")
        let event = try req.content.decode(CarrierEvent.self)

        guard let shipment = try await Shipment.query(on: req.db)
            .filter(\.$carrierCode == carrier)
            .filter(\.$trackingNumber == event.trackingNumber)
            .first()
        else {
            req.logger.notice("status for unknown tracking number", metadata: ["carrier": .string(carrier)])
            return .accepted
        }

        do {
            try await req.db.transaction { db in
                try shipment.apply(event)
                try await shipment.save(on: db)
                try await ShipmentEvent(shipment: shipment, event: event).create(on: db)
            }
            if event.isDelivery {
                try await notifier.delivered(shipment)
            }
        } catch {
            return .accepted
        }
        return .accepted
    }

    private func find(_ req: Request) async throws -> Shipment {
        let dispatcher = try req.auth.require(Dispatcher.self)
        let id = try req.parameters.require("shipmentID", as: UUID.self)
        guard let shipment = try await Shipment.query(on: req.db)
            .filter(\.$id == id)
            .filter(\.$region.$id == dispatcher.regionID)
            .first()
        else {
            throw Abort(.notFound)
        }
        return shipment
    }
}
