public import Provenance

/// A form in which a run's result is written, such as SARIF: a function of the result and of nothing else.
///
/// Judgments are added one by one, in the order of the artifacts, so that a run of thousands need not be held in memory; what
/// stands around them is asked for last, when everything is known.
public protocol ResultReport: Sendable {
  /// Takes the next judgment; gives its text, which stands between what `frame` gives.
  mutating func add(_ judgment: RecordedJudgment) -> String

  /// What stands before the judgments that were added, and after them.
  ///
  /// - Parameter result: the run; its own judgments may be left out.
  func frame(of result: RecordedResult) -> (before: String, after: String)
}

extension ResultReport {
  /// The whole text of a result.
  public func text(of result: RecordedResult) -> String {
    var report = self
    let judgments = result.judgments.map { report.add($0) }
    let frame = report.frame(of: result)
    return frame.before + judgments.joined() + frame.after
  }
}
