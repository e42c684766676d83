internal import JudgeTypes
public import Rubrics

extension CaseResult {
  /// What was extracted from a record, beside its labels: one to one, the same level, on lines that overlap.
  ///
  /// Labels name lines and no words, so that two sentences on one line cannot be told apart where they are of one level.
  ///
  /// - Parameter lines: of the record.
  public init(_ evalCase: EvalCase, split: SuiteSplit, constraints: [Constraint], lines: Int) {
    self.init(
      evalCase, split: split,
      found: constraints.map { Found(level: $0.level, lines: $0.line...max($0.line, $0.endLine)) }, lines: lines)
  }

  init(_ evalCase: EvalCase, split: SuiteSplit, found: [Found], lines: Int) {
    self.init(
      evalCase, measures: .constraints, split: split, group: evalCase.kind.rawValue, repetition: 0, lines: lines,
      outcome: found.isEmpty ? .pass : .fail, assessedWeight: 1,
      matching: Matching(found: found, labels: evalCase.labels, reach: 0))
  }

  /// "4 constraints".
  public var expectedConstraints: String {
    evalCase.labels.count == 1 ? "1 constraint" : "\(evalCase.labels.count) constraints"
  }

  /// "3 found, 1 missed, 2 invented".
  public var foundConstraints: String {
    "\(counts.truePositives) found, \(counts.falseNegatives) missed, \(counts.falsePositives) invented"
  }
}
