import AsyncHTTPClient
import Foundation
import Hummingbird
import HummingbirdAuth
import Logging
import NIOCore
import NIOFoundationCompat

/// Field weather for the farm app. Asks the provider, keeps answers for ten minutes.

struct FieldWeather: Codable, Sendable, ResponseEncodable {
    let field: UUID
    let temperature: Double
    let rainMm: Double
    let at: Date
}

struct WeatherSettings: Sendable {
    let url: String
    let key: String
    let maxEntries: Int

    init(_ environment: Environment) throws {
        guard let url = environment.get("WEATHER_URL"), url.hasPrefix("https://") else {
            throw SettingMissing(name: "WEATHER_URL")
        }
        guard let key = environment.get("WEATHER_KEY"), !key.isEmpty else {
            throw SettingMissing(name: "WEATHER_KEY")
        }
        self.url = url
        self.key = key
        self.maxEntries = environment.get("WEATHER_CACHE_ENTRIES", as: Int.self) ?? 2_000
    }
}

struct SettingMissing: Error {
    let name: String
}

actor WeatherCache {
    private struct Entry {
        let weather: FieldWeather
        let stored: ContinuousClock.Instant
    }

    private var entries: [UUID: Entry] = [:]
    private var running: [UUID: Task<FieldWeather, any Error>] = [:]
    private let limit: Int
    private let clock = ContinuousClock()

    init(limit: Int) {
        self.limit = limit
    }

    func get(_ field: UUID, load: @escaping @Sendable () async throws -> FieldWeather) async throws -> FieldWeather {
        if let entry = entries[field], clock.now - entry.stored < .seconds(600) {
            return entry.weather
        }
        if let task = running[field] {
            return try await task.value
        }
        let task = Task { try await load() }
        running[field] = task
        defer { running[field] = nil }
        let weather = try await task.value
        if entries.count >= limit, entries[field] == nil,
           let oldest = entries.min(by: { $0.value.stored < $1.value.stored }) {
            entries[oldest.key] = nil
        }
        entries[field] = Entry(weather: weather, stored: clock.now)
        return weather
    }
}

struct WeatherProvider: Sendable {
    private struct Answer: Decodable {
        let temperature: Double
        let rain_mm: Double
    }

    let client: HTTPClient
    let settings: WeatherSettings
    let logger: Logger

    func weather(of field: Field) async throws -> FieldWeather {
        var components = URLComponents(string: settings.url + "/v1/point")
        components?.queryItems = [
            URLQueryItem(name: "lat", value: String(field.latitude)),
            URLQueryItem(name: "lon", value: String(field.longitude)),
        ]
        guard let url = components?.string else { throw HTTPError(.internalServerError) }
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "authorization", value: "Bearer \(settings.key)")
        do {
            let response = try await client.execute(request, timeout: .seconds(5), logger: logger)
            guard response.status == .ok else {
                throw ProviderError(status: response.status.code)
            }
            // raises when the answer is longer
            let body = try await response.body.collect(upTo: 64 * 1024)
            let answer = try JSONDecoder().decode(Answer.self, from: body)
            return FieldWeather(field: field.id, temperature: answer.temperature, rainMm: answer.rain_mm, at: Date())
        } catch {
            logger.warning("weather provider", metadata: ["field": "\(field.id)", "error": "\(String(reflecting: type(of: error)))"])
            throw HTTPError(.badGateway, message: "weather is not available")
        }
    }
}

struct ProviderError: Error {
    let status: UInt
}

struct WeatherRoutes {
    let fields: any FieldRepository
    let provider: WeatherProvider
    let cache: WeatherCache

    func add(to router: Router<FarmContext>) {
        router.group("fields")
            .add(middleware: FarmerAuthenticator())
            .get(":field/weather", use: weather)
    }

    @Sendable func weather(_ request: Request, context: FarmContext) async throws -> FieldWeather {
        let farmer = try context.requireIdentity()
        let id = try context.parameters.require("field", as: UUID.self)
        guard let field = try await fields.find(id, farm: farmer.farmID) else {
            throw HTTPError(.notFound)
        }
        return try await cache.get(field.id) { try await provider.weather(of: field) }
    }
}
