import Foundation

/// The exact one-sided test of McNemar: whether more cases were mended than broken by luck alone.
///
/// Given how many cases are discordant, the mended ones of two runs that are equally good follow Bin(n, 1/2) (McNemar, Psychometrika 12,
/// 1947; its exact form is the sign test).
public enum ExactTest {
  /// With fewer discordant cases nothing is decided: even if all were mended, luck does that once in 16 times.
  public static let fewest = 5

  /// The chance of at least `mended` mended cases among the discordant ones, 0 to 1; nil with too few of them.
  public static func p(_ counts: PairedCounts) -> Double? {
    counts.discordant < fewest ? nil : tail(counts.mended, of: counts.discordant)
  }

  /// The greatest level at most `alpha` that a test on `discordant` cases can reach; 0 where it can reach none.
  ///
  /// What a test costs is this and not `alpha`: the rest can never be spent, for counts are whole.
  public static func attainable(_ discordant: Int, at alpha: Double) -> Double {
    guard discordant >= fewest else { return 0 }
    var level = 0.0
    for mended in stride(from: discordant, through: 0, by: -1) {
      let next = level + probability(of: mended, in: discordant)
      if next > alpha { break }
      level = next
    }
    return level
  }

  /// P(X >= count) for X of Bin(n, 1/2).
  static func tail(_ count: Int, of n: Int) -> Double {
    min(1, stride(from: n, through: max(0, count), by: -1).reduce(0) { $0 + probability(of: $1, in: n) })
  }

  /// P(X = count) for X of Bin(n, 1/2), by logarithms so that it holds for thousands of cases.
  static func probability(of count: Int, in n: Int) -> Double {
    exp(logFactorial(n) - logFactorial(count) - logFactorial(n - count) - Double(n) * log(2))
  }

  private static func logFactorial(_ n: Int) -> Double { lgamma(Double(n) + 1) }
}
