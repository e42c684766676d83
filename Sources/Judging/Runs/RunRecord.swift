internal import Deliberation
public import JudgeTypes
public import Provenance

/// What a run says before it judges: the first line of its journal.
public struct RunOpening: Sendable, Hashable {
  public static let kind = "run"

  public let run: String
  /// Of moe-judge.
  public let version: String
  public let verdictRules: String
  public let mode: RunResult.Mode
  /// RFC 3339, in UTC.
  public let started: String
  /// What every answer of a model must carry.
  public let nonce: String
  /// The number of artifacts that were named.
  public let artifacts: Int
  public let banners: [String]
  /// Whether `conditional` is refused too.
  public let failsOnConditional: Bool
  /// Whether an artifact to which no seat applies is let through.
  public private(set) var allowsEmpty: Bool
  /// Nil in a run of an earlier version, which cannot be gone on with.
  public let invocation: Invocation?
  /// What was checked out where the run was started; nil outside of a repository and in runs of earlier versions.
  public let revision: GitRevision?
  /// Which canaries its seats are asked about.
  public let canaries: CanaryMode
  /// What decides whether it stops a merge, as it is kept; nil where the outcome alone does.
  public let gate: KeptGate?
  /// The hash of the commit whose files decided; nil where those of the working tree did, as in runs of earlier versions.
  public let configRevision: String?

  public init(
    run: String, version: String, mode: RunResult.Mode, started: String, nonce: String, artifacts: Int,
    banners: [String], failsOnConditional: Bool, allowsEmpty: Bool = false, invocation: Invocation? = nil,
    revision: GitRevision? = nil, canaries: CanaryMode = .off, gate: KeptGate? = nil, configRevision: String? = nil,
    verdictRules: String = verdictRulesVersion
  ) {
    self.run = run
    self.version = version
    self.verdictRules = verdictRules
    self.mode = mode
    self.started = started
    self.nonce = nonce
    self.artifacts = artifacts
    self.banners = banners
    self.failsOnConditional = failsOnConditional
    self.allowsEmpty = allowsEmpty
    self.invocation = invocation
    self.revision = revision
    self.canaries = canaries
    self.gate = gate
    self.configRevision = configRevision
  }

  /// The same run as one that lets through what holds nothing to judge.
  public func allowingEmpty() -> RunOpening {
    var opening = self
    opening.allowsEmpty = true
    return opening
  }

  /// The day on which it was started, `YYYY-MM-DD` in UTC.
  public var day: String { String(started.prefix(10)) }

  public var json: JSONValue {
    var object: JSONObject = [
      "run": .string(run), "version": .string(version), "verdict_rules": .string(verdictRules),
      "mode": .string(mode.rawValue), "started": .string(started), "nonce": .string(nonce),
      "artifacts": .integer(artifacts), "banners": .texts(banners), "fails_on_conditional": .bool(failsOnConditional),
      "allows_empty": .bool(allowsEmpty),
    ]
    if let invocation { object["invocation"] = invocation.json }
    if let revision { object["git"] = revision.json }
    if canaries != .off { object["canaries"] = .string(canaries.rawValue) }
    if let gate { object["gate"] = gate.json }
    if let configRevision { object["config_revision"] = .string(configRevision) }
    return .object(object)
  }

  /// Reads what `json` wrote.
  ///
  /// - Throws: `RecordError` when something of it is missing, or rules are named that this program does not know.
  public init(json: JSONValue) throws(RecordError) {
    guard let rules = json["verdict_rules"]?.stringValue else {
      throw RecordError(record: "run", problem: "it names no verdict rules")
    }
    guard knownVerdictRules.contains(rules) else {
      throw RecordError(
        record: "run",
        problem: "it was judged by verdict rules '\(rules)', and this moe-judge knows "
          + "\(knownVerdictRules.joined(separator: " and ")). Check it with the version that wrote it")
    }
    guard let run = json["run"]?.stringValue, let version = json["version"]?.stringValue,
      let mode = json["mode"]?.stringValue.flatMap(RunResult.Mode.init), let started = json["started"]?.stringValue,
      let nonce = json["nonce"]?.stringValue, let artifacts = json["artifacts"]?.intValue, artifacts >= 0,
      let banners = json["banners"]?.arrayValue, let failsOnConditional = json["fails_on_conditional"]?.boolValue,
      let allowsEmpty = json["allows_empty"]?.boolValue
    else { throw RecordError(record: "run", problem: "something that every run says is missing") }
    let gate = json["gate"].flatMap(KeptGate.init)
    guard gate != nil || json["gate"] == nil else {
      throw RecordError(record: "run", problem: "what it says of its gate cannot be read")
    }
    guard let canaries = json["canaries"].map({ $0.stringValue.flatMap(CanaryMode.init) }) ?? .off else {
      throw RecordError(record: "run", problem: "it names canaries that this moe-judge does not know")
    }
    let configRevision = json["config_revision"].map { $0.stringValue ?? "" }
    guard configRevision.map(Self.isHash) ?? true else {
      throw RecordError(record: "run", problem: "its config_revision is not the hash of a commit")
    }
    self.init(
      run: run, version: version, mode: mode, started: started, nonce: nonce, artifacts: artifacts,
      banners: banners.compactMap(\.stringValue), failsOnConditional: failsOnConditional, allowsEmpty: allowsEmpty,
      invocation: json["invocation"].flatMap(Invocation.init), revision: json["git"].flatMap(GitRevision.init(json:)),
      canaries: canaries, gate: gate, configRevision: configRevision,
      verdictRules: rules)
  }

