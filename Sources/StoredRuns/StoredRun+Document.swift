internal import JudgeTypes
internal import Judging
public import Provenance
public import Reports
internal import Storage

extension StoredRun {
  /// The whole result in a form; nil where nothing of the record can be read.
  ///
  /// Of a run whose bytes are pruned there is no table, which shows more than the journal says.
  public func document(in name: ResultForm.Name) throws(RecordError) -> String? {
    switch self {
    case .derived(let verification, let run, _):
      let result = verification.result(of: run, adding: verification.caveats(of: run))
      var form = ResultForm(name, isColoured: false, isVerbose: true, started: result.started)
      var judgments = ""
      for (position, judgment) in result.judgments.enumerated() {
        judgments += form.text(
          of: { judgment.json() }, { RecordedJudgment(json: judgment.json()) }, isFirst: position == 0
        ) { table in table.text(of: judgment, besides: result.banners) }
      }
      let json = result.with(judgments: []).json
      let frame = form.frame(of: json, try RecordedResult(json: json), isEmpty: result.judgments.isEmpty) { table in
        (table.beginning(of: result), table.end(of: result, reproduce: nil))
      }
      return frame.before + judgments + frame.after
    case .pruned(let run):
      guard name != .table, let summary = run.summary else { return nil }
      var form = ResultForm(name, isColoured: false, isVerbose: true, started: summary.record.started)
      let all = run.judgments
      let judgments = all.enumerated().map { position, json in
        form.text(of: { json }, { RecordedJudgment(json: json) }, isFirst: position == 0) { _ in "" }
      }.joined()
      let json = run.result(summary, of: all)
      let frame = form.frame(of: json, try RecordedResult(json: json), isEmpty: all.isEmpty) { _ in ("", "") }
      return frame.before + judgments + frame.after
    }
  }
}
