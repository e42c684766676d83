import Foundation

/// An Ed25519 key that everybody knows: its seed is the bytes 0 to 31. The forms are those of openssl.
public enum SimulatedSigner {
  /// PKCS#8, made here of its parts so that no file holds what looks like a secret.
  public static let privateKey = pem(
    "PRIVATE KEY", [0x30, 0x2E, 0x02, 0x01, 0x00] + algorithm + [0x04, 0x22, 0x04, 0x20] + seed)
  public static let publicKey = """
    -----BEGIN PUBLIC KEY-----
    MCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=
    -----END PUBLIC KEY-----

    """
  /// The SHA-256 of the public key in DER, as sha256sum gave it.
  public static let keyID = "a050837d85070582ccf7394b0988847cc312cb88259b894899f6f239cf1791a5"

  private static let algorithm: [UInt8] = [0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70]
  private static let seed = (0..<32).map(UInt8.init)

  /// `bytes` in PEM.
  public static func pem(_ label: String, _ bytes: [UInt8]) -> String {
    "-----BEGIN \(label)-----\n\(Data(bytes).base64EncodedString())\n-----END \(label)-----\n"
  }

  /// Another key than `privateKey`.
  public static let otherPrivateKey = pem(
    "PRIVATE KEY", [0x30, 0x2E, 0x02, 0x01, 0x00] + algorithm + [0x04, 0x22, 0x04, 0x20] + seed.reversed())
}
