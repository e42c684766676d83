public import JudgeTypes

/// How far the seats of a panel come from different model families.
public struct Diversity: Sendable, Hashable {
  /// The fewest families a panel may have.
  public static let leastFamilies = Panel.leastFamilies
  /// The largest share of the weight that one model may hold: two fifths.
  private static let largestShare = (numerator: 2, denominator: 5)

  public let families: [String]
  /// What is wrong with the panel and which seat to move; empty when it is diverse enough.
  public let problems: [String]

  /// Judges the configured panel, before anything runs.
  public init(of seats: [(persona: Persona.ID, model: ModelName, family: String, weight: Fraction)]) {
    let seats = seats.sorted { $0.persona < $1.persona }
    families = Set(seats.map(\.family)).sorted()
    var problems: [String] = []
    if families.count < Self.leastFamilies {
      let crowded = seats.map(\.family).mostFrequent
      let movable = seats.last { $0.family == crowded }.map(\.persona.rawValue) ?? "a seat"
      problems.append(
        "the panel has \(families.count) model famil\(families.count == 1 ? "y" : "ies") (\(families.joined(separator: ", "))); "
          + "at least \(Self.leastFamilies) are needed. Move \(movable) to another family with --model \(movable)=provider/model"
      )
    }
    guard let weights = Fraction.wholeNumbers(inProportionTo: seats.map(\.weight)) else {
      self.problems = problems + ["the seats' weights have no common denominator small enough; use simpler fractions"]
      return
    }
    let whole = weights.reduce(0, +)
    for model in Set(seats.map(\.model)).sorted() {
      let held = zip(seats, weights).filter { $0.0.model == model }
      let share = held.reduce(0) { $0 + $1.1 }
      guard share * Self.largestShare.denominator > whole * Self.largestShare.numerator else { continue }
      let movable = held.last?.0.persona.rawValue ?? "a seat"
      problems.append(
        "\(model) holds \(share * 100 / max(1, whole)) % of the weight; at most 40 % is allowed. "
          + "Move \(movable) to another model with --model \(movable)=provider/model")
    }
    self.problems = problems
  }
}

extension [String] {
  /// The most frequent text, the first in order where several are.
  fileprivate var mostFrequent: String? {
    let counts = Dictionary(map { ($0, 1) }, uniquingKeysWith: +)
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }
}
