import Artifacts
import Evals
import Foundation
import JudgeTypes
import Judging
import LanguageModels
import Personas
import Provenance
import Reports
import StaticReview
import Synchronization
import YAMLFiles

/// One loop with its parts: the suite, the panel of each workspace, the critic, the ledger.
final class ImprovementRun: Sendable {
  let suite: EvalSuite
  let files: WorkspaceFiles
  let panel: PanelOptions
  let criticModel: String?
  private let ledger: LedgerOnDisk
  /// A hash of each case's artifact, by the case's id.
  private let contents: [String: String]
  private let interruption = Interruption()
  private let live = LoopProgress()
  /// Each iteration's measurement, 0 for the baseline's.
  private let steps = Mutex<[Int: PanelMeasurement]>([:])
  /// What the loop has spent so far, in this session and before.
  private let spent = Mutex(Expense.none)

  /// - Throws: `CommandFailure` for artifacts that cannot be read, all of them at once.
  init(suite: EvalSuite, files: WorkspaceFiles, panel: PanelOptions, criticModel: String?, ledgerPath: String) throws {
    var panel = panel
    if panel.rubric.isEmpty { panel.rubric = suite.rubrics ?? [] }
    (self.suite, self.files, self.panel, self.criticModel) = (suite, files, panel, criticModel)
    ledger = LedgerOnDisk(path: ledgerPath)
    var contents: [String: String] = [:]
    var problems: [String] = []
    for evalCase in suite.cases {
      do {
        contents[evalCase.id.rawValue] = try ArtifactReader().artifact(at: suite.folder + "/" + evalCase.artifact)
          .sha256
      } catch {
        problems.append("\(evalCase.id): \(error)")
      }
    }
    guard problems.isEmpty else { throw CommandFailure(problems.joined(separator: "\n")) }
    self.contents = contents
  }

  /// The loop as it begins now.
  func start(id: String, started: String, maxIterations: Int, seed: UInt64, mends: Double, breaks: Double) throws
    -> LoopStart
  {
    let base = try parts(of: files.workspace)
    return LoopStart(
      id: id, started: started, suite: suite, suiteDigest: suite.digest(contents: contents), base: files.workspace,
      panelDigest: try panelDigest(base), critic: try critic(base: base).name, maxIterations: maxIterations, seed: seed,
      alpha: try nextAlpha, mends: mends, breaks: breaks)
  }

  /// What decides besides the files that the loop may change.
  private func panelDigest(_ base: Composition) throws -> String {
    Digest.sha256("\(Program.version)\n\(try base.panelDigest())")
  }

  /// - Throws: `CommandFailure` when it was stopped; it can be gone on with then. Also where what decides is not what it was.
  func report(_ start: LoopStart, log: LoopFile) async throws -> ImprovementReport {
    let lock = try ledger.reserve()
    defer { lock.release() }
    let base = try parts(of: files.workspace)
    let isEnded = log.events.contains { if case .ended = $0 { true } else { false } }
    if !isEnded { try requireUnchanged(since: start, base) }
    for event in log.events {
      switch event {
      case .judged(_, _, _, let usage), .proposed(_, _, _, let usage): charge(usage)
      case .begun, .opened, .ended: break
      }
    }
    let critic = try critic(base: base)
    let loop = ImprovementLoop(
      start, suite: suite, contents: contents, base: files.workspace, standing: files.onDisk, critic: critic, log: log,
      ledger: ledger.file,
      judge: { [self] workspace, cases, repetition, each in
        try await judge(cases, by: workspace, repetition: repetition, each: each)
      },
      texts: { [self] failure in try texts(of: failure, redactedBy: panel.offline ? nil : base) },
      objection: { [self] workspace in
        do {
          _ = try parts(of: workspace)
          return nil
        } catch { return CommandFailure(error).message }
      }, requireUnchanged: { [self] in try requireUnchanged(since: start, base) },
      progress: { [self] progress in
        switch progress {
        case .measured(let iteration, let measurement): steps.withLock { $0[iteration] = measurement }
        case .asked(let usage): charge(usage)
        case .judging, .judged, .iterated, .openingHoldout: break
        }
        live.show(progress)
      })
    defer { live.end() }
    do { return try await loop.run() } catch is LedgerError { throw noLedger }
  }

  private func requireUnchanged(since start: LoopStart, _ base: Composition) throws {
    try files.requireUnchanged()
    guard suite.digest(contents: contents) == start.suiteDigest else {
      throw CommandFailure(
        "the suite \(suite.id) changed since the loop began, so its results no longer pair up. Begin a new loop.")
    }
    guard try panelDigest(base) == start.panelDigest else {
      throw CommandFailure(
        "the configuration, the models or this program are not what they were when the loop began. Begin a new loop.")
    }
  }

  /// - Throws: `CommandFailure` for a ledger that cannot be read.
  func requireLedger() throws {
    do { _ = try ledger.read() } catch is LedgerError { throw noLedger }
  }

