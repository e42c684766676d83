public import JudgeTypes

/// What is attested of a finished run: an in-toto Statement v1 whose subject is the head of the run's hash chain.
public struct RunStatement: Sendable, Hashable {
  public static let type = "https://in-toto.io/Statement/v1"
  public static let predicateType = "https://moe-judge.dev/attestation/run/v1"
  /// As what it is signed.
  public static let payloadType = "application/vnd.in-toto+json"

  public struct Artifact: Sendable, Hashable {
    public let path: String
    /// Of the artifact as it was read.
    public let sha256: String
    public let outcome: String

    public init(path: String, sha256: String, outcome: String) {
      self.path = path
      self.sha256 = sha256
      self.outcome = outcome
    }
  }

  public let run: String
  /// The hash of the journal's last line and the number of its lines.
  public let chain: ChainHead
  public let checkpoints: Checkpoints
  public let outcome: String
  public let exitCode: Int
  /// `models` or `offline`.
  public let mode: String
  /// RFC 3339, in UTC.
  public let started: String
  public let finished: String
  /// In the order in which they were named.
  public let artifacts: [Artifact]
  /// Of moe-judge.
  public let version: String
  public let verdictRules: String
  /// What was checked out where the run was started; nil outside of a repository.
  public let revision: GitRevision?

  public init(
    run: String, chain: ChainHead, checkpoints: Checkpoints, outcome: String, exitCode: Int, mode: String,
    started: String, finished: String, artifacts: [Artifact], version: String, verdictRules: String,
    revision: GitRevision? = nil
  ) {
    self.run = run
    self.chain = chain
    self.checkpoints = checkpoints
    self.outcome = outcome
    self.exitCode = exitCode
    self.mode = mode
    self.started = started
    self.finished = finished
    self.artifacts = artifacts
    self.version = version
    self.verdictRules = verdictRules
    self.revision = revision
  }

  /// Signs it.
  public func signed(with key: SigningKey) throws(KeyError) -> SignedEnvelope {
    try SignedEnvelope(signing: json.canonicalBytes, of: Self.payloadType, with: key)
  }

  /// Reads what `key` signed.
  public init(attestation bytes: [UInt8], signedBy key: VerificationKey) throws(AttestationFault) {
    let envelope = try SignedEnvelope(parsing: bytes)
    let payload = try envelope.payload(signedBy: key)
    guard envelope.payloadType == Self.payloadType else { throw .otherPayload(type: envelope.payloadType) }
    let json: JSONValue
    do { json = try JSONValue(parsing: payload) } catch { throw .otherStatement(error.fault) }
    try self.init(json: json)
  }
}

// MARK: - Its form

extension RunStatement {
  public var json: JSONValue {
    [
      "_type": .string(Self.type), "predicateType": .string(Self.predicateType),
      "subject": [["name": .string("run:\(run)"), "digest": ["sha256": .string(chain.head)]]],
      "predicate": [
        "run": .string(run), "head": .string(chain.head), "entries": .integer(chain.entries),
        "checkpoints": checkpoints.json, "outcome": .string(outcome), "exit_code": .integer(exitCode),
        "mode": .string(mode), "started": .string(started), "finished": .string(finished),
        "artifacts": .array(
          artifacts.map {
            ["path": .string($0.path), "sha256": .string($0.sha256), "outcome": .string($0.outcome)]
          }),
        "version": .string(version), "verdict_rules": .string(verdictRules), "git": revision?.json ?? .null,
      ],
    ]
  }

  /// Reads what `json` wrote.
  public init(json: JSONValue) throws(AttestationFault) {
    guard json["_type"]?.stringValue == Self.type else { throw .otherStatement("its _type is not \(Self.type)") }
    guard json["predicateType"]?.stringValue == Self.predicateType, let body = json["predicate"] else {
      throw .otherStatement("its predicateType is not \(Self.predicateType)")
    }
    guard let subjects = json["subject"]?.arrayValue, subjects.count == 1,
      let digest = subjects[0]["digest"]?["sha256"]?.stringValue, digest == body["head"]?.stringValue
    else { throw .otherStatement("its subject is not the head of one run") }
    guard let run = body["run"]?.stringValue, Digest.isDigest(digest), let entries = body["entries"]?.intValue,
      let checkpoints = body["checkpoints"].flatMap(Checkpoints.init(json:)),
      let outcome = body["outcome"]?.stringValue, let exitCode = body["exit_code"]?.intValue,
      let mode = body["mode"]?.stringValue, let started = body["started"]?.stringValue,
      let finished = body["finished"]?.stringValue, let artifacts = body["artifacts"]?.arrayValue,
      let version = body["version"]?.stringValue, let rules = body["verdict_rules"]?.stringValue
    else { throw .otherStatement("something that every attestation says is missing") }
    self.init(
      run: run, chain: ChainHead(head: digest, entries: entries), checkpoints: checkpoints, outcome: outcome,
      exitCode: exitCode, mode: mode, started: started, finished: finished,
      artifacts: artifacts.map {
        Artifact(
          path: $0["path"]?.stringValue ?? "", sha256: $0["sha256"]?.stringValue ?? "",
          outcome: $0["outcome"]?.stringValue ?? "")
      },
      version: version, verdictRules: rules, revision: body["git"].flatMap(GitRevision.init(json:)))
  }
}

// MARK: - Held against a run

extension RunStatement {
  /// What is otherwise in a run than was attested, in words; none where it is the run that was attested.
  public func differences(of run: RunStatement) -> [String] {
    let facts: [(String, String, String)] = [
      ("the run", self.run, run.run), ("the head", chain.head, run.chain.head),
      ("the number of entries", "\(chain.entries)", "\(run.chain.entries)"), ("the outcome", outcome, run.outcome),
      ("the exit code", "\(exitCode)", "\(run.exitCode)"), ("the mode", mode, run.mode),
      ("the start", started, run.started), ("the end", finished, run.finished),
      ("the version", version, run.version), ("the verdict rules", verdictRules, run.verdictRules),
      ("the git commit", revision?.description ?? "none", run.revision?.description ?? "none"),
    ]
    var differences = facts.filter { $0.1 != $0.2 }.map { "\($0.0) was attested as \($0.1) and is \($0.2)" }
    if artifacts.count != run.artifacts.count {
      differences.append("\(artifacts.count) artifacts were attested, and there are \(run.artifacts.count)")
    }
    for (attested, found) in zip(artifacts, run.artifacts) where attested != found {
      differences.append("\(attested.words) was attested, and there is \(found.words)")
    }
    return differences
  }
}

extension RunStatement.Artifact {
  fileprivate var words: String { "\(path) (\(outcome), SHA-256 \(sha256))" }
}
