/// F1 over the runs of a suite, or over the iterations of an improvement, to be drawn as text or as SVG.
public struct F1Plot: Sendable, Hashable {
  /// One run, or one iteration.
  public struct Point: Sendable, Hashable {
    /// What it is called: a date, an iteration.
    public let label: String
    /// 0 to 1; nil where there is no figure, which leaves a gap.
    public let value: Double?
    /// Of the value, 95 %; nil where it was not measured.
    public let interval: ClosedRange<Double>?

    public init(label: String, value: Double?, interval: ClosedRange<Double>? = nil) {
      self.label = label
      self.value = value
      self.interval = interval
    }
  }

  /// One figure over all points, the oldest first.
  public struct Series: Sendable, Hashable {
    public let name: String
    public let points: [Point]

    public init(name: String, points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  /// Something that happened between two points.
  public struct Event: Sendable, Hashable {
    /// The point that came after it, from 0; one more than the last where none did.
    public let place: Int
    public let label: String
    /// In seconds, as the points' moments; nil where it is not known, and it stands between its points.
    public let moment: Double?

    public init(before place: Int, label: String, at moment: Double? = nil) {
      self.place = place
      self.label = label
      self.moment = moment
    }
  }

  public let title: String
  /// All over the same points.
  public let series: [Series]
  /// Drawn in pages alone.
  public let events: [Event]
  /// When each point was measured, in seconds from any time, in order; empty where all points stand equally far apart.
  public let moments: [Double]

  public init(title: String, series: [Series], events: [Event] = [], moments: [Double] = []) {
    self.title = title
    self.series = series
    self.events = events
    self.moments = moments
  }

  /// The range that is drawn, in whole tenths: all values and intervals lie in it, and it is never empty.
  var scale: ClosedRange<Double> {
    let points = series.flatMap(\.points)
    let drawn = points.compactMap(\.value) + points.compactMap(\.interval).flatMap { [$0.lowerBound, $0.upperBound] }
    let tenths = drawn.filter(\.isFinite).map { min(max($0, 0), 1) * 10 }
    // What is a whole tenth but for its last bit is that tenth.
    let low = tenths.min().map { ($0 + 1e-9).rounded(.down) } ?? 0
    let high = tenths.max().map { ($0 - 1e-9).rounded(.up) } ?? 10
    guard low >= high else { return low / 10...high / 10 }
    return low >= 10 ? 0.9...1 : low / 10...(low + 1) / 10
  }
}
