/// How many calls to one provider may be in flight: it grows while all is well and is cut when the provider says "too many".
///
/// Additive increase, multiplicative decrease, as congestion control in TCP does it (RFC 5681): one more for each answer until
/// the first cut, then one more for as many answers as the limit is wide. Of all the calls that were under way when a cut was
/// made none cuts again, because they were sent before it: they belong to the same episode. Failures of the server say
/// nothing of how much it can take and leave the limit alone.
public struct AdaptiveLimit: Sendable, Hashable {
  /// The calls that may be in flight now.
  public private(set) var limit: Int
  private let bounds: ClosedRange<Int>
  private var answers = 0
  private var hasBeenCut = false
  /// Counts the cuts; a call remembers the one it was sent after.
  public private(set) var episode = 0

  /// Starts at `start` and stays within `bounds`.
  public init(start: Int = 8, bounds: ClosedRange<Int> = 1...64) {
    let bounds = max(1, bounds.lowerBound)...max(1, bounds.upperBound)
    self.bounds = bounds
    limit = min(max(start, bounds.lowerBound), bounds.upperBound)
  }

  /// Always `width`.
  public static func fixed(_ width: Int) -> AdaptiveLimit {
    AdaptiveLimit(start: width, bounds: max(1, width)...max(1, width))
  }

  /// A call was answered. `wasFull`: as many were in flight as may be; a limit that nobody reaches does not grow.
  public mutating func answered(wasFull: Bool) {
    guard wasFull, limit < bounds.upperBound else { return }
    answers += 1
    guard !hasBeenCut || answers >= limit else { return }
    answers = 0
    limit += 1
  }

  /// A call that was sent in `episode` was refused because there were too many.
  public mutating func refused(sentIn episode: Int) {
    guard episode == self.episode else { return }
    self.episode += 1
    hasBeenCut = true
    answers = 0
    limit = max(bounds.lowerBound, limit * 2 / 3)
  }
}
