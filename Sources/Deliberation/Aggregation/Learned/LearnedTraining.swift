extension LearnedModel {
  /// What is tried: which features count, and how firmly coefficients are held.
  private struct Setting {
    let width: Int
    let strength: Double
  }

  /// What was predicted of the training items by models that had not seen them.
  private struct Trial {
    let setting: Setting
    /// Of each item the utilities of its candidates.
    var utilities: [[Double]]
    var losses: [Double]
    var meanLoss: Double { losses.reduce(0, +) / Double(max(1, losses.count)) }
  }

  /// With fewer items than this held-out losses say nothing, and coefficients are held most firmly.
  private static let leastItemsToChoose = 5
  private static let strengths = [1_000.0, 100, 30, 10, 3, 1]

  /// Trains on the items of the table whose right label is known.
  ///
  /// - Parameter table: made with gold.
  /// - Returns: nil where no item has a right label.
  public init?(trainedOn table: VoteTable) {
    let items = table.labelledItems
    guard !items.isEmpty else { return nil }
    let space = FeatureSpace(table, items: items)
    let candidates = Candidates(table, items: items, in: space)
    let trials = Self.trials(table, items, candidates)
    let chosen = Self.chosen(among: trials)
    let weights = JudgeWeights(table, items: items)
    let logit = ConditionalLogit(
      candidates: candidates, weightedVotes: candidates.weightedVotes(table, items: items, by: weights),
      width: chosen.setting.width)
    let coefficients = logit.fit(
      Array(items.indices), penalties: space.penalties(chosen.setting.strength), prior: space.prior, from: space.prior)
    let temperature = Self.temperature(chosen.utilities, candidates)
    let answerable = candidates.targets.count { $0 != nil }
    self.init(
      space: space, coefficients: coefficients, width: chosen.setting.width, weights: weights, temperature: temperature,
      coverage: Double(answerable + 2) / Double(items.count + 2),
      record: Self.record(table, items, candidates, weights, chosen.utilities, temperature))
  }

  // MARK: Choosing how firmly

  private static func trials(_ table: VoteTable, _ items: [Int], _ candidates: Candidates) -> [Trial] {
    let space = candidates.space
    let widths = space.count > space.labelFreeCount ? [space.labelFreeCount, space.count] : [space.count]
    // The most firmly held first, so that of equals the simpler is chosen and each fit starts near the next.
    let all = strengths.flatMap { strength in widths.map { Setting(width: $0, strength: strength) } }
    let settings = items.count < leastItemsToChoose ? Array(all.prefix(1)) : all
    var trials = settings.map { setting in
      Trial(
        setting: setting, utilities: [[Double]](repeating: [], count: items.count),
        losses: [Double](repeating: 0, count: items.count))
    }
    let folds = Folds(items.map { table.items[$0] })
    for fold in 0..<folds.count {
      let kept = items.indices.filter { folds.foldOfItem[$0] != fold }
      let held = items.indices.filter { folds.foldOfItem[$0] == fold }
      let weights = JudgeWeights(table, items: kept.map { items[$0] })
      let weightedVotes = candidates.weightedVotes(table, items: items, by: weights)
      var last = [Int: [Double]]()
      for index in trials.indices {
        let setting = trials[index].setting
        let logit = ConditionalLogit(candidates: candidates, weightedVotes: weightedVotes, width: setting.width)
        let coefficients = logit.fit(
          kept, penalties: space.penalties(setting.strength), prior: space.prior,
          from: last[setting.width] ?? space.prior)
        last[setting.width] = coefficients
        for item in held {
          let utilities = logit.utilities(item, at: coefficients)
          trials[index].utilities[item] = utilities
          trials[index].losses[item] = loss(utilities, candidates, item)
        }
      }
    }
    return trials
  }

  private static func loss(_ utilities: [Double], _ candidates: Candidates, _ item: Int, temperature: Double = 1)
    -> Double
  {
    guard let target = candidates.targets[item] else { return 0 }
    var probabilities = utilities.map { $0 / temperature }
    let right = probabilities[target - candidates.rows(of: item).lowerBound]
    return softmax(&probabilities) - right
  }

  /// The most firmly held setting whose loss is within half a standard error of the least.
  private static func chosen(among trials: [Trial]) -> Trial {
    let best = trials.min { $0.meanLoss < $1.meanLoss } ?? trials[0]
    return trials.first { trial in
      let excess = zip(trial.losses, best.losses).map { $0 - $1 }
      let spread = Moments(excess)
      return spread.mean <= 0.5 * spread.standardError
    } ?? best
  }

  /// The divisor of the utilities that makes held-out confidences fit best, held near 1 where items are few.
  private static func temperature(_ utilities: [[Double]], _ candidates: Candidates) -> Double {
    let logarithms = (0...44).map { -1 + 0.05 * Double($0) }
    let losses = logarithms.map { position in
      let temperature = exponential(position)
      return utilities.indices.reduce(4 * position * position) {
        $0 + loss(utilities[$1], candidates, $1, temperature: temperature)
      }
    }
    let best = losses.indices.min { losses[$0] < losses[$1] } ?? 20
    return exponential(logarithms[best])
  }

  // MARK: What held-out answers were worth

  private static func record(
    _ table: VoteTable, _ items: [Int], _ candidates: Candidates, _ weights: JudgeWeights, _ utilities: [[Double]],
    _ temperature: Double
  ) -> Record {
    let trust = Trust(table, weights)
    let labels = Names(table.labels)
    var confidences: [Double] = []
    var isRight: [Bool] = []
    var sides: [Double] = []
    var (learnedAlone, plainAlone) = (0.0, 0.0)
    for (place, item) in items.enumerated() {
      let probabilities = probabilities(utilities[place], temperature, candidates.space)
      let most = probabilities.max() ?? 0
      let row = probabilities.firstIndex(of: most).map { candidates.rows(of: place).lowerBound + $0 }
      let label = row.flatMap { row in labels.find(candidates.labels[candidates.labelOfRow[row]]) }
      let right = row != nil && row == candidates.targets[place]
      let leaders = table.plurality(item)
      let plain = table.gold[item].map { leaders.contains($0) ? 1 / Double(leaders.count) : 0 } ?? 0
      learnedAlone += max(0, (right ? 1 : 0) - plain)
      plainAlone += max(0, plain - (right ? 1 : 0))
      confidences.append(most)
      isRight.append(right)
      sides.append(trust.preferenceForPlainVote(table, item, over: label))
    }
    return Record(
      confidences: confidences, isRight: isRight, preference: Moments(sides),
      // Two standard errors of the difference between two counts.
      isBeatenByPlainVote: plainAlone - learnedAlone > 2 * (plainAlone + learnedAlone).squareRoot())
  }
}

/// The mean and the variance of numbers, and how many they were.
struct Moments: Sendable, Hashable, Codable {
  let mean: Double
  let variance: Double
  let count: Int

  init(_ values: [Double]) {
    count = values.count
    let sum = values.reduce(0, +)
    let mean = values.isEmpty ? 0 : sum / Double(values.count)
    self.mean = mean
    variance = values.isEmpty ? 0 : values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
  }

  var standardError: Double { count > 0 ? (variance / Double(count)).squareRoot() : 0 }
}
