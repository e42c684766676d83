internal import JudgeTypes
public import Rubrics

/// Reads the records of a suite that measures constraints. Nobody is asked, so the same records give the same results.
public struct ExtractionRun: Sendable {
  public let suite: EvalSuite
  private let extractor: ConstraintExtractor

  public init(of suite: EvalSuite, by extractor: ConstraintExtractor) {
    self.suite = suite
    self.extractor = extractor
  }

  /// What came of each case, in their order.
  ///
  /// - Throws: `UnreadableRecord` for the first record that is no Markdown file which can be read.
  public func results(of cases: [EvalCase]) throws(UnreadableRecord) -> [CaseResult] {
    var results: [CaseResult] = []
    for evalCase in cases { results.append(try result(of: evalCase)) }
    return results
  }

  private func result(of evalCase: EvalCase) throws(UnreadableRecord) -> CaseResult {
    let path = suite.folder + "/" + evalCase.artifact
    let text = try RecordDocument(path: path, file: path).read().get()
    let reading = try extractor.reading(RecordDocument(path: path, text: text)).get()
    return CaseResult(
      evalCase, split: suite.split(of: evalCase.id), constraints: reading.constraints, lines: text.lineCount)
  }
}
