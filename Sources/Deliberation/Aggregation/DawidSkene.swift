/// The right labels and every judge's confusions, estimated together without labels by expectation maximisation.
///
/// A. P. Dawid and A. M. Skene, Maximum likelihood estimation of observer error-rates using the EM algorithm, Applied Statistics 28
/// (1979). Started from shares of votes; smoothing, iterations and tolerance are those of crowd-kit's `DawidSkene`, so that the two
/// can be held against each other (`make compare-crowdkit`). It trusts a large group of judges that err together.
public struct DawidSkene: Sendable {
  private static let iterations = 100
  private static let tolerance = 1e-5
  private static let smallest = 1e-10

  /// Of each item each label's probability, item after item; all zero for an item without a usable vote.
  public private(set) var posteriors: [Double]
  private let labels: Int
  private let table: VoteTable

  /// The most numbers that are worth keeping, 400 MB: items times labels, and twice judges times labels squared. Names that differ
  /// from item to item are no classes.
  public static let sizeLimit = 50_000_000

  /// - Returns: nil above `sizeLimit`.
  public init?(_ table: VoteTable) {
    let size = Self.size(items: table.items.count, judges: table.judges.count, labels: table.labels.count)
    guard size <= Double(Self.sizeLimit) else { return nil }
    self.table = table
    labels = table.labels.count
    var estimate = Estimate(table)
    estimate.maximise()
    var bound = -Double.infinity
    for _ in 0..<Self.iterations where labels > 0 && !estimate.votes.isEmpty {
      let next = estimate.improve()
      if next - bound < Self.tolerance { break }
      bound = next
    }
    posteriors = estimate.posteriors
  }

  /// How many numbers an estimate keeps; `Double`, so that no table is too large to be counted.
  static func size(items: Int, judges: Int, labels: Int) -> Double {
    Double(items) * Double(labels) + 2 * Double(judges) * Double(labels) * Double(labels)
  }

  public var answers: [AggregatedLabel] {
    table.items.indices.map { item in
      let row = posteriors[item * labels..<(item + 1) * labels]
      let most = row.max() ?? 0
      let leaders = row.indices.filter { row[$0] == most }
      return AggregatedLabel(
        item: table.items[item], label: most > 0 ? leaders.first.map { table.labels[$0 - item * labels] } : nil,
        confidence: most, isAbstention: most == 0 || leaders.count > 1, method: .dawidSkene)
    }
  }

  private struct Estimate {
    let labels: Int
    let judges: Int
    let starts: [Int]
    /// Of each usable vote: judge × labels + label.
    let votes: [Int]
    /// The items that have a usable vote.
    let voted: [Int]
    var posteriors: [Double]
    var priors: [Double]
    /// Of (judge, label given) and each right label: the logarithm of how often it is given.
    var logErrors: [Double]
    private var isGiven: [Bool]

    init(_ table: VoteTable) {
      labels = table.labels.count
      judges = table.judges.count
      var votes: [Int] = []
      votes.reserveCapacity(table.votes.count)
      var starts = [0]
      starts.reserveCapacity(table.items.count + 1)
      posteriors = [Double](repeating: 0, count: table.items.count * labels)
      for item in table.items.indices {
        for vote in table.votes(on: item) where vote.isUsable {
          votes.append(Int(vote.judge) * labels + Int(vote.label))
          posteriors[item * labels + Int(vote.label)] += 1
        }
        let count = votes.count - starts[item]
        for label in 0..<labels where count > 0 { posteriors[item * labels + label] /= Double(count) }
        starts.append(votes.count)
      }
      voted = table.items.indices.filter { starts[$0] < starts[$0 + 1] }
      isGiven = [Bool](repeating: false, count: judges * labels)
      for vote in votes { isGiven[vote] = true }
      (self.votes, self.starts) = (votes, starts)
      priors = [Double](repeating: 0, count: labels)
      logErrors = [Double](repeating: 0, count: judges * labels * labels)
    }

    /// Priors and confusions from the posteriors.
    mutating func maximise() {
      priors.withUnsafeMutableBufferPointer { priors in
        for label in priors.indices { priors[label] = 0 }
        for item in voted { for label in 0..<labels { priors[label] += posteriors[item * labels + label] } }
        for label in priors.indices { priors[label] = max(smallest, priors[label] / Double(max(1, voted.count))) }
      }
      var errors = [Double](repeating: 0, count: logErrors.count)
      errors.withUnsafeMutableBufferPointer { errors in
        posteriors.withUnsafeBufferPointer { posteriors in
          for item in voted {
            let row = item * labels
            for place in starts[item]..<starts[item + 1] {
              let cell = votes[place] * labels
              for label in 0..<labels { errors[cell + label] += posteriors[row + label] }
            }
          }
        }
      }
      for judge in 0..<judges { normalise(judge, &errors) }
    }

    /// Only labels that the judge gave are in its confusions.
    private mutating func normalise(_ judge: Int, _ errors: inout [Double]) {
      for right in 0..<labels {
        var sum = 0.0
        for given in 0..<labels where isGiven[judge * labels + given] {
          let cell = (judge * labels + given) * labels + right
          errors[cell] = max(smallest, errors[cell])
          sum += errors[cell]
        }
        for given in 0..<labels where isGiven[judge * labels + given] {
          let cell = (judge * labels + given) * labels + right
          logErrors[cell] = logarithm(errors[cell] / sum)
        }
      }
    }

    /// One expectation and one maximisation; the evidence lower bound a vote after them.
    mutating func improve() -> Double {
      expect()
      maximise()
      return bound()
    }

    private mutating func expect() {
      let logPriors = priors.map { logarithm($0) }
      posteriors.withUnsafeMutableBufferPointer { posteriors in
        logErrors.withUnsafeBufferPointer { logErrors in
          for item in voted {
            let row = item * labels
            for label in 0..<labels { posteriors[row + label] = logPriors[label] }
            for place in starts[item]..<starts[item + 1] {
              let cell = votes[place] * labels
              for label in 0..<labels { posteriors[row + label] += logErrors[cell + label] }
            }
            var most = -Double.infinity
            for label in 0..<labels { most = max(most, posteriors[row + label]) }
            var sum = 0.0
            for label in 0..<labels {
              posteriors[row + label] = exponential(posteriors[row + label] - most)
              sum += posteriors[row + label]
            }
            for label in 0..<labels { posteriors[row + label] /= sum }
          }
        }
      }
    }

    /// As crowd-kit has it: the prior counts once a vote, and each probability is at least the smallest in the entropy.
    private func bound() -> Double {
      let logPriors = priors.map { logarithm($0) }
      var sum = 0.0
      posteriors.withUnsafeBufferPointer { posteriors in
        for item in voted {
          let row = item * labels
          for label in 0..<labels where posteriors[row + label] > 0 {
            let probability = posteriors[row + label]
            var expected = 0.0
            for place in starts[item]..<starts[item + 1] {
              expected += logErrors[votes[place] * labels + label] + logPriors[label]
            }
            sum += probability * expected
            let bounded = max(smallest, probability)
            sum -= bounded * logarithm(bounded)
          }
        }
      }
      return sum / Double(max(1, votes.count))
    }
  }
}
