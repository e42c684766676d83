import JudgeTypes
import Provenance
import TestSupport
import Testing

struct AttestationTests {
  private let key: SigningKey
  private let verification: VerificationKey
  private let lines = ChainTests.chain(bodies: ["zero", "one", "two"]).lines

  init() throws {
    key = try SigningKey(pem: SimulatedSigner.privateKey)
    verification = try VerificationKey(pem: SimulatedSigner.publicKey)
  }

  private func statement(outcome: String = "pass", lines: [String]? = nil) -> RunStatement {
    let lines = lines ?? self.lines
    return RunStatement(
      run: "20261121T024012Z-3f9a1c", chain: ChainHead(head: Digest.sha256(lines.last ?? ""), entries: lines.count),
      checkpoints: Checkpoints(of: lines), outcome: outcome, exitCode: 0, mode: "models",
      started: "2026-11-21T02:40:12.000Z", finished: "2026-11-21T02:40:13.000Z",
      artifacts: [.init(path: "a.py", sha256: Digest.sha256("a"), outcome: outcome)], version: "0.1.0",
      verdictRules: "3", revision: GitRevision(commit: String(repeating: "a", count: 40), isDirty: true))
  }

  private func fault(_ bytes: [UInt8], by key: VerificationKey? = nil) -> AttestationFault? {
    do {
      _ = try RunStatement(attestation: bytes, signedBy: key ?? verification)
      return nil
    } catch { return error }
  }

  // MARK: Keys

  @Test func `a key is called by the SHA-256 of its public half in DER`() {
    #expect(verification.id == SimulatedSigner.keyID && key.verificationKey.id == SimulatedSigner.keyID)
  }

  @Test func `what is no Ed25519 private key is refused with what to do`() {
    let files: [(text: String, error: KeyError)] = [
      ("", .notPEM(expected: "PRIVATE KEY")), (SimulatedSigner.publicKey, .isPublic),
      (SimulatedSigner.pem("ENCRYPTED PRIVATE KEY", [1, 2]), .isEncrypted),
      (SimulatedSigner.pem("EC PRIVATE KEY", [1, 2]), .otherPEM(label: "EC PRIVATE KEY", expected: "PRIVATE KEY")),
      (SimulatedSigner.pem("PRIVATE KEY", [1, 2]), .notEd25519),
      (SimulatedSigner.privateKey.replacing("-----END", with: "-----FIN"), .notPEM(expected: "PRIVATE KEY")),
    ]
    for (text, expected) in files {
      #expect(throws: expected) { try SigningKey(pem: text) }
      #expect(expected.description.contains("openssl"), "\(expected)")
    }
    #expect(throws: KeyError.isPrivate) { try VerificationKey(pem: SimulatedSigner.privateKey) }
  }

  @Test func `a key file may have words around the key and carriage returns`() throws {
    let text = "Bag Attributes\r\n" + SimulatedSigner.privateKey.replacing("\n", with: "\r\n")
    #expect(try SigningKey(pem: text).verificationKey.id == SimulatedSigner.keyID)
  }

  // MARK: Envelopes

  @Test func `an envelope that openssl signed by the letter of DSSE is accepted, in either alphabet of base64`() throws
  {
    // The example of the DSSE protocol; openssl signed "DSSEv1 29 http://example.com/HelloWorld 11 hello world".
    let signature = "FDBuhhGZHrQaLnHA+xYDozNBKtORTT3EFhGJXczChh8PCqB471sDESzy2zguMGQOk8D+Ij2hb/eoUkqxc/qgCg=="
    for text in [signature, signature.replacing("+", with: "-").replacing("/", with: "_")] {
      let json: JSONValue = [
        "payload": "aGVsbG8gd29ybGQ=", "payloadType": "http://example.com/HelloWorld", "more": 1,
        "signatures": [["keyid": .string(SimulatedSigner.keyID), "sig": .string(text)]],
      ]
      let envelope = try SignedEnvelope(parsing: json.canonicalBytes)
      #expect(try envelope.payload(signedBy: verification) == Array("hello world".utf8))
    }
  }

  @Test func `what was signed is read back as it was`() throws {
    let envelope = try statement().signed(with: key)
    let bytes = envelope.json.canonicalBytes
    #expect(envelope.json["payloadType"] == "application/vnd.in-toto+json")
    #expect(try RunStatement(attestation: bytes, signedBy: verification) == statement())
    let said = try JSONValue(parsing: envelope.payload)
    #expect(said["_type"] == "https://in-toto.io/Statement/v1")
    #expect(said["subject"]?[0]?["digest"]?["sha256"]?.stringValue == statement().chain.head)
  }

