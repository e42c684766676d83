internal import JudgeTypes

/// A panel held against each of its judges alone, and its debate against no debate, on the same cases.
public struct PanelComparison: Sendable {
  /// Two contenders, case by case.
  public struct Pair: Sendable {
    public let better: Contender
    public let other: Contender
    public let counts: PairedCounts
    /// The chance that luck alone mends so many; nil with too few discordant cases.
    public let p: Double?
    /// The chance that luck alone breaks so many; nil with too few discordant cases.
    public let pWorse: Double?
    /// In USD; nil where there is no extra right one, or a cost is not known whole.
    public let costPerExtraRight: Double?

    init(_ better: Contender, over other: Contender, isCostWhole: Bool) {
      (self.better, self.other) = (better, other)
      counts = better.counts(against: other)
      p = ExactTest.p(counts)
      pWorse = ExactTest.p(PairedCounts(mended: counts.broken, broken: counts.mended))
      costPerExtraRight = isCostWhole ? better.costPerExtraRight(over: other) : nil
    }
  }

  /// Each seat alone, the one that is right most often first.
  public let judges: [Contender]
  /// Without debate.
  public let panel: Contender
  /// Nil for a panel that holds none.
  public let debate: Contender?
  /// In how many cases a debate was held.
  public let debated: Int
  /// How many first words were kept from earlier calls. They cost nothing now, so that no cost per extra right case follows.
  public let keptAnswers: Int

  /// - Parameter holdsDebates: whether the panel debates what it disputes.
  public init(_ readings: [PanelReading], holdsDebates: Bool) {
    let faulty = readings.map(\.isFaulty)
    func contender(
      _ kind: Contender.Kind, _ name: String, _ decisions: [Decision], _ usages: [Usage], model: ModelName? = nil
    ) -> Contender {
      Contender(
        kind: kind, name: name, model: model, decisions: decisions, faulty: faulty,
        usage: usages.reduce(.none, +))
    }
    var seats: [Seat.ID: ModelName] = [:]
    for single in readings.flatMap(\.singles) { seats[single.seat] = single.model }
    judges = seats.sorted { $0.key < $1.key }.map { seat, model in
      let words = readings.map { reading in reading.singles.first { $0.seat == seat } }
      return contender(
        .judge, seat.rawValue, words.map { $0?.decision ?? .undecided }, words.map { $0?.usage ?? .none }, model: model)
    }.sorted(by: Self.isBetter)
    panel = contender(
      .panel, "panel", readings.map(\.beforeDebate), readings.flatMap { $0.singles.map(\.usage) })
    debate =
      holdsDebates ? contender(.debate, "panel with debate", readings.map(\.afterDebate), readings.map(\.usage)) : nil
    debated = readings.count(where: \.isDebated)
    keptAnswers = readings.reduce(0) { $0 + $1.singles.count(where: \.isCached) }
  }

  /// More often right; of equals the cheaper one, then by name.
  private static func isBetter(_ left: Contender, _ right: Contender) -> Bool {
    if left.right != right.right { return left.right > right.right }
    let costs = (left.usage.costUSD ?? .infinity, right.usage.costUSD ?? .infinity)
    return costs.0 == costs.1 ? left.name < right.name : costs.0 < costs.1
  }

  /// The judge that alone is right most often on these very cases, which flatters it; nil without seats.
  public var bestJudge: Contender? { judges.first }

  public var contenders: [Contender] { judges + [panel] + (debate.map { [$0] } ?? []) }

  /// The panel over the best judge, the panel with debate over the best judge, debate over none; as far as they are there.
  public var pairs: [Pair] {
    var pairs: [Pair] = []
    if let bestJudge {
      for contender in [panel, debate].compactMap(\.self) { pairs.append(pair(contender, over: bestJudge)) }
    }
    if let debate { pairs.append(pair(debate, over: panel)) }
    return pairs
  }

  private func pair(_ better: Contender, over other: Contender) -> Pair {
    Pair(better, over: other, isCostWhole: keptAnswers == 0)
  }

  /// What each extra case that a panel decides right costs over the best judge, in USD; nil for a judge, where there is no extra one,
  /// and where a cost is not known whole.
  public func costPerExtraRight(of contender: Contender) -> Double? {
    guard contender.kind != .judge, keptAnswers == 0, let bestJudge else { return nil }
    return contender.costPerExtraRight(over: bestJudge)
  }
}
