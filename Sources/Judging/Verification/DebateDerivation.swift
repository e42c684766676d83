internal import Deliberation
internal import JudgeTypes
internal import Provenance

extension JSONValue {
  /// Whether a seat's line is of a round of debate, and not of the blind one.
  var isOfDebate: Bool { self["round"]?.intValue.map { $0 > 0 } ?? false }
}

/// The debate of a stored run: every line of it follows from those before.
extension JudgmentDerivation {
  /// The seal of the first words, which stands before anybody was shown another's.
  mutating func blind(_ body: JSONValue) throws {
    guard debate == nil, silent.isEmpty else {
      throw RecordError(
        record: "blind", problem: "not every seat was heard before the first words were sealed, or they were before")
    }
    guard var due = dueDebate else {
      throw RecordError(record: "blind", problem: "the seats agree, so no debate was to be held")
    }
    guard body.isOf(due.seal) else {
      throw RecordError(record: "blind", problem: "it is not the seal of what the seats said first")
    }
    due.markSealed()
    debate = due
    entries += 1
  }

  /// The beginning of a round.
  mutating func round(_ body: JSONValue) throws {
    guard var open = debate, open.isOpen, !open.isAnnounced else {
      throw RecordError(record: "debate", problem: "no round was to begin here")
    }
    guard body.isOf(open.announcement) else {
      throw RecordError(
        record: "debate", problem: "what it asks whom does not follow from what the seats disagree about")
    }
    open.markOnRecord()
    debate = open
    entries += 1
  }

  mutating func answerInDebate(_ body: JSONValue) throws {
    let turn = try turn(of: body, "answer")
    hear(TurnOutcome(try raw(of: body, by: turn.seat, in: .whole), to: turn), of: turn.seat.id)
  }

  mutating func failureInDebate(_ body: JSONValue) throws {
    let turn = try turn(of: body, "failure")
    guard body["model_asked"]?.stringValue == turn.seat.model.description else {
      throw RecordError(record: "failure", problem: "it is of another model than the one that holds the position")
    }
    _ = try unused(of: body, by: turn.seat, in: .whole)
    hear(
      TurnOutcome(
        word: .silence(
          reason: body["reason"]?.stringValue ?? "", isOutOfBudget: body["out_of_budget"]?.boolValue ?? false),
        usage: body["usage"].map(Usage.init(json:)) ?? .none),
      of: turn.seat.id)
  }

  /// What the seat of a line was asked in the round under way.
  func turn(of body: JSONValue, _ kind: String) throws -> DebateTurn {
    guard let open = debate, open.isAnnounced, body["round"]?.intValue == open.round,
      let turn = body["seat"]?.stringValue.flatMap({ open.turn(of: Seat.ID($0)) })
    else {
      throw RecordError(record: kind, problem: "it is of no seat that was to be heard in this round of debate")
    }
    return turn
  }

  private mutating func hear(_ outcome: TurnOutcome, of seat: Seat.ID) {
    debate?.hear(outcome.after(interrupted.removeValue(forKey: seat)), of: seat)
    entries += 1
  }

  /// What is wrong with the debate where the judgment was made; nil where it came to its end, or none was due.
  var faultOfDebate: String? {
    if let debate { return debate.isOpen ? "round \(debate.round) of its debate did not come to its end" : nil }
    return dueDebate == nil ? nil : "its seats disagree, and the debate that was due is not there"
  }
}

extension JSONValue {
  /// Whether a line says this and nothing else of its artifact.
  fileprivate func isOf(_ expected: JSONObject) -> Bool {
    var own = objectValue ?? [:]
    own["ordinal"] = nil
    return own == expected
  }
}
