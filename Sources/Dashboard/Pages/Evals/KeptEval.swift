internal import Evals
internal import Provenance
internal import Storage

/// An eval as a page shows it: from its file, which is the record, or, where that is gone, from the index.
struct KeptEval: Sendable {
  let head: EvalHead
  let results: SavedResults
  let figures: SavedFigures

  /// Nil where neither the file nor the index knows it.
  static func load(_ id: String, from stores: Stores) throws -> KeptEval? {
    guard let run = RunID(id) else { return nil }
    let path = stores.evals.path(of: run)
    if let kept = try stores.fileIsThere(path, { try stores.evals.record(run) }) {
      return KeptEval(
        kept,
        figures: stores.memory.value("figures \(path)", of: [FileStamp(of: path)]) {
          SavedFigures(of: kept.results.cases)
        })
    }
    guard let index = try stores.index(), let head = try index.eval(id) else { return nil }
    let cases = try index.evalCases(of: id)
    return KeptEval(
      EvalRecord(head: head, results: SavedResults(suite: head.origin.suite, cases: cases)),
      figures: SavedFigures(of: cases))
  }

  private init(_ record: EvalRecord, figures: SavedFigures) {
    (head, results, self.figures) = (record.head, record.results, figures)
  }
}

extension Stores {
  /// What a file of the record holds, read once as long as it stands as it stood; nil where it is not there.
  fileprivate func fileIsThere<Value: Sendable>(_ path: String, _ read: () throws -> Value) rethrows -> Value? {
    let stamp = FileStamp(of: path)
    guard stamp.isThere else { return nil }
    return try memory.value("record \(path)", of: [stamp], make: read)
  }
}

/// The runs of one suite that can be held against each other, and what changed between the last two.
struct SuiteLook: Sendable {
  let suite: String
  /// All of one part, without the steps of improvements, unless there are only those; the newest first, at least one.
  let runs: [EvalHead]
  /// Of the newest against the run before; nil for the first.
  let comparison: Comparison?

  var latest: EvalHead { runs[0] }
  var before: EvalHead? { runs.dropFirst().first }

  /// Nil where the suite has no eval.
  static func load(_ suite: String, limit: Int, from index: RunIndex) throws -> SuiteLook? {
    var filter = EvalFilter(suite: suite, isOfPart: true, isWithoutSteps: true)
    var runs = try index.evals(filter, limit: limit)
    if runs.isEmpty {
      let newest =
        try index.evals(EvalFilter(suite: suite, isWithoutSteps: true), limit: 1).first
        ?? index.evals(EvalFilter(suite: suite), limit: 1).first
      guard let newest else { return nil }
      filter.split = newest.origin.split
      filter.isWithoutSteps = newest.origin.improvement == nil
      runs = try index.evals(filter, limit: limit)
    }
    guard let now = runs.first else { return nil }
    let comparison = try runs.dropFirst().first.map { before in
      Comparison(try results(of: before, in: index), try results(of: now, in: index))
    }
    return SuiteLook(suite: suite, runs: runs, comparison: comparison)
  }

  static func results(of head: EvalHead, in index: RunIndex) throws -> SavedResults {
    SavedResults(suite: head.origin.suite, cases: try index.evalCases(of: head.origin.id))
  }

  /// Of the outcomes, or, where the suite has none, of the findings.
  static func f1(_ figures: EvalFigures) -> (value: Double?, interval: ClosedRange<Double>?, name: String) {
    figures.outcomeF1 == nil
      ? (figures.f1, figures.findingInterval, "finding F1") : (figures.outcomeF1, figures.outcomeInterval, "outcome F1")
  }
}
