/// What each judge's vote is worth by its record on labelled items.
///
/// The weight is the log-odds of being right that makes a weighted vote optimal among independent judges (Nitzan and Paroush,
/// International Economic Review 23, 1982), with two corrections. A short record is drawn towards the mean of all judges. And judges
/// that err together share their weight: it is divided by 1 plus the sum of error correlations with the others, so that ten copies
/// of one judge weigh about as much as one.
public struct JudgeWeights: Sendable, Hashable, Codable {
  /// What is expected of judges of whom nothing is known, and as how many labelled items that counts.
  private static let expectedAccuracy = 0.7
  private static let itemsOfExpectedAccuracy = 3.0
  /// Likewise of the variance of accuracy between judges; it counts as that many judges.
  private static let expectedVariance = 0.015
  private static let judgesOfExpectedVariance = 2.0
  /// As many common items as the expectation below counts in a pair's correlation.
  private static let itemsOfExpectation = 20.0
  private static let expectedWithinFamily = 0.6
  private static let expectedAcrossFamilies = 0.2

  /// Log-odds, divided by what the judge shares with others.
  private(set) var weights: [String: Double] = [:]
  /// Log-odds before the division.
  private(set) var logOdds: [String: Double] = [:]
  /// For a judge without a record: what one like the mean of all would weigh.
  private(set) var stranger = 1.0
  /// The labels that right answers and votes had in training; empty where they were names of single answers.
  private var labels: [String] = []

  /// Every judge alike.
  public init() {}

  /// - Parameter table: made with gold.
  public init(trainedOn table: VoteTable) { self.init(table, items: table.labelledItems) }

  init(_ table: VoteTable, items: [Int]) {
    var times = [Int](repeating: 0, count: table.items.count)
    for item in items { times[item] = 1 }
    let moments = ErrorMoments(table, times: times)
    let areClasses = table.labels.count <= FeatureSpace.labelLimit
    if areClasses { labels = table.labels }
    let most = areClasses ? Set(items.compactMap { table.gold[$0] }).count : table.mostLabelsOnOneItem(among: items)
    let answers = Double(max(2, most))
    let records = table.judges.indices.map(moments.answers)
    let mean = Self.mean(of: records, items: Double(items.count), answers: answers)
    let recordOfMean = Self.recordOfMean(mean, records)
    var shares = 0.0
    for (judge, record) in records.enumerated() {
      let accuracy = (record.right + recordOfMean * mean) / (record.count + recordOfMean)
      let odds = Self.logOdds(accuracy, answers: answers)
      let share = Self.sharing(judge, of: table, moments)
      logOdds[table.judges[judge]] = odds
      weights[table.judges[judge]] = odds / share
      shares += share
    }
    guard !records.isEmpty else { return }
    stranger = Self.logOdds(mean, answers: answers) / (shares / Double(records.count))
  }

  /// The accuracy of all judges together. They answer the same items, so it is known no better than from that many answers.
  private static func mean(of records: [(count: Double, right: Double)], items: Double, answers: Double) -> Double {
    let (count, right) = records.reduce((0.0, 0.0)) { ($0.0 + $1.count, $0.1 + $1.right) }
    let seen = count > 0 ? right / count * items : 0
    let whole = count > 0 ? items : 0
    let mean = (seen + expectedAccuracy * itemsOfExpectedAccuracy) / (whole + itemsOfExpectedAccuracy)
    return min(0.95, max(1 / answers + 0.1, mean))
  }

  /// As many labelled items as the mean of all counts in a judge's record: many where judges differ no more than chance makes them,
  /// few where they differ indeed (a beta-binomial by the method of moments; J. C. Kleinman, JASA 68, 1973).
  private static func recordOfMean(_ mean: Double, _ records: [(count: Double, right: Double)]) -> Double {
    let counts = records.map(\.count).filter { $0 > 0 }
    let (sum, judges) = (counts.reduce(0, +), Double(counts.count))
    let chance = mean * (1 - mean)
    var variance = expectedVariance
    if judges > 1 {
      let spread = records.reduce(0.0) { sum, record in
        guard record.count > 0 else { return sum }
        let distance = record.right / record.count - mean
        return sum + record.count * distance * distance
      }
      let seen = max(0, (spread - judges * chance) / sum)
      let weight = (judges - 1) * (sum / judges) / (sum / judges + 10)
      variance = (weight * seen + judgesOfExpectedVariance * expectedVariance) / (weight + judgesOfExpectedVariance)
    }
    return min(60, max(2, chance / variance - 1))
  }

  func weight(of judge: String) -> Double { weights[judge] ?? stranger }

  private static func logOdds(_ accuracy: Double, answers: Double) -> Double {
    let bounded = min(0.995, max(0.005, accuracy))
    return logarithm(bounded * (answers - 1) / (1 - bounded))
  }

  private static func sharing(_ judge: Int, of table: VoteTable, _ moments: ErrorMoments) -> Double {
    var sum = 1.0
    let row = moments.row(of: judge)
    for other in table.judges.indices where other != judge {
      let isFamily = table.families[judge] != nil && table.families[judge] == table.families[other]
      let expected = isFamily ? expectedWithinFamily : expectedAcrossFamilies
      let items = row.count(with: other)
      let correlation = row.correlation(with: other) ?? expected
      sum += max(0, (correlation * items + expected * itemsOfExpectation) / (items + itemsOfExpectation))
    }
    return sum
  }

  /// The weighted vote. The confidence is that of independent judges with these weights; with equal ones, the share of votes.
  public func aggregate(_ table: VoteTable) -> [AggregatedLabel] {
    let copies = table.copies(notAmong: Set(weights.keys))
    let weight = table.judges.enumerated().map { copies.contains($0) ? 0 : self.weight(of: $1) }
    let known = Set(labels)
    return table.items.indices.map { item in
      let tally = table.tally(item) { weight[$0] }
      let most = tally.map(\.weight).max() ?? 0
      let leaders = tally.filter { $0.weight == most }
      let silent = known.subtracting(tally.map { table.labels[$0.label] }).count
      return AggregatedLabel(
        item: table.items[item], label: leaders.first.map { table.labels[$0.label] },
        confidence: confidence(of: tally.map(\.weight), silentLabels: silent), isAbstention: leaders.count != 1,
        method: .weighted)
    }
  }

  /// Labels without a vote have weight 0 and count too: a single vote is no certainty. Whoever knows less than two labels does not
  /// know them all, so there is one more.
  private func confidence(of tally: [Double], silentLabels: Int) -> Double {
    guard let most = tally.max() else { return 0 }
    if weights.isEmpty { return most / max(1, tally.reduce(0, +)) }
    var utilities = tally + [Double](repeating: 0, count: labels.count < 2 ? max(1, silentLabels) : silentLabels)
    softmax(&utilities)
    return utilities.prefix(tally.count).max() ?? 0
  }
}
