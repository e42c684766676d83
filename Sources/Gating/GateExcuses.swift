internal import JudgeTypes

/// What baseline and waivers still excuse in a judgment, used up one by one: each covers as many as it says, and no copy more.
struct GateExcuses {
  private let known: [String: Baseline.Entry]
  private var left: [String: Int]
  private var waivers: [(waiver: Waiver, left: Int)]
  private let day: String

  /// - Parameter candidates: of the judgment; what stands of them on lines that a change left alone has its excuse already.
  init(baseline: Baseline, waivers: [Waiver], day: String, besides candidates: [GateCandidate]) {
    let elsewhere = Dictionary(candidates.map { ($0.fingerprint, $0.elsewhere) }, uniquingKeysWith: max)
    known = baseline.byFingerprint
    left = known.mapValues(\.count)
    for (fingerprint, count) in elsewhere where count > 0 { left[fingerprint, default: 0] -= count }
    self.waivers = waivers.map { waiver in
      guard let fingerprint = waiver.fingerprint else { return (waiver, .max) }
      return (waiver, waiver.count - (elsewhere[fingerprint] ?? 0))
    }
    self.day = day
  }

  /// What becomes of something that a rule blocks.
  mutating func state(of candidate: GateCandidate) -> (GateReason.State, Waiver?) {
    let covering = waivers.indices.filter { waivers[$0].left > 0 && waivers[$0].waiver.covers(candidate) }
    let (ended, holding) = (
      covering.filter { waivers[$0].waiver.isExpired(on: day) },
      covering.filter { !waivers[$0].waiver.isExpired(on: day) }
    )
    if let index = holding.first {
      if waivers[index].left != .max { waivers[index].left -= 1 }
      return (.waived, waivers[index].waiver)
    }
    if let index = ended.max(by: { waivers[$0].waiver.terms.expires < waivers[$1].waiver.terms.expires }) {
      return (.expired, waivers[index].waiver)
    }
    guard !candidate.isUntold, let entry = known[candidate.fingerprint], let count = left[candidate.fingerprint],
      count > 0,
      Self.isAsGrave(candidate.severity, as: entry.severity)
    else { return (.blocks, nil) }
    left[candidate.fingerprint] = count - 1
    return (.known, nil)
  }

  /// The same text can become graver: what was a constant may now come from a request.
  private static func isAsGrave(_ severity: Severity?, as known: Severity?) -> Bool {
    guard let severity, let known else { return true }
    return severity <= known
  }
}
