import Artifacts
import Foundation
import Gating
import JudgeTypes
import Judging
import LanguageModels
import Provenance
import Storage
import StoredRuns

/// One invocation: its id, its journal, its judgments.
struct JudgeRun {
  private let parts: Composition
  private let inputs: ArtifactInputs
  private let progress: Progress
  let opening: RunOpening
  /// Nil where the outcome alone decides.
  private let gate: Gate?
  private let journal: RunJournal
  /// What is there of it from before it was stopped.
  private let soFar: RunSoFar?
  private let width: Int
  private let interruption: Interruption

  /// How many judgments may wait for one before them that takes longer; no artifact beyond is begun.
  private static let waitingLimit = 512

  private init(
    _ parts: Composition, _ inputs: ArtifactInputs, opening: RunOpening, gate: Gate?, journal: RunJournal,
    soFar: RunSoFar?, jobs: Int?, progress: Progress, interruption: Interruption = Interruption()
  ) {
    self.gate = gate
    self.interruption = interruption
    self.parts = parts
    self.inputs = inputs
    self.opening = opening
    self.journal = journal
    self.soFar = soFar
    self.progress = progress
    width = parts.isOffline ? jobs ?? ProcessInfo.processInfo.activeProcessorCount : Self.artifacts(for: jobs)
  }

  /// A new run, with the first line of its journal on the disk.
  ///
  /// - Parameters:
  ///   - arguments: the words after `judge`, by which it can be gone on with.
  ///   - seed: from which the nonce is made; nil for a random one.
  ///   - revision: what of the repository is checked out; nil outside of one.
  ///   - interruption: when to stop; by Ctrl-C unless said.
  static func begin(
    _ parts: Composition, _ inputs: ArtifactInputs, arguments: [String], jobs: Int?, seed: UInt64?,
    revision: GitRevision?,
    allowsEmpty: Bool, progress: Progress, interruption: Interruption = Interruption()
  ) async throws -> JudgeRun {
    var generator = SystemRandomNumberGenerator()
    let id = RunID(at: Date(), using: &generator)
    let nonce = nonce(
      of: seed.map { Digest.number(of: "moe-judge seed \($0)") } ?? .random(in: .min ... .max, using: &generator))
    do {
      let journal = try RunJournal.create(RunFolder(state: parts.state, run: id))
      let started = Timestamp.rfc3339(Date())
      let gate = parts.gate.gate(on: String(started.prefix(10)))
      let opening = RunOpening(
        run: id.description, version: Program.version, mode: parts.isOffline ? .offline : .models,
        started: started, nonce: nonce, artifacts: inputs.count, banners: parts.seating.banners,
        failsOnConditional: parts.gate.policy.rules.contains(.conditional), allowsEmpty: allowsEmpty,
        invocation: .init(
          arguments: arguments, inputs: try journal.storeBlob(inputs.names.canonicalBytes), setup: try parts.setup()),
        revision: revision, canaries: parts.canaries,
        gate: try gate.map { .init(sha256: try journal.storeBlob($0.json.canonicalBytes), of: $0) },
        configRevision: parts.files.commit)
      try await journal.append(kind: RunOpening.kind, body: opening.json, durable: !parts.isOffline)
      return JudgeRun(
        parts, inputs, opening: opening, gate: gate, journal: journal, soFar: nil, jobs: jobs, progress: progress,
        interruption: interruption)
    } catch let error as StorageError {
      throw CommandFailure("\(error.description)\nA run needs a place for its record; name one with --state DIRECTORY.")
    }
  }

  /// Of one length in every run, so that equal prompts take equally many tokens.
  private static func nonce(of number: UInt64) -> String {
    let digits = String(number, radix: 36)
    return String(repeating: "0", count: 13 - digits.count) + digits
  }

