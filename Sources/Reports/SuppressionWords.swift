public import JudgeTypes

extension Suppression {
  /// One line for a person: what was left out or stays, where, and why.
  public var words: String {
    let place = "\(path):\(line)"
    return switch state {
    case .applied: "suppressed: \(rule)  \(place)  \(reason)"
    case .unused: "suppresses nothing: \(rule)  \(place); take the comment away"
    case .withoutReason: "not suppressed: \(rule)  \(place) gives no reason; say why behind the rule's name"
    case .notInBase: "not suppressed: \(rule)  \(place) is not in the base revision  \(reason)"
    case .refused:
      "not suppressed: \(rule)  \(place) names no rule that a comment can suppress; see moe-judge explain --rules"
    }
  }
}
