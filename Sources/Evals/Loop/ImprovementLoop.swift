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
    /// Reads it, lets it be changed and writes it, while nobody else does.
    let update: @Sendable ((inout HoldoutLedger) throws -> Void) throws -> Void

    public init(
      read: @escaping @Sendable () throws -> HoldoutLedger,
      update: @escaping @Sendable ((inout HoldoutLedger) throws -> Void) throws -> Void
    ) {
      (self.read, self.update) = (read, update)
    }
  }

  /// What a person who watches is told.
  public enum Progress: Sendable {
    case judging(cases: Int, of: Workspace, iteration: Int)
    case judged
    /// The critic was asked now, and what that took; not told again by a loop that goes on.
    case asked(Usage)
    case iterated(IterationRecord)
    /// What an iteration came to, 0 for the baseline; told again by a loop that goes on.
    case measured(iteration: Int, PanelMeasurement)
    case openingHoldout(cases: Int, alpha: Double)
  }

  let start: LoopStart
  let suite: EvalSuite
  /// A hash of each case's artifact, by the case's id.
  let contents: [String: String]
  let base: Workspace
  /// The files of the base that stand on disk; others are shipped, and a change of them is a new file.
  let standing: Set<String>
  let critic: any Critic
  let judge: Judge
  let texts: @Sendable (FailedCase) throws -> [CaseText]
  /// Why a workspace is no panel, beyond what each file by itself says; nil where it is one.
  let objection: @Sendable (Workspace) -> String?
  /// Throws where something that decides has changed since the loop began; asked before the holdout is opened.
  let requireUnchanged: @Sendable () throws -> Void
  let log: any LoopLog
  let ledger: LedgerFile
  let progress: @Sendable (Progress) -> Void

  public init(
    _ start: LoopStart, suite: EvalSuite, contents: [String: String], base: Workspace, standing: Set<String>,
    critic: any Critic, log: any LoopLog, ledger: LedgerFile, judge: @escaping Judge,
    texts: @escaping @Sendable (FailedCase) throws -> [CaseText],
    objection: @escaping @Sendable (Workspace) -> String? = { _ in nil },
    requireUnchanged: @escaping @Sendable () throws -> Void = {},
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    (self.start, self.suite, self.contents, self.base, self.standing) = (start, suite, contents, base, standing)
    (self.critic, self.log, self.ledger, self.judge, self.texts) = (critic, log, ledger, judge, texts)
    (self.objection, self.requireUnchanged, self.progress) = (objection, requireUnchanged, progress)
  }

  /// Runs the loop to its end, or goes on with it.
  public func run() async throws -> ImprovementReport {
    let record = LoopRecord(log.events)
    if record.start == nil { try log.append(.begun(start)) }
    let baseline = try await measure(base, in: [.train, .dev], record, iteration: 0)
    progress(.measured(iteration: 0, baseline))
    let holdout = suite.cases(in: .holdout)
    var report = ImprovementReport(start, suite: suite, baseline: baseline)
    if let candidate = record.opened, try isLost(candidate) {
      return report.ended(
        LoopEnd(
          search: record.end?.search ?? .converged, outcome: .forfeited, candidate: candidate, entry: nil, wealth: nil))
    }
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
    guard let first = search.candidates.first else { return try end(report, searchEnd, .noCandidates, record) }
    // Candidates were chosen by the first measurement of the baseline, and chance may have been unkind to it: it is measured anew.
    let again = try await measure(base, in: [.dev], record, iteration: 0, repetition: 1)
    report.add(rerun: again, after: baseline)
    let competitors = search.candidates.map { candidate in
      Acceptance.Candidate(digest: candidate.workspace.digest, dev: candidate.measurement.paired(with: again, in: .dev))
    }
    let best = Acceptance.best(of: competitors) ?? competitors[0]
    let candidate = search.candidates.first { $0.workspace.digest == best.digest } ?? first
    report.choose(
      candidate.workspace, from: base, standing: standing, measured: candidate.measurement, against: baseline,
      dev: best.dev)
    guard Acceptance.passesDev(best) else {
      return try end(report, searchEnd, .noGainOnDev, record, candidate: best.digest)
    }
    return try await test(candidate.workspace, &report, searchEnd, record)
  }

  /// The one look at the holdout. What the log says of it is not done again.
  private func test(
    _ candidate: Workspace, _ report: inout ImprovementReport, _ searchEnd: SearchEnd, _ record: LoopRecord
  ) async throws -> ImprovementReport {
    if let end = record.end, end.entry == nil {
      return try self.end(report, searchEnd, end.outcome, record, candidate: candidate.digest)
    }
    if record.end == nil {
      do { try open(candidate, record) } catch let refusal as HoldoutLedger.Refusal {
        let outcome: LoopOutcome = refusal == .spent ? .ledgerSpent : .alreadyTested
        return try end(report, searchEnd, outcome, record, candidate: candidate.digest)
      }
    }
    let before = try await measure(base, in: [.holdout], record, iteration: 0, repetition: 1)
    let now = try await measure(candidate, in: [.holdout], record, iteration: 0, repetition: 1)
    report.add(before.usage + now.usage)
    var (entry, wealth) = (record.end?.entry, record.end?.wealth)
    if entry == nil {
      try ledger.update { ledger in
        entry = ledger.test(now.paired(with: before, in: .holdout), loop: start.id)
        wealth = ledger.alpha.wealth
      }
    }
    guard let entry else { return try end(report, searchEnd, .forfeited, record, candidate: candidate.digest) }
    report.add(before: before, now: now)
    let outcome: LoopOutcome = entry.isAdopted ? .adopted : entry.p == nil ? .cannotDecide : .notBetter
    return try end(report, searchEnd, outcome, record, candidate: candidate.digest, entry: entry, wealth: wealth)
  }

  /// Writes into the ledger that the holdout is about to be looked at.
  private func open(_ candidate: Workspace, _ record: LoopRecord) throws {
    try requireUnchanged()
    if record.opened != nil { return }
    try ledger.update { ledger in
      try ledger.open(
        loop: start.id, date: start.started, candidate: candidate.digest, contents: suite.ledgerContents(contents))
      progress(.openingHoldout(cases: suite.cases(in: .holdout).count, alpha: ledger.alpha.nextAlpha))
    }
    try log.append(.opened(candidate: candidate.digest))
  }

  /// Whether the look that this loop took is no longer its own: another loop declared it lost, or the ledger at hand never knew of
  /// it, and then it is charged there. What was seen decides nothing any more.
  private func isLost(_ candidate: String) throws -> Bool {
    guard let use = try ledger.read().uses.first(where: { $0.loop == start.id }) else {
      try ledger.update { ledger in
        ledger.forfeit(
          loop: start.id, date: start.started, candidate: candidate, contents: suite.ledgerContents(contents))
      }
      return true
    }
    return use.state == .forfeited
  }

  private func end(
    _ report: ImprovementReport, _ search: SearchEnd, _ outcome: LoopOutcome, _ record: LoopRecord,
    candidate: String? = nil, entry: AlphaLedger.Entry? = nil, wealth: Double? = nil
  ) throws -> ImprovementReport {
    if let end = record.end { return report.ended(end) }
    let end = LoopEnd(search: search, outcome: outcome, candidate: candidate, entry: entry, wealth: wealth)
    try log.append(.ended(end))
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
    let missing = cases.filter { done[alias(of: $0.id.rawValue)] == nil }
    if !missing.isEmpty {
      progress(.judging(cases: missing.count, of: workspace, iteration: iteration))
      try await judge(workspace, missing, repetition) { judged in
        // Only of train may anybody know how it failed.
        let failure = judged.result.split == SuiteSplit.train.rawValue ? judged.failure : nil
        let result = judged.result.named(alias(of: judged.result.id))
        try log.append(.judged(key: key, result: result, failure: failure, usage: judged.usage))
        done[result.id] = LoopCase(result: result, failure: failure, usage: judged.usage)
        progress(.judged)
      }
    }
    let measured = cases.compactMap { done[alias(of: $0.id.rawValue)] }
    return PanelMeasurement(
      cases: measured.map(\.result), failures: measured.compactMap(\.failure),
      usage: measured.map(\.usage).reduce(.none, +))
  }

  /// What a case is called on the log: one of the holdout by a hash, so that nobody reads there how it came out.
  private func alias(of id: String) -> String {
    suite.split(of: .init(id)) == .holdout ? String(sha256("\(start.id) \(id)").prefix(16)) : id
  }
}

/// What is on record of a loop.
struct LoopRecord {
  private(set) var start: LoopStart?
  /// By the key of a measurement, then by case.
  private(set) var judged: [String: [String: LoopCase]] = [:]
  private(set) var proposals: [Int: CriticAnswered] = [:]
  /// The candidate for which the holdout was opened.
  private(set) var opened: String?
  private(set) var end: LoopEnd?

  init(_ events: [LoopEvent]) {
    for event in events {
      switch event {
      case .begun(let start): self.start = start
      case .judged(let key, let result, let failure, let usage):
        judged[key, default: [:]][result.id] = LoopCase(result: result, failure: failure, usage: usage)
      case .proposed(let iteration, let proposal, let trouble, let usage):
        proposals[iteration] = CriticAnswered(proposal: proposal, trouble: trouble, usage: usage)
      case .opened(let candidate): opened = candidate
      case .ended(let end): self.end = end
      }
    }
  }
}
