public import JudgeTypes

/// The iterations of a loop: what the critic proposes, applied, measured, and kept or taken back.
struct LoopSearch {
  struct Candidate {
    let workspace: Workspace
    let measurement: PanelMeasurement
  }

  /// So many iterations in a row without anything gained end the search.
  static let patience = 2

  let loop: ImprovementLoop
  let record: LoopRecord
  let baseline: PanelMeasurement

  /// What was kept; what was taken back competes for nothing.
  private(set) var candidates: [Candidate] = []
  private(set) var iterations: [IterationRecord] = []
  private(set) var refused: [RefusedEdit] = []
  private(set) var doubts: [EvalChange] = []
  private(set) var usage = Usage.none

  init(loop: ImprovementLoop, record: LoopRecord, baseline: PanelMeasurement) {
    (self.loop, self.record, self.baseline) = (loop, record, baseline)
  }

  mutating func run() async throws -> SearchEnd {
    let applier = Applier(base: loop.base, suite: loop.suite)
    var current = Candidate(workspace: loop.base, measurement: baseline)
    var tried: [RefusedEdit] = []
    var measured: Set<Workspace> = [loop.base]
    var (useless, gainless) = (0, 0)
    var bestGain = 0
    guard loop.start.maxIterations > 0 else { return .maximum }
    for number in 1...loop.start.maxIterations {
      guard !current.measurement.failures.isEmpty else { return .converged }
      let answered = try await answer(in: number, about: current, tried: tried)
      let (proposal, trouble) = (answered.proposal, answered.trouble)
      usage = usage + answered.usage
      doubts += (proposal?.evalChanges ?? []).filter { !doubts.contains($0) }
      if trouble == nil, proposal?.edits.isEmpty == true {
        note(IterationRecord(number, proposal, state: .nothingProposed, criticUsage: answered.usage))
        return .converged
      }
      let (workspace, refusals) = applier.apply(
        proposal?.edits ?? [], to: current.workspace, editingRules: loop.critic.editsRules, objection: loop.objection)
      refused += refusals
      tried += refusals
      guard measured.insert(workspace).inserted else {
        note(
          IterationRecord(
            number, proposal, state: .refused, refusals: refusals, trouble: trouble, criticUsage: answered.usage))
        useless += 1
        if useless >= Self.patience { return .noProposals }
        continue
      }
      useless = 0
      let measurement = try await loop.measure(workspace, in: [.train, .dev], record, iteration: number)
      loop.progress(.measured(iteration: number, measurement))
      usage = usage + measurement.usage
      // Train says whether to build on it; dev only whether it is worth going on. What changes nothing is not carried along.
      let isKept = score(measurement) > score(current.measurement)
      let gain = measurement.paired(with: baseline, in: .dev)
      note(
        IterationRecord(
          number, proposal, state: isKept ? .kept : .takenBack, refusals: refusals, measured: measurement, dev: gain,
          seed: loop.start.seed, criticUsage: answered.usage))
      if isKept {
        current = Candidate(workspace: workspace, measurement: measurement)
        candidates.append(current)
      } else {
        tried += (proposal?.edits ?? []).map {
          RefusedEdit(edit: $0, reason: "nothing on train came out better with it")
        }
      }
      gainless = gain.mended - gain.broken > bestGain ? 0 : gainless + 1
      bestGain = max(bestGain, gain.mended - gain.broken)
      if gainless >= Self.patience { return .noGain }
    }
    return .maximum
  }

  private mutating func note(_ iteration: IterationRecord) {
    iterations.append(iteration)
    loop.progress(.iterated(iteration))
  }

  /// Right outcomes first, then what the findings are worth.
  private func score(_ measurement: PanelMeasurement) -> (Int, Double) {
    let cases = measurement.cases(in: .train)
    return (cases.count(where: \.isRight), cases.findings.f1 ?? 0)
  }

  /// The critic's answer, or the one on record; an answer that is none is trouble, and the loop goes on.
  private func answer(in number: Int, about current: Candidate, tried: [RefusedEdit]) async throws -> CriticAnswered {
    if let known = record.proposals[number] { return known }
    var answered: CriticAnswered
    do {
      let (proposal, usage) = try await loop.critic.proposal(
        for: current.measurement.failures, in: current.workspace, tried: tried, texts: loop.texts)
      answered = CriticAnswered(proposal: proposal, trouble: nil, usage: usage)
    } catch let error as CriticTrouble {
      answered = CriticAnswered(proposal: nil, trouble: error.reason, usage: error.usage)
    }
    try loop.log.append(
      .proposed(
        iteration: number, proposal: answered.proposal, trouble: answered.trouble, usage: answered.usage))
    loop.progress(.asked(answered.usage))
    return answered
  }
}

/// What a critic said, or why it said nothing, and what asking took.
struct CriticAnswered {
  let proposal: Proposal?
  let trouble: String?
  let usage: Usage
}

/// An answer of a critic of which nothing can be used.
public struct CriticTrouble: Error, Sendable {
  public let reason: String
  public let usage: Usage

  public init(_ reason: String, usage: Usage = .none) { (self.reason, self.usage) = (reason, usage) }
}
