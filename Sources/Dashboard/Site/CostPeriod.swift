internal import SkillHealth

/// The days over which costs are summed up.
public enum CostPeriod: String, Sendable, Hashable, CaseIterable {
  case week = "7-days"
  case month = "30-days"
  case quarter = "90-days"
  case all

  /// The number of its days; nil for all there are.
  var days: Int? {
    switch self {
    case .week: 7
    case .month: 30
    case .quarter: 90
    case .all: nil
    }
  }

  var words: String { days.map { "last \($0) days" } ?? "all days" }

  /// Where it is shown: the shortest address for what is shown first.
  var place: Place { self == .month ? .costs : .costsOf(self) }

  /// Its first day, where it ends with `today`.
  func start(until today: Day) -> Day? { days.map { today.advanced(by: 1 - $0) } }
}
