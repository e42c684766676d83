/// The verdicts of a run's seats as counts, from which agreement follows, so that no judgment need be kept for it.
public struct VerdictTally: Sendable, Hashable {
  /// How many seats gave each verdict on one artifact, worst first.
  public struct Unit: Sendable, Hashable {
    public let fail: Int
    public let conditional: Int
    public let pass: Int

    init(_ verdicts: some Sequence<Verdict>) {
      var counts = [0, 0, 0]
      for verdict in verdicts { counts[verdict.place] += 1 }
      (fail, conditional, pass) = (counts[0], counts[1], counts[2])
    }

    public var counts: [Int] { [fail, conditional, pass] }
  }

  /// Two seats, the first by id first.
  public struct Pair: Sendable, Hashable, Comparable {
    public let first: Seat.ID
    public let second: Seat.ID

    public static func < (left: Pair, right: Pair) -> Bool {
      left.first == right.first ? left.second < right.second : left.first < right.first
    }
  }

  /// How many artifacts had these verdicts; of those alone on which two seats or more gave one.
  public private(set) var units: [Unit: Int] = [:]
  /// How often two seats gave which verdicts on the same artifact: nine counts, by the first's verdict, then by the second's.
  public private(set) var pairs: [Pair: [Int]] = [:]

  public init() {}

  /// Counts the verdicts of the blind round: those after a debate are no longer independent of each other.
  public mutating func add(_ judgment: Judgment) {
    add(judgment.seats.compactMap { seat in seat.path.first.map { (seat.seat.id, $0) } })
  }

  /// Counts the verdicts on one artifact, each of another seat.
  public mutating func add(_ verdicts: [(seat: Seat.ID, verdict: Verdict)]) {
    guard verdicts.count > 1 else { return }
    units[Unit(verdicts.lazy.map(\.verdict)), default: 0] += 1
    let ordered = verdicts.sorted { $0.seat < $1.seat }
    for (index, left) in ordered.enumerated() {
      for right in ordered[(index + 1)...] {
        pairs[Pair(first: left.seat, second: right.seat), default: Array(repeating: 0, count: 9)][
          3 * left.verdict.place + right.verdict.place] += 1
      }
    }
  }

  /// The artifacts on which two seats or more gave a verdict.
  public var artifacts: Int { units.values.reduce(0, +) }
}

extension Verdict {
  fileprivate var place: Int {
    switch self {
    case .fail: 0
    case .conditional: 1
    case .pass: 2
    }
  }
}

/// How far the seats of a run gave the same verdicts, beyond chance.
public struct RunAgreement: Sendable, Hashable {
  public struct Pair: Sendable, Hashable {
    public let first: Seat.ID
    public let second: Seat.ID
    /// Cohen's kappa; nil where chance alone would agree always, as when both gave one verdict throughout.
    public let kappa: Double?
    /// How many artifacts both judged.
    public let artifacts: Int

    public init(first: Seat.ID, second: Seat.ID, kappa: Double?, artifacts: Int) {
      self.first = first
      self.second = second
      self.kappa = kappa
      self.artifacts = artifacts
    }
  }

  /// Krippendorff's alpha over fail < conditional < pass; nil where all verdicts are equal.
  public let alpha: Double?
  /// Those on which two seats or more gave a verdict, two of them at least.
  public let artifacts: Int
  /// Sorted by their seats.
  public let pairs: [Pair]

  public init(alpha: Double?, artifacts: Int, pairs: [Pair]) {
    self.alpha = alpha
    self.artifacts = artifacts
    self.pairs = pairs
  }

  /// The pair with the lowest kappa, the first of equals.
  public var leastAlike: Pair? {
    pairs.filter { $0.kappa != nil }.min { ($0.kappa ?? 1) < ($1.kappa ?? 1) }
  }
}
