public import JudgeTypes

/// One seat with its last word.
public struct Ballot: Sendable, Hashable {
  public let seat: Seat
  public let result: SeatResult

  public init(seat: Seat, result: SeatResult) {
    self.seat = seat
    self.result = result
  }

  /// Whether the seat counts in quorum and shares: every seat does that is not `not_applicable`.
  public var isApplicable: Bool { result.state != .notApplicable }
}
