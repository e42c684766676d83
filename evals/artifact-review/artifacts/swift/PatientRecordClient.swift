import Foundation
import os

public struct PatientMatch: Decodable, Sendable {
    public let id: String
    public let family: String
    public let given: [String]
    public let birthDate: String
}

/// Talks to the hospital's FHIR R4 gateway on behalf of the ward-round app.
public final class PatientRecordClient: Sendable {
    private let base: URL
    private let session: URLSession
    private let tokens: any AccessTokenProvider
    private let log = Logger(subsystem: "health.medwell.wardround", category: "fhir")

    public init(base: URL, tokens: any AccessTokenProvider, session: URLSession = .shared) {
        self.base = base
        self.tokens = tokens
        self.session = session
    }

    // MARK: - Patients

    public func findPatient(nationalID: String, family: String, birthDate: String) async throws -> [PatientMatch] {
        var components = URLComponents(
            url: base.appending(path: "wardround/lookup"),
            resolvingAgainstBaseURL: false
        )!
        components.queryItems = [
            URLQueryItem(name: "nationalId", value: nationalID),
            URLQueryItem(name: "family", value: family),
            URLQueryItem(name: "birthdate", value: birthDate),
            URLQueryItem(name: "_count", value: "10"),
        ]
        let bundle: Bundle<PatientResource> = try await get(components.url!)
        return bundle.resources.map { resource in
            PatientMatch(
                id: resource.id,
                family: resource.name.first?.family ?? "",
                given: resource.name.first?.given ?? [],
                birthDate: resource.birthDate ?? ""
            )
        }
    }

    // MARK: - Clinical data

    /// Allergies shown in the red banner at the top of the chart.
    public func allergies(patientID: String) async -> [AllergyIntolerance] {
        do {
            let bundle: Bundle<AllergyIntolerance> = try await get(
                base.appending(path: "AllergyIntolerance").appending(queryItems: [
                    URLQueryItem(name: "patient", value: patientID),
                    URLQueryItem(name: "clinical-status", value: "active"),
                ])
            )
            return bundle.resources
        } catch {
            return []
        }
    }

    public func latestObservations(patientID: String, codes: [LoincCode]) async throws -> [Observation] {
        let url = base.appending(path: "Observation").appending(queryItems: [
            URLQueryItem(name: "patient", value: patientID),
            URLQueryItem(name: "code", value: codes.map(\.rawValue).joined(separator: ",")),
            URLQueryItem(name: "_sort", value: "-date"),
            URLQueryItem(name: "_count", value: "\(codes.count * 3)"),
        ])
        let bundle: Bundle<Observation> = try await get(url)
        var newest: [String: Observation] = [:]
        for observation in bundle.resources where newest[observation.code] == nil {
            newest[observation.code] = observation
        }
        return codes.compactMap { newest[$0.rawValue] }
    }

    // MARK: - Transport

    private func get<T: Decodable>(_ url: URL) async throws -> T {
        var request = URLRequest(url: url, timeoutInterval: 20)
        request.setValue("application/fhir+json", forHTTPHeaderField: "Accept")
        request.setValue("Bearer \(try await tokens.current())", forHTTPHeaderField: "Authorization")
        request.setValue(UUID().uuidString, forHTTPHeaderField: "X-Request-ID")

        let (data, response) = try await session.data(for: request)
        guard let http = response as? HTTPURLResponse else { throw FHIRError.notHTTP }

        log.info("GET \(url.absoluteString, privacy: .public) -> \(http.statusCode)")

        switch http.statusCode {
        case 200:
            break
        case 401, 403:
            throw FHIRError.notAuthorised
        case 404, 410:
            throw FHIRError.notFound
        default:
            throw FHIRError.server(http.statusCode)
        }

        do {
            return try JSONDecoder.fhir.decode(T.self, from: data)
        } catch {
            // Gateway upgrades keep changing optional fields, keep the payload around.
            let payload = String(decoding: data, as: UTF8.self)
            log.error("could not decode \(String(describing: T.self)): \(payload, privacy: .public)")
            throw FHIRError.decoding(error)
        }
    }
}

public enum FHIRError: Error {
    case notHTTP
    case notAuthorised
    case notFound
    case server(Int)
    case decoding(any Error)
}

struct Bundle<R: Decodable>: Decodable {
    struct Entry: Decodable { let resource: R }
    let entry: [Entry]?
    var resources: [R] { entry?.map(\.resource) ?? [] }
}

struct PatientResource: Decodable {
    struct HumanName: Decodable {
        let family: String?
        let given: [String]?
    }
    let id: String
    let name: [HumanName]
    let birthDate: String?
}

extension JSONDecoder {
    static let fhir: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }()
}
