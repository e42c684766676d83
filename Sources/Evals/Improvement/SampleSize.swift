import Foundation

/// How many cases a true gain needs to be seen.
public enum SampleSize {
  /// The chance, 0 to 1, that the exact test at `alpha` sees a change which mends and breaks cases at these rates.
  ///
  /// - Parameters:
  ///   - mend: the share of cases that it mends, 0 to 1.
  ///   - broken: the share that it breaks, 0 to 1; the two are at most 1 together.
  public static func power(cases: Int, mend: Double, broken: Double, alpha: Double) -> Double {
    let rate = mend + broken
    guard cases > 0, rate > 0 else { return 0 }
    return (ExactTest.fewest...max(ExactTest.fewest, cases)).reduce(0) { sum, discordant in
      guard discordant <= cases else { return sum }
      let weight = binomial(discordant, cases, rate)
      guard weight > 1e-12 else { return sum }
      return sum + weight * powerGiven(discordant, share: mend / rate, alpha: alpha)
    }
  }

  /// The chance that such a change passes dev and then is adopted on the holdout, 0 to 1.
  ///
  /// - Parameter alpha: the level that the ledger grants on the holdout.
  public static func joint(dev: Int, holdout: Int, mend: Double, broken: Double, alpha: Double) -> Double {
    power(cases: dev, mend: mend, broken: broken, alpha: Acceptance.devLevel)
      * power(cases: holdout, mend: mend, broken: broken, alpha: alpha)
  }

  /// The fewest cases of dev and of the holdout each, in steps of ten, with which such a change is adopted with the wanted chance; nil
  /// beyond `most`.
  public static func neededEach(
    mend: Double, broken: Double, alpha: Double, power wanted: Double = 0.8, most: Int = 2_000
  ) -> Int? {
    guard mend > broken else { return nil }
    return stride(from: 10, through: most, by: 10).first {
      joint(dev: $0, holdout: $0, mend: mend, broken: broken, alpha: alpha) >= wanted
    }
  }

  /// The fewest cases, in steps of ten, with which such a change is seen with the wanted chance; nil beyond `most`.
  public static func needed(
    mend: Double, broken: Double, alpha: Double, power wanted: Double = 0.8, most: Int = 5_000
  ) -> Int? {
    guard mend > broken else { return nil }
    return stride(from: 10, through: most, by: 10).first {
      power(cases: $0, mend: mend, broken: broken, alpha: alpha) >= wanted
    }
  }

  private static func powerGiven(_ discordant: Int, share: Double, alpha: Double) -> Double {
    var (level, chance) = (0.0, 0.0)
    for mended in stride(from: discordant, through: 0, by: -1) {
      level += ExactTest.probability(of: mended, in: discordant)
      if level > alpha { break }
      chance += binomial(mended, discordant, share)
    }
    return chance
  }

  private static func binomial(_ count: Int, _ n: Int, _ share: Double) -> Double {
    if share <= 0 { return count == 0 ? 1 : 0 }
    if share >= 1 { return count == n ? 1 : 0 }
    let choices = lgamma(Double(n) + 1) - lgamma(Double(count) + 1) - lgamma(Double(n - count) + 1)
    return exp(choices + Double(count) * log(share) + Double(n - count) * log(1 - share))
  }
}
