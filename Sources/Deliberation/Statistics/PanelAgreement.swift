/// How far the judges of a table agree with each other, right or wrong. Abstentions count as missing.
public struct PanelAgreement: Sendable, Hashable {
  /// The share of pairs of votes on one item that are equal; nil where no item has two.
  public let percent: Double?
  /// Krippendorff's nominal alpha.
  public let alpha: Double?
  /// The mean of Cohen's kappa over pairs of judges, each over the items that both answered.
  public let meanKappa: Double?

  public init(_ table: VoteTable) {
    let answers = table.items.indices.map { table.votes(on: $0).filter(\.isUsable) }
    percent = Agreement.percent(answers.map { $0.map { Int($0.label) } })
    alpha = KrippendorffAlpha.alpha(answers.map { $0.map { Double($0.label) } }, .nominal)
    let kappas = Self.kappas(table)
    meanKappa = kappas.isEmpty ? nil : kappas.reduce(0, +) / Double(kappas.count)
  }

  /// Of every pair of judges that has one, judges sorted by name.
  private static func kappas(_ table: VoteTable) -> [Double] {
    table.answersOfJudges.enumerated().flatMap { judge, answers in
      var common: [Int: (own: [Int], other: [Int])] = [:]
      for answer in answers {
        for vote in table.votes(on: answer.item) where vote.isUsable && Int(vote.judge) > judge {
          common[Int(vote.judge), default: ([], [])].own.append(Int(answer.label))
          common[Int(vote.judge), default: ([], [])].other.append(Int(vote.label))
        }
      }
      return common.sorted { $0.key < $1.key }.compactMap { Agreement.cohenKappa($0.value.own, $0.value.other) }
    }
  }
}
