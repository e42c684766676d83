internal import Gating
internal import JudgeTypes
internal import Provenance

/// Reads a journal's entries in order, as a run writes them, and derives each judgment when its own entry comes.
struct RunDerivation {
  private let run: String?
  private let blob: (String) throws -> [UInt8]?
  private(set) var problems: [RunVerification.Problem] = []
  private(set) var opening: RunOpening?
  private(set) var ending: RunEnding?
  private var open: [Int: JudgmentDerivation] = [:]
  private var judged: [Int: Judgment] = [:]
  private let otherRule: (@Sendable (ConsensusRule) -> ConsensusRule)?
  private var judgedAgain: [Int: Rejudgment] = [:]
  private var opened: Set<Int> = []
  private(set) var canaries = CanaryRecord()
  private var hasResult = false
  /// What decides whether the run stops a merge; nil where the outcome alone does.
  private var gate: Gate?

  /// - Parameter otherRule: the rule under which each judgment is to be made a second time, of its own; nil for none.
  init(
    of run: String?, under otherRule: (@Sendable (ConsensusRule) -> ConsensusRule)? = nil,
    blob: @escaping (String) throws -> [UInt8]?
  ) {
    self.run = run
    self.otherRule = otherRule
    self.blob = blob
  }

  /// In the order of their ordinals.
  var judgments: [Judgment] { judged.sorted { $0.key < $1.key }.map(\.value) }

  /// Of the judgments, ascending.
  var ordinals: [Int] { judged.keys.sorted() }

  /// In the order of their ordinals; none where no other rule was named.
  var rejudgments: [Rejudgment] { judgedAgain.sorted { $0.key < $1.key }.map(\.value) }

  /// By their ordinals: the judgments that were made, and those that were begun.
  var progress: (judged: [Int: Judgment], begun: [Int: BegunJudgment]) { (judged, open.mapValues(\.begun)) }

  mutating func read(_ entry: Journal.Entry, line: Int, exitCode: RunResult.ExitRule) {
    if line == 1, entry.kind != RunOpening.kind { note(line, "a journal begins with its run, and this one does not") }
    if hasResult, !entry.isClosing { note(line, "the \(entry.kind) stands after the run's result") }
    do {
      switch entry.kind {
      case RunOpening.kind: try begin(entry.body, line: line)
      case "artifact": try artifact(entry.body)
      case "answer": try reading(entry) { seats throws in try seats.answer(entry.body) }
      case "failure": try reading(entry) { seats throws in try seats.failure(entry.body) }
      case "interruption": try reading(entry) { seats throws in try seats.interruption(entry.body) }
      case "curtailed": try reading(entry) { seats throws in try seats.curtailed(entry.body) }
      case "blind": try reading(entry) { seats throws in try seats.blind(entry.body) }
      case "debate": try reading(entry) { seats throws in try seats.round(entry.body) }
      case JudgmentJournal.canaryKind: try canary(entry)
      case "judgment": try conclude(entry, line: line)
      case RunEnding.kind: try end(entry.body, line: line, exitCode: exitCode)
      default: break
      }
    } catch {
      note(line, "\(error)")
    }
  }

  /// In a closed run every artifact has its judgment, and the run its result.
  mutating func finish(atLine line: Int, isClosed: Bool) {
    guard isClosed else { return }
    for (_, judgment) in open.sorted(by: { $0.key < $1.key }) {
      note(
        line,
        "the artifact \(judgment.path) was judged by \(judgment.heard) seats, and its judgment is not there")
    }
    if !hasResult { note(line, "the run was closed without its result") }
  }

  private mutating func note(_ line: Int, _ message: String) {
    problems.append(RunVerification.Problem(line: line, message: message))
  }

  // MARK: The run

  private mutating func begin(_ body: JSONValue, line: Int) throws {
    guard line == 1 else { throw RecordError(record: "run", problem: "a journal holds one, on its first line") }
    let opening = try RunOpening(json: body)
    if let run, opening.run != run { note(line, "this is the record of another run, \(opening.run)") }
    self.opening = opening
    gate = try opening.gate.map { kept in
      let text = try StoredBytes(blob: blob).text(kept.sha256, of: "gate")
      let gate = try Gate(json: try JSONValue(parsing: text))
      guard RunOpening.KeptGate(sha256: kept.sha256, of: gate) == kept, kept.day == opening.day else {
        throw RecordError(record: "run", problem: "it says of its gate what the gate does not say")
      }
      return gate
    }
  }

  /// The run's own summary must follow from its judgments.
  private mutating func end(_ body: JSONValue, line: Int, exitCode: RunResult.ExitRule) throws {
    hasResult = true
    let ending = try RunEnding(json: body)
    self.ending = ending
    guard let opening else { return }
    let judgments = judgments
    let result = RunResult(opening, ending, judgments: judgments, exitCode: exitCode)
    noteDifferences(of: body, from: result.record(ending), line: line) {
      "the result: '\($0)' does not follow from the judgments"
    }
    let met = judgments.count + ending.failures.count
    if ending.isInterrupted ? met > opening.artifacts : met != opening.artifacts {
      note(
        line,
        "\(opening.artifacts) artifacts were named; \(judgments.count) were judged and \(ending.failures.count) not")
    }
  }

