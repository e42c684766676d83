/// How two runs of the same cases differ, case by case.
public struct PairedCounts: Sendable, Hashable, Codable {
  /// Wrong before, right now.
  public var mended: Int
  /// Right before, wrong now.
  public var broken: Int
  public var stillRight: Int
  public var stillWrong: Int

  public init(mended: Int = 0, broken: Int = 0, stillRight: Int = 0, stillWrong: Int = 0) {
    (self.mended, self.broken, self.stillRight, self.stillWrong) = (mended, broken, stillRight, stillWrong)
  }

  /// - Parameter pairs: of each case, whether it was right before and is right now.
  public init(_ pairs: some Sequence<(before: Bool, now: Bool)>) {
    self.init()
    for pair in pairs {
      switch pair {
      case (false, true): mended += 1
      case (true, false): broken += 1
      case (true, true): stillRight += 1
      case (false, false): stillWrong += 1
      }
    }
  }

  public var cases: Int { mended + broken + stillRight + stillWrong }
  /// The cases that tell the two runs apart; the others say nothing of which is better.
  public var discordant: Int { mended + broken }
  /// The gain in the share of right cases, -1 to 1; 0 without cases.
  public var gain: Double { cases == 0 ? 0 : Double(mended - broken) / Double(cases) }
}
