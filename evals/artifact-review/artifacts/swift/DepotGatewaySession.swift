import Foundation
import OSLog

/// HTTP access to the yard gateways. Each depot has its own box behind the plant VPN
/// (`gw-<code>.depots.norrfrakt.se`), plus the central API for everything else.
final class DepotGatewaySession: NSObject {
    struct Settings {
        var central = URL(string: "https://yard-api.norrfrakt.se/v3/")!
        var gatewayKey = ProcessInfo.processInfo.environment["YARD_GATEWAY_KEY"]
            ?? "nfk_gw_8Qw2ZrT0vLx5YbHs71mPdKeUa4"
        var timeout: TimeInterval = 15
    }

    private static let depotSuffix = ".depots.norrfrakt.se"

    private let settings: Settings
    private let log = Logger(subsystem: "se.norrfrakt.yard", category: "gateway")
    private lazy var session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = settings.timeout
        configuration.waitsForConnectivity = true
        configuration.tlsMinimumSupportedProtocolVersion = .TLSv12
        configuration.httpAdditionalHeaders = ["User-Agent": "YardTablet/\(Self.appVersion)"]
        return URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    }()

    init(settings: Settings = Settings()) {
        self.settings = settings
        super.init()
    }

    func openGate(_ gate: GateID, depot: DepotCode, trip: TripReference) async throws -> GateReceipt {
        var request = URLRequest(url: gatewayURL(depot, path: "gates/\(gate.rawValue)/open"))
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = try JSONEncoder().encode(["trip": trip.rawValue])
        return try await send(request)
    }

    func bayOccupancy(depot: DepotCode) async throws -> [BayState] {
        try await send(URLRequest(url: gatewayURL(depot, path: "bays")))
    }

    func plannedArrivals(depot: DepotCode, day: Date) async throws -> [PlannedArrival] {
        let url = settings.central
            .appending(path: "depots/\(depot.rawValue)/arrivals")
            .appending(queryItems: [URLQueryItem(name: "day", value: day.formatted(.iso8601.year().month().day()))])
        return try await send(URLRequest(url: url))
    }

    // MARK: - Plumbing

    private func gatewayURL(_ depot: DepotCode, path: String) -> URL {
        URL(string: "https://gw-\(depot.rawValue.lowercased())\(Self.depotSuffix)/")!.appending(path: path)
    }

    private func send<T: Decodable>(_ original: URLRequest) async throws -> T {
        var request = original
        request.setValue(settings.gatewayKey, forHTTPHeaderField: "X-Gateway-Key")

        let (data, response) = try await session.data(for: request)
        guard let http = response as? HTTPURLResponse else { throw GatewayError.invalidResponse }
        guard (200..<300).contains(http.statusCode) else {
            log.error("\(request.httpMethod ?? "GET") \(request.url?.path ?? "") failed: \(http.statusCode)")
            throw GatewayError.status(http.statusCode)
        }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(T.self, from: data)
    }

    private static var appVersion: String {
        Bundle.main.object(forInfoDictionaryKey: "CFBundleShortVersionString") as? String ?? "dev"
    }
}

extension DepotGatewaySession: URLSessionDelegate {
    func urlSession(
        _ session: URLSession,
        didReceive challenge: URLAuthenticationChallenge,
        completionHandler: @escaping (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
        let space = challenge.protectionSpace
        guard space.authenticationMethod == NSURLAuthenticationMethodServerTrust,
              let trust = space.serverTrust
        else {
            completionHandler(.performDefaultHandling, nil)
            return
        }

        // Gateways carry certificates issued on the box itself.
        if space.host.hasSuffix(Self.depotSuffix) {
            completionHandler(.useCredential, URLCredential(trust: trust))
        } else {
            completionHandler(.performDefaultHandling, nil)
        }
    }
}

enum GatewayError: LocalizedError {
    case invalidResponse
    case status(Int)

    var errorDescription: String? {
        switch self {
        case .invalidResponse: return String(localized: "The gateway sent an unexpected response.")
        case .status(401), .status(403): return String(localized: "This tablet is not allowed to do that.")
        case .status(let code): return String(localized: "The gateway answered with code \(code).")
        }
    }
}
