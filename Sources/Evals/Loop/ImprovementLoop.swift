public import JudgeTypes

/// A case that was judged for a loop.
public struct LoopCase: Sendable {
  public let result: SavedResults.Case
  /// Nil where nothing went wrong, and for cases that no critic may see.
  public let failure: FailedCase?
  public let usage: Usage

  public init(result: SavedResults.Case, failure: FailedCase?, usage: Usage) {
    (self.result, self.failure, self.usage) = (result, failure, usage)
  }
}

/// Looks for a change of prompts, rules or thresholds that makes the panel better, and keeps it only when luck does not explain the gain.
///
/// A critic sees what fails on train and proposes edits; candidates compete on dev; the best of them meets the sealed holdout once, at a
/// level that the ledger grants (ADR-027). Every step is on the log before anything rests on it, so a loop that was killed goes on where it
/// was and ends the same.
public struct ImprovementLoop: Sendable {
  /// Judges cases by a workspace, which is asked for the n-th time; hands each over when it is done.
  ///
  /// - Throws: what keeps cases from being judged, such as a used-up budget. The loop then stops, to be gone on with.
  public typealias Judge =
    @Sendable (
      Workspace, [EvalCase], _ repetition: Int, _ each: (LoopCase) throws -> Void
    ) async throws -> Void

  /// Where the ledger of the suite is read and written.
  public struct LedgerFile: Sendable {
    public let read: @Sendable () throws -> HoldoutLedger
    let write: @Sendable (HoldoutLedger) throws -> Void

    public init(
      read: @escaping @Sendable () throws -> HoldoutLedger, write: @escaping @Sendable (HoldoutLedger) throws -> Void
    ) {
      (self.read, self.write) = (read, write)
    }
  }

  /// What a person who watches is told.
  public enum Progress: Sendable {
    case judging(cases: Int, of: Workspace, iteration: Int)
    case judged
    case iterated(IterationRecord)
    /// What an iteration came to, 0 for the baseline; told again by a loop that goes on.
    case measured(iteration: Int, PanelMeasurement)
    case openingHoldout(cases: Int, alpha: Double)
  }

  let start: LoopStart
  let suite: EvalSuite
  let base: Workspace
  let critic: any Critic
  let judge: Judge
  let texts: @Sendable (FailedCase) throws -> [CaseText]
  /// Why a workspace is no panel, beyond what each file by itself says; nil where it is one.
  let objection: @Sendable (Workspace) -> String?
  let log: any LoopLog
  let ledger: LedgerFile
  let progress: @Sendable (Progress) -> Void

  public init(
    _ start: LoopStart, suite: EvalSuite, base: Workspace, critic: any Critic, log: any LoopLog, ledger: LedgerFile,
    judge: @escaping Judge, texts: @escaping @Sendable (FailedCase) throws -> [CaseText],
    objection: @escaping @Sendable (Workspace) -> String? = { _ in nil },
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    (self.start, self.suite, self.base, self.critic, self.log, self.ledger) = (start, suite, base, critic, log, ledger)
    (self.judge, self.texts, self.objection, self.progress) = (judge, texts, objection, progress)
  }

  /// Runs the loop to its end, or goes on with it.
  public func run() async throws -> ImprovementReport {
    let record = LoopRecord(log.events)
    if record.start == nil { try log.append(.begun(start)) }
    let baseline = try await measure(base, in: [.train, .dev], record, iteration: 0)
    progress(.measured(iteration: 0, baseline))
    let holdout = suite.cases(in: .holdout)
    var report = ImprovementReport(start, suite: suite, baseline: baseline)
    guard baseline.cases(in: .dev).count >= ExactTest.fewest, holdout.count >= ExactTest.fewest else {
      return try end(report, .tooFewCases, .noCandidates, record)
    }
    guard baseline.cases(in: .dev).count(where: { !$0.isRight }) >= ExactTest.fewest else {
      return try end(report, .noHeadroom, .noCandidates, record)
    }
    var search = LoopSearch(loop: self, record: record, baseline: baseline)
    let searchEnd = try await search.run()
    report.add(search.iterations, refused: search.refused, doubts: search.doubts)
    report.add(search.usage)
    guard !search.candidates.isEmpty else { return try end(report, searchEnd, .noCandidates, record) }
    // Candidates were chosen by the first measurement of the baseline, and chance may have been unkind to it: it is measured anew.
    let again = try await measure(base, in: [.dev], record, iteration: 0, repetition: 1)
    report.add(rerun: again, after: baseline)
    let competitors = search.candidates.map { candidate in
      Acceptance.Candidate(digest: candidate.workspace.digest, dev: candidate.measurement.paired(with: again, in: .dev))
    }
    guard let best = Acceptance.best(of: competitors),
      let candidate = search.candidates.first(where: { $0.workspace.digest == best.digest })
    else { return try end(report, searchEnd, .noCandidates, record) }
    report.choose(
      candidate.workspace, from: base, measured: candidate.measurement, against: baseline, dev: best.dev)
    guard Acceptance.passesDev(best) else {
      return try end(report, searchEnd, .noGainOnDev, record, candidate: best.digest)
    }
    return try await test(candidate.workspace, &report, searchEnd, record)
  }

