import Foundation
import JudgeTypes
import Provenance
import Reports

/// What is written of a result that was held against a gate.
struct GateOutput {
  private let result: GatedResult

  init(_ result: GatedResult) { self.result = result }

  func write(to outputs: Outputs) throws {
    Standard.output.write(text(in: outputs.format))
  }

  private func text(in format: OutputOptions.Format) -> String {
    switch format {
    case .json: result.json.pretty + "\n"
    case .jsonl: (result.json["judgments"]?.arrayValue ?? []).map { $0.canonical + "\n" }.joined()
    case .table: table
    }
  }

  private var table: String {
    let judgments = (result.json["judgments"]?.arrayValue ?? []).map(RecordedJudgment.init)
    var lines: [String] = []
    for (judgment, decision) in zip(judgments, result.decisions) where !decision.reasons.isEmpty {
      lines.append("\(judgment.outcome.replacing("_", with: " ").uppercased())  \(judgment.path)")
      lines += GateLines(of: decision, isAdvisory: result.summary.isAdvisory).lines.map { "  " + $0 } + [""]
    }
    lines += result.summary.notes.map { "! " + $0 }
    lines.append(result.summary.words)
    return safeLines(lines.joined(separator: "\n")) + "\n"
  }
}
