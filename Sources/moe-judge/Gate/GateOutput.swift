import JudgeTypes
import Provenance
import Reports

/// What is written of a result that was held against a gate: any form of a result, where the table says what the gate makes of it.
struct GateOutput {
  private let result: GatedResult

  init(_ result: GatedResult) { self.result = result }

  func write(to outputs: Outputs) throws {
    let writer = ResultWriter(outputs, banners: [], started: result.json["started"]?.stringValue ?? "")
    let texts = zip(result.judgments, result.decisions).map(table)
    for (judgment, text) in zip(result.json["judgments"]?.arrayValue ?? [], texts) {
      try writer.add(judgment) { _ in text }
    }
    var run = result.json.objectValue ?? [:]
    run["judgments"] = .array([])
    try writer.finish(.object(run)) { _ in ("", end) }
  }

  private func table(of judgment: RecordedJudgment, _ decision: GateDecision) -> String {
    guard !decision.reasons.isEmpty else { return "" }
    let head = "\(judgment.outcome.replacing("_", with: " ").uppercased())  \(judgment.path)"
    let lines = GateLines(of: decision, isAdvisory: result.summary.isAdvisory).lines.map { "  " + $0 }
    return safeLines(([head] + lines).joined(separator: "\n")) + "\n\n"
  }

  private var end: String {
    safeLines((result.summary.notes.map { "! " + $0 } + [result.summary.words]).joined(separator: "\n")) + "\n"
  }
}
