import Foundation
import os

public struct Departure: Decodable, Equatable, Sendable {
    public let line: String
    public let destination: String
    public let planned: Date
    public let estimated: Date?
    public let platform: String?

    public init(line: String, destination: String, planned: Date, estimated: Date?, platform: String?) {
        self.line = line
        self.destination = destination
        self.planned = planned
        self.estimated = estimated
        self.platform = platform
    }
}

public enum DepartureError: Error, Equatable {
    case unknownStop
    case rejected(status: Int)
    case malformedResponse
}

public protocol HTTPTransport: Sendable {
    func data(for request: URLRequest) async throws -> (Data, URLResponse)
}

extension URLSession: HTTPTransport {
    public func data(for request: URLRequest) async throws -> (Data, URLResponse) {
        try await data(for: request, delegate: nil)
    }
}

/// Reads the departure monitor of one stop. `accessKey` comes from the host app's keychain.
public struct DepartureClient: Sendable {
    private static let log = Logger(subsystem: "se.stadsbuss.board", category: "departures")

    private let baseURL: URL
    private let accessKey: String
    private let transport: any HTTPTransport

    public init(baseURL: URL, accessKey: String, transport: any HTTPTransport = URLSession.shared) {
        self.baseURL = baseURL
        self.accessKey = accessKey
        self.transport = transport
    }

    public func departures(stop: String, limit: Int = 12) async throws -> [Departure] {
        let url = baseURL
            .appending(path: "v3/stops/\(stop)/departures")
            .appending(queryItems: [URLQueryItem(name: "limit", value: String(limit))])
        var request = URLRequest(url: url, timeoutInterval: 10)
        request.setValue(accessKey, forHTTPHeaderField: "X-Access-Key")

        let (body, response) = try await transport.data(for: request)
        guard let http = response as? HTTPURLResponse else { throw DepartureError.malformedResponse }
        switch http.statusCode {
        case 200:
            break
        case 404:
            throw DepartureError.unknownStop
        default:
            Self.log.error("departure feed answered \(http.statusCode) for stop \(stop, privacy: .public)")
            throw DepartureError.rejected(status: http.statusCode)
        }

        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        do {
            return try decoder.decode([Departure].self, from: body).sorted { $0.planned < $1.planned }
        } catch {
            Self.log.error("cannot decode departures: \(error)")
            throw DepartureError.malformedResponse
        }
    }
}
