import Foundation
import Hummingbird
import HummingbirdAuth
import Logging
import PostgresNIO

/// Columns the invoice grid may be sorted by. The raw value is what the client sends.
enum InvoiceSort: String, CaseIterable {
    case number
    case issued
    case due
    case total

    var column: String {
        switch self {
        case .number: return "i.number"
        case .issued: return "i.issued_on"
        case .due: return "i.due_on"
        case .total: return "i.total_cents"
        }
    }
}

struct InvoiceSummary: ResponseCodable {
    let id: UUID
    let number: String
    let issuedOn: Date
    let dueOn: Date
    let totalCents: Int
}

struct InvoiceController<Context: AuthRequestContext> where Context.Identity == TenantUser {
    let postgres: PostgresClient

    func addRoutes(to group: RouterGroup<Context>) {
        group
            .get(use: list)
            .get(":id", use: show)
            .post(":id/void", use: void)
    }

    @Sendable
    func list(_ request: Request, context: Context) async throws -> [InvoiceSummary] {
        let user = try context.requireIdentity()
        let parameters = request.uri.queryParameters

        let sort: InvoiceSort
        if let requested = parameters.get("sort") {
            guard let known = InvoiceSort(rawValue: requested) else {
                throw HTTPError(.badRequest, message: "sort must be one of \(InvoiceSort.allCases.map(\.rawValue))")
            }
            sort = known
        } else {
            sort = .issued
        }
        let direction = parameters.get("order") == "asc" ? "ASC" : "DESC"
        let limit = min(max(parameters.get("limit", as: Int.self) ?? 50, 1), 200)

        var binds = PostgresBindings()
        binds.append(user.tenantID)
        binds.append(limit)

        var text = """
            SELECT i.id, i.number, i.issued_on, i.due_on, i.total_cents
            FROM invoices i
            WHERE i.tenant_id = $1
            """
        if let search = parameters.get("q"), !search.isEmpty {
            binds.append("%" + search.escapedForLike + "%")
            text += " AND i.number ILIKE $3 ESCAPE '\\'"
        }
        // Identifiers cannot be bound; both come from the closed sets above.
        text += " ORDER BY \(sort.column) \(direction), i.id LIMIT $2"

        let rows = try await postgres.query(
            PostgresQuery(unsafeSQL: text, binds: binds),
            logger: context.logger
        )
        var result: [InvoiceSummary] = []
        for try await (id, number, issued, due, total) in rows.decode((UUID, String, Date, Date, Int).self) {
            result.append(.init(id: id, number: number, issuedOn: issued, dueOn: due, totalCents: total))
        }
        return result
    }

    @Sendable
    func show(_ request: Request, context: Context) async throws -> InvoiceSummary {
        let user = try context.requireIdentity()
        let id = try context.parameters.require("id", as: UUID.self)
        // PostgresQuery interpolation turns each value into a bind parameter.
        let rows = try await postgres.query(
            """
            SELECT number, issued_on, due_on, total_cents
            FROM invoices
            WHERE id = \(id) AND tenant_id = \(user.tenantID)
            """,
            logger: context.logger
        )
        for try await (number, issued, due, total) in rows.decode((String, Date, Date, Int).self) {
            return InvoiceSummary(id: id, number: number, issuedOn: issued, dueOn: due, totalCents: total)
        }
        throw HTTPError(.notFound)
    }

    @Sendable
    func void(_ request: Request, context: Context) async throws -> HTTPResponse.Status {
        let user = try context.requireIdentity()
        guard user.can(.voidInvoices) else { throw HTTPError(.forbidden) }
        let id = try context.parameters.require("id", as: UUID.self)

        let rows = try await postgres.query(
            """
            UPDATE invoices SET voided_at = now(), voided_by = \(user.id)
            WHERE id = \(id) AND tenant_id = \(user.tenantID)
              AND voided_at IS NULL AND paid_at IS NULL
            RETURNING id
            """,
            logger: context.logger
        )
        for try await _ in rows.decode(UUID.self) {
            context.logger.info("invoice voided", metadata: ["invoice": "\(id)", "tenant": "\(user.tenantID)"])
            return .noContent
        }
        throw HTTPError(.conflict, message: "Invoice does not exist, is paid, or is already void")
    }
}

struct ReadinessController<Context: RequestContext> {
    let postgres: PostgresClient

    func addRoutes(to router: Router<Context>) {
        router.get("readyz") { _, context -> HTTPResponse.Status in
            do {
                let rows = try await postgres.query("SELECT 1", logger: context.logger)
                for try await _ in rows.decode(Int.self) {}
                return .ok
            } catch {
                context.logger.error("readiness probe failed", metadata: ["error": "\(String(reflecting: error))"])
                return .serviceUnavailable
            }
        }
    }
}

private extension String {
    var escapedForLike: String {
        replacingOccurrences(of: "\\", with: "\\\\")
            .replacingOccurrences(of: "%", with: "\\%")
            .replacingOccurrences(of: "_", with: "\\_")
    }
}