  private static func isHash(_ text: String) -> Bool {
    text.utf8.count >= 40 && text.utf8.allSatisfy("0123456789abcdef".utf8.contains)
  }
}

extension RunOpening {
  /// How a run was asked for, by which it can be gone on with.
  public struct Invocation: Sendable, Hashable {
    /// The words after the command.
    public let arguments: [String]
    /// The hash under which the names of what is judged are stored, in order, as a JSON list.
    public let inputs: String
    /// The hashes of what decides besides the artifacts, each by its name: the seats, what they are asked, where, the rule.
    public let setup: [String: String]

    public init(arguments: [String], inputs: String, setup: [String: String]) {
      self.arguments = arguments
      self.inputs = inputs
      self.setup = setup
    }

    fileprivate var json: JSONValue {
      [
        "arguments": .texts(arguments), "inputs": .string(inputs),
        "setup": .object(JSONObject(setup.mapValues { .string($0) })),
      ]
    }

    fileprivate init?(_ json: JSONValue) {
      guard let arguments = json["arguments"]?.arrayValue, let inputs = json["inputs"]?.stringValue,
        let setup = json["setup"]?.objectValue
      else { return nil }
      self.init(
        arguments: arguments.compactMap(\.stringValue), inputs: inputs,
        setup: Dictionary(
          setup.compactMap { part in part.value.stringValue.map { (part.key, $0) } },
          uniquingKeysWith: { first, _ in first }))
    }
  }
}

extension RunResult {
  /// The exit code of a run; the table of codes is the program's.
  public typealias ExitRule = @Sendable (RunOpening, RunEnding, RunTally) -> Int

  /// What follows from a run's judgments, and from nothing else but its first and last words.
  ///
  /// - Parameter judgments: none where they were handed on, and then `tally` says what they came to.
  public init(
    _ opening: RunOpening, _ ending: RunEnding, judgments: [Judgment] = [], tally: RunTally? = nil, exitCode: ExitRule
  ) {
    let tally = tally ?? RunTally(judgments)
    let isComplete = !ending.isInterrupted && ending.failures.isEmpty
    let unread = ending.failures.count - ending.unbegun
    let missing =
      "incomplete: \(tally.judged) judged, \(unread) could not be read"
      + (ending.isInterrupted ? ", then it was interrupted" : "")
    let banners = ending.banners(over: tally) + (unread > 0 || ending.isInterrupted ? [missing] : [])
    self.init(
      run: opening.run, mode: opening.mode, started: opening.started, finished: ending.finished,
      version: opening.version, banners: opening.banners + banners, judgments: judgments,
      tally: tally, agreement: RunAgreement(of: tally.verdicts), exitCode: exitCode(opening, ending, tally),
      isComplete: isComplete, troubles: ending.troubles(over: tally),
      gate: opening.gate?.summary(over: tally, isComplete: isComplete))
  }

  /// The line of the journal that ends the run, before the closing one.
  public func record(_ ending: RunEnding) -> JSONValue {
    var object: JSONObject = [
      "outcome": .string(outcome.rawValue), "exit_code": .integer(exitCode), "finished": .string(ending.finished),
      "judgments": .integer(tally.judged), "banners": .texts(banners), "complete": .bool(isComplete),
      "failures": .array(ending.failures.map { .integer($0) }), "interrupted": .bool(ending.isInterrupted),
    ]
    if let budget = ending.budget { object["budget"] = .string(budget) }
    return .object(object)
  }
}
