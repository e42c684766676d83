import Foundation
import Gating
import JudgeTypes
import Judging
import Provenance
import StoredRuns

/// A stored result held against a gate: what is written of it, and the exit code.
struct GatedResult {
  /// The JSON result with what the gate makes of it in the place of what an earlier one made.
  let json: JSONValue
  /// In the order of the artifacts, as are the decisions.
  let judgments: [RecordedJudgment]
  let decisions: [GateDecision]
  let summary: GateSummary
  let exit: ExitStatus

  /// Whether only what a change brings was judged.
  var isOfChange: Bool { judgments.contains(where: \.isOfChange) }

  /// The artifacts, and every file of them that was looked at.
  var judgedPaths: Set<String> { Set(judgments.flatMap { [$0.path] + $0.files.map(\.path) }) }
}

// MARK: - A result by itself

extension GatedResult {
  /// A result as `judge --format json` wrote it.
  ///
  /// - Parameter allowsEmpty: whether what holds nothing to judge is let through.
  /// - Throws: `RecordError` where it is none, or does not follow from its judgments.
  init(_ result: JSONValue, by gate: Gate, allowsEmpty: Bool) throws(RecordError) {
    let recorded = try RecordedResult(json: result)
    try recorded.requireConsistency()
    let decisions = recorded.judgments.map(gate.decision)
    self.init(
      result, recorded.judgments, decisions,
      summary: GateSummary(
        decisions, by: gate, isOfChange: recorded.judgments.contains(where: \.isOfChange),
        isComplete: recorded.troubles.isEmpty),
      exit: Self.exit(of: recorded, decisions, by: gate, allowsEmpty: allowsEmpty))
  }

  private init(
    _ result: JSONValue, _ judgments: [RecordedJudgment], _ decisions: [GateDecision], summary: GateSummary,
    exit: ExitStatus
  ) {
    var object = result.objectValue ?? [:]
    object["judgments"] = .array(
      zip(result["judgments"]?.arrayValue ?? [], decisions).map { judgment, decision in
        var judgment = judgment.objectValue ?? [:]
        judgment["gate"] = decision.json
        return .object(judgment)
      })
    object["gate"] = summary.json
    object["exit_code"] = .integer(Int(exit.rawValue))
    json = .object(object)
    (self.judgments, self.decisions, self.summary, self.exit) = (judgments, decisions, summary, exit)
  }

  /// What the gate says, beside what went wrong besides verdicts, which it cannot excuse.
  private static func exit(
    of result: RecordedResult, _ decisions: [GateDecision], by gate: Gate, allowsEmpty: Bool
  ) -> ExitStatus {
    let trouble = (result.troubles + [result.exitCode]).compactMap { ExitStatus(rawValue: Int32(clamping: $0)) }
      .filter { ![.pass, .fail, .undecided].contains($0) }
    if gate.policy.isAdvisory { return ExitStatus.worst(of: trouble) }
    let codes = zip(result.judgments, decisions).map { judgment, decision -> ExitStatus in
      if decision.isBlocking { return .fail }
      return decision.isUndecided && !(allowsEmpty && judgment.isNothingToGate) ? .undecided : .pass
    }
    return ExitStatus.worst(of: codes + trouble + (codes.isEmpty ? [.undecided] : []))
  }
}

extension RecordedResult {
  /// A file can be written by anybody; one that contradicts itself says nothing.
  fileprivate func requireConsistency() throws(RecordError) {
    let outcomes = judgments.map { Outcome(rawValue: $0.outcome) }
    guard !outcomes.contains(nil), !judgments.contains(where: \.path.isEmpty),
      ExitStatus(rawValue: Int32(clamping: exitCode)) != nil
    else {
      throw RecordError(
        record: "result", problem: "a judgment has no outcome or no artifact, or no exit code is \(exitCode)")
    }
    let worst = outcomes.compactMap(\.self).min() ?? .inconclusive
    guard outcome == worst.rawValue || (outcome == Outcome.inconclusive.rawValue && worst > .inconclusive) else {
      throw RecordError(
        record: "result", problem: "its outcome is \(outcome), and its judgments come to \(worst.rawValue)")
    }
  }
}

