public import JudgeTypes

/// What one seat took for one artifact in one round.
public struct SeatUsage: Sendable, Hashable {
  public let seat: Seat.ID
  public let persona: Persona.ID
  /// The model that answered; the seat's own where none did.
  public let model: String
  /// 0 for the blind round.
  public let round: Int
  /// Whether the answer was kept from an earlier call.
  public let isCached: Bool
  /// How it ended; nil for one that an earlier version indexed.
  public let state: SeatState?
  /// Of all calls for it; its latency is not kept.
  public let usage: Usage

  public init(
    seat: Seat.ID, persona: Persona.ID, model: String, round: Int = 0, isCached: Bool, state: SeatState? = nil,
    usage: Usage
  ) {
    self.seat = seat
    self.persona = persona
    self.model = model
    self.round = round
    self.isCached = isCached
    self.state = state
    self.usage = Usage(
      calls: usage.calls, answers: usage.answers, inputTokens: usage.inputTokens, outputTokens: usage.outputTokens,
      cachedTokens: usage.cachedTokens, costUSD: usage.costUSD)
  }

  /// Nil for a seat for which nobody was called and nothing was kept, such as one of the offline panel.
  public init?(_ record: Judgment.SeatRecord) {
    guard record.isCached || record.usage.calls > 0 else { return nil }
    self.init(
      seat: record.seat.id, persona: record.seat.persona.id, model: record.answeredBy.description,
      isCached: record.isCached, state: record.result.state, usage: record.usage)
  }
}
