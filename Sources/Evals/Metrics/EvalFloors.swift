/// What a suite demands of a panel, as a whole and in each kind of its cases; figures in percent.
public struct EvalFloors: Sendable, Hashable {
  public let outcomeF1: Int?
  public let precision: Int?
  public let recall: Int?
  /// The most verified critical findings that sound artifacts may get.
  public let criticalOnSound: Int?

  public init(outcomeF1: Int? = nil, precision: Int? = nil, recall: Int? = nil, criticalOnSound: Int? = nil) {
    self.outcomeF1 = outcomeF1
    self.precision = precision
    self.recall = recall
    self.criticalOnSound = criticalOnSound
  }
}

extension EvalReport {
  /// The figures that do not reach their floors, in words; empty when all do. A figure that there is none of falls short of nothing.
  public func shortfalls(below floors: EvalFloors) -> [String] {
    (groups + [all]).flatMap { figures in
      let shares: [(name: String, value: Double?, floor: Int?)] = [
        ("outcome F1", figures.outcome.f1, floors.outcomeF1),
        ("precision", figures.findings.precision, floors.precision),
        ("recall", figures.findings.recall, floors.recall),
      ]
      let short = shares.compactMap { share -> String? in
        guard let value = share.value, let floor = share.floor, value * 100 < Double(floor) else { return nil }
        return "\(figures.name): \(share.name) \((value * 1_000).rounded() / 10) % is below \(floor) %"
      }
      guard let most = floors.criticalOnSound, figures.criticalFalseAlarmsOnSound > most else { return short }
      return short + [
        "\(figures.name): \(figures.criticalFalseAlarmsOnSound) critical findings on sound artifacts; \(most) may be"
      ]
    }
  }
}
