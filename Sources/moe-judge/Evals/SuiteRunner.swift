import Artifacts
import Evals
import JudgeTypes
import Judging
import LanguageModels
import Provenance

/// A case that was judged, and why its result may not be worth counting.
struct JudgedCase: Sendable {
  /// Its place among all that was asked for: the cases in their order, once for each repetition.
  let ordinal: Int
  let result: CaseResult
  /// Why the quorum was lost, where providers failed.
  let providerFailure: String?
  let isOutOfBudget: Bool
  let judgment: Judgment
}

/// Runs the cases of a suite through the panel, a few at a time.
///
/// An eval's figures are its record: the judgments of its cases are not kept as runs.
struct SuiteRunner: Sendable {
  let suite: EvalSuite
  let parts: Composition
  /// Cases in flight at once; memory grows with it, never with the number of cases.
  let width: Int
  /// How often each case is judged, as something else than what was judged before.
  let repeats: Int
  /// Nil for nobody who looks on.
  let progress: Progress?
  /// Ctrl-C: what is in flight ends and is handed over, and nothing more is begun.
  let interruption: Interruption
  private let reader = ArtifactReader()

  /// - Parameter jobs: the calls in flight that were asked for: with three seats and more a case keeps several of them busy.
  init(
    suite: EvalSuite, parts: Composition, jobs: Int?, repeats: Int = 1, progress: Progress? = nil,
    interruption: Interruption = Interruption()
  ) {
    self.interruption = interruption
    self.suite = suite
    self.parts = parts
    width = max(4, min(64, (jobs ?? 0) / 2))
    self.repeats = max(1, repeats)
    self.progress = progress
  }

  /// Judges `cases`, all of them once before any a second time, and hands each over as soon as it is done, in whatever order that is.
  ///
  /// - Throws: `CommandFailure` for an artifact that cannot be read and where it was stopped, and what `each` throws; the cases in flight
  ///   are then cancelled. What models answered is kept all the same.
  func run(_ cases: [EvalCase], each: (JudgedCase) async throws -> Void) async throws {
    do { try await runAll(cases, each: each) } catch {
      await parts.memory.flush()
      throw error
    }
    await parts.memory.flush()
  }

  private func runAll(_ cases: [EvalCase], each: (JudgedCase) async throws -> Void) async throws {
    let pipeline = JudgingPipeline(
      recorder: Recorder(
        record: { _, _, _ in ChainHead(head: "", entries: 0) }, store: { bytes in Digest.sha256(bytes) }),
      nonce: String(UInt64.random(in: .min ... .max), radix: 36), onEvent: { [progress] in progress?.handle($0) })
    defer { progress?.end() }
    try await withThrowingTaskGroup(of: JudgedCase.self) { group in
      let total = cases.count * repeats
      var (waiting, done) = ((0..<total).makeIterator(), 0)
      func addNext() {
        guard let ordinal = waiting.next() else { return }
        group.addTask { try await judge(cases[ordinal % cases.count], ordinal, cases.count, by: pipeline) }
      }
      for _ in 0..<max(1, width) { addNext() }
      while let judged = try await group.next() {
        try await each(judged)
        done += 1
        if !interruption.isRequested { addNext() }
      }
      guard done == total else {
        throw CommandFailure(
          "stopped after \(done) of \(total) cases. What models answered is in the cache and is not asked again.",
          .interrupted)
      }
    }
  }

  private func judge(
    _ evalCase: EvalCase, _ ordinal: Int, _ count: Int, by pipeline: JudgingPipeline
  ) async throws -> JudgedCase {
    let path = suite.folder + "/" + evalCase.artifact
    var parts = parts
    parts.repetition += ordinal / count
    do {
      let artifact = try reader.artifact(at: path).named(asGiven: path)
      let judgment = try await parts.judge(artifact, ordinal: ordinal, by: pipeline)
      let result = CaseResult(
        evalCase, split: suite.split(of: evalCase.id), group: Self.group(of: evalCase, artifact),
        repetition: parts.repetition, judgment: judgment)
      return JudgedCase(
        ordinal: ordinal, result: result, providerFailure: judgment.providerFailure,
        isOutOfBudget: judgment.isOutOfBudget, judgment: judgment)
    } catch let error as ArtifactError {
      throw CommandFailure(error)
    }
  }

  private static func group(of evalCase: EvalCase, _ artifact: Artifact) -> String {
    evalCase.kind == .code ? artifact.files.first?.language.rawValue ?? "code" : evalCase.kind.rawValue
  }
}

extension Judgment {
  /// Why the seats failed, where the quorum was lost to that.
  fileprivate var providerFailure: String? {
    guard isProviderFailure else { return nil }
    return seats.first { $0.result.state == .failed }?.result.reason ?? consensus.reason
  }
}

/// What came of the cases of a suite, in their order, without the judgments: memory does not grow with what judges say.
struct SuiteResults: Sendable {
  private(set) var results: [CaseResult] = []
  /// Why cases lost their quorum, where providers failed.
  private(set) var failures: [String] = []
  /// How many cases were not judged by every seat for want of budget.
  private(set) var unasked = 0
  /// How many lost their quorum to providers, or seats to the budget.
  private(set) var unjudged = 0
  private(set) var usage = Usage.none

  /// - Parameter reading: is handed each case as soon as it is done, in whatever order that is.
  init(of cases: [EvalCase], by runner: SuiteRunner, reading: (JudgedCase) -> Void = { _ in }) async throws {
    var byPlace: [(place: Int, result: CaseResult)] = []
    try await runner.run(cases) { judged in
      reading(judged)
      byPlace.append((judged.ordinal, judged.result))
      if let failure = judged.providerFailure { failures.append(failure) }
      if judged.isOutOfBudget { unasked += 1 }
      if judged.isOutOfBudget || judged.providerFailure != nil { unjudged += 1 }
      usage = usage + judged.judgment.usage
    }
    results = byPlace.sorted { $0.place < $1.place }.map(\.result)
  }

  /// - Throws: `CommandFailure` where there is nothing to measure: no case, or none that the providers answered.
  func requireAny() throws {
    guard !results.isEmpty else { throw CommandFailure("the suite has no case in that part.") }
    if let failure = failures.first, failures.count == results.count {
      throw CommandFailure("no case was judged, because the providers failed: \(failure)", .providers)
    }
  }

  /// After the figures are shown.
  ///
  /// - Throws: `CommandFailure` where cases were not judged by every seat, so that the figures are not the panel's.
  func requireAll(within budget: CallBudget?) throws {
    if unasked > 0, let budget {
      throw CommandFailure(
        "\(unasked) of \(results.count) cases were not judged by every seat, as the budget of \(budget.limits.words) is "
          + "used up. Measure again with a larger one; what the cache holds is not asked again.", .budget)
    }
    if let failure = failures.first {
      throw CommandFailure(
        "\(failures.count) of \(results.count) cases lost their quorum, because providers failed: \(failure)",
        .providers)
    }
  }
}
