/// What the tests of one suite on its sealed holdout may still cost, over all weeks.
///
/// Every test on the holdout risks to adopt a change that is worth nothing. The ledger holds the sum of these risks below `budget` for as long as
/// nothing is adopted: a test may use a part of what is left, and costs the level that it could attain (`ExactTest.attainable`). A change
/// that was adopted for good reason earns the budget back, as online control of the false discovery rate does (generalised alpha-investing;
/// Aharoni and Rosset, J. R. Stat. Soc. B 76, 2014), and so do cases that no test has seen.
public struct AlphaLedger: Sendable, Hashable, Codable {
  /// The risk, of 1, to adopt anything useless before the first true gain.
  public static let budget = 0.05
  /// The part of what is left that the first test may use: most loops are the first of their suite.
  static let firstPart = 0.8
  /// The part that a later one may use, so that half a year of useless candidates leaves enough to see a true gain.
  static let laterPart = 0.15

  /// One test on the holdout.
  public struct Entry: Sendable, Hashable, Codable {
    /// Of the candidate's files.
    public let candidate: String
    /// Of the holdout's cases.
    public let holdout: String
    public let counts: PairedCounts
    /// At which it was tested.
    public let alpha: Double
    /// What it could attain, and so cost.
    public let cost: Double
    /// Nil with too few discordant cases.
    public let p: Double?
    public let isAdopted: Bool
  }

  public private(set) var entries: [Entry] = []
  /// Earned back by cases that were new to the holdout, at most the budget at any time.
  public private(set) var earned = 0.0

  public init() {}

  /// What is left, at least 0.
  public var wealth: Double {
    var wealth = Self.budget
    for entry in entries {
      wealth -= entry.cost
      if entry.isAdopted { wealth = Self.budget }
    }
    return min(Self.budget, max(0, wealth + earned))
  }

  /// The level at which the next candidate that passed dev is tested.
  public var nextAlpha: Double {
    let isFirst = entries.last?.isAdopted ?? true
    return wealth * (isFirst ? Self.firstPart : Self.laterPart)
  }

  /// Tests a candidate on the holdout and keeps what that cost.
  public mutating func test(_ counts: PairedCounts, candidate: String, holdout: String) -> Entry {
    let alpha = nextAlpha
    let p = ExactTest.p(counts)
    let entry = Entry(
      candidate: candidate, holdout: holdout, counts: counts, alpha: alpha,
      cost: ExactTest.attainable(counts.discordant, at: alpha), p: p, isAdopted: p.map { $0 <= alpha } ?? false)
    entries.append(entry)
    // The whole budget is back; what fresh cases gave before is a part of it.
    if entry.isAdopted { earned = 0 }
    return entry
  }

  /// Whether its figures follow from its counts: what was edited by hand is no ledger.
  var isSound: Bool {
    guard (0...Self.budget).contains(earned) else { return false }
    return entries.allSatisfy { entry in
      let isForfeit = entry.counts.cases == 0
      let cost = isForfeit ? entry.alpha : ExactTest.attainable(entry.counts.discordant, at: entry.alpha)
      let p = ExactTest.p(entry.counts)
      return (0...Self.budget).contains(entry.alpha) && abs(entry.cost - cost) < 1e-9
        && entry.isAdopted == (p.map { $0 <= entry.alpha } ?? false)
        && (p == nil) == (entry.p == nil) && abs((p ?? 0) - (entry.p ?? 0)) < 1e-9
    }
  }

  /// Charges a look at the holdout of which nobody knows how it ended: what it could have spent is gone.
  public mutating func forfeit(candidate: String, holdout: String) {
    let alpha = nextAlpha
    entries.append(
      Entry(
        candidate: candidate, holdout: holdout, counts: PairedCounts(), alpha: alpha, cost: alpha, p: nil,
        isAdopted: false))
  }

  /// Gives back what cases are worth that no test has seen.
  ///
  /// - Parameters:
  ///   - fresh: how many of the holdout's cases are new.
  ///   - cases: how many it holds.
  public mutating func addFresh(_ fresh: Int, of cases: Int) {
    guard cases > 0, fresh > 0 else { return }
    let spent = Self.budget - wealth
    earned += spent * Double(min(fresh, cases)) / Double(cases)
  }
}
