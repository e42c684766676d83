import Fluent
import Foundation
import Vapor

/// Lift inspections: inspectors write reports, operators of buildings read theirs.
struct InspectionController: RouteCollection {
    let storage: URL

    func boot(routes: RoutesBuilder) throws {
        let signedIn = routes
            .grouped("inspections")
            .grouped(UserToken.authenticator(), User.guardMiddleware())
        signedIn.get(use: list)
        signedIn.get(":inspectionID", use: show)
        signedIn.post(use: create)
        signedIn.put(":inspectionID", use: update)
        signedIn.post(":inspectionID", "close", use: close)
        signedIn.on(.POST, ":inspectionID", "photos", body: .collect(maxSize: "10mb"), use: addPhoto)
        signedIn.get(":inspectionID", "photos", ":photoID", use: photo)
    }

    struct NewInspection: Content, Validatable {
        var liftNumber: String
        var remarks: String
        static func validations(_ v: inout Validations) {
            v.add("liftNumber", as: String.self, is: .count(4...20) && .alphanumeric)
            v.add("remarks", as: String.self, is: .count(...4000))
        }
    }

    struct InspectionView: Content {
        var id: UUID
        var liftNumber: String
        var remarks: String
        var closedAt: Date?
        init(_ i: Inspection) throws {
            id = try i.requireID()
            liftNumber = i.liftNumber
            remarks = i.remarks
            closedAt = i.closedAt
        }
    }

    struct PhotoUpload: Content {
        var photo: File
    }

    // MARK: reading

    func list(req: Request) async throws -> [InspectionView] {
        let user = try req.auth.require(User.self)
        return try await Inspection.query(on: req.db)
            .filter(\.$organisation.$id == user.$organisation.id)
            .sort(\.$createdAt, .descending)
            .limit(100)
            .all()
            .map(InspectionView.init)
    }

    func show(req: Request) async throws -> InspectionView {
        try await InspectionView(own(req))
    }

    // MARK: writing

    func create(req: Request) async throws -> Response {
        let user = try req.auth.require(User.self)
        guard user.role == .inspector else { throw Abort(.forbidden) }
        try NewInspection.validate(content: req)
        let body = try req.content.decode(NewInspection.self)
        let inspection = Inspection(
            liftNumber: body.liftNumber,
            remarks: body.remarks,
            inspectorID: try user.requireID(),
            organisationID: user.$organisation.id
        )
        try await req.db.transaction { db in
            try await inspection.create(on: db)
            try await AuditEntry(actor: user, action: "inspection.create", subject: inspection.id).create(on: db)
        }
        return try await InspectionView(inspection).encodeResponse(status: .created, for: req)
    }

    func update(req: Request) async throws -> InspectionView {
        let user = try req.auth.require(User.self)
        guard user.role == .inspector else { throw Abort(.forbidden) }
        try NewInspection.validate(content: req)
        let body = try req.content.decode(NewInspection.self)
        guard let inspection = try await Inspection.find(req.parameters.get("inspectionID", as: UUID.self), on: req.db) else {
            throw Abort(.notFound)
        }
        guard inspection.closedAt == nil else { throw Abort(.conflict, reason: "inspection is closed") }
        inspection.remarks = body.remarks
        try await req.db.transaction { db in
            try await inspection.update(on: db)
            try await AuditEntry(actor: user, action: "inspection.update", subject: inspection.id).create(on: db)
        }
        return try InspectionView(inspection)
    }

    func close(req: Request) async throws -> InspectionView {
        let user = try req.auth.require(User.self)
        let inspection = try await own(req)
        guard user.role == .inspector, inspection.$inspector.id == user.id else { throw Abort(.forbidden) }
        inspection.closedAt = Date()
        try await req.db.transaction { db in
            try await inspection.update(on: db)
            try await AuditEntry(actor: user, action: "inspection.close", subject: inspection.id).create(on: db)
        }
        return try InspectionView(inspection)
    }

    // MARK: photos

    func addPhoto(req: Request) async throws -> Photo.Public {
        let inspection = try await own(req)
        guard inspection.closedAt == nil else { throw Abort(.conflict) }
        let upload = try req.content.decode(PhotoUpload.self)
        let photo = Photo(id: UUID(), inspectionID: try inspection.requireID())
        photo.fileExtension = upload.photo.extension ?? "jpg"
        let target = path(of: photo)
        do {
            try await req.fileio.writeFile(upload.photo.data, at: target)
            try await photo.create(on: req.db)
        } catch {
            req.logger.error("photo not stored: \(error)")
            throw Abort(.internalServerError, reason: "could not store \(target): \(error)")
        }
        return try photo.public()
    }

    func photo(req: Request) async throws -> Response {
        let inspection = try await own(req)
        guard let id = req.parameters.get("photoID", as: UUID.self),
              let photo = try await inspection.$photos.query(on: req.db).filter(\.$id == id).first()
        else { throw Abort(.notFound) }
        return try await req.fileio.asyncStreamFile(at: path(of: photo))
    }

    // MARK: helpers

    private func path(of photo: Photo) -> String {
        storage.appendingPathComponent("\(photo.id!.uuidString).\(photo.fileExtension)").path
    }

    private func own(_ req: Request) async throws -> Inspection {
        let user = try req.auth.require(User.self)
        guard let id = req.parameters.get("inspectionID", as: UUID.self),
              let inspection = try await Inspection.query(on: req.db)
                .filter(\.$id == id)
                .filter(\.$organisation.$id == user.$organisation.id)
                .first()
        else { throw Abort(.notFound) }
        return inspection
    }
}
