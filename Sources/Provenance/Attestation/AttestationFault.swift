public import Foundation

/// Why an attestation proves nothing of a run.
public enum AttestationFault: LocalizedError, Sendable, Hashable, CustomStringConvertible {
  case notJSON(String)
  case notAnEnvelope
  case otherKey(signers: [String], key: String)
  case wrongSignature(key: String)
  case otherPayload(type: String)
  case otherStatement(String)

  public var errorDescription: String? {
    switch self {
    case .notJSON(let reason): "it is not JSON (\(reason)). Take it anew from whoever signed it."
    case .notAnEnvelope:
      "it is no DSSE envelope with payload, payloadType and signatures in base64. Name the file that runs attest wrote."
    case .otherKey(let signers, let key):
      "no signature in it is of the key \(key): "
        + (signers.isEmpty
          ? "it holds none that can be read. " : "it was signed by \(signers.joined(separator: ", ")). ")
        + "Name the public half of the key that signed it."
    case .wrongSignature(let key):
      "its signature by \(key) does not fit: what was signed, or the signature, was altered since. "
        + "Take the attestation anew from whoever signed it."
    case .otherPayload(let type):
      "it was signed as \(type.prefix(80)), and an attestation of a run is \(RunStatement.payloadType). "
        + "Name the file that runs attest wrote."
    case .otherStatement(let reason):
      "what it says is no attestation of a run: \(reason). Name the file that runs attest wrote."
    }
  }

  public var description: String { errorDescription ?? "" }
}
