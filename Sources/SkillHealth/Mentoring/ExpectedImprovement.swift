import JudgeTypes

/// What skills with some patterns score more than those without, in the same category. It is a difference between skills that are there,
/// no promise: what else parts them counts too.
public enum ExpectedImprovement: Sendable, Hashable {
  /// Fewer than five skills on one side.
  case cannotBeTold(with: Int, without: Int)
  /// Points of 100 with a 95 % interval.
  case points(Double, low: Double, high: Double, with: Int, without: Int)

  static let fewest = 5
  private static let resamples = 2_000

  /// - Parameters:
  ///   - patterns: a skill has them when it has all of them.
  ///   - skills: of one category.
  init(of patterns: Set<SkillPattern>, among skills: [ScoredSkill]) {
    let scores = skills.sorted { $0.file.path < $1.file.path }.map {
      (has: patterns.isSubset(of: $0.file.patterns), score: $0.score.score)
    }
    self.init(with: scores.filter(\.has).map(\.score), without: scores.filter { !$0.has }.map(\.score))
  }

  /// Both means are drawn anew from their own side, the interval holds the middle 95 % of their differences.
  public init(with: [Double], without: [Double]) {
    guard with.count >= Self.fewest, without.count >= Self.fewest else {
      self = .cannotBeTold(with: with.count, without: without.count)
      return
    }
    var generator = SplitMix(seed: 20_261_122)
    let differences = (0..<Self.resamples).map { _ in
      Self.drawnMean(with, &generator) - Self.drawnMean(without, &generator)
    }.sorted()
    self = .points(
      Self.mean(with) - Self.mean(without), low: differences[Self.resamples * 25 / 1_000],
      high: differences[Self.resamples * 975 / 1_000], with: with.count, without: without.count)
  }

  private static func mean(_ scores: [Double]) -> Double { scores.reduce(0, +) / Double(scores.count) }

  private static func drawnMean(_ scores: [Double], _ generator: inout SplitMix) -> Double {
    mean((0..<scores.count).map { _ in scores[generator.next(below: scores.count)] })
  }

  /// In words, for tables and pull requests.
  public var words: String {
    switch self {
    case .cannotBeTold(let with, let without):
      "cannot be told: \(with) skills of the category have all of it and \(without) have not; five of each are needed"
    case .points(let points, let low, let high, let with, let without):
      "\(Self.signed(points)) points (95 % interval \(Self.signed(low)) to \(Self.signed(high))), as \(with) skills with it differ from \(without) without; no promise"
    }
  }

  private static func signed(_ value: Double) -> String {
    let rounded = (value * 10).rounded() / 10
    return rounded > 0 ? "+\(rounded)" : "\(rounded)"
  }
}