  /// The one look at the holdout.
  private func test(
    _ candidate: Workspace, _ report: inout ImprovementReport, _ searchEnd: SearchEnd, _ record: LoopRecord
  ) async throws -> ImprovementReport {
    let keys = suite.cases(in: .holdout).map { SavedResults.Case.Key($0.id.rawValue, labels: $0.labelDigest) }
    var ledger = try self.ledger.read()
    guard ledger.allowsTest(by: start.id) else {
      return try end(report, searchEnd, .ledgerSpent, record, candidate: candidate.digest)
    }
    progress(.openingHoldout(cases: keys.count, alpha: ledger.alpha.nextAlpha))
    ledger.open(loop: start.id, date: start.started, candidate: candidate.digest, holdout: keys)
    try self.ledger.write(ledger)
    let before = try await measure(base, in: [.holdout], record, iteration: 0, repetition: 1)
    let now = try await measure(candidate, in: [.holdout], record, iteration: 0, repetition: 1)
    report.add(before.usage + now.usage)
    // Another loop may have written to it meanwhile.
    ledger = try self.ledger.read()
    guard let entry = ledger.test(now.paired(with: before, in: .holdout), loop: start.id) else {
      return try end(report, searchEnd, .ledgerSpent, record, candidate: candidate.digest)
    }
    try self.ledger.write(ledger)
    report.add(entry, left: ledger.alpha.wealth, before: before, now: now)
    let outcome: LoopOutcome = entry.isAdopted ? .adopted : entry.p == nil ? .cannotDecide : .notBetter
    return try end(report, searchEnd, outcome, record, candidate: candidate.digest, entry: entry)
  }

  private func end(
    _ report: ImprovementReport, _ search: SearchEnd, _ outcome: LoopOutcome, _ record: LoopRecord,
    candidate: String? = nil, entry: AlphaLedger.Entry? = nil
  ) throws -> ImprovementReport {
    let end = LoopEnd(search: search, outcome: outcome, candidate: candidate, entry: entry)
    if !record.isEnded { try log.append(.ended(end)) }
    return report.ended(end)
  }

  // MARK: Measuring

  /// Judges the cases of some parts that are not on record yet.
  func measure(
    _ workspace: Workspace, in splits: Set<SuiteSplit>, _ record: LoopRecord, iteration: Int, repetition: Int = 0
  ) async throws -> PanelMeasurement {
    let key = "\(workspace.digest) \(repetition)"
    var done = record.judged[key] ?? [:]
    let cases = suite.cases.filter { splits.contains(suite.split(of: $0.id)) }
    let missing = cases.filter { done[$0.id.rawValue] == nil }
    if !missing.isEmpty {
      progress(.judging(cases: missing.count, of: workspace, iteration: iteration))
      try await judge(workspace, missing, repetition) { judged in
        // Only of train may anybody know how it failed.
        let failure = judged.result.split == SuiteSplit.train.rawValue ? judged.failure : nil
        try log.append(.judged(key: key, result: judged.result, failure: failure, usage: judged.usage))
        done[judged.result.id] = LoopCase(result: judged.result, failure: failure, usage: judged.usage)
        progress(.judged)
      }
    }
    let measured = cases.compactMap { done[$0.id.rawValue] }
    return PanelMeasurement(
      cases: measured.map(\.result), failures: measured.compactMap(\.failure),
      usage: measured.map(\.usage).reduce(.none, +))
  }
}

/// What is on record of a loop.
struct LoopRecord {
  private(set) var start: LoopStart?
  /// By the key of a measurement, then by case.
  private(set) var judged: [String: [String: LoopCase]] = [:]
  private(set) var proposals: [Int: (proposal: Proposal?, trouble: String?)] = [:]
  private(set) var isEnded = false

  init(_ events: [LoopEvent]) {
    for event in events {
      switch event {
      case .begun(let start): self.start = start
      case .judged(let key, let result, let failure, let usage):
        judged[key, default: [:]][result.id] = LoopCase(result: result, failure: failure, usage: usage)
      case .proposed(let iteration, let proposal, let trouble): proposals[iteration] = (proposal, trouble)
      case .ended: isEnded = true
      }
    }
  }
}
