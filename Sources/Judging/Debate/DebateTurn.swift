public import JudgeTypes

/// What one seat is asked in one round of a debate.
public struct DebateTurn: Sendable {
  /// From 1.
  public let round: Int
  /// The seat with the dimensions that it is asked about again, on the model that holds its position and on no other: a model
  /// is not made to answer for what another one said.
  public let seat: Seat
  /// What it is told of the disagreement and of where the others stand.
  public let context: String
}

extension DebateTurn {
  /// The same turn of the seat as it sits in `panel`: a seat that was read from a record has no more of its persona than
  /// verdicts depend on.
  func seated(by panel: Panel) -> DebateTurn {
    guard let sitting = panel.seats.first(where: { $0.id == seat.id }) else { return self }
    return DebateTurn(
      round: round, seat: sitting.asked(about: seat.dimensions.map(\.id), on: seat.model), context: context)
  }
}

/// What came of a turn.
struct TurnOutcome: Sendable {
  let word: SpokenWord
  let usage: Usage

  enum SpokenWord: Sendable {
    case answer(SeatAnswer)
    case silence(reason: String, isOutOfBudget: Bool)
  }

  var state: SeatState {
    switch word {
    case .answer: .judged
    case .silence: .failed
    }
  }

  /// What it took, with what the seat took before it was stopped and asked again.
  func after(_ earlier: Usage?) -> TurnOutcome {
    earlier.map { TurnOutcome(word: word, usage: $0.followed(by: usage)) } ?? self
  }
}

extension TurnOutcome {
  init(_ failure: SeatFailure) {
    self.init(
      word: .silence(reason: failure.reason, isOutOfBudget: failure.isOutOfBudget), usage: failure.usage)
  }

  /// - Parameter raw: the answer as it came; one that cannot be read is none.
  init(_ raw: RawAnswer, to turn: DebateTurn) {
    usage = raw.usage
    do {
      let reader = AnswerReader(nonce: raw.nonce, dimensions: turn.seat.dimensions, requiresChecks: true)
      word = .answer(try raw.reading ?? reader.answer(from: raw.text))
    } catch {
      word = .silence(reason: "\(error)", isOutOfBudget: false)
    }
  }
}

extension Seat {
  /// The seat as it is asked about some of its dimensions, on one model.
  func asked(about dimensions: [Dimension.ID], on model: ModelName) -> Seat {
    Seat(
      id: id, persona: persona, model: model, family: family, weight: weight,
      dimensions: self.dimensions.filter { dimensions.contains($0.id) }, notApplicable: notApplicable)
  }
}
