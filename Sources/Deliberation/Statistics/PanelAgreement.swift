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
    var common: [Int: (first: [Int], second: [Int])] = [:]
    for votes in answers {
      for first in votes {
        for second in votes where second.judge > first.judge {
          let pair = Int(first.judge) * table.judges.count + Int(second.judge)
          common[pair, default: ([], [])].first.append(Int(first.label))
          common[pair, default: ([], [])].second.append(Int(second.label))
        }
      }
    }
    let kappas = common.keys.sorted().compactMap { pair in
      common[pair].flatMap { Agreement.cohenKappa($0.first, $0.second) }
    }
    meanKappa = kappas.isEmpty ? nil : kappas.reduce(0, +) / Double(kappas.count)
  }
}
