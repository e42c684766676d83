/// What a learned model looks at, and where each of its coefficients stands.
///
/// A candidate label of an item is described in two ways. Label-free features say who voted for it and how firmly; they mean the
/// same for every label, so they serve for labels that are only names of answers. Label features say who gave which label; they are
/// there only where the training items use few labels, and training decides whether they help.
struct FeatureSpace: Sendable, Hashable, Codable {
  /// With more labels than this they are names of single answers, not classes.
  static let labelLimit = 12
  private static let scoreLimit = 4.0

  /// The mean and deviation of a judge's scores.
  struct Scale: Sendable, Hashable, Codable {
    let mean: Double
    let deviation: Double

    func standardised(_ score: Double) -> Double {
      min(scoreLimit, max(-scoreLimit, (score - mean) / deviation))
    }
  }

  let judges: [String]
  /// Of each judge the index in `familySizes`.
  let familyOfJudge: [Int]
  let families: [String]
  let familySizes: [Int]
  /// Nil for a judge whose scores are missing or all alike.
  let scales: [Scale?]
  /// The labels that answers may have beside those with a vote; empty where labels are names of single answers.
  let labels: [String]

  /// - Parameter table: made with gold.
  init(_ table: VoteTable, items: [Int]) {
    judges = table.judges
    // A judge of no known family is one of its own.
    let named = zip(table.judges, table.families).map { judge, family in family.map { "f:" + $0 } ?? "j:" + judge }
    let names = Names(sorted: named)
    families = names.all
    familyOfJudge = named.map(names.index)
    familySizes = names.all.indices.map { family in named.count { names.index(of: $0) == family } }
    labels = table.labels.count <= Self.labelLimit ? table.labels : []
    var scores = [[Double]](repeating: [], count: table.judges.count)
    for item in items {
      for vote in table.votes(on: item) { if let score = vote.score { scores[Int(vote.judge)].append(score) } }
    }
    scales = scores.map(Self.scale)
  }

  private static func scale(of scores: [Double]) -> Scale? {
    guard scores.count > 1 else { return nil }
    let mean = scores.reduce(0, +) / Double(scores.count)
    let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count)
    return variance > 1e-12 ? Scale(mean: mean, deviation: variance.squareRoot()) : nil
  }

  // MARK: Columns

  /// Features that all judges share, at the front.
  enum Shared: Int, CaseIterable { case weightedVotes, votes, familyVotes, plurality, scores, consistency }

  private var firstFamily: Int { Shared.allCases.count }
  private var firstJudge: Int { firstFamily + families.count }
  /// Where label features begin: the number of label-free ones.
  var labelFreeCount: Int { firstJudge + 3 * judges.count }
  /// Of one label: its frequency, how often each label is given by anyone, by each judge (or its abstention), and each judge's score.
  private var labelBlock: Int { 1 + labels.count + judges.count * (labels.count + 1) + judges.count }
  var count: Int { labelFreeCount + labels.count * labelBlock }

  func column(_ shared: Shared) -> Int { shared.rawValue }
  func family(_ family: Int) -> Int { firstFamily + family }
  func vote(of judge: Int) -> Int { firstJudge + 3 * judge }
  func score(of judge: Int) -> Int { firstJudge + 3 * judge + 1 }
  func consistency(of judge: Int) -> Int { firstJudge + 3 * judge + 2 }
  func frequency(of label: Int) -> Int { labelFreeCount + label * labelBlock }
  func given(_ given: Int, when label: Int) -> Int { frequency(of: label) + 1 + given }
  /// - Parameter given: the number of labels for an abstention.
  func given(_ given: Int, by judge: Int, when label: Int) -> Int {
    frequency(of: label) + 1 + labels.count + judge * (labels.count + 1) + given
  }
  func score(of judge: Int, when label: Int) -> Int {
    frequency(of: label) + 1 + labels.count + judges.count * (labels.count + 1) + judge
  }

  // MARK: Penalties

  /// How strongly each coefficient is held at its prior: what all judges share loosely, what single ones add firmly.
  func penalties(_ strength: Double) -> [Double] {
    var penalties = [Double](repeating: strength, count: count)
    penalties[column(.weightedVotes)] = 3
    for shared in [Shared.votes, .familyVotes] { penalties[column(shared)] = 0.1 * strength }
    for shared in [Shared.plurality, .scores, .consistency] { penalties[column(shared)] = 0.3 * strength }
    for label in labels.indices {
      penalties[frequency(of: label)] = 0.3 * strength
      for other in labels.indices { penalties[given(other, when: label)] = 0.3 * strength }
    }
    return penalties
  }

  /// Where coefficients are drawn to: the vote weighted by the judges' records, and nothing beside it.
  var prior: [Double] {
    var prior = [Double](repeating: 0, count: count)
    prior[column(.weightedVotes)] = 1
    return prior
  }
}
