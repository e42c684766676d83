/// How far a skill is to come: a score of 0 to 100 that it is to exceed.
public struct ImprovementTarget: Sendable, Hashable {
  public let over: Double

  public init(over: Double) { self.over = over }

  /// Below 17 over 25, from 17 over 40, from 29 over 50, from 40 over 60, from 50 over 75.
  ///
  /// A skill that fell and still stands above 75 is to come back to within about a point of where it was.
  ///
  /// - Parameter before: the level before it fell, where it did.
  public init(score: Double, before: Double? = nil) {
    switch score {
    case ..<17: over = 25
    case ..<29: over = 40
    case ..<40: over = 50
    case ..<50: over = 60
    case ...75: over = 75
    default: over = max(75, (before ?? 75).rounded(.down) - 1)
    }
  }

  public func isReached(by score: Double) -> Bool { score > over }
}
