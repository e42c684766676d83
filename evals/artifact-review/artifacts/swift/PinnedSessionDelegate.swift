import CryptoKit
import Foundation
import os

/// Server-trust handling for the payments API.
///
/// The system evaluation always runs first; pinning only narrows what it accepts.
/// Pins are base64 SHA-256 digests of the public key's external representation, for the leaf
/// key in use and for the spare kept offline. They are public values, see `docs/pin-rotation.md`.
final class PinnedSessionDelegate: NSObject, URLSessionDelegate, Sendable {
    private let pins: [String: Set<String>]
    private let log = Logger(subsystem: "com.kiosko.checkout", category: "tls")

    init(pins: [String: Set<String>] = PinnedSessionDelegate.bundledPins) {
        self.pins = pins
    }

    static let bundledPins: [String: Set<String>] = [
        "pay.kiosko.example": [
            "q3Zy0bE1vJ8dYqXo7m2pXv4Qh6s9TnKcLr5uWfGiAeM=",
            "Vb7cX1nMa0sKd9fGhJ2kLq4wEr6tYu8iOp3zXcVbNmQ=",
        ],
    ]

    func urlSession(
        _ session: URLSession,
        didReceive challenge: URLAuthenticationChallenge
    ) async -> (URLSession.AuthChallengeDisposition, URLCredential?) {
        let space = challenge.protectionSpace
        guard space.authenticationMethod == NSURLAuthenticationMethodServerTrust else {
            return (.performDefaultHandling, nil)
        }
        guard let trust = space.serverTrust else {
            return (.cancelAuthenticationChallenge, nil)
        }
        guard let expected = pins[space.host] else {
            return (.performDefaultHandling, nil)
        }

        var failure: CFError?
        guard SecTrustEvaluateWithError(trust, &failure) else {
            let reason = failure.map { CFErrorCopyDescription($0) as String } ?? "unknown"
            log.error("trust evaluation failed for \(space.host, privacy: .public): \(reason, privacy: .public)")
            return (.cancelAuthenticationChallenge, nil)
        }

        guard let digest = Self.leafKeyDigest(of: trust), expected.contains(digest) else {
            log.fault("no pin matched for \(space.host, privacy: .public)")
            return (.cancelAuthenticationChallenge, nil)
        }
        return (.useCredential, URLCredential(trust: trust))
    }

    static func leafKeyDigest(of trust: SecTrust) -> String? {
        guard
            let chain = SecTrustCopyCertificateChain(trust) as? [SecCertificate],
            let leaf = chain.first,
            let key = SecCertificateCopyKey(leaf),
            let raw = SecKeyCopyExternalRepresentation(key, nil) as Data?
        else {
            return nil
        }
        return Data(SHA256.hash(data: raw)).base64EncodedString()
    }
}

/// Thin client for the checkout screen.
struct PaymentsClient {
    enum Failure: Error {
        case declined(code: String)
        case unexpectedStatus(Int)
    }

    private let base: URL
    private let session: URLSession
    private let tokenSource: any SessionTokenSource

    init(base: URL, tokenSource: any SessionTokenSource, delegate: PinnedSessionDelegate = .init()) {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 12
        configuration.urlCache = nil
        self.base = base
        self.tokenSource = tokenSource
        self.session = URLSession(configuration: configuration, delegate: delegate, delegateQueue: nil)
    }

    func confirm(_ intent: PaymentIntent) async throws -> PaymentReceipt {
        var request = URLRequest(url: base.appending(path: "intents/\(intent.id.uuidString)/confirm"))
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.setValue("Bearer \(try await tokenSource.token())", forHTTPHeaderField: "Authorization")
        // Safe to retry: the server deduplicates on this header.
        request.setValue(intent.idempotencyKey.uuidString, forHTTPHeaderField: "Idempotency-Key")
        request.httpBody = try JSONEncoder().encode(intent.confirmation)

        let (data, response) = try await session.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        switch status {
        case 200, 201:
            return try JSONDecoder().decode(PaymentReceipt.self, from: data)
        case 402:
            let problem = try JSONDecoder().decode(DeclineProblem.self, from: data)
            throw Failure.declined(code: problem.code)
        default:
            throw Failure.unexpectedStatus(status)
        }
    }
}

private struct DeclineProblem: Decodable {
    let code: String
}
