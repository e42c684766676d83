/// Recorded votes with every name replaced by an index, in flat arrays.
///
/// Judges and labels are sorted by name and each item's votes by judge, so that the order of the lines decides nothing
/// but the order of the items.
public struct VoteTable: Sendable {
  /// A vote in the table. `label` is negative for an abstention.
  struct Vote: Sendable, Hashable {
    let judge: Int32
    let label: Int32
    let score: Double?
    let isConsistent: Bool?

    var isUsable: Bool { label >= 0 }
  }

  /// In the order of their first lines.
  public let items: [String]
  public let judges: [String]
  /// Each judge's family, nil where none was named.
  public let families: [String?]
  public let labels: [String]
  let votes: [Vote]
  /// Where each item's votes begin; one entry more than there are items.
  let starts: [Int]
  /// Each item's right label, nil where it is unknown; all nil unless the table was made with gold.
  let gold: [Int?]

  /// - Parameters:
  ///   - readingGold: whether right answers are looked at; without it they are as good as not there.
  ///   - abstentions: labels that are no answer.
  ///
  /// Where a judge has several lines for one item, the last one counts.
  public init(
    _ lines: [RecordedVote], readingGold: Bool = false, abstentions: Set<String> = RecordedVote.abstentions
  ) {
    var items = Names()
    for line in lines { items.add(line.item) }
    let judges = Names(sorted: lines.lazy.map(\.judge))
    let golds = readingGold ? lines.compactMap(\.gold) : []
    let labels = Names(sorted: lines.lazy.compactMap(\.label).filter { !abstentions.contains($0) } + golds)
    var families = [String?](repeating: nil, count: judges.count)
    var gold = [Int?](repeating: nil, count: items.count)
    var keyed: [(item: Int, vote: Vote, line: Int)] = []
    keyed.reserveCapacity(lines.count)
    for (number, line) in lines.enumerated() {
      let item = items.index(of: line.item)
      let judge = judges.index(of: line.judge)
      if let family = line.family { families[judge] = family }
      if readingGold, let answer = line.gold { gold[item] = labels.index(of: answer) }
      let label = line.label.flatMap { abstentions.contains($0) ? nil : labels.index(of: $0) } ?? -1
      let vote = Vote(judge: Int32(judge), label: Int32(label), score: line.score, isConsistent: line.isConsistent)
      keyed.append((item, vote, number))
    }
    keyed.sort { ($0.item, $0.vote.judge, $0.line) < ($1.item, $1.vote.judge, $1.line) }
    var votes: [Vote] = []
    votes.reserveCapacity(keyed.count)
    var starts = [0]
    starts.reserveCapacity(items.count + 1)
    for (item, vote, _) in keyed {
      while starts.count <= item { starts.append(votes.count) }
      if starts[item] < votes.count, votes[votes.count - 1].judge == vote.judge { votes.removeLast() }
      votes.append(vote)
    }
    while starts.count <= items.count { starts.append(votes.count) }
    (self.items, self.judges, self.labels) = (items.all, judges.all, labels.all)
    (self.families, self.votes, self.starts, self.gold) = (families, votes, starts, gold)
  }

  func votes(on item: Int) -> ArraySlice<Vote> { votes[starts[item]..<starts[item + 1]] }

  /// The items whose right label is known.
  var labelledItems: [Int] { items.indices.filter { gold[$0] != nil } }

  /// The sum of weights behind each label that has a vote, by label.
  func tally(_ item: Int, weight: (Int) -> Double = { _ in 1 }) -> [(label: Int, weight: Double)] {
    var tally: [(label: Int, weight: Double)] = []
    for vote in votes(on: item) where vote.isUsable {
      let label = Int(vote.label)
      if let place = tally.firstIndex(where: { $0.label == label }) {
        tally[place].weight += weight(Int(vote.judge))
      } else {
        tally.append((label, weight(Int(vote.judge))))
      }
    }
    return tally.sorted { $0.label < $1.label }
  }

  /// The labels with the most votes; several at a tie, none without a usable vote.
  func plurality(_ item: Int) -> [Int] {
    let tally = tally(item)
    guard let most = tally.map(\.weight).max() else { return [] }
    return tally.filter { $0.weight == most }.map(\.label)
  }
}

extension VoteTable {
  private static let agreementOfCopies = 0.97
  private static let commonItemsOfCopies = 10

  /// The table of labelled items, and the words that are no answer in it.
  ///
  /// Where people found "tie" or "other" to be right, it is an answer like any other.
  public static func training(_ lines: [RecordedVote]) -> VoteTable {
    let golds = Set(lines.compactMap(\.gold))
    return VoteTable(lines, readingGold: true, abstentions: RecordedVote.abstentions.subtracting(golds))
  }

  func mostLabelsOnOneItem(among items: [Int]) -> Int { items.map { tally($0).count }.max() ?? 0 }

  /// Judges without a record whose votes are nearly those of one with a record, or of another without one before them.
  ///
  /// Nothing is known of them but that, and a second copy of a vote is no second opinion.
  func copies(notAmong known: Set<String>) -> Set<Int> {
    let strangers = judges.indices.filter { !known.contains(judges[$0]) }
    guard !known.isEmpty, !strangers.isEmpty else { return [] }
    let isStranger = judges.map { !known.contains($0) }
    let answers = answersOfJudges
    return Set(
      strangers.filter { stranger in
        var common = [Int](repeating: 0, count: judges.count)
        var equal = common
        for answer in answers[stranger] {
          for other in votes(on: answer.item) where other.isUsable {
            common[Int(other.judge)] += 1
            if other.label == answer.label { equal[Int(other.judge)] += 1 }
          }
        }
        return judges.indices.contains { other in
          guard !isStranger[other] || other < stranger else { return false }
          return common[other] >= Self.commonItemsOfCopies
            && Double(equal[other]) >= Self.agreementOfCopies * Double(common[other])
        }
      })
  }

  /// A judge's usable vote on an item.
  struct Answer: Sendable, Hashable {
    let item: Int
    let label: Int32
  }

  /// Each judge's answers. What is compared between judges is compared one judge after another, because all pairs at once would
  /// take the square of a crowd.
  var answersOfJudges: [[Answer]] {
    var answers = [[Answer]](repeating: [], count: judges.count)
    for item in items.indices {
      for vote in votes(on: item) where vote.isUsable {
        answers[Int(vote.judge)].append(Answer(item: item, label: vote.label))
      }
    }
    return answers
  }
}
