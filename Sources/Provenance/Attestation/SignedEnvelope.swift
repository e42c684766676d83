internal import Foundation

/// Bytes with signatures over them and over what they are, in the form of DSSE 1.0 (Dead Simple Signing Envelope).
public struct SignedEnvelope: Sendable, Hashable {
  public struct Signature: Sendable, Hashable {
    /// As `VerificationKey.id`.
    public let keyID: String
    public let bytes: [UInt8]
  }

  public let payloadType: String
  public let payload: [UInt8]
  public let signatures: [Signature]

  /// Signs `payload`.
  public init(signing payload: [UInt8], of payloadType: String, with key: SigningKey) throws(KeyError) {
    self.payloadType = payloadType
    self.payload = payload
    let signature = try key.signature(of: Self.signed(payload, of: payloadType))
    signatures = [Signature(keyID: key.verificationKey.id, bytes: signature)]
  }

  /// Reads an envelope's JSON. Members that it does not know are passed over, as the form asks.
  public init(parsing bytes: [UInt8]) throws(AttestationFault) {
    let json: JSONValue
    do { json = try JSONValue(parsing: bytes) } catch { throw .notJSON(error.fault) }
    guard let type = json["payloadType"]?.stringValue, let payload = Self.decoded(json["payload"]),
      let signatures = json["signatures"]?.arrayValue, !signatures.isEmpty
    else { throw .notAnEnvelope }
    payloadType = type
    self.payload = payload
    self.signatures = signatures.compactMap { signature in
      guard let id = signature["keyid"]?.stringValue, let bytes = Self.decoded(signature["sig"]) else { return nil }
      return Signature(keyID: id, bytes: bytes)
    }
  }

  public var json: JSONValue {
    [
      "payloadType": .string(payloadType), "payload": .string(Data(payload).base64EncodedString()),
      "signatures": .array(
        signatures.map { ["keyid": .string($0.keyID), "sig": .string(Data($0.bytes).base64EncodedString())] }),
    ]
  }

  /// The payload, once one of the signatures is found to be the key's.
  public func payload(signedBy key: VerificationKey) throws(AttestationFault) -> [UInt8] {
    let own = signatures.filter { $0.keyID == key.id }
    guard !own.isEmpty else { throw .otherKey(signers: signatures.map(\.keyID), key: key.id) }
    let signed = Self.signed(payload, of: payloadType)
    guard own.contains(where: { key.accepts($0.bytes, of: signed) }) else { throw .wrongSignature(key: key.id) }
    return payload
  }

  /// What is signed, DSSE's pre-authentication encoding: the type and the payload, each with its length in bytes before it.
  static func signed(_ payload: [UInt8], of type: String) -> [UInt8] {
    Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + payload
  }

  /// Base64 in either alphabet. Nil for text that is not the one form of its bytes, so that no character of it can change unseen.
  private static func decoded(_ json: JSONValue?) -> [UInt8]? {
    guard let text = json?.stringValue else { return nil }
    let standard = text.replacing("-", with: "+").replacing("_", with: "/")
    guard let data = Data(base64Encoded: standard), data.base64EncodedString() == standard else { return nil }
    return [UInt8](data)
  }
}