  /// A run that was stopped, to be gone on with. Everything that decides must be as it was.
  static func resume(
    _ stopped: StoppedRun, _ parts: Composition, _ inputs: ArtifactInputs, jobs: Int?, progress: Progress
  ) throws -> JudgeRun {
    try stopped.check(setup: try parts.setup(), inputs: inputs)
    parts.budget?.charge(stopped.soFar.spent)
    return JudgeRun(
      parts, inputs, opening: stopped.soFar.opening, gate: parts.gate.gate(on: stopped.soFar.opening.day),
      journal: stopped.journal, soFar: stopped.soFar, jobs: jobs,
      progress: progress)
  }

  /// How many artifacts are judged at once with models: twice as many as keep `calls` in flight with three seats each, since a
  /// seat that waits to try again, or for the others of its panel, asks nothing.
  private static func artifacts(for calls: Int?) -> Int { calls.map { max(4, ($0 * 2 + 2) / 3) } ?? 16 }

  // MARK: Judging

  /// Judges every input, at most `width` at a time, hands each judgment on in order, and closes the journal.
  ///
  /// - Parameter tell: what could not be judged is told of; on standard error unless said.
  func judge(
    handingTo take: (Judgment) throws -> Void,
    telling tell: (CommandFailure) -> Void = { Standard.error.write("moe-judge: \($0.message)\n") }
  ) async throws -> RunResult {
    let pipeline = JudgingPipeline(
      recorder: recorder, nonce: opening.nonce,
      canaries: parts.canaryRound(nonce: opening.nonce, onRecord: soFar?.canaries ?? []),
      onEvent: progress.handle, isStopping: { [interruption] in interruption.isRequested })
    var collected = Collected()
    var indexing = RunIndexing(path: parts.state + "/moe-judge.sqlite", beginning: beginning)
    var indexFailure: StorageError?
    do {
      try await judge(into: &collected, by: pipeline) { judgment in
        try take(judgment)
        guard indexFailure == nil else { return }
        do throws(StorageError) { try indexing.add(judgment) } catch { indexFailure = error }
      }
    } catch {
      // What is on record already, and not yet on the disk, is not lost with it.
      _ = try? await journal.suspend()
      throw error
    }
    progress.end()
    // How many the budget left out is said once, by the run's banner.
    for failure in collected.failures where failure.code != .budget { tell(failure) }
    if let budget = parts.budget, budget.isUsedUp {
      Standard.error.write("moe-judge: the budget of \(budget.limits.words) is used up; not all was asked\n")
    }
    let result = try await end(collected)
    do {
      if let indexFailure { throw indexFailure }
      if let record = RunRecord(result, isStopped: interruption.isRequested) { try indexing.end(record) }
    } catch {
      // The journal is whole; the index can be made again from it.
      Standard.error.write("moe-judge: the run is recorded but not indexed: \(error)\n")
    }
    return result
  }

