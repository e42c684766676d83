public import JudgeTypes

extension RunAgreement {
  /// Nil with fewer than two artifacts on which two seats gave a verdict: one says nothing of chance.
  public init?(of verdicts: VerdictTally) {
    guard verdicts.artifacts > 1 else { return nil }
    // In an order of their own, so that a sum does not depend on that of a dictionary.
    let units = verdicts.units.map { (counts: $0.key.counts, times: $0.value) }
      .sorted { $0.counts.lexicographicallyPrecedes($1.counts) }
    self.init(
      alpha: KrippendorffAlpha.ordinalAlpha(ofCounts: units), artifacts: verdicts.artifacts,
      pairs: verdicts.pairs.sorted { $0.key < $1.key }.map { pair, counts in
        Pair(
          first: pair.first, second: pair.second, kappa: Agreement.cohenKappa(ofTable: counts, width: 3),
          artifacts: counts.reduce(0, +))
      })
  }
}
