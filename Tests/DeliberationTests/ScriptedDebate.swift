import Deliberation
import JudgeTypes

/// Dimensions with two checks, and words of seats that are asked again.
enum Scripted {
  static func dimension(_ id: String, _ level: Level = .should) -> Dimension {
    Dimension(
      id: .init(id), name: id, description: id, scale: .threePoint, level: level, scoreDescriptions: [:],
      checks: [
        Check(id: "one", question: "one?", isRequired: false), Check(id: "two", question: "two?", isRequired: false),
      ],
      weight: 5_000)
  }

  static func evidence(line: Int, isVerified: Bool = true) -> CheckedEvidence {
    CheckedEvidence(
      .quote(path: "app.py", startLine: line, endLine: line, text: "the text of line \(line)"), isVerified: isVerified)
  }

  /// What says that a check holds after all.
  static func moved(on dimension: Dimension.ID?, by evidence: CheckedEvidence) -> Finding {
    Finding(
      rule: "changed_position", severity: .info, message: "it holds", dimension: dimension, evidence: [evidence],
      fingerprint: "moved \(evidence.evidence.place)")
  }

  static func absence(_ terms: String...) -> CheckedEvidence {
    CheckedEvidence(.absence(path: "app.py", terms: terms), isVerified: true)
  }

  static func quote(_ lines: ClosedRange<Int>, _ text: String) -> CheckedEvidence {
    CheckedEvidence(
      .quote(path: "app.py", startLine: lines.lowerBound, endLine: lines.upperBound, text: text), isVerified: true)
  }

  /// A finding against a dimension that quotes one line.
  static func finding(
    _ severity: Severity, on dimension: Dimension.ID?, line: Int, rule: String = "rule", isVerified: Bool = true
  ) -> Finding {
    Finding(
      rule: rule, severity: severity, message: "\(rule) at line \(line)", dimension: dimension,
      evidence: [evidence(line: line, isVerified: isVerified)], fingerprint: "\(rule) \(line)")
  }

  /// A seat's first word: these scores, with a high finding of line 5 against each dimension that it holds violated.
  static func opening(_ id: String, _ scores: [Dimension.ID: Score], of dimensions: [Dimension]) -> Ballot {
    let seat = seat(id, dimensions)
    let findings = scores.filter { $0.value == .violated }.sorted { $0.key < $1.key }
      .map { finding(.high, on: $0.key, line: 5) }
    return judged(
      seat, seat.verdict(scores: scores, findings: findings), scores: scores, findings: findings,
      rationale: "first of \(id)")
  }

  /// What a seat says of one dimension when it is asked again.
  static func word(_ dimension: Dimension.ID, _ score: Score, _ findings: [Finding] = []) -> Debate.Word {
    let checks: [Check.ID: CheckAnswer] =
      switch score {
      case .met: ["one": .yes, "two": .yes]
      case .partly: ["one": .yes, "two": .no]
      case .violated: ["one": .no, "two": .no]
      }
    return .answer(
      SeatAnswer(
        dimensions: [.init(dimension: dimension, isAssessed: true, rationale: "again", checks: checks)], claims: [],
        rationale: "second thoughts", confidence: 0.5), findings: findings)
  }
}
