internal import Deliberation
internal import JudgeTypes

/// Asking seats one by one, so that those whose answer cannot matter any more are not asked.
enum Polling {
  /// Why such a seat says nothing.
  static let reason = "not asked, as no answer of it could have changed the outcome (--curtail)"

  /// Those of `seats` that `order` names, in that order, then the others.
  static func queue(of seats: [Seat], in order: [Seat.ID]) -> [Seat] {
    let places = Dictionary(zip(order, order.indices), uniquingKeysWith: { first, _ in first })
    return seats.sorted { (places[$0.id] ?? .max, $0.id) < (places[$1.id] ?? .max, $1.id) }
  }

  static func isSettled(
    _ heard: some Collection<EvaluatedSeat>, waiting: [Seat], by rule: ConsensusRule
  ) -> Bool {
    Consensus.isSettled(heard.map(\.ballot), waiting: waiting, by: rule)
  }
}

extension EvaluatedSeat {
  /// A seat that was not polled because the outcome was settled without it.
  init(curtailed seat: Seat) { self.init(seat: seat, result: .notPolled(reason: Polling.reason)) }

  var ballot: Ballot { Ballot(seat: seat, result: result, family: family) }

  /// Whether it was asked, or was to be: it applies, and was not left out.
  var isAsked: Bool { seat.notApplicable == nil && !isCurtailed }

  /// Whether it was left out for no other reason.
  var isCurtailed: Bool { result == .notPolled(reason: Polling.reason) }
}
