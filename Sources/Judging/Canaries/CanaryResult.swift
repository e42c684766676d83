public import JudgeTypes

/// What came of one canary of one seat.
public struct CanaryResult: Sendable, Hashable {
  public enum Outcome: Sendable, Hashable {
    case held
    /// With the reason in words.
    case failed(String)
    /// Nobody answered: the seat is untested, which says nothing against it.
    case unanswered(String)
    /// The run was stopped while it was asked; it is asked again when the run goes on.
    case interrupted
  }

  public let seat: Seat.ID
  public let kind: Canary.Kind
  /// The artifact beside whose seats it was asked, and to whose judgment what it took is added.
  public let ordinal: Int
  public let outcome: Outcome
  public let usage: Usage

  public init(seat: Seat.ID, kind: Canary.Kind, ordinal: Int, outcome: Outcome, usage: Usage) {
    self.seat = seat
    self.kind = kind
    self.ordinal = ordinal
    self.outcome = outcome
    self.usage = usage
  }

  var isConcluded: Bool { outcome != .interrupted }

  /// Why the seat has failed; nil where it has not.
  fileprivate var failure: String? {
    if case .failed(let reason) = outcome { "failed the canary \(kind.rawValue): \(reason)" } else { nil }
  }

  fileprivate var isUnanswered: Bool {
    if case .unanswered = outcome { true } else { false }
  }

  /// The same, as the judgment of another artifact counts it.
  private var spentElsewhere: CanaryResult {
    CanaryResult(seat: seat, kind: kind, ordinal: ordinal, outcome: outcome, usage: .none)
  }

  fileprivate func counted(in ordinal: Int) -> CanaryResult { ordinal == self.ordinal ? self : spentElsewhere }
}

extension CanaryResult.Outcome {
  /// Of a seat that gave no usable answer: what came and cannot be used is the seat's own doing, and a judge that knows a canary
  /// must not be spared by it; that nothing came at last is that of the network, the provider, the budget or what may be sent.
  ///
  /// - Parameter attempts: what was asked, in order.
  init(withoutAnswer reason: String, after attempts: [UnusedAttempt]) {
    self = attempts.last?.response == nil ? .unanswered(reason) : .failed("it sent no answer that can be used")
  }
}

extension [CanaryResult] {
  /// As the judgment of one artifact counts them: what was spent beside another is that one's.
  func counted(in ordinal: Int) -> [CanaryResult] { map { $0.counted(in: ordinal) } }

  /// Why the seat has failed; nil where it has not.
  var failure: String? {
    let failures = sorted { $0.kind.rawValue < $1.kind.rawValue }.compactMap(\.failure)
    return failures.isEmpty ? nil : failures.joined(separator: "; ")
  }
}

extension [EvaluatedSeat] {
  /// What a judgment says of seats that failed a canary, or could not be tested by one.
  var canaryBanners: [String] {
    let polled = filter { $0.seat.notApplicable == nil }
    func banner(_ words: String, _ isMeant: (CanaryResult) -> Bool) -> [String] {
      let seats = polled.filter { $0.canaries.contains(where: isMeant) }.sorted { $0.seat.id < $1.seat.id }
      guard !seats.isEmpty else { return [] }
      let names = seats.map { seat in
        let kinds = seat.canaries.filter(isMeant).map(\.kind.rawValue).sorted()
        return "\(seat.seat.id) (\(kinds.joined(separator: ", ")))"
      }
      return ["\(seats.count) of \(polled.count) seats \(words): \(names.joined(separator: ", "))"]
    }
    return banner("failed a canary and were dropped") { $0.failure != nil }
      + banner("could not be tested by a canary") { $0.isUnanswered }
  }
}