  /// The level at which the next candidate is tested.
  var nextAlpha: Double { get throws { try ledger.read().alpha.nextAlpha } }

  private var noLedger: CommandFailure {
    CommandFailure(
      "\(ledger.path): this is no ledger (\(HoldoutLedger.format)), so nobody knows what was spent. Bring it back from git."
    )
  }

  /// What each iteration came to on dev, for the history: the same ids whenever the loop is gone on with.
  func history(of start: LoopStart) throws -> [EvalRecord] {
    let panel = try parts(of: files.workspace).panelDigest()
    return steps.withLock { $0 }.sorted { $0.key < $1.key }.map { iteration, measurement in
      let cases = measurement.cases(in: .dev)
      let digits = String(iteration, radix: 16)
      let origin = EvalOrigin(
        id: start.id.dropLast(2) + (digits.count == 1 ? "0" : "") + digits, suite: suite.id, started: start.started,
        finished: Timestamp.rfc3339(Date()), split: SuiteSplit.dev.rawValue,
        mode: self.panel.offline ? "offline" : "models",
        version: Program.version, commit: nil, panel: iteration == 0 ? panel : "\(panel) changed",
        label: iteration == 0 ? "improve, baseline" : "improve, iteration \(iteration)", improvement: start.id,
        iteration: iteration)
      return EvalRecord(
        head: EvalHead(origin: origin, figures: EvalFigures(of: cases, usage: measurement.usage, seed: start.seed)),
        results: SavedResults(suite: suite.id, cases: cases))
    }
  }

  // MARK: Parts

  private func parts(of workspace: Workspace) throws -> Composition {
    try Composition(
      panel, environment: ProcessInfo.processInfo.environment, files: files.overlay(of: workspace))
  }

  private func critic(base: Composition) throws -> any Critic {
    guard !panel.offline else {
      let rules = try Composition.reading { () throws(FileProblems) in try files.overlay(of: files.workspace).rules() }
      let off = try Composition.reading { () throws(FileProblems) in try files.overlay(of: files.workspace).rulesOff() }
      let learned = OfflineCritic.learnedRules(in: files.workspace)
      return OfflineCritic(
        knownRules: Set(rules.map(\.id.rawValue)).subtracting(learned), unwanted: Set(off.map(\.rawValue)))
    }
    let name = try criticModel.map { text in
      guard let name = ModelName(text) else {
        throw CommandFailure("--critic \(text): expected provider/model, such as anthropic/claude-opus-4.5.")
      }
      return name
    }
    guard let name = name ?? base.seating.routes?.sorted(by: { $0.key < $1.key }).first?.value.primary else {
      throw CommandFailure("no model is at hand for the critic. Name one with --critic provider/model.")
    }
    return ModelCritic(
      try base.languageModel(name), seed: panel.seed ?? 1, price: base.seating.catalogue.price(of: name),
      requireBudget: { [self] in
        guard let budget = base.budget else { return }
        let (limits, spent) = (budget.limits, spent.withLock { $0 })
        let isSpent =
          limits.usd.map { Expense(usd: $0, tokens: 0).nanodollars <= spent.nanodollars } ?? false
          || limits.tokens.map { $0 <= spent.tokens } ?? false
        if isSpent { throw CommandFailure("the budget of \(limits.words) is used up.", .budget) }
      })
  }

  private func charge(_ usage: Usage) {
    spent.withLock {
      $0 = $0 + Expense(usd: usage.costUSD ?? 0, tokens: (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0))
    }
  }

  // MARK: Judging

  private func judge(
    _ cases: [EvalCase], by workspace: Workspace, repetition: Int, each: (LoopCase) throws -> Void
  ) async throws {
    var parts = try parts(of: workspace)
    parts.repetition = repetition
    parts.budget?.charge(spent.withLock { $0 })
    let runner = SuiteRunner(suite: suite, parts: parts, jobs: panel.jobs, interruption: interruption)
    try await runner.run(cases) { judged in
      if let failure = judged.providerFailure {
        throw CommandFailure("\(judged.result.evalCase.id): providers failed: \(failure)", .providers)
      }
      if judged.isOutOfBudget, let budget = parts.budget {
        throw CommandFailure("the budget of \(budget.limits.words) is used up.", .budget)
      }
      charge(judged.judgment.usage)
      try each(
        LoopCase(
          result: SavedResults.Case(judged.result), failure: FailedCase(judged.result, judgment: judged.judgment),
          usage: judged.judgment.usage))
    }
  }

  /// - Parameter parts: takes secrets out of what a model is shown; nil where nothing leaves the machine.
  private func texts(of failure: FailedCase, redactedBy parts: Composition?) throws -> [CaseText] {
    let path = suite.folder + "/" + failure.artifact
    let artifact = try ArtifactReader().artifact(at: path).named(asGiven: path)
    let shown = parts.map { $0.redacted(artifact) } ?? artifact
    return shown.files.map { CaseText(path: $0.path, language: $0.language, text: $0.content) }
  }
}
