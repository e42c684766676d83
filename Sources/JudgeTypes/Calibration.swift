/// How often something was right, measured at some places from 0 to 1: the confidence of a judge, the agreement of a panel.
public struct CalibrationCurve: Sendable, Hashable {
  public struct Point: Sendable, Hashable {
    /// Where it was measured, 0 to 1.
    public let place: Double
    /// The share that was right there, 0 to 1.
    public let accuracy: Double

    public init(place: Double, accuracy: Double) {
      self.place = place
      self.accuracy = accuracy
    }
  }

  /// At least one; their places ascend. The accuracy need not.
  public let points: [Point]

  /// Nil where there is no point, one is out of range, or the places do not ascend.
  public init?(_ points: [Point]) {
    let isInRange = points.allSatisfy { (0...1).contains($0.place) && (0...1).contains($0.accuracy) }
    guard !points.isEmpty, isInRange, zip(points, points.dropFirst()).allSatisfy({ $0.place < $1.place }) else {
      return nil
    }
    self.points = points
  }

  /// On the line between the points on both sides; beyond the first and the last as at these.
  public func accuracy(at place: Double) -> Double {
    guard let next = points.firstIndex(where: { $0.place >= place }) else { return points[points.count - 1].accuracy }
    let right = points[next]
    guard next > 0, right.place > place else { return right.accuracy }
    let left = points[next - 1]
    let part = (place - left.place) / (right.place - left.place)
    return left.accuracy + part * (right.accuracy - left.accuracy)
  }

  /// The least accuracy anywhere between two places.
  public func leastAccuracy(in places: ClosedRange<Double>) -> Double {
    let inside = points.filter { places.contains($0.place) }.map(\.accuracy)
    return (inside + [accuracy(at: places.lowerBound), accuracy(at: places.upperBound)]).min() ?? 0
  }
}

/// When a panel that would let something through is too seldom right to do so.
public struct AbstentionRule: Sendable, Hashable {
  /// How often panels were right, by their agreement.
  public let curve: CalibrationCurve
  /// The accuracy below which the panel abstains, at most 1.
  public let bar: Fraction

  public init(curve: CalibrationCurve, bar: Fraction) {
    self.curve = curve
    self.bar = bar
  }
}

/// How often a seat's model was right, by the confidence that it named.
public struct SeatCalibration: Sendable, Hashable {
  public let seat: Seat.ID
  /// The seat's own, or its backup.
  public let model: ModelName
  public let curve: CalibrationCurve

  public init(seat: Seat.ID, model: ModelName, curve: CalibrationCurve) {
    self.seat = seat
    self.model = model
    self.curve = curve
  }
}