extension GateSummary {
  /// - Parameters:
  ///   - isOfChange: whether only what a change brings was judged, so that a waiver may well cover nothing of it.
  ///   - isComplete: whether all that was named was judged.
  init(_ decisions: [GateDecision], by gate: Gate, isOfChange: Bool, isComplete: Bool) {
    let unused = isOfChange ? [] : Self.unused(decisions, by: gate)
    self.init(
      isBlocking: !gate.policy.isAdvisory && decisions.contains(where: \.isBlocking),
      isAdvisory: gate.policy.isAdvisory,
      isUndecided: decisions.isEmpty || !isComplete || decisions.contains(where: \.isUndecided), day: gate.day,
      counts: decisions.flatMap(\.reasons).reduce(into: [:]) { $0[$1.state, default: 0] += 1 },
      notes: gate.notes + unused)
  }

  /// Waivers that covered nothing, which only shows once all was judged.
  private static func unused(_ decisions: [GateDecision], by gate: Gate) -> [String] {
    let used = Set(decisions.flatMap(\.reasons).compactMap(\.waiver))
    return gate.waivers.filter { !$0.isExpired(on: gate.day) && !used.contains($0.terms) }.map { waiver in
      "the waiver of \(waiver.terms.author) for \(waiver.subject) covers nothing here"
    }
  }
}

// MARK: - A stored one

extension GatedResult {
  /// A stored run by id, the beginning of one, or `latest`; or a file of `judge --format json`; `-` for standard input.
  static func stored(_ reference: String, state: StateOption, by gate: Gate, allowsEmpty: Bool) throws -> GatedResult {
    do {
      if let text = try file(reference) {
        return try GatedResult(try JSONValue(parsing: text), by: gate, allowsEmpty: allowsEmpty)
      }
      let id = try state.run(reference)
      if let pruned = try state.pruned(id) {
        guard pruned.holds else { throw CommandFailure(damaged: id) }
        throw CommandFailure(
          "run \(id): its bytes are pruned, and with them what each finding speaks against, so the gate cannot be applied again. "
            + "What it came to then: moe-judge runs show \(id)", .undecided)
      }
      let (_, verification) = try state.verification(of: id)
      try verification.requireHolding(id)
      return try GatedResult(verification, of: id, by: gate, allowsEmpty: allowsEmpty)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure("\(reference): \(error)")
    }
  }

  /// A run derived anew: its exit code follows as it did when it was judged, under the other gate.
  private init(_ run: RunVerification, of id: RunID, by gate: Gate, allowsEmpty: Bool) throws {
    guard let first = run.opening else { throw CommandFailure(damaged: id) }
    let opening = allowsEmpty ? first.allowingEmpty() : first
    let recorded = run.judgments.map { RecordedJudgment(json: $0.json()) }
    let decisions = recorded.map(gate.decision)
    let judgments = zip(run.judgments, decisions).map { $0.gated($1, isAdvisory: gate.policy.isAdvisory) }
    let result = RunResult(opening, run.ending, judgments: judgments, exitCode: ExitStatus.ofRun)
      .closed(by: run.chain.isWhole ? run.chain.head : nil)
    let code = ExitStatus(rawValue: Int32(result.exitCode)) ?? .internalError
    self.init(
      result.json, recorded, decisions,
      summary: GateSummary(
        decisions, by: gate, isOfChange: judgments.contains { $0.artifact.kind == .diff }, isComplete: result.isComplete
      ),
      exit: judgments.isEmpty && code == .pass && !gate.policy.isAdvisory ? .undecided : code)
  }

  static func isFile(_ reference: String) -> Bool {
    reference == "-" || reference.contains("/") || reference.hasSuffix(".json")
  }

  /// Nil where the name is no file's.
  private static func file(_ reference: String) throws -> String? {
    if reference == "-" { return String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self) }
    // A file of the change must not pass for a run by its name.
    guard isFile(reference) else { return nil }
    guard let data = FileManager.default.contents(atPath: reference) else {
      throw CommandFailure("\(reference): cannot be read. Name a file of judge --format json, or a run.")
    }
    return String(decoding: data, as: UTF8.self)
  }
}
