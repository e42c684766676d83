import Foundation
import GRDB
import os

/// Timetable tables that can be swapped out by a feed import.
enum FeedTable: String, CaseIterable {
    case stops
    case trips
    case stopTimes = "stop_times"
    case calendarDates = "calendar_dates"
}

struct Departure: Decodable, FetchableRecord, Hashable, Sendable {
    let tripID: String
    let line: String
    let headsign: String
    /// Seconds after noon minus twelve hours, may exceed 86 400 for night services.
    let departure: Int
    let platform: String?

    enum CodingKeys: String, CodingKey {
        case tripID = "trip_id"
        case line
        case headsign
        case departure
        case platform
    }
}

struct StopHit: Decodable, FetchableRecord, Sendable {
    let id: String
    let name: String
    let municipality: String
}

final class StopTimesRepository: Sendable {
    private let database: any DatabaseWriter
    private let log = Logger(subsystem: "no.rutetid.app", category: "timetable")

    init(database: any DatabaseWriter) {
        self.database = database
    }

    func departures(from stops: [String], services: Set<String>, after seconds: Int, limit: Int = 30) async throws -> [Departure] {
        guard !stops.isEmpty, !services.isEmpty else { return [] }
        return try await database.read { db in
            let stopMarks = databaseQuestionMarks(count: stops.count)
            let serviceMarks = databaseQuestionMarks(count: services.count)
            var arguments = StatementArguments(stops)
            arguments += StatementArguments(services)
            arguments += [seconds, limit]
            return try Departure.fetchAll(
                db,
                sql: """
                    SELECT st.trip_id, r.short_name AS line, t.headsign,
                           st.departure_seconds AS departure, s.platform
                    FROM stop_times st
                    JOIN trips t ON t.id = st.trip_id
                    JOIN routes r ON r.id = t.route_id
                    JOIN stops s ON s.id = st.stop_id
                    WHERE st.stop_id IN (\(stopMarks))
                      AND t.service_id IN (\(serviceMarks))
                      AND st.departure_seconds >= ?
                    ORDER BY st.departure_seconds
                    LIMIT ?
                    """,
                arguments: arguments
            )
        }
    }

    /// Free text search for the stop picker.
    func searchStops(_ text: String, municipality: String?) async throws -> [StopHit] {
        // nil when the text contains nothing but punctuation or blanks
        guard let pattern = FTS5Pattern(matchingAllPrefixesIn: text) else { return [] }
        return try await database.read { db in
            // `SQL` interpolation binds each value, nothing is pasted into the statement.
            var query: SQL = """
                SELECT s.id, s.name, s.municipality
                FROM stops_fts
                JOIN stops s ON s.rowid = stops_fts.rowid
                WHERE stops_fts MATCH \(pattern)
                """
            if let municipality {
                query += " AND s.municipality = \(municipality)"
            }
            query += " ORDER BY rank LIMIT 25"
            return try SQLRequest<StopHit>(literal: query).fetchAll(db)
        }
    }

    /// Replaces the live tables with the ones loaded into the `staging_` tables by the importer.
    func activateStagedFeed(version: String) async throws {
        do {
            try await database.write { db in
                try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
                for table in FeedTable.allCases {
                    let staged = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM staging_\(table.rawValue)") ?? 0
                    guard staged > 0 else { throw FeedError.emptyTable(table) }
                    try db.execute(sql: "DELETE FROM \(table.rawValue)")
                    try db.execute(sql: "INSERT INTO \(table.rawValue) SELECT * FROM staging_\(table.rawValue)")
                    try db.execute(sql: "DELETE FROM staging_\(table.rawValue)")
                }
                try db.execute(sql: "INSERT INTO stops_fts(stops_fts) VALUES ('rebuild')")
                try db.execute(
                    sql: "INSERT INTO feed_versions (version, activated_at) VALUES (:version, :now)",
                    arguments: ["version": version, "now": Date()]
                )
            }
        } catch let error as FeedError {
            log.error("feed \(version, privacy: .public) not activated: \(String(describing: error), privacy: .public)")
            throw error
        } catch {
            log.error("feed \(version, privacy: .public) failed: \(error.localizedDescription, privacy: .public)")
            throw FeedError.storage(underlying: error)
        }
    }
}

enum FeedError: Error {
    case emptyTable(FeedTable)
    case storage(underlying: any Error)
}
