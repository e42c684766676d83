internal import JudgeTypes
internal import Provenance

/// One case of a suite.
struct JUnitCase {
  enum Verdict {
    case met
    /// - Parameters:
    ///   - type: the rule.
    ///   - details: what a person reads below it.
    case failure(_ message: String, type: String, details: String)
    case error(_ message: String)
    case skipped(_ message: String)
  }

  let group: String
  let name: String
  let verdict: Verdict

  var isError: Bool { if case .error = verdict { true } else { false } }
  var isFailure: Bool { if case .failure = verdict { true } else { false } }

  var element: XMLElement {
    var element = XMLElement(name: "testcase")
    element.attributes = [("classname", safeForTerminal(group)), ("name", safeForTerminal(name)), ("time", "0.000")]
    switch verdict {
    case .met: break
    case .failure(let message, let type, let details):
      let attributes: [(StaticString, String)] = [
        ("message", safeForTerminal(message)), ("type", safeForTerminal(type)),
      ]
      element.children = [XMLElement(name: "failure", attributes: attributes, text: safeLines(details))]
    case .error(let message):
      element.children = [XMLElement(name: "error", attributes: [("message", safeForTerminal(message))])]
    case .skipped(let message):
      element.children = [XMLElement(name: "skipped", attributes: [("message", safeForTerminal(message))])]
    }
    return element
  }
}

/// The cases of one artifact's suite.
struct JUnitCases {
  private let judgment: RecordedJudgment
  private let faults: [ReportedFault]

  init(of judgment: RecordedJudgment) {
    self.judgment = judgment
    faults = judgment.faults
  }

  var all: [JUnitCase] {
    let known = Set(judgment.dimensions.map(\.id))
    let own = faults.filter { fault in
      guard let finding = fault.finding else { return false }
      return known.isDisjoint(with: finding.dimensions)
    }
    let cases =
      judgment.dimensions.map { one(of: $0) } + own.map(one(of:))
      + judgment.seats.compactMap { seat in
        judgment.gap(of: seat).map { JUnitCase(group: "seat", name: seat.id, verdict: .error($0.message)) }
      } + notCovered
    return cases + outcome(besides: cases)
  }

  // MARK: Dimensions and findings

  private func one(of dimension: RecordedJudgment.Dimension) -> JUnitCase {
    let against = faults.filter { fault in
      if let finding = fault.finding { return finding.dimensions.contains(dimension.id) }
      return fault.dimension?.id == dimension.id
    }
    return JUnitCase(
      group: dimension.rubric, name: "\(dimension.name) (\(dimension.level))",
      verdict: verdict(on: dimension, against: against))
  }

  /// What stands against it and is not let through comes first; what is met by the votes alone does not pass over a finding.
  private func verdict(
    on dimension: RecordedJudgment.Dimension, against: [ReportedFault]
  ) -> JUnitCase.Verdict {
    let standing = against.filter { !$0.isLetThrough }
    if let first = standing.first { return failure(first, all: standing) }
    if against.isEmpty || against.contains(where: { $0.finding != nil }), let gap = judgment.gap(of: dimension) {
      return .error(gap.message)
    }
    if let first = against.first { return .skipped(first.wholeMessage) }
    // No fault says so, but the record does.
    guard !dimension.isViolated else {
      return .error("\(dimension.name) is violated, and the record does not say by what.")
    }
    return .met
  }

  private func one(of fault: ReportedFault) -> JUnitCase {
    JUnitCase(
      group: "finding", name: "\(fault.rule) at \(fault.path):\(fault.startLine)",
      verdict: fault.isLetThrough ? .skipped(fault.wholeMessage) : failure(fault, all: [fault]))
  }

  private func failure(_ first: ReportedFault, all: [ReportedFault]) -> JUnitCase.Verdict {
    .failure(first.wholeMessage, type: first.rule, details: all.map(\.details).joined(separator: "\n"))
  }

  // MARK: What nobody could say

  private var notCovered: [JUnitCase] {
    judgment.unassessed.map {
      JUnitCase(
        group: "not assessed", name: $0,
        verdict: .skipped("not assessed: nobody looked at it, and it is not in the weight that was assessed"))
    }
  }

  /// Of an outcome that no other case accounts for.
  private func outcome(besides cases: [JUnitCase]) -> [JUnitCase] {
    func one(_ verdict: JUnitCase.Verdict) -> [JUnitCase] {
      [JUnitCase(group: "panel", name: "outcome", verdict: verdict)]
    }
    let words = judgment.wordsWithoutVerdict
    if let fault = faults.first(where: { if case .outcome = $0.subject { true } else { false } }) {
      return one(fault.isLetThrough ? .skipped(fault.wholeMessage) : failure(fault, all: [fault]))
    }
    if judgment.endsWithoutVerdict, !cases.contains(where: \.isError) {
      if let reason = judgment.outcomeReason, !reason.isBlocking {
        return one(.skipped(words))
      }
      return one(.error(words))
    }
    if judgment.dimensions.isEmpty, !cases.contains(where: { $0.isError || $0.isFailure }) {
      return one(.error("no dimension was judged, so nothing passes; \(words)"))
    }
    return []
  }
}

extension ReportedFault {
  /// Rule, place, message and quotation, for a person.
  fileprivate var details: String {
    let weight = finding?.severity ?? dimension?.level ?? "fail"
    let place = endLine > startLine ? "\(path):\(startLine)-\(endLine)" : "\(path):\(startLine)"
    let clause = dimension?.source.map { "\nclause: \($0.adr), \($0.path):\($0.line)" } ?? ""
    let quotation = quote.map { "\n" + safeLines($0).split(separator: "\n").map { "> \($0)" }.joined(separator: "\n") }
    return safeForTerminal("\(weight) \(finding?.rule ?? rule)  \(place)") + "\n" + safeForTerminal(wholeMessage)
      + (quotation ?? "") + safeLines(clause) + "\n"
  }
}