  @Test func `an attestation with any one byte changed is refused`() throws {
    let bytes = try statement().signed(with: key).json.canonicalBytes
    var random = SeededGenerator(seed: 5)
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= UInt8.random(in: 1...127, using: &random)
      #expect(fault(changed) != nil, "byte \(place)")
    }
  }

  @Test func `a signature of another key, of nobody, or of another payload is told apart`() throws {
    let other = try SigningKey(pem: SimulatedSigner.otherPrivateKey)
    let foreign = try statement().signed(with: other)
    #expect(
      fault(foreign.json.canonicalBytes)
        == .otherKey(signers: [other.verificationKey.id], key: SimulatedSigner.keyID))
    var forged = foreign.json.objectValue ?? [:]
    forged["signatures"] = [
      ["keyid": .string(SimulatedSigner.keyID), "sig": foreign.json["signatures"]?[0]?["sig"] ?? .null]
    ]
    #expect(fault(JSONValue.object(forged).canonicalBytes) == .wrongSignature(key: SimulatedSigner.keyID))
    let plain = try SignedEnvelope(signing: statement().json.canonicalBytes, of: "text/plain", with: key)
    #expect(fault(plain.json.canonicalBytes) == .otherPayload(type: "text/plain"))
    #expect(fault(Array("{}".utf8)) == .notAnEnvelope)
    #expect(fault(Array("run 1 passes".utf8)).map { "\($0)".contains("not JSON") } == true)
  }

  @Test(
    arguments: [
      ("_type", "https://in-toto.io/Statement/v0.1"), ("predicateType", "https://slsa.dev/provenance/v1"),
      ("subject", []), ("subject", [["name": "x", "digest": ["sha256": "00"]]]), ("predicate", [:]),
    ] as [(String, JSONValue)])
  func `a signed statement of something else is no attestation of a run`(member: String, value: JSONValue) throws {
    var other = statement().json.objectValue ?? [:]
    other[member] = value
    let envelope = try SignedEnvelope(
      signing: JSONValue.object(other).canonicalBytes, of: RunStatement.payloadType, with: key)
    guard case .otherStatement = fault(envelope.json.canonicalBytes) else {
      Issue.record("\(String(describing: fault(envelope.json.canonicalBytes)))")
      return
    }
  }

  @Test func `a second signature by somebody else takes nothing away`() throws {
    let own = try statement().signed(with: key)
    let other = try statement().signed(with: SigningKey(pem: SimulatedSigner.otherPrivateKey))
    var both = own.json.objectValue ?? [:]
    both["signatures"] = .array(
      (other.json["signatures"]?.arrayValue ?? []) + (own.json["signatures"]?.arrayValue ?? []))
    #expect(fault(JSONValue.object(both).canonicalBytes) == nil)
  }

  // MARK: Held against a run

  @Test func `what is otherwise in a run than was attested is named`() {
    #expect(statement().differences(of: statement()).isEmpty)
    let words = statement().differences(of: statement(outcome: "fail"))
    #expect(words.first == "the outcome was attested as pass and is fail")
    #expect(words.last?.hasPrefix("a.py (pass, SHA-256 ") == true && words.count == 2)
  }

  @Test func `the first altered line of a journal that was rewritten is found by the checkpoints`() {
    let rewritten = ChainTests.chain(bodies: ["zero", "other", "two"]).lines
    #expect(statement().checkpoints.firstAltered(of: lines) == nil)
    #expect(statement().checkpoints.firstAltered(of: rewritten) == 2...2)
    #expect(statement().checkpoints.firstAltered(of: Array(lines.dropLast())) == nil)
    let added = lines + ["more"]
    #expect(statement().checkpoints.firstAltered(of: added) == 5...5)
  }

  @Test func `a long journal has at most 256 checkpoints, which tell the neighbourhood`() {
    let bodies = (0..<999).map { "body \($0)" }
    let checkpoints = Checkpoints(of: ChainTests.chain(bodies: bodies).lines)
    // Every fourth of 1,000 lines.
    #expect(checkpoints.every == 4 && checkpoints.hashes.count == 250)
    let rewritten = ChainTests.chain(bodies: bodies.map { $0 == "body 5" ? "other" : $0 }).lines
    #expect(checkpoints.firstAltered(of: rewritten) == 5...8)
    #expect(Checkpoints(of: []).firstAltered(of: []) == nil)
  }
}
