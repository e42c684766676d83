import Foundation
import os

public struct BedEntry: Codable, Equatable, Identifiable {
    public let id: String
    public let bed: String
    public let familyName: String
    public let mrn: String
    public let diagnosis: String?
    public var seen = false

    enum CodingKeys: String, CodingKey {
        case id, bed, familyName, mrn, diagnosis
    }
}

public struct Observation: Codable, Equatable {
    public let code: String
    public let value: Double
    public let unit: String
    public let takenAt: Date
}

public actor RoundsService {
    private let logger = Logger(subsystem: "health.wardrounds", category: "rounds")
    private let session: HospitalSession
    private(set) var beds: [BedEntry] = []

    public init(session: HospitalSession) {
        self.session = session
    }

    public func load(ward: String) async throws {
        let data = try await session.get("/wards/\(ward)/beds")
        beds = try Self.decoder.decode([BedEntry].self, from: data)
            .sorted { $0.bed.localizedStandardCompare($1.bed) == .orderedAscending }
        logger.info("loaded \(self.beds.count) beds for ward \(ward, privacy: .public)")
    }

    public func observations(for entry: BedEntry, since: Date) async throws -> [Observation] {
        let data = try await session.get("/observations", query: [
            URLQueryItem(name: "mrn", value: entry.mrn),
            URLQueryItem(name: "family", value: entry.familyName),
            URLQueryItem(name: "since", value: since.ISO8601Format()),
        ])
        return try Self.decoder.decode([Observation].self, from: data)
    }

    public func markSeen(_ id: BedEntry.ID) {
        guard let index = beds.firstIndex(where: { $0.id == id }) else {
            logger.warning("bed entry \(id, privacy: .public) is not on this list")
            return
        }
        beds[index].seen = true
        let entry = beds[index]
        logger.notice("""
            seen: bed \(entry.bed, privacy: .public) \(entry.familyName, privacy: .public) \
            (\(entry.mrn, privacy: .public)), \(entry.diagnosis ?? "-", privacy: .public)
            """)
    }

    public var remaining: Int { beds.lazy.filter { !$0.seen }.count }

    static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }()
}
