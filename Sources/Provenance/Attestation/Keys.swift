internal import Crypto
public import Foundation

/// An Ed25519 key that signs attestations. It is read, used and forgotten; nothing writes it anywhere.
public struct SigningKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// Reads a PEM file as `openssl genpkey -algorithm ed25519` writes it: PKCS#8, without a password.
  public init(pem text: String) throws(KeyError) {
    let bytes = try PEM.bytes(of: text, labelled: PEM.privateLabel)
    guard let seed = Ed25519DER.seed(of: bytes),
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    else { throw KeyError.notEd25519 }
    self.key = key
  }

  /// The half that anybody may have.
  public var verificationKey: VerificationKey { VerificationKey(key.publicKey) }

  func signature(of bytes: [UInt8]) throws(KeyError) -> [UInt8] {
    do { return [UInt8](try key.signature(for: bytes)) } catch { throw KeyError.notEd25519 }
  }
}

/// The public half of a signing key.
public struct VerificationKey: Sendable {
  private let key: Curve25519.Signing.PublicKey

  /// Reads a PEM file as `openssl pkey -pubout` writes it: a SubjectPublicKeyInfo.
  public init(pem text: String) throws(KeyError) {
    let bytes = try PEM.bytes(of: text, labelled: PEM.publicLabel)
    guard let raw = Ed25519DER.publicKey(of: bytes),
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw)
    else { throw KeyError.notEd25519 }
    self.key = key
  }

  fileprivate init(_ key: Curve25519.Signing.PublicKey) { self.key = key }

  /// The SHA-256 of the key's SubjectPublicKeyInfo in DER: `openssl pkey -pubin -in FILE -outform DER | sha256sum`.
  public var id: String { Digest.sha256(Ed25519DER.publicPrefix + [UInt8](key.rawRepresentation)) }

  func accepts(_ signature: [UInt8], of bytes: [UInt8]) -> Bool { key.isValidSignature(signature, for: bytes) }
}

/// Why a file is no key for attestations, and what to do.
public enum KeyError: LocalizedError, Sendable, Hashable, CustomStringConvertible {
  case notPEM(expected: String)
  case isPrivate
  case isPublic
  case isEncrypted
  case otherPEM(label: String, expected: String)
  case notEd25519

  /// The commands that make a key and its public half.
  public static let making =
    "Make one: openssl genpkey -algorithm ed25519 -out key.pem && chmod 600 key.pem; "
    + "its public half: openssl pkey -in key.pem -pubout -out key.pub.pem"

  public var errorDescription: String? {
    switch self {
    case .notPEM(let expected): "this is no PEM file with a \(expected). \(Self.making)"
    case .isPrivate:
      "this is a private key, which only the signer has. Name its public half: openssl pkey -in FILE -pubout"
    case .isPublic: "this is a public key, and signing takes the private one that belongs to it. \(Self.making)"
    case .isEncrypted:
      "the key is protected by a password. Hand it over in the clear on standard input: openssl pkey -in FILE | "
        + "moe-judge runs attest RUN --key -"
    case .otherPEM(let label, let expected):
      "it holds a \(label.prefix(60)) where a \(expected) belongs. \(Self.making)"
    case .notEd25519: "the key is not an Ed25519 one, or damaged. \(Self.making)"
    }
  }

  public var description: String { errorDescription ?? "" }
}

// MARK: - Forms of files

private enum PEM {
  static let privateLabel = "PRIVATE KEY"
  static let publicLabel = "PUBLIC KEY"

  /// What stands between the first pair of marks.
  static func bytes(of text: String, labelled expected: String) throws(KeyError) -> [UInt8] {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    guard let start = lines.firstIndex(where: { $0.hasPrefix("-----BEGIN ") && $0.hasSuffix("-----") }) else {
      throw .notPEM(expected: expected)
    }
    let label = String(lines[start].dropFirst(11).dropLast(5))
    guard label == expected else { throw wrong(label, expected) }
    guard let end = lines[start...].firstIndex(of: "-----END \(label)-----"),
      let data = Data(base64Encoded: lines[(start + 1)..<end].joined())
    else { throw .notPEM(expected: expected) }
    return [UInt8](data)
  }

  private static func wrong(_ label: String, _ expected: String) -> KeyError {
    switch label {
    case privateLabel: .isPrivate
    case publicLabel: .isPublic
    case "ENCRYPTED PRIVATE KEY": .isEncrypted
    default: .otherPEM(label: label, expected: expected)
    }
  }
}

/// The two DER forms of an Ed25519 key (RFC 8410), which are fixed bytes around the key.
private enum Ed25519DER {
  /// SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING of 32 bytes }.
  static let publicPrefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
  /// After the outer length and the version: SEQUENCE { OID }, OCTET STRING { OCTET STRING of 32 bytes }.
  private static let privateMiddle: [UInt8] = [
    0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
  ]

  static func publicKey(of bytes: [UInt8]) -> [UInt8]? {
    bytes.count == publicPrefix.count + 32 && bytes.starts(with: publicPrefix)
      ? Array(bytes[publicPrefix.count...]) : nil
  }

  /// Version 0 ends after the key; version 1 may hold attributes and the public key behind it.
  static func seed(of bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count >= 48, bytes.count < 130, bytes[0] == 0x30, Int(bytes[1]) == bytes.count - 2,
      bytes[2] == 0x02, bytes[3] == 0x01, bytes[4] <= 1, bytes[4] == 1 || bytes.count == 48,
      bytes[5...].starts(with: privateMiddle)
    else { return nil }
    return Array(bytes[16..<48])
  }
}
