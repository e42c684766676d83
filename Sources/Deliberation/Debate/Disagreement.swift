public import JudgeTypes

/// What the seats of a panel differ about, and what each of them is asked again.
public struct Disagreement: Sendable, Hashable {
  /// The most dimensions of one seat: as many as one answer has room for.
  public static let mostQuestions = 30
  /// Scores that differ by as much contradict each other: 1.5 or more on the scale from 1 to 3, which is a 1 against a 3.
  static let gap = 2

  /// What it is about, sorted; empty where verdicts differ for reasons that no dimension names.
  public let dimensions: [Dimension.ID]
  /// Of the seats that are asked again the dimensions that each is asked about, in the seat's own order.
  public let questions: [Seat.ID: [Dimension.ID]]
  /// Whether agreement on the verdict is below its bar.
  public let verdictsDiffer: Bool

  /// Nil where nothing is to be debated: agreement is at its bar or above, and no shared dimension is disputed.
  ///
  /// A dimension is shared when at least two seats scored it. Asked again are the seats that scored a shared dimension which is
  /// disputed or whose scores contradict each other. Where verdicts differ, so are all others on what their verdict rests on:
  /// a seat that does not pass the artifact on what it scored below met, one that does on what nobody else has looked at.
  public init?(among ballots: [Ballot], by rule: ConsensusRule, agreeing bar: Fraction) {
    let tally = Tally(of: ballots, by: rule)
    let words = tally.ballots.compactMap { ballot in ballot.result.evaluation.map { (seat: ballot.seat, said: $0) } }
    guard words.count > 1 else { return nil }
    let positions = Positions(words.map(\.said), tally)
    let verdictsDiffer = tally.isBelow(bar)
    guard verdictsDiffer || !positions.disputed.isEmpty else { return nil }
    var named: Set<Dimension.ID> = []
    var questions: [Seat.ID: [Dimension.ID]] = [:]
    for (seat, said) in words {
      let asked = seat.dimensions.filter { positions.isOpen($0.id, to: said, verdictsDiffer: verdictsDiffer) }
      named.formUnion(asked.map(\.id).filter { positions.isShared($0) || said.verdict != .pass })
      // A verdict may rest on findings that speak against no dimension.
      let all = asked.isEmpty && verdictsDiffer ? seat.dimensions.filter { said.scores[$0.id] != nil } : asked
      if !all.isEmpty { questions[seat.id] = Self.mostBinding(of: all) }
    }
    self.verdictsDiffer = verdictsDiffer
    dimensions = named.sorted()
    self.questions = questions
  }

  private static func mostBinding(of dimensions: [Dimension]) -> [Dimension.ID] {
    guard dimensions.count > mostQuestions else { return dimensions.map(\.id) }
    let kept = dimensions.enumerated()
      .sorted { ($1.element.level.strictness, $0.offset) < ($0.element.level.strictness, $1.offset) }
      .prefix(mostQuestions)
    return kept.sorted { $0.offset < $1.offset }.map(\.element.id)
  }
}

/// Where the seats stand on each dimension.
private struct Positions {
  private let scores: [Dimension.ID: [Int]]
  /// Shared dimensions on which neither side reaches the threshold.
  let disputed: Set<Dimension.ID>

  init(_ evaluations: [Evaluation], _ tally: Tally) {
    let scores = evaluations.reduce(into: [Dimension.ID: [Int]]()) { scores, evaluation in
      for (dimension, score) in evaluation.scores { scores[dimension, default: []].append(score.rawValue) }
    }
    self.scores = scores
    disputed = Set(
      tally.dimensions.filter { $0.outcome == .disputed && (scores[$0.dimension.id]?.count ?? 0) > 1 }
        .map(\.dimension.id))
  }

  func isShared(_ dimension: Dimension.ID) -> Bool { (scores[dimension]?.count ?? 0) > 1 }

  private func spread(_ dimension: Dimension.ID) -> Int {
    let all = scores[dimension] ?? []
    return (all.max() ?? 0) - (all.min() ?? 0)
  }

  /// Whether a seat that said so is asked about the dimension again.
  func isOpen(_ dimension: Dimension.ID, to said: Evaluation, verdictsDiffer: Bool) -> Bool {
    let score = said.scores[dimension]
    if isShared(dimension), disputed.contains(dimension) || spread(dimension) >= Disagreement.gap {
      return score != nil || said.unsupported.contains(dimension)
    }
    guard verdictsDiffer, let score else { return false }
    if isShared(dimension) { return spread(dimension) > 0 }
    return said.verdict == .pass || score < .met
  }
}

extension Tally {
  /// Whether the plurality of verdicts has less than this share of the judged seats' weight.
  func isBelow(_ bar: Fraction) -> Bool {
    guard let weights else { return false }
    let byVerdict = verdictWeights(weights)
    let whole = byVerdict.values.reduce(0, +)
    return whole > 0 && !bar.isReached(by: byVerdict.values.max() ?? 0, of: whole)
  }
}
