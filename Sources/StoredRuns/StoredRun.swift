public import JudgeTypes
public import Judging
public import Provenance
public import Storage

/// A run of a state folder, read back: derived anew where the bytes for that are there, else as its journal says.
public enum StoredRun: Sendable {
  case derived(RunVerification, of: RunID, lines: [String])
  case pruned(PrunedRun)

  /// - Parameters:
  ///   - head: the head of the journal that somebody attested or wrote down; nil asks for none.
  /// - Throws: `StorageError` where the journal cannot be read.
  public init(_ run: RunID, in library: RunLibrary, head: String? = nil) throws(StorageError) {
    if let pruned = try PrunedRun(run, in: library, head: head) {
      self = .pruned(pruned)
    } else {
      let (lines, verification) = try library.verification(of: run, head: head)
      self = .derived(verification, of: run, lines: lines)
    }
  }

  public var chain: ChainReport {
    switch self {
    case .derived(let verification, _, _): verification.chain
    case .pruned(let run): run.chain
    }
  }

  /// Whether nothing that is there speaks against the record; of a pruned run no more than its chain could be checked.
  public var holds: Bool {
    switch self {
    case .derived(let verification, _, _): verification.holds
    case .pruned(let run): run.holds
    }
  }

  /// Whether its record does not hold, and not for want of an end alone: what is shown of it may be false.
  public var isDamaged: Bool {
    switch self {
    case .derived(let verification, _, _): !verification.holds && !verification.isUnfinished
    case .pruned(let run): !run.holds
    }
  }

  /// What the index keeps of it; nil where its first words cannot be read.
  public var summary: RunSummary? {
    switch self {
    case .pruned(let run): return run.summary
    case .derived(let verification, let run, _):
      let result = verification.result(of: run)
      guard let summary = RunSummary(result) else { return nil }
      let stopped = verification.chain.ending == .closed ? nil : RunRecord(result, isStopped: true)
      return RunSummary(
        record: stopped ?? summary.record, judgments: summary.judgments, ordinals: verification.ordinals)
    }
  }
}

extension RunLibrary {
  /// A run's record, read and derived anew.
  ///
  /// - Parameters:
  ///   - head: the head that somebody attested or wrote down; nil asks for none.
  ///   - otherRule: a rule to judge by a second time.
  /// - Throws: `StorageError` where the journal cannot be read. A record that does not hold is none: the answer says so.
  public func verification(
    of run: RunID, head: String? = nil, under otherRule: (@Sendable (ConsensusRule) -> ConsensusRule)? = nil
  ) throws(StorageError) -> (lines: [String], verification: RunVerification) {
    let lines = try lines(of: run)
    let blobs = blobs(of: run)
    let verification = RunVerification(
      lines: lines, run: run.description, expectedHead: head, under: otherRule, exitCode: ExitStatus.ofRun
    ) { hash in try blobs.read(hash) }
    return (lines, verification)
  }
}

extension RunVerification {
  /// The run as it follows from its record; without the first words of a damaged one, as far as it goes.
  public func result(of run: RunID, adding banners: [String] = []) -> RunResult {
    let opening =
      opening
      ?? RunOpening(
        run: run.description, version: "", mode: .offline, started: "", nonce: "", artifacts: 0, banners: [],
        failsOnConditional: false)
    return RunResult(opening, ending, judgments: judgments, exitCode: ExitStatus.ofRun)
      .closed(by: chain.isWhole ? chain.head : nil, adding: banners)
  }

  /// What a reader of the run must be told of its record; nothing where it holds.
  public func caveats(of run: RunID) -> [String] {
    holds || isUnfinished ? [] : ["this record does not hold; see: moe-judge runs verify \(run)"]
  }
}

extension RunRecord {
  /// A stopped run has not ended.
  public init?(_ result: RunResult, isStopped: Bool) {
    guard let ended = RunRecord(result) else { return nil }
    guard isStopped else {
      self = ended
      return
    }
    self.init(
      run: ended.run, started: ended.started, finished: nil, mode: ended.mode, outcome: nil, exitCode: nil,
      artifacts: ended.artifacts, firstPath: ended.firstPath, version: ended.version, costUSD: ended.costUSD)
  }
}
