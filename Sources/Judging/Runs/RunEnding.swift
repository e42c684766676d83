internal import JudgeTypes
public import Provenance

/// What its judgments do not tell of a run's end.
public struct RunEnding: Sendable, Hashable {
  public static let kind = "result"
  /// Of a run that was killed before it could say anything.
  public static let none = RunEnding(finished: "", failures: [], isInterrupted: true)

  /// RFC 3339, in UTC.
  public let finished: String
  /// The exit code of each artifact that could not be judged.
  public let failures: [Int]
  public let isInterrupted: Bool
  /// The budget that was used up, in words; nil where none was.
  public let budget: String?

  /// The exit code of an artifact that was not begun for want of budget.
  public static let outOfBudget = 5
  fileprivate static let interrupted = 130

  public init(finished: String, failures: [Int], isInterrupted: Bool, budget: String? = nil) {
    self.finished = finished
    self.failures = failures
    self.isInterrupted = isInterrupted
    self.budget = budget
  }

  /// How many artifacts were not begun for want of budget.
  var unbegun: Int { failures.count { $0 == Self.outOfBudget } }

  /// - Throws: `RecordError` when something of it is missing.
  public init(json: JSONValue) throws(RecordError) {
    guard let finished = json["finished"]?.stringValue, let failures = json["failures"]?.arrayValue,
      let isInterrupted = json["interrupted"]?.boolValue
    else { throw RecordError(record: "result", problem: "something that every run's end says is missing") }
    self.init(
      finished: finished, failures: failures.compactMap(\.intValue), isInterrupted: isInterrupted,
      budget: json["budget"]?.stringValue)
  }
}

extension RunEnding {
  /// The exit codes of what went wrong besides verdicts, sorted.
  func troubles(over tally: RunTally) -> [Int] {
    Set(failures + (tally.outOfBudget > 0 ? [Self.outOfBudget] : []) + (isInterrupted ? [Self.interrupted] : []))
      .sorted()
  }

  /// What is to be said of a run that its budget did not cover.
  func banners(over tally: RunTally) -> [String] {
    guard unbegun > 0 || tally.outOfBudget > 0 else { return [] }
    let partly = tally.outOfBudget > 0 ? " (\(tally.outOfBudget) of them not by every seat)" : ""
    return [
      "the budget\(budget.map { " of \($0)" } ?? "") is used up: \(tally.judged) judged\(partly), \(unbegun) not; "
        + "judge again with a larger one, and what the cache holds is not asked again"
    ]
  }
}
