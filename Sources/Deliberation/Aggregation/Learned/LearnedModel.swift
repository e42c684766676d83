/// A model over votes and scores, trained on labelled items.
///
/// It begins at the vote weighted by the judges' records and leaves it as far as the training items justify, which is found on items
/// that were held out, question by question. It is refused, and the plain vote takes its place, where its own record or the
/// votes at hand speak against it.
public struct LearnedModel: Sendable, Hashable, Codable {
  /// What was seen of answers to training items that were held out.
  struct Record: Sendable, Hashable, Codable {
    let confidences: [Double]
    let isRight: [Bool]
    /// How far trusted judges side with the plain vote rather than the model.
    let preference: Moments
    let isBeatenByPlainVote: Bool
  }

  let space: FeatureSpace
  let coefficients: [Double]
  let width: Int
  let weights: JudgeWeights
  let temperature: Double
  /// The share of training items whose right label was a candidate at all.
  let coverage: Double
  let record: Record

  /// How many labelled items it was trained on.
  public var trainingItems: Int { record.confidences.count }
  /// The judges that it knows, sorted by name.
  public var judges: [String] { space.judges }
  /// The labels that it was trained on, where they are classes; none where they are names of single answers.
  public var labels: [String] { space.labels }
  /// The words that are no answer to it: "tie" and "other", where they were never right in training.
  public var abstentions: Set<String> { RecordedVote.abstentions.subtracting(space.labels) }
  /// The share of held-out training items that it answered rightly.
  public var heldOutAccuracy: Double {
    Double(record.isRight.count { $0 }) / Double(max(1, record.isRight.count))
  }

  /// Why a model is not used for the votes at hand.
  public enum Refusal: Sendable, Hashable {
    /// No judge of the votes was in the training items.
    case strangers
    /// On training items that were held out the plain vote was right more often, by more than two standard errors.
    case beaten
    /// The judges that training taught to trust side with the plain vote against the model, which they did not in training.
    case shifted(before: Double, now: Double)
  }

  /// The answers, and why they are the plain vote's where the model was refused.
  public func aggregate(_ table: VoteTable) -> (answers: [AggregatedLabel], refusal: Refusal?) {
    let answers = unrefused(table)
    if let refusal = refusal(of: answers, table) { return (PlainVote.majority(table), refusal) }
    return (answers, nil)
  }

  /// The answer to each item, whatever speaks against the model.
  func unrefused(_ table: VoteTable) -> [AggregatedLabel] {
    let items = Array(table.items.indices)
    let candidates = Candidates(table, items: items, in: space)
    let logit = ConditionalLogit(
      candidates: candidates, weightedVotes: candidates.weightedVotes(table, items: items, by: weights), width: width)
    return items.map { answer(to: $0, of: table, by: logit) }
  }

  private func answer(to item: Int, of table: VoteTable, by logit: ConditionalLogit) -> AggregatedLabel {
    let probabilities = Self.probabilities(logit.utilities(item, at: coefficients), temperature, space)
    let most = probabilities.max() ?? 0
    let first = logit.candidates.rows(of: item).lowerBound
    let hasVote = table.votes(on: item).contains { $0.isUsable }
    let label = hasVote ? probabilities.firstIndex(of: most).map { logit.candidates.labelOfRow[first + $0] } : nil
    return AggregatedLabel(
      item: table.items[item], label: label.map { logit.candidates.labels[$0] },
      confidence: label == nil ? 0 : most * min(1, coverage), isAbstention: label == nil, method: .learned)
  }

  /// Of each candidate. Where training knew one label only and it is the only candidate, another that nobody named counts too.
  static func probabilities(_ utilities: [Double], _ temperature: Double, _ space: FeatureSpace) -> [Double] {
    var probabilities = utilities.map { $0 / temperature }
    if space.labels.count == 1, utilities.count == 1 { probabilities.append(0) }
    softmax(&probabilities)
    return Array(probabilities.prefix(utilities.count))
  }

  /// The least confidence from which on held-out training items were answered as well as wanted; above 1 where none is.
  ///
  /// - Parameter accuracy: 0 to 1.
  public func bar(reaching accuracy: Double) -> Double {
    let ranked = zip(record.confidences, record.isRight).sorted { $0.0 > $1.0 }
    var bar = 2.0
    var right = 0
    for (index, answer) in ranked.enumerated() {
      if answer.1 { right += 1 }
      let isLastOfEquals = index + 1 == ranked.count || ranked[index + 1].0 < answer.0
      if isLastOfEquals, index + 1 >= min(10, ranked.count), Double(right) >= accuracy * Double(index + 1) {
        bar = answer.0 * min(1, coverage)
      }
    }
    return bar
  }
}

extension LearnedModel {
  private static let leastShift = 0.1
  private static let leastCertainty = 1.6

  /// What can be told of the judges alone.
  func refusal(of judges: [String]) -> Refusal? {
    let known = Set(space.judges)
    guard judges.contains(where: known.contains) else { return .strangers }
    return record.isBeatenByPlainVote ? .beaten : nil
  }

  private func refusal(of answers: [AggregatedLabel], _ table: VoteTable) -> Refusal? {
    if let refusal = refusal(of: table.judges) { return refusal }
    let trust = Trust(table, weights)
    let labels = Names(table.labels)
    let now = Moments(
      zip(table.items.indices, answers).map { item, answer in
        trust.preferenceForPlainVote(table, item, over: answer.label.flatMap(labels.find))
      })
    let before = record.preference
    // Few items may all look alike by chance; they vary at least as much as those of training did.
    let spread = max(now.variance, before.variance) / Double(max(1, now.count))
    let error = (spread + before.variance / Double(max(1, before.count))).squareRoot()
    let shift = now.mean - before.mean
    let isShifted = shift > Self.leastShift && now.mean > Self.leastShift && shift > Self.leastCertainty * error
    return isShifted ? .shifted(before: before.mean, now: now.mean) : nil
  }
}

/// How far each judge of a table is to be believed: its log-odds of being right, never less than nothing.
struct Trust {
  private let ofJudge: [Double]

  init(_ table: VoteTable, _ weights: JudgeWeights) {
    ofJudge = table.judges.map { max(0, weights.logOdds[$0] ?? 0) }
  }

  /// The trusted share of an item's votes for the plain vote's label, less that for another; from -1 to 1.
  ///
  /// It needs no right label. Where a model overrules the vote for good reason, trusted judges are on its side; where
  /// items are of another kind than those it was trained on, it overrules those too whom it should follow.
  func preferenceForPlainVote(_ table: VoteTable, _ item: Int, over label: Int?) -> Double {
    let plurality = table.plurality(item)
    var (whole, difference) = (0.0, 0.0)
    for vote in table.votes(on: item) where vote.isUsable {
      let trust = ofJudge[Int(vote.judge)]
      whole += trust
      if plurality.contains(Int(vote.label)) { difference += trust / Double(plurality.count) }
      if Int(vote.label) == label { difference -= trust }
    }
    return whole > 0 ? difference / whole : 0
  }
}
