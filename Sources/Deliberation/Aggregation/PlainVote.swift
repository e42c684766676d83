public import JudgeTypes

/// Every judge has one vote.
public enum PlainVote {
  /// The label with the most votes. A tie is an abstention with the first of the tied labels as its guess.
  ///
  /// The confidence is the label's share of the usable votes.
  public static func majority(_ table: VoteTable) -> [AggregatedLabel] {
    table.items.indices.map { item in
      let tally = table.tally(item)
      let most = tally.map(\.weight).max() ?? 0
      let leaders = tally.filter { $0.weight == most }
      let votes = tally.reduce(0) { $0 + $1.weight }
      return AggregatedLabel(
        item: table.items[item], label: leaders.first.map { table.labels[$0.label] },
        confidence: votes > 0 ? most / votes : 0, isAbstention: leaders.count != 1, method: .majority)
    }
  }

  /// The panel's rule: a label needs the threshold among all judges of the table. Whoever abstained or gave no vote stays in the
  /// denominator, as a failed seat does; where no label gets there, the one with the most votes is a guess.
  ///
  /// The confidence is the label's share among all judges.
  public static func threshold(_ table: VoteTable, reaching threshold: Fraction = .twoThirds) -> [AggregatedLabel] {
    let judges = table.judges.count
    return zip(table.items.indices, majority(table)).map { item, plain in
      let votes = Int(table.tally(item).map(\.weight).max() ?? 0)
      let isReached = threshold.isReached(by: votes, of: judges)
      return AggregatedLabel(
        item: plain.item, label: plain.label, confidence: judges > 0 ? Double(votes) / Double(judges) : 0,
        isAbstention: plain.isAbstention || !isReached, method: .threshold)
    }
  }
}
