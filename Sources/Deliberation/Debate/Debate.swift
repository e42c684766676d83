public import JudgeTypes

/// A debate as it stands. It asks nobody: it says what the round under way is about, and takes what the seats said.
///
/// The first word of every seat stands until it changes a score and shows evidence for that dimension which holds and which it
/// had not shown for it before. The order in which words come never matters.
public struct Debate: Sendable, Hashable {
  /// What a seat said when it was asked again.
  public enum Word: Sendable, Hashable {
    /// With the findings that its claims came to.
    case answer(SeatAnswer, findings: [Finding])
    /// It holds what it held.
    case silence(reason: String, isOutOfBudget: Bool = false)
  }

  /// Every seat with its last word.
  public private(set) var ballots: [Ballot]
  /// Those that came to their end.
  public private(set) var rounds: [DebateRound] = []
  /// What the round under way is about; nil once the debate has ended.
  public private(set) var topic: Disagreement?
  /// Nil while a round is under way.
  public private(set) var end: DebateEnd?
  /// The verdict of each judged seat in the blind round and in every round in which it answered.
  public private(set) var paths: [Seat.ID: [Verdict]]
  /// What each seat has found, withdrawn or not, so that nothing is new twice.
  private var found: [Seat.ID: [Finding]]
  private let consensus: ConsensusRule
  private let rule: DebateRule

  /// Nil where none is to be held.
  public init?(after opening: [Ballot], by consensus: ConsensusRule, _ rule: DebateRule) {
    guard rule.rounds > 0, let topic = Disagreement(among: opening, by: consensus, agreeing: rule.agreement),
      !topic.questions.isEmpty
    else { return nil }
    self.topic = topic
    self.consensus = consensus
    self.rule = rule
    ballots = opening.sorted { $0.seat.id < $1.seat.id }
    let judged = opening.compactMap { ballot in ballot.result.evaluation.map { (ballot.seat.id, $0) } }
    paths = Dictionary(judged.map { ($0, [$1.verdict]) }, uniquingKeysWith: { first, _ in first })
    found = Dictionary(judged.map { ($0, $1.findings) }, uniquingKeysWith: { first, _ in first })
  }

  /// The number of the round under way, from 1; of the last one once the debate has ended.
  public var round: Int { end == nil ? rounds.count + 1 : rounds.count }

  /// Ends the round under way with what its seats said.
  ///
  /// - Parameters:
  ///   - words: of the seats that were asked; one without a word was silent.
  ///   - tokens: that the round took, in and out; nil where that is not known.
  public mutating func conclude(with words: [Seat.ID: Word], tokens: Int?) {
    guard let topic else { return }
    var changes: [PositionChange] = []
    var silent: [DebateRound.Silence] = []
    var (isMoved, isOutOfBudget) = (false, false)
    for (place, ballot) in ballots.enumerated() {
      guard let questions = topic.questions[ballot.seat.id], let prior = ballot.result.evaluation else { continue }
      let id = ballot.seat.id
      switch words[id] ?? .silence(reason: "it was not heard") {
      case .silence(let reason, let isRefused):
        silent.append(.init(seat: id, reason: reason))
        isOutOfBudget = isOutOfBudget || isRefused
      case .answer(let answer, let findings):
        let again = Reconsideration(
          of: prior, having: found[id] ?? [], by: ballot.seat, answering: answer, findings: findings, to: questions,
          round: round)
        ballots[place] = Ballot(seat: ballot.seat, result: .judged(again.evaluation), family: ballot.family)
        paths[id, default: []].append(again.evaluation.verdict)
        found[id, default: []] += findings
        isMoved = isMoved || again.isMoved
        if let change = again.change { changes.append(change) }
      }
    }
    rounds.append(
      DebateRound(number: round, disputed: topic.dimensions, changes: changes, silent: silent, tokens: tokens))
    let next = Disagreement(among: ballots, by: consensus, agreeing: rule.agreement)
    end = ending(next, isMoved: isMoved, isOutOfBudget: isOutOfBudget)
    self.topic = end == nil ? next : nil
  }

  private func ending(_ next: Disagreement?, isMoved: Bool, isOutOfBudget: Bool) -> DebateEnd? {
    if isOutOfBudget { return .budget }
    guard let next else { return .agreed }
    guard isMoved, !next.questions.isEmpty else { return .unchanged }
    return rounds.count < rule.rounds ? nil : .rounds
  }
}
