import JudgeTypes
import Judging
import Provenance
import Reports
import Storage
import StoredRuns

extension PrunedRun {
  /// Writes what the journal says to where it is wanted.
  func write(to outputs: Outputs) throws {
    guard let summary else {
      throw CommandFailure(
        "run \(run): its bytes are pruned, and its journal cannot be read. See: moe-judge runs verify", .fail)
    }
    let writer = ResultWriter(outputs, banners: banners, started: summary.record.started)
    let judgments = judgments
    for judgment in judgments { try writer.add(judgment) { _ in "" } }
    try writer.finish(result(summary, of: judgments)) { _ in (safeLines(table(summary)), "") }
  }

  private func table(_ summary: RunSummary) -> String {
    let record = summary.record
    let cost = record.costUSD.map(money) ?? (record.mode == .offline ? "no calls" : "cost not known")
    var text = banners.map { $0 + "\n" }.joined()
    text +=
      "run \(run): \(record.outcome?.rawValue ?? "unfinished"), \(record.started), \(record.mode.rawValue), \(cost)\n"
    var columns = TextTable()
    for judgment in summary.judgments {
      columns.add([
        judgment.outcome.rawValue, judgment.path,
        "\(judgment.seatsJudged) of \(counted(judgment.seats, "seat")) judged",
        counted(judgment.findings.count, "finding"),
      ])
    }
    return text + columns.text + "head \(chain.head)\n"
  }
}
