/// A week as seven bars.
///
/// The scale is the skill's own, five points a step: two days that are five points or more apart always have bars of different height,
/// and noise of less moves a bar by one step at most. It spans 35 points around the middle of the week, inside of 0 to 100, so that a
/// skill near 100 has high bars and one near 0 low ones. A week that spans more than that is drawn from its least to its greatest score.
public struct Sparkline: Sendable, Hashable {
  /// From 0 to 100, the oldest first; nil on a day without invocations, which is a gap.
  public let values: [Double?]

  package static let steps = 7
  /// In points.
  private static let step = 5.0

  public init(_ values: [Double?]) { self.values = values }

  public func text(_ signs: HealthSigns) -> String {
    let heights = heights
    return String(heights.map { height in height.map { signs.bars[$0] } ?? signs.gap })
  }

  /// From 0 to 6.
  package var heights: [Int?] {
    let known = values.compactMap { $0.flatMap { $0.isFinite ? min(max($0, 0), 100) : nil } }
    guard let least = known.min(), let greatest = known.max() else { return values.map { _ in nil } }
    let span = Self.step * Double(Self.steps)
    let isWide = greatest - least >= span
    // One point of the scale lies above 100, so that 95 and 100 differ too.
    let low = isWide ? least : min(max((least + greatest) / 2 - span / 2, 0), 101 - span)
    let step = isWide ? (greatest - least) / Double(Self.steps) : Self.step
    return values.map { value in
      guard let value, value.isFinite else { return nil }
      return min(Self.steps - 1, max(0, Int((min(max(value, 0), 100) - low) / step)))
    }
  }
}
