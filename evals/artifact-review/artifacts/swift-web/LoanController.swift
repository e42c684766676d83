import Fluent
import SQLKit
import Vapor

/// Loans of the tool library: extend, give back, waive a fee.
struct LoanController: RouteCollection {
    let maxExtensions: Int

    init(environment: Environment) {
        maxExtensions = Environment.get("LOAN_MAX_EXTENSIONS").flatMap(Int.init) ?? 2
    }

    func boot(routes: RoutesBuilder) throws {
        let loans = routes
            .grouped("loans")
            .grouped(MemberToken.authenticator(), Member.guardMiddleware())
        loans.get(use: mine)
        loans.post(":loanID", "extend", use: extend)

        let desk = loans.grouped(DeskOnly())
        desk.post(":loanID", "return", use: giveBack)
        desk.post(":loanID", "waive", use: waive)
    }

    struct DeskOnly: AsyncMiddleware {
        func respond(to request: Request, chainingTo next: AsyncResponder) async throws -> Response {
            guard try request.auth.require(Member.self).role == .desk else { throw Abort(.forbidden) }
            return try await next.respond(to: request)
        }
    }

    struct LoanView: Content {
        let id: UUID
        let tool: String
        let due: Date
        let feeCent: Int
        let returnedAt: Date?

        init(_ loan: Loan) throws {
            id = try loan.requireID()
            tool = loan.tool.name
            due = loan.due
            feeCent = loan.feeCent
            returnedAt = loan.returnedAt
        }
    }

    struct Waive: Content, Validatable {
        let reason: String
        static func validations(_ v: inout Validations) {
            v.add("reason", as: String.self, is: .count(10...300))
        }
    }

    func mine(req: Request) async throws -> Page<LoanView> {
        let member = try req.auth.require(Member.self)
        // the size of a page is limited to 50 for the whole application in configure.swift
        return try await Loan.query(on: req.db)
            .filter(\.$member.$id == member.requireID())
            .with(\.$tool)
            .sort(\.$due)
            .paginate(for: req)
            .map(LoanView.init)
    }

    func extend(req: Request) async throws -> LoanView {
        let member = try req.auth.require(Member.self)
        let id = try loanID(req)
        return try await req.db.transaction { db in
            let loan = try await locked(id, on: db)
            guard loan.$member.id == member.id else { throw Abort(.notFound) }
            guard loan.returnedAt == nil, loan.feeCent == 0 else {
                throw Abort(.conflict, reason: "loan cannot be extended")
            }
            guard loan.extensions < maxExtensions else {
                throw Abort(.conflict, reason: "loan was extended too often")
            }
            let waiting = try await Hold.query(on: db)
                .filter(\.$tool.$id == loan.$tool.id)
                .filter(\.$fulfilledAt == nil)
                .count()
            guard waiting == 0 else { throw Abort(.conflict, reason: "somebody waits for this tool") }
            loan.extensions += 1
            loan.due = loan.due.addingTimeInterval(7 * 24 * 3600)
            try await loan.update(on: db)
            return try LoanView(loan)
        }
    }

    func giveBack(req: Request) async throws -> LoanView {
        let desk = try req.auth.require(Member.self)
        let id = try loanID(req)
        return try await req.db.transaction { db in
            let loan = try await locked(id, on: db)
            guard loan.returnedAt == nil else { throw Abort(.conflict, reason: "was returned already") }
            loan.returnedAt = Date()
            loan.feeCent = Fees.cent(due: loan.due, returned: loan.returnedAt!)
            try await loan.update(on: db)
            try await AuditEntry(
                actorID: desk.requireID(), action: "loan.return", subject: id, detail: "fee \(loan.feeCent)"
            ).create(on: db)
            return try LoanView(loan)
        }
    }

    func waive(req: Request) async throws -> LoanView {
        let desk = try req.auth.require(Member.self)
        try Waive.validate(content: req)
        let body = try req.content.decode(Waive.self)
        let id = try loanID(req)
        return try await req.db.transaction { db in
            let loan = try await locked(id, on: db)
            // desk staff borrow tools too
            guard loan.$member.id != desk.id else { throw Abort(.forbidden) }
            guard loan.feeCent > 0 else { throw Abort(.conflict, reason: "there is no fee") }
            let before = loan.feeCent
            loan.feeCent = 0
            try await loan.update(on: db)
            try await AuditEntry(
                actorID: desk.requireID(), action: "fee.waive", subject: id, detail: "\(before) cent: \(body.reason)"
            ).create(on: db)
            return try LoanView(loan)
        }
    }

    private func loanID(_ req: Request) throws -> UUID {
        guard let id = req.parameters.get("loanID", as: UUID.self) else { throw Abort(.notFound) }
        return id
    }

    /// Locks the row first, the model is read in the same transaction afterwards.
    private func locked(_ id: UUID, on db: any Database) async throws -> Loan {
        guard let sql = db as? any SQLDatabase else { throw Abort(.internalServerError) }
        try await sql.raw("SELECT id FROM loans WHERE id = \(bind: id) FOR UPDATE").run()
        guard let loan = try await Loan.query(on: db).filter(\.$id == id).with(\.$tool).first() else {
            throw Abort(.notFound)
        }
        return loan
    }
}
