internal import JudgeTypes
internal import LanguageModels
internal import Provenance

/// One artifact of a stored run, with what its seats are found to have said.
struct JudgmentDerivation {
  private let artifact: Artifact
  private let panel: Panel
  private let unassessed: [String]
  private let claims: ToolClaims
  private let notices: ArtifactNotices
  private let check: EvidenceCheck
  let nonce: String
  let stored: StoredBytes
  let division: Division
  /// Of seats that are asked in several calls, until all of them are there.
  private var answered: [Seat.ID: [SeatCall: RawAnswer]] = [:]
  private var evaluated: [Seat.ID: EvaluatedSeat]
  /// What seats took before they were stopped, until they are heard.
  var interrupted: [Seat.ID: Usage] = [:]
  /// Nil before the first words are sealed.
  var debate: PanelDebate?
  /// What came of the seats' canaries, as this judgment counts it.
  var canaries: [Seat.ID: [CanaryResult]] = [:]
  /// The journal lines read so far.
  var entries = 1
  /// The seats that answered or failed.
  private(set) var heard = 0

  var path: String { artifact.path }

  /// The seats that should have answered or failed, and did neither.
  var silent: [Seat.ID] { panel.seats.map(\.id).filter { evaluated[$0] == nil }.sorted() }

  var judgment: Judgment { judgment(by: panel) }

  /// What the same answers come to under another rule.
  func judgment(by rule: ConsensusRule) -> Judgment {
    judgment(by: panel.judging(by: rule))
  }

  var rule: ConsensusRule { panel.rule }

  /// Whether no answer of the seats that were not polled could change the outcome under `rule`.
  func isSettled(by rule: ConsensusRule) -> Bool {
    let curtailed = evaluated.values.filter(\.isCurtailed).map(\.seat)
    return Polling.isSettled(tested.filter { !$0.isCurtailed }, waiting: curtailed, by: rule)
  }

  private func judgment(by panel: Panel) -> Judgment {
    Judgment(
      of: artifact, by: panel, evaluated: opening, debate: debate, unassessed: unassessed, parts: division.parts,
      notices: notices)
  }

  /// Every seat's first word.
  private var opening: [EvaluatedSeat] { tested.sorted { $0.seat.id < $1.seat.id } }

  /// The debate that follows from the first words; nil where none is to be held.
  var dueDebate: PanelDebate? {
    PanelDebate(after: opening, of: panel, nonce: nonce, checkedBy: check, division: division)
  }

  /// The seats with what came of their canaries.
  private var tested: [EvaluatedSeat] {
    evaluated.values.map { seat in
      seat.isAsked ? canaries[seat.seat.id].map(seat.tested) ?? seat : seat
    }
  }

  /// The seats that were asked, or were to be.
  var askedSeats: [Seat.ID] { evaluated.values.filter(\.isAsked).map(\.seat.id).sorted() }

  /// What is there of it, to be gone on with.
  var begun: BegunJudgment {
    BegunJudgment(
      artifact: artifact, panel: panel.json, claims: claims, notices: notices, division: division,
      answered: answered,
      interrupted: interrupted, entries: entries,
      heard: evaluated.values.filter { $0.seat.notApplicable == nil }, debate: debate)
  }

