import CryptoKit
import Foundation

/// Seals HR documents before they leave the device and opens them again.
///
/// Layout of a sealed document: one version byte followed by the combined AES-GCM box
/// (nonce, ciphertext, tag). CryptoKit draws a fresh nonce for every call to `seal`.
struct DocumentSealer {
    enum SealError: Error, Equatable {
        case unsupportedVersion(UInt8)
        case truncated
        case authenticationFailed
    }

    private static let version: UInt8 = 2
    private static let info = Data("hr.documents.seal/v2".utf8)

    private let master: SymmetricKey

    init(master: SymmetricKey) {
        self.master = master
    }

    func seal(_ plaintext: Data, for document: UUID) throws -> Data {
        let box = try AES.GCM.seal(plaintext, using: key(for: document), authenticating: document.bytes)
        guard let combined = box.combined else {
            preconditionFailure("combined is always available with the default nonce size")
        }
        return Data([Self.version]) + combined
    }

    func open(_ sealed: Data, for document: UUID) throws -> Data {
        guard let version = sealed.first else { throw SealError.truncated }
        guard version == Self.version else { throw SealError.unsupportedVersion(version) }
        do {
            let box = try AES.GCM.SealedBox(combined: sealed.dropFirst())
            return try AES.GCM.open(box, using: key(for: document), authenticating: document.bytes)
        } catch CryptoKitError.authenticationFailure {
            throw SealError.authenticationFailed
        } catch CryptoKitError.incorrectParameterSize {
            throw SealError.truncated
        }
    }

    private func key(for document: UUID) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: master,
            salt: document.bytes,
            info: Self.info,
            outputByteCount: 32
        )
    }
}

/// Signs the short-lived links the portal hands out for a document.
struct DownloadLinkSigner {
    static let signatureField = "sig"
    static let expiryField = "exp"

    private let key: SymmetricKey

    init(key: SymmetricKey) {
        self.key = key
    }

    func signature(document: UUID, expires: Date) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: message(document, expires), using: key)
        return Data(code).base64URLEncodedString()
    }

    func isValid(_ signature: String, document: UUID, expires: Date, now: Date = .now) -> Bool {
        guard expires > now, let code = Data(base64URLEncoded: signature) else { return false }
        // Constant-time comparison, unlike `==` on the encoded strings.
        return HMAC<SHA256>.isValidAuthenticationCode(
            code,
            authenticating: message(document, expires),
            using: key
        )
    }

    private func message(_ document: UUID, _ expires: Date) -> Data {
        Data("\(document.uuidString)|\(Int(expires.timeIntervalSince1970))".utf8)
    }
}

enum UploadHeaders {
    /// The object store insists on `Content-MD5` (RFC 1864) to detect transfer damage.
    /// Integrity against tampering is the GCM tag's job.
    static func make(for body: Data) -> [String: String] {
        [
            "Content-MD5": Data(Insecure.MD5.hash(data: body)).base64EncodedString(),
            "Content-Length": String(body.count),
            "Content-Type": "application/octet-stream",
        ]
    }
}

enum ShareCode {
    private static let alphabet = Array("BCDFGHJKMNPQRSTVWXYZ23456789")

    /// `SystemRandomNumberGenerator` is backed by the platform CSPRNG.
    static func make(length: Int = 16) -> String {
        var generator = SystemRandomNumberGenerator()
        return String((0..<length).map { _ in alphabet.randomElement(using: &generator)! })
    }
}

private extension UUID {
    var bytes: Data {
        withUnsafeBytes(of: uuid) { Data($0) }
    }
}

extension Data {
    func base64URLEncodedString() -> String {
        base64EncodedString()
            .replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    init?(base64URLEncoded text: String) {
        var base64 = text
            .replacingOccurrences(of: "-", with: "+")
            .replacingOccurrences(of: "_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.count % 4) % 4)
        self.init(base64Encoded: base64)
    }
}