  /// Begins artifacts while there is room, and hands on what comes, in order.
  private func judge(
    into collected: inout Collected, by pipeline: JudgingPipeline, handingTo take: (Judgment) throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: (Int, Result<Judgment, CommandFailure>).self) { group in
      var next = 0
      var running = 0
      func addMore() {
        while running < width, next < inputs.count, next < collected.handedOn + Self.waitingLimit,
          !interruption.isRequested
        {
          let ordinal = next
          parts.budget?.announce(artifact: ordinal)
          next += 1
          running += 1
          group.addTask { (ordinal, try await judgment(ordinal, by: pipeline)) }
        }
      }
      addMore()
      while let (ordinal, result) = try await group.next() {
        running -= 1
        for judgment in collected.add(result, at: ordinal) {
          try take(judgment)
        }
        addMore()
      }
    }
  }

  /// An artifact that cannot be read does not keep the others from being judged.
  private func judgment(_ ordinal: Int, by pipeline: JudgingPipeline) async throws -> Result<Judgment, CommandFailure> {
    defer { parts.budget?.end(artifact: ordinal) }
    // What is on record already went through the gate when it was derived anew.
    if let known = soFar?.judged[ordinal] { return .success(known) }
    if soFar?.ending != nil {
      return .failure(CommandFailure("\(inputs.name(ordinal)): it was not judged when the run came to its end"))
    }
    do {
      // What was begun comes to its judgment, by however few seats.
      let isCovered = try await parts.budget?.begin(artifact: ordinal) ?? true
      guard isCovered || soFar?.begun[ordinal] != nil else {
        return .failure(CommandFailure("the budget is used up", .budget))
      }
      if let begun = soFar?.begun[ordinal] {
        return .success(
          try await parts.goOn(
            with: begun, ordinal: ordinal, by: pipeline, raw: { try inputs.artifact(ordinal) }
          ).gated(by: gate))
      }
      return .success(
        try await parts.judge(try inputs.artifact(ordinal), ordinal: ordinal, by: pipeline).gated(by: gate))
    } catch is JudgingStopped {
      return .failure(CommandFailure("\(inputs.name(ordinal)): stopped before all was asked", .interrupted))
    } catch let failure as CommandFailure {
      return .failure(failure)
    } catch let error as StorageError {
      throw CommandFailure(error, .internalError)
    }
  }

  private var recorder: Recorder {
    Recorder(
      record: { [journal] kind, body, isDurable in
        ChainHead(head: try await journal.append(kind: kind, body: body, durable: isDurable), entries: 0)
      },
      store: { [journal] bytes in try journal.storeBlob(bytes) })
  }

  // MARK: The end

  /// A run that was stopped is left open, so that it can be gone on with.
  private func end(_ collected: Collected) async throws -> RunResult {
    let isStopped = interruption.isRequested && soFar?.ending == nil
    let ending =
      soFar?.ending
      ?? RunEnding(
        finished: Timestamp.rfc3339(Date()), failures: collected.failures.map { Int($0.code.rawValue) },
        isInterrupted: isStopped, budget: parts.budget.flatMap { $0.isUsedUp ? $0.limits.words : nil })
    let result = RunResult(opening, ending, tally: collected.tally, exitCode: ExitStatus.ofRun)
    do {
      guard !isStopped else {
        try await journal.suspend()
        Standard.error.write("go on with it: moe-judge judge --resume \(opening.run)\n")
        return result
      }
      if soFar?.ending == nil { try await journal.append(kind: RunEnding.kind, body: result.record(ending)) }
      return result.closed(by: try await journal.close().head)
    } catch {
      throw CommandFailure(error, .internalError)
    }
  }

  /// The run as it stands in the index while it is under way.
  private var beginning: RunRecord {
    RunRecord(
      run: journal.folder.run, started: opening.started, finished: nil, mode: opening.mode, outcome: nil, exitCode: nil,
      artifacts: 0, firstPath: nil, version: opening.version, costUSD: nil)
  }
}

/// Judgments in the order of their ordinals, handed on as soon as none before them is missing.
private struct Collected {
  private var waiting: [Int: Result<Judgment, CommandFailure>] = [:]
  /// How many artifacts are done with, in order.
  private(set) var handedOn = 0
  private(set) var failures: [CommandFailure] = []
  private(set) var tally = RunTally()

  /// Takes a result, and gives the judgments whose turn it is.
  mutating func add(_ result: Result<Judgment, CommandFailure>, at ordinal: Int) -> [Judgment] {
    waiting[ordinal] = result
    var ready: [Judgment] = []
    while let next = waiting.removeValue(forKey: handedOn) {
      handedOn += 1
      take(next, into: &ready)
    }
    return ready
  }

  private mutating func take(_ result: Result<Judgment, CommandFailure>, into ready: inout [Judgment]) {
    switch result {
    case .success(let judgment):
      tally.add(judgment)
      ready.append(judgment)
    case .failure(let failure): failures.append(failure)
    }
  }
}
