public import JudgeTypes

/// One seat with its last word.
public struct Ballot: Sendable, Hashable {
  public let seat: Seat
  public let result: SeatResult
  /// Of the model that answered, which may be the seat's backup.
  public let family: String

  public init(seat: Seat, result: SeatResult, family: String? = nil) {
    self.seat = seat
    self.result = result
    self.family = family ?? seat.family
  }

  /// Whether the seat counts in quorum and shares: every seat does that is not `not_applicable`.
  public var isApplicable: Bool { result.state != .notApplicable }
}
