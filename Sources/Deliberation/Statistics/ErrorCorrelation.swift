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

  /// Every pair that has a correlation, judges sorted by name: one that was never or always wrong has none.
  public let pairs: [Pair]
  private let moments: ErrorMoments

  /// - Parameter table: made with gold.
  public init(_ table: VoteTable) {
    moments = ErrorMoments(table, times: [Int](repeating: 1, count: table.items.count))
    var pairs: [Pair] = []
    for first in table.judges.indices {
      for second in table.judges.indices where second > first {
        guard let correlation = moments.correlation(first, second) else { continue }
        pairs.append(
          Pair(
            first: table.judges[first], second: table.judges[second], correlation: correlation,
            items: Int(moments.count(first, second))))
      }
    }
    self.pairs = pairs
  }

  /// Nil where no pair has a correlation.
  public var mean: Double? { moments.meanCorrelation }

  /// The number of independent judges whose plain mean would be as reliable: k / (1 + (k - 1) r).
  ///
  /// The design effect of L. Kish, Survey Sampling (1965), with r the mean correlation. Where judges err against each other
  /// more than (k - 1) r = -1 allows, there is no such number.
  public static func effectiveCount(judges count: Int, correlation: Double) -> Double? {
    let effect = 1 + Double(count - 1) * correlation
    return effect > 0 ? Double(count) / effect : nil
  }
}

/// Sums of error indicators over items, for every pair of judges.
struct ErrorMoments: Sendable {
  private let judges: Int
  private var both: [Double]
  /// Of row and column: how often the row's judge erred where the column's gave an answer too.
  private var errors: [Double]
  private var jointErrors: [Double]

  /// - Parameter times: how often each item counts.
  init(_ table: VoteTable, times: [Int]) {
    judges = table.judges.count
    both = [Double](repeating: 0, count: judges * judges)
    errors = both
    jointErrors = both
    for item in table.items.indices where times[item] > 0 {
      guard let gold = table.gold[item] else { continue }
      add(table.votes(on: item), gold: gold, times: Double(times[item]))
    }
  }

  private mutating func add(_ votes: ArraySlice<VoteTable.Vote>, gold: Int, times: Double) {
    for first in votes where first.isUsable {
      let row = Int(first.judge) * judges
      let firstError = Int(first.label) == gold ? 0.0 : times
      for second in votes where second.isUsable {
        let place = row + Int(second.judge)
        both[place] += times
        errors[place] += firstError
        if Int(second.label) != gold { jointErrors[place] += firstError }
      }
    }
  }

  func count(_ first: Int, _ second: Int) -> Double { both[first * judges + second] }

  /// How many items the judge answered, and on how many it was right.
  func answers(of judge: Int) -> (count: Double, right: Double) {
    let place = judge * judges + judge
    return (both[place], both[place] - errors[place])
  }

  func correlation(_ first: Int, _ second: Int) -> Double? {
    let (place, mirrored) = (first * judges + second, second * judges + first)
    let count = both[place]
    guard count > 1 else { return nil }
    let (left, right) = (errors[place] / count, errors[mirrored] / count)
    let variance = left * (1 - left) * right * (1 - right)
    guard variance > 1e-12 else { return nil }
    return (jointErrors[place] / count - left * right) / variance.squareRoot()
  }

  var meanCorrelation: Double? {
    var (sum, count) = (0.0, 0)
    for first in 0..<judges {
      for second in 0..<judges where second > first {
        guard let correlation = correlation(first, second) else { continue }
        sum += correlation
        count += 1
      }
    }
    return count == 0 ? nil : sum / Double(count)
  }
}
