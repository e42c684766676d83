internal import JudgeTypes

/// What baseline and waivers still excuse in a judgment, used up one by one: each covers as many as it says, and no copy more.
struct GateExcuses {
  private let baseline: Baseline
  private let waivers: [Waiver]
  private let day: String
  /// How many the baseline has excused, by fingerprint.
  private var spent: [String: Int]
  /// How many each waiver has excused, by its place.
  private var given: [Int: Int] = [:]
  /// What the baseline had no room for of those that stand elsewhere, by fingerprint: the waivers have it.
  private let besides: [String: Int]

  /// - Parameter candidates: of the judgment; what stands of them on lines that a change left alone has its excuse already, from the
  ///   baseline first.
  init(baseline: Baseline, waivers: [Waiver], day: String, besides candidates: [GateCandidate]) {
    var spent: [String: Int] = [:]
    var besides: [String: Int] = [:]
    for candidate in candidates where candidate.elsewhere > 0 {
      guard let fingerprint = candidate.fingerprint else { continue }
      let known = baseline.byFingerprint[fingerprint]?.count ?? 0
      spent[fingerprint] = min(known, candidate.elsewhere)
      besides[fingerprint] = candidate.elsewhere - min(known, candidate.elsewhere)
    }
    (self.baseline, self.waivers, self.day) = (baseline, waivers, day)
    (self.spent, self.besides) = (spent, besides)
  }

  /// What becomes of something that a rule blocks.
  mutating func state(of candidate: GateCandidate) -> (GateReason.State, Waiver?) {
    let covering = waivers.indices.filter { waivers[$0].covers(candidate) && hasRoom($0) }
    if let index = covering.first(where: { !waivers[$0].isExpired(on: day) }) {
      given[index, default: 0] += 1
      return (.waived, waivers[index])
    }
    if let index = covering.max(by: { waivers[$0].terms.expires < waivers[$1].terms.expires }) {
      return (.expired, waivers[index])
    }
    guard !candidate.isUntold, let fingerprint = candidate.fingerprint, isKnown(candidate, as: fingerprint) else {
      return (.blocks, nil)
    }
    spent[fingerprint, default: 0] += 1
    return (.known, nil)
  }

  /// A waiver of a rule or a dimension covers as many as there are.
  private func hasRoom(_ index: Int) -> Bool {
    guard let fingerprint = waivers[index].fingerprint else { return true }
    return (given[index] ?? 0) + (besides[fingerprint] ?? 0) < waivers[index].count
  }

  /// The same text can become graver: what was a constant may now come from a request.
  private func isKnown(_ candidate: GateCandidate, as fingerprint: String) -> Bool {
    guard let entry = baseline.byFingerprint[fingerprint], (spent[fingerprint] ?? 0) < entry.count else { return false }
    guard let severity = candidate.severity, let known = entry.severity else { return true }
    return severity <= known
  }
}
