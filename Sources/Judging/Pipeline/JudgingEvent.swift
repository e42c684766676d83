public import JudgeTypes

/// What happened, for progress, budget and logs.
public enum JudgingEvent: Sendable {
  case artifactStarted(path: String, seats: Int)
  case seatStarted(path: String, seat: Seat.ID)
  case seatEnded(path: String, seat: Seat.ID, state: SeatState, usage: Usage)
  case artifactJudged(Judgment)
}
