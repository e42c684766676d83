/// How far the errors of judges go together: the mean over pairs of judges of the correlation between their errors.
public struct ErrorCorrelation: Sendable {
  /// One pair of judges, over the labelled items on which both gave an answer.
  public struct Pair: Sendable, Hashable {
    public let first: String
    public let second: String
    /// Pearson's correlation of the two error indicators (phi).
    public let correlation: Double
    public let items: Int
  }

  /// Nil where no pair has a correlation.
  public let mean: Double?
  private let table: VoteTable
  private let moments: ErrorMoments

  /// - Parameter table: made with gold.
  public init(_ table: VoteTable) {
    self.table = table
    moments = ErrorMoments(table, times: [Int](repeating: 1, count: table.items.count))
    mean = moments.meanCorrelation
  }

  /// Every pair that has a correlation, judges sorted by name: one that was never or always wrong has none.
  ///
  /// Computed at each call, because they are as many as the square of the judges.
  public var pairs: [Pair] {
    var pairs: [Pair] = []
    for first in table.judges.indices {
      let row = moments.row(of: first)
      for second in table.judges.indices where second > first {
        guard let correlation = row.correlation(with: second) else { continue }
        pairs.append(
          Pair(
            first: table.judges[first], second: table.judges[second], correlation: correlation,
            items: Int(row.count(with: second))))
      }
    }
    return pairs
  }

  /// The number of independent judges whose plain mean would be as reliable: k / (1 + (k - 1) r).
  ///
  /// The design effect of L. Kish, Survey Sampling (1965), with r the mean correlation. Where judges err against each other
  /// more than (k - 1) r = -1 allows, there is no such number.
  public static func effectiveCount(judges count: Int, correlation: Double) -> Double? {
    let effect = 1 + Double(count - 1) * correlation
    return effect > 0 ? Double(count) / effect : nil
  }
}

/// Sums of error indicators over items, one judge against all others at a time.
struct ErrorMoments: Sendable {
  private let table: VoteTable
  private let times: [Int]
  private let answersOfJudges: [[VoteTable.Answer]]

  /// - Parameter times: how often each item counts.
  init(_ table: VoteTable, times: [Int]) {
    (self.table, self.times) = (table, times)
    answersOfJudges = table.answersOfJudges
  }

  /// How many items the judge answered, and on how many it was right.
  func answers(of judge: Int) -> (count: Double, right: Double) {
    var (count, right) = (0, 0)
    for answer in answersOfJudges[judge] {
      guard let gold = table.gold[answer.item] else { continue }
      count += times[answer.item]
      if Int(answer.label) == gold { right += times[answer.item] }
    }
    return (Double(count), Double(right))
  }

  /// One judge's errors beside those of every judge, over the items that both answered.
  func row(of judge: Int) -> Row {
    var row = Row(judges: table.judges.count)
    for answer in answersOfJudges[judge] where times[answer.item] > 0 {
      guard let gold = table.gold[answer.item] else { continue }
      row.add(
        table.votes(on: answer.item), gold: gold, isError: Int(answer.label) != gold, times: Double(times[answer.item]))
    }
    return row
  }

  struct Row: Sendable {
    private var both: [Double]
    private var errors: [Double]
    /// Those of the other judge.
    private var otherErrors: [Double]
    private var jointErrors: [Double]

    fileprivate init(judges: Int) {
      both = [Double](repeating: 0, count: judges)
      (errors, otherErrors, jointErrors) = (both, both, both)
    }

    fileprivate mutating func add(_ votes: ArraySlice<VoteTable.Vote>, gold: Int, isError: Bool, times: Double) {
      for vote in votes where vote.isUsable {
        let other = Int(vote.judge)
        both[other] += times
        if isError { errors[other] += times }
        guard Int(vote.label) != gold else { continue }
        otherErrors[other] += times
        if isError { jointErrors[other] += times }
      }
    }

    func count(with other: Int) -> Double { both[other] }

    func correlation(with other: Int) -> Double? {
      let count = both[other]
      guard count > 1 else { return nil }
      let (left, right) = (errors[other] / count, otherErrors[other] / count)
      let variance = left * (1 - left) * right * (1 - right)
      guard variance > 1e-12 else { return nil }
      return (jointErrors[other] / count - left * right) / variance.squareRoot()
    }
  }

  var meanCorrelation: Double? {
    var (sum, count) = (0.0, 0)
    for first in table.judges.indices {
      let row = row(of: first)
      for second in table.judges.indices where second > first {
        guard let correlation = row.correlation(with: second) else { continue }
        sum += correlation
        count += 1
      }
    }
    return count == 0 ? nil : sum / Double(count)
  }
}