  private mutating func noteDifferences(
    of body: JSONValue, from derived: JSONValue, line: Int, _ message: (String) -> String
  ) {
    let keys = Set((derived.objectValue ?? [:]).keys).union((body.objectValue ?? [:]).keys)
    for key in keys.sorted() where derived[key] != body[key] { note(line, message(key)) }
  }

  // MARK: One artifact

  private func ordinal(of body: JSONValue, _ kind: String) throws -> Int {
    guard let ordinal = body["ordinal"]?.intValue, ordinal >= 0 else {
      throw RecordError(record: kind, problem: "it says of no artifact that it belongs to it")
    }
    return ordinal
  }

  private mutating func artifact(_ body: JSONValue) throws {
    let ordinal = try ordinal(of: body, "artifact")
    guard opened.insert(ordinal).inserted else {
      throw RecordError(record: "artifact", problem: "it is a second one with the ordinal \(ordinal)")
    }
    guard let opening else { throw RecordError(record: "artifact", problem: "no run stands before it") }
    guard ordinal < opening.artifacts else {
      throw RecordError(record: "artifact", problem: "the run named only \(opening.artifacts) artifacts")
    }
    open[ordinal] = try JudgmentDerivation(body, of: opening, bytes: StoredBytes(blob: blob))
  }

  private mutating func reading(
    _ entry: Journal.Entry, _ read: (inout JudgmentDerivation) throws -> Void
  ) throws {
    let ordinal = try ordinal(of: entry.body, entry.kind)
    guard var judgment = open[ordinal] else {
      throw RecordError(record: entry.kind, problem: "it is of no seat that sat for artifact \(ordinal)")
    }
    defer { open[ordinal] = judgment }
    // Only what settles an outcome, or whether there is one to debate, depends on them.
    if ["curtailed", "blind"].contains(entry.kind) {
      if let seat = judgment.askedSeats.first(where: { !canaries.isComplete($0, in: opening?.canaries ?? .off) }) {
        throw RecordError(record: entry.kind, problem: "a canary of the seat \(seat) was not there yet")
      }
      judgment.canaries = canaries.counted(in: ordinal)
    }
    try read(&judgment)
  }

  private mutating func canary(_ entry: Journal.Entry) throws {
    guard let opening else { throw RecordError(record: "canary", problem: "no run stands before it") }
    var sitting: Seat?
    try reading(entry) { seats throws in sitting = try seats.canary(entry.body) }
    guard let sitting else { return }
    try canaries.read(
      entry.body, by: sitting, ordinal: try ordinal(of: entry.body, entry.kind), of: opening,
      bytes: StoredBytes(blob: blob))
  }

  private mutating func conclude(_ entry: Journal.Entry, line: Int) throws {
    let ordinal = try ordinal(of: entry.body, "judgment")
    guard var judgment = open.removeValue(forKey: ordinal) else {
      throw RecordError(record: "judgment", problem: "no artifact stands before it")
    }
    judgment.canaries = canaries.counted(in: ordinal)
    for seat in judgment.askedSeats where !canaries.isComplete(seat, in: opening?.canaries ?? .off) {
      note(line, "the judgment of \(judgment.path): a canary of the seat \(seat) is not there")
    }
    for seat in judgment.silent { note(line, "the judgment of \(judgment.path): nothing is there of the seat \(seat)") }
    if let fault = judgment.faultOfDebate { note(line, "the judgment of \(judgment.path): \(fault)") }
    let derived = judgment.judgment
    judged[ordinal] = derived.sealed(
      by: ChainHead(head: Digest.sha256(entry.line), entries: judgment.entries + 1)
    ).gated(by: gate)
    judgedAgain[ordinal] = otherRule.map { change in
      Rejudgment(
        before: derived, rule: judgment.rule, after: judgment.judgment(by: change(judgment.rule)),
        otherRule: change(judgment.rule), isSettled: judgment.isSettled(by: change(judgment.rule)))
    }
    var object = derived.json(isSealed: false).objectValue ?? [:]
    object["ordinal"] = .integer(ordinal)
    noteDifferences(of: entry.body, from: .object(object), line: line) {
      "the judgment of \(judgment.path): '\($0)' does not follow from the answers"
    }
  }
}

/// The bytes of a run's bundle, held to their hashes.
struct StoredBytes {
  let blob: (String) throws -> [UInt8]?

  func bytes(_ hash: String?, of what: String) throws -> [UInt8] {
    guard let hash, let bytes = try blob(hash) else {
      throw RecordError(record: what, problem: "its bytes are not in the bundle")
    }
    guard Digest.sha256(bytes) == hash else { throw RecordError(record: what, problem: "its bytes were changed") }
    return bytes
  }

  func text(_ hash: String?, of what: String) throws -> String {
    String(decoding: try bytes(hash, of: what), as: UTF8.self)
  }
}
