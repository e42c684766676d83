import Foundation
import Gating
import JudgeTypes
import Judging
import Provenance

/// A stored result held against a gate: what is written of it, and the exit code.
struct GatedResult {
  /// The JSON result with what the gate makes of it in the place of what an earlier one made.
  let json: JSONValue
  let decisions: [GateDecision]
  let summary: GateSummary
  let exit: ExitStatus

  /// The artifacts, and every file of them that was looked at.
  var judgedPaths: [String] {
    (json["judgments"]?.arrayValue ?? []).map(RecordedJudgment.init).flatMap { judgment in
      [judgment.path] + judgment.files.map(\.path)
    }
  }
}

extension GatedResult {
  /// A result as `judge --format json` wrote it.
  ///
  /// - Parameter allowsEmpty: whether what holds nothing to judge is let through.
  /// - Throws: `RecordError` where it is none.
  init(_ result: JSONValue, by gate: Gate, allowsEmpty: Bool) throws(RecordError) {
    let recorded = try RecordedResult(json: result)
    decisions = recorded.judgments.map(gate.decision)
    summary = GateSummary(decisions, by: gate, isOfChange: recorded.judgments.contains(where: \.isOfChange))
    var object = result.objectValue ?? [:]
    let judgments = result["judgments"]?.arrayValue ?? []
    object["judgments"] = .array(
      zip(judgments, decisions).map { judgment, decision in
        var judgment = judgment.objectValue ?? [:]
        judgment["gate"] = decision.json
        return .object(judgment)
      })
    object["gate"] = summary.json
    exit = Self.exit(of: recorded, decisions, by: gate, allowsEmpty: allowsEmpty)
    object["exit_code"] = .integer(Int(exit.rawValue))
    json = .object(object)
  }

  /// What the gate says, beside what the file's own exit code says of anything but verdicts.
  private static func exit(
    of result: RecordedResult, _ decisions: [GateDecision], by gate: Gate, allowsEmpty: Bool
  ) -> ExitStatus {
    let trouble = ExitStatus(rawValue: Int32(clamping: result.exitCode)).flatMap { status -> ExitStatus? in
      [.pass, .fail, .undecided].contains(status) ? nil : status
    }
    // An empty run, or one that was not finished, decided nothing.
    let isSilent = result.judgments.isEmpty || result.outcome == Outcome.inconclusive.rawValue
    var codes = zip(result.judgments, decisions).map { judgment, decision -> ExitStatus in
      if gate.policy.isAdvisory { return .pass }
      if decision.isBlocking { return .fail }
      return judgment.isDecided(allowingEmpty: allowsEmpty) ? .pass : .undecided
    }
    if isSilent, !gate.policy.isAdvisory, !result.judgments.contains(where: { $0.isNothingToJudge }) || !allowsEmpty {
      codes.append(.undecided)
    }
    return ExitStatus.worst(of: codes + (trouble.map { [$0] } ?? []))
  }
}

extension RecordedJudgment {
  fileprivate var isNothingToJudge: Bool { rule == DecidingRule.nothingToJudge.rawValue }

  fileprivate func isDecided(allowingEmpty: Bool) -> Bool {
    switch Outcome(rawValue: outcome) {
    case .pass, .conditional, .fail: true
    case .inconclusive: allowingEmpty && isNothingToJudge
    case .noConsensus, nil: false
    }
  }
}

extension GateSummary {
  /// - Parameter isOfChange: whether only what a change brings was judged, so that a waiver may well cover nothing of it.
  init(_ decisions: [GateDecision], by gate: Gate, isOfChange: Bool) {
    let unused = isOfChange ? [] : Self.unused(decisions, by: gate)
    self.init(
      isBlocking: !gate.policy.isAdvisory && decisions.contains(where: \.isBlocking),
      isAdvisory: gate.policy.isAdvisory, isUndecided: decisions.contains(where: \.isUndecided), day: gate.day,
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

extension GatedResult {
  /// A stored run by id, the beginning of one, or `latest`; or a file of `judge --format json`; `-` for standard input.
  static func stored(_ reference: String, state: StateOption, by gate: Gate, allowsEmpty: Bool) throws -> GatedResult {
    do {
      if let text = try file(reference) {
        return try GatedResult(try JSONValue(parsing: text), by: gate, allowsEmpty: allowsEmpty)
      }
      let id = try state.run(reference)
      if let pruned = try state.pruned(id) {
        guard let result = pruned.result else { throw CommandFailure(damaged: id) }
        return try GatedResult(result, by: gate, allowsEmpty: allowsEmpty)
      }
      let (_, verification) = try state.verification(of: id)
      try verification.requireHolding(id)
      guard let opening = verification.opening else { throw CommandFailure(damaged: id) }
      let result = RunResult(
        opening, verification.ending, judgments: verification.judgments, exitCode: ExitStatus.ofRun
      ).closed(by: verification.chain.isWhole ? verification.chain.head : nil)
      return try GatedResult(result.json, by: gate, allowsEmpty: allowsEmpty || opening.allowsEmpty)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure("\(reference): \(error)")
    }
  }

  /// Nil where the name is no file's.
  private static func file(_ reference: String) throws -> String? {
    if reference == "-" { return String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self) }
    guard reference != "latest", FileManager.default.fileExists(atPath: reference) else { return nil }
    guard let data = FileManager.default.contents(atPath: reference) else {
      throw CommandFailure("\(reference): cannot be read. Name a file of judge --format json, or a run.")
    }
    return String(decoding: data, as: UTF8.self)
  }
}
