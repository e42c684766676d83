/// The candidate labels of many items with their features, in compressed rows: one row a candidate.
///
/// The vote weighted by the judges' records is a column of its own, because it changes with the items that the records are of.
struct Candidates: Sendable {
  let space: FeatureSpace
  /// The model's labels, then those that only the votes at hand know.
  let labels: [String]
  /// Where each item's rows begin; one entry more than there are items.
  private(set) var itemStarts = [0]
  private(set) var labelOfRow: [Int] = []
  private(set) var rowStarts = [0]
  private(set) var columns: [Int32] = []
  private(set) var values: [Double] = []
  /// Of each item the row of its right label; nil where it is unknown or no candidate.
  private(set) var targets: [Int?] = []

  var itemCount: Int { itemStarts.count - 1 }
  func rows(of item: Int) -> Range<Int> { itemStarts[item]..<itemStarts[item + 1] }

  private let copies: Set<Int>

  init(_ table: VoteTable, items: [Int], in space: FeatureSpace) {
    self.space = space
    copies = table.copies(notAmong: Set(space.judges))
    let copies = copies
    var names = Names()
    for label in space.labels { names.add(label) }
    for label in table.labels { names.add(label) }
    labels = names.all
    let reading = Reading(table, space, names)
    for item in items {
      let votes = table.votes(on: item).filter { !copies.contains(Int($0.judge)) }.map(reading.read)
      var candidates = Array(space.labels.indices)
      for label in Set(votes.compactMap(\.label)).sorted() where label >= space.labels.count {
        candidates.append(label)
      }
      let gold = table.gold[item].map { names.index(of: table.labels[$0]) }
      targets.append(gold.flatMap { candidates.firstIndex(of: $0) }.map { labelOfRow.count + $0 })
      let isPlural = Self.plurality(votes)
      for candidate in candidates {
        addLabelFree(candidate, votes, plurality: isPlural[candidate] ?? 0)
        if candidate < space.labels.count { addLabelled(candidate, votes) }
        labelOfRow.append(candidate)
        rowStarts.append(columns.count)
      }
      itemStarts.append(labelOfRow.count)
    }
  }

  /// Of each label with the most votes its part of the plurality.
  private static func plurality(_ votes: [KnownVote]) -> [Int: Double] {
    let counts = votes.compactMap(\.label).reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    guard let most = counts.values.max() else { return [:] }
    let leaders = counts.filter { $0.value == most }
    return leaders.mapValues { _ in 1 / Double(leaders.count) }
  }

  private mutating func add(_ column: Int, _ value: Double) {
    guard value != 0 else { return }
    columns.append(Int32(column))
    values.append(value)
  }

  private mutating func addLabelFree(_ candidate: Int, _ votes: [KnownVote], plurality: Double) {
    var sums = [Double](repeating: 0, count: FeatureSpace.Shared.allCases.count)
    for vote in votes where vote.label == candidate {
      sums[FeatureSpace.Shared.votes.rawValue] += 1 / Double(max(1, space.judges.count)).squareRoot()
      if let family = vote.family {
        sums[FeatureSpace.Shared.familyVotes.rawValue] += 1 / Double(space.familySizes[family])
        if space.familySizes[family] > 1 { add(space.family(family), 1) }
      } else {
        sums[FeatureSpace.Shared.familyVotes.rawValue] += 1
      }
      guard let judge = vote.judge else { continue }
      add(space.vote(of: judge), 1)
      add(space.score(of: judge), vote.score)
      add(space.consistency(of: judge), vote.consistency)
      sums[FeatureSpace.Shared.scores.rawValue] += vote.score
      sums[FeatureSpace.Shared.consistency.rawValue] += vote.consistency
    }
    sums[FeatureSpace.Shared.plurality.rawValue] = plurality
    for (column, sum) in sums.enumerated() { add(column, sum) }
  }

  private mutating func addLabelled(_ candidate: Int, _ votes: [KnownVote]) {
    add(space.frequency(of: candidate), 1)
    for vote in votes {
      // A label that training never saw says nothing about those it saw.
      if let label = vote.label, label >= space.labels.count { continue }
      if let label = vote.label { add(space.given(label, when: candidate), 1) }
      guard let judge = vote.judge else { continue }
      add(space.given(vote.label ?? space.labels.count, by: judge, when: candidate), 1)
      add(space.score(of: judge, when: candidate), vote.score)
    }
  }

  /// Of each row the votes for it, weighted by the judges' records.
  func weightedVotes(_ table: VoteTable, items: [Int], by weights: JudgeWeights) -> [Double] {
    let weight = table.judges.map(weights.weight)
    let known = Names(labels)
    var sums = [Double](repeating: 0, count: labelOfRow.count)
    for (place, item) in items.enumerated() {
      for vote in table.votes(on: item) where vote.isUsable && !copies.contains(Int(vote.judge)) {
        let label = known.index(of: table.labels[Int(vote.label)])
        guard let row = rows(of: place).first(where: { labelOfRow[$0] == label }) else { continue }
        sums[row] += weight[Int(vote.judge)]
      }
    }
    return sums
  }
}

/// A vote in the model's own indices; what it does not know is nil.
private struct KnownVote {
  let judge: Int?
  let family: Int?
  let label: Int?
  /// Standardised; 0 without one.
  let score: Double
  let consistency: Double
}

/// Translates a table's votes into the model's indices.
private struct Reading {
  private let judges: [Int?]
  private let families: [Int?]
  private let labels: [Int]
  private let scales: [FeatureSpace.Scale?]

  init(_ table: VoteTable, _ space: FeatureSpace, _ names: Names) {
    let known = Names(space.judges)
    let families = Names(space.families)
    judges = table.judges.map(known.find)
    self.families = zip(judges, table.families).map { judge, family in
      judge.map { space.familyOfJudge[$0] } ?? family.flatMap { families.find("f:" + $0) }
    }
    labels = table.labels.map(names.index)
    scales = space.scales
  }

  func read(_ vote: VoteTable.Vote) -> KnownVote {
    let judge = judges[Int(vote.judge)]
    let scale = judge.flatMap { scales[$0] }
    return KnownVote(
      judge: judge, family: families[Int(vote.judge)], label: vote.isUsable ? labels[Int(vote.label)] : nil,
      score: scale.flatMap { scale in vote.score.map(scale.standardised) } ?? 0,
      consistency: vote.isConsistent.map { $0 ? 0.5 : -0.5 } ?? 0)
  }
}