  /// - Parameter body: of the artifact's entry.
  init(_ body: JSONValue, of run: RunOpening, bytes stored: StoredBytes) throws {
    artifact = try Artifact(record: body, bytes: stored)
    panel = try Panel(recorded: body["panel"], bytes: stored)
    guard body["verdict_rules"]?.stringValue == run.verdictRules else {
      throw RecordError(record: "artifact", problem: "it names other verdict rules than its run")
    }
    guard panel.isOffline == (run.mode == .offline), panel.banners == run.banners else {
      throw RecordError(record: "panel", problem: "its models or its banners are not those of its run")
    }
    // What tools said decides nothing; it is held to its hash so that nobody can say that judges were shown something else.
    claims =
      try body["claims"].map { ToolClaims(recorded: try stored.text($0.stringValue, of: "claims of tools")) } ?? .none
    notices = ArtifactNotices(recorded: body)
    unassessed = (body["unassessed"]?.arrayValue ?? []).compactMap(\.stringValue)
    division = try Division(recorded: body["division"], of: artifact, for: panel)
    check = EvidenceCheck(for: artifact)
    nonce = run.nonce
    self.stored = stored
    evaluated = Dictionary(
      panel.seats.compactMap { seat in
        seat.notApplicable.map { (seat.id, EvaluatedSeat(seat: seat, result: .notApplicable(reason: $0))) }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// One seat before a canary, of which its answer is to be read.
  init(of canary: Artifact, by seat: Seat, in run: RunOpening, bytes stored: StoredBytes) {
    artifact = canary
    panel = Panel(seats: [seat], rule: .standard)
    unassessed = []
    claims = .none
    notices = .none
    check = EvidenceCheck(for: canary)
    nonce = run.nonce
    self.stored = stored
    division = .none
    evaluated = [:]
  }

  // MARK: Seats

  /// A line of a canary stands among those of this artifact.
  ///
  /// - Returns: the seat of which it is, as it sits here.
  mutating func canary(_ body: JSONValue) throws -> Seat {
    guard let id = body["seat"]?.stringValue,
      let seat = panel.seats.first(where: { $0.id == Seat.ID(id) && $0.notApplicable == nil })
    else { throw RecordError(record: "canary", problem: "it is of no seat that sat for \(path)") }
    entries += 1
    return seat
  }

  mutating func answer(_ body: JSONValue) throws {
    guard !body.isOfDebate else { return try answerInDebate(body) }
    let seat = try seat(of: body, "answer")
    guard seat.model != .offline else {
      let text = try stored.text(body["answer"]?.stringValue, of: "answer")
      let raw = RawAnswer(
        text: text, response: text, answeredBy: seat.model, started: "", finished: "", usage: .none)
      return hear(EvaluatedSeat(seat: seat, result: seat.result(of: text, nonce: nil, checkedBy: check), raw: raw))
    }
    let call = try call(of: body, by: seat)
    let raw = try raw(of: body, by: seat, in: call)
    guard call == SeatCall.whole else { return hear(raw, of: seat, in: call) }
    hear(EvaluatedSeat(seat: seat, result: seat.result(of: raw.text, nonce: raw.nonce, checkedBy: check), raw: raw))
  }

  /// The call that an answer is to: one of those in which the seat was to be asked, and not heard before.
  private func call(of body: JSONValue, by seat: Seat) throws -> SeatCall {
    let call: SeatCall? = if let json = body["call"] { SeatCall(json: json) } else { .whole }
    guard let call, division.calls(of: seat).contains(call) else {
      throw RecordError(record: "answer", problem: "it is to no call in which the seat \(seat.id) was asked")
    }
    guard answered[seat.id]?[call] == nil else {
      throw RecordError(record: "answer", problem: "the seat \(seat.id) was heard on \(call) before")
    }
    return call
  }

  private mutating func hear(_ raw: RawAnswer, of seat: Seat, in call: SeatCall) {
    answered[seat.id, default: [:]][call] = raw
    let answers = answered[seat.id] ?? [:]
    guard answers.count == division.calls(of: seat).count else {
      entries += 1
      return
    }
    answered[seat.id] = nil
    hear(EvaluatedSeat(seat: seat, answers: answers, checkedBy: check))
  }

  mutating func failure(_ body: JSONValue) throws {
    guard !body.isOfDebate else { return try failureInDebate(body) }
    let seat = try seat(of: body, "failure")
    _ = try unused(of: body, by: seat, in: nil)
    hear(
      EvaluatedSeat(
        seat: seat, failing: body["reason"]?.stringValue ?? "",
        usage: (answered.removeValue(forKey: seat.id)?.usage ?? .none).followed(
          by: body["usage"].map(Usage.init(json:)) ?? .none),
        isProviderFailure: body["provider_failure"]?.boolValue ?? false,
        isOutOfBudget: body["out_of_budget"]?.boolValue ?? false))
  }

  /// A seat that was stopped, after answers that cannot be used; it may be asked again.
  mutating func interruption(_ body: JSONValue) throws {
    let seat: Seat
    if body.isOfDebate {
      seat = try turn(of: body, "interruption").seat
      _ = try unused(of: body, by: seat, in: .whole)
    } else {
      seat = try self.seat(of: body, "interruption")
      _ = try unused(of: body, by: seat, in: try call(of: body, by: seat))
    }
    let usage = body["usage"].map(Usage.init(json:)) ?? .none
    interrupted[seat.id] = (interrupted[seat.id] ?? .none).followed(by: usage)
    entries += 1
  }

  /// The seats that were not polled, where what was heard settles the outcome without them.
  mutating func curtailed(_ body: JSONValue) throws {
    let ids = (body["seats"]?.arrayValue ?? []).compactMap(\.stringValue)
    guard !ids.isEmpty, ids == silent.map(\.rawValue), answered.isEmpty else {
      throw RecordError(record: "curtailed", problem: "it does not name the seats that were not heard")
    }
    let waiting = panel.seats.filter { evaluated[$0.id] == nil }
    guard Polling.isSettled(tested, waiting: waiting, by: panel.rule) else {
      throw RecordError(
        record: "curtailed", problem: "an answer of the seats that it names could have changed the outcome")
    }
    for seat in waiting { evaluated[seat.id] = EvaluatedSeat(curtailed: seat) }
    entries += 1
  }

  private mutating func hear(_ seat: EvaluatedSeat) {
    evaluated[seat.seat.id] = seat.after(interrupted.removeValue(forKey: seat.seat.id))
    entries += 1
    heard += 1
  }

  private func seat(of body: JSONValue, _ kind: String) throws -> Seat {
    guard let id = body["seat"]?.stringValue, let seat = panel.seats.first(where: { $0.id == Seat.ID(id) }) else {
      throw RecordError(record: kind, problem: "it is of no seat that sat for \(path)")
    }
    guard evaluated[seat.id] == nil else {
      throw RecordError(record: kind, problem: "the seat \(id) was heard before, or did not apply")
    }
    return seat
  }
}
