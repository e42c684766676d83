internal import JudgeTypes
internal import LanguageModels

/// A seat's result with who answered and what it took.
struct EvaluatedSeat: Sendable {
  let seat: Seat
  private(set) var result: SeatResult
  /// The seat's model or its backup: the one whose answer it is.
  let asked: ModelName
  let answeredBy: ModelName
  /// Of the model that answered.
  let family: String
  /// Why the seat's own model gave no usable answer, where its backup answered.
  let primaryFailure: String?
  /// Whether the answer was kept from an earlier call.
  let isCached: Bool
  private(set) var usage: Usage
  /// What of it the first word took, where a debate took more.
  private var openingUsage: Usage?
  /// The first word, where a debate followed.
  private var opening: Evaluation?
  /// Its verdict in each round in which it judged.
  private(set) var path: [Verdict]
  let isProviderFailure: Bool
  /// Whether something that should have been asked was not, for want of budget.
  let isOutOfBudget: Bool
  /// What came of the seat's canaries, where it was asked about any.
  private(set) var canaries: [CanaryResult] = []

  /// A seat that gave no usable answer.
  ///
  /// One that was not asked at all for want of budget has not failed.
  init(seat: Seat, failing reason: String, usage: Usage, isProviderFailure: Bool, isOutOfBudget: Bool) {
    self.init(
      seat: seat,
      result: isOutOfBudget && usage.calls == 0 ? .notPolled(reason: reason) : .failed(reason: reason),
      usage: usage, isProviderFailure: isProviderFailure, isOutOfBudget: isOutOfBudget)
  }

  init(
    seat: Seat, result: SeatResult, usage: Usage = .none, isProviderFailure: Bool = false,
    isOutOfBudget: Bool = false
  ) {
    self.seat = seat
    self.result = result
    self.asked = seat.model
    self.answeredBy = seat.model
    self.path = result.evaluation.map { [$0.verdict] } ?? []
    self.family = seat.family
    self.primaryFailure = nil
    self.isCached = false
    self.usage = usage
    self.isProviderFailure = isProviderFailure
    self.isOutOfBudget = isOutOfBudget
  }

  init(seat: Seat, result: SeatResult, raw: RawAnswer) {
    self.seat = seat
    self.result = result
    self.asked = raw.asked
    self.answeredBy = raw.answeredBy
    self.path = result.evaluation.map { [$0.verdict] } ?? []
    let isPrimary = raw.asked == seat.model
    // A server may call its model anything; a name that tells no family does not make it another one.
    let isOther = raw.answeredBy != raw.asked
    self.family =
      (isOther ? ModelCatalogue.standard.knownFamily(of: raw.answeredBy) : nil)
      ?? (isPrimary ? seat.family : ModelCatalogue.standard.family(of: raw.asked))
    self.primaryFailure =
      isPrimary
      ? nil : raw.unused.filter { $0.asked == seat.model }.map(\.reason).joined(separator: "; ")
    self.isCached = raw.isCached
    self.usage = raw.usage
    self.isProviderFailure = false
    self.isOutOfBudget = false
  }

  /// The same seat, where it took something before it was stopped and asked again.
  func after(_ earlier: Usage?) -> EvaluatedSeat {
    var seat = self
    if let earlier { seat.usage = earlier.followed(by: usage) }
    return seat
  }

  /// The same seat with its last word.
  ///
  /// - Parameters:
  ///   - path: its verdict in each round in which it answered.
  ///   - debating: what debating took.
  func closing(with result: SeatResult, path: [Verdict], taking debating: Usage) -> EvaluatedSeat {
    var seat = self
    seat.result = result
    seat.path = path
    seat.openingUsage = usage
    seat.opening = self.result.evaluation
    seat.usage = usage.followed(by: debating)
    return seat
  }

  /// The same seat with what came of its canaries; where it failed one, what it said does not count.
  func tested(by canaries: [CanaryResult]) -> EvaluatedSeat {
    var seat = self
    seat.canaries = canaries
    seat.usage = canaries.map(\.usage).reduce(usage, +)
    if let failure = canaries.failure, [.judged, .abstained].contains(result.state) {
      seat.result = .failed(reason: failure)
      seat.path = []
    }
    return seat
  }

  /// The same of a seat that was heard before the run was stopped; one that was left out is not tested.
  func tested(by test: (Seat) async throws -> [CanaryResult]) async throws -> EvaluatedSeat {
    isAsked ? tested(by: try await test(seat)) : self
  }

  /// - Parameter calibration: of the panel; an answer is measured by that of the model that was asked for it.
  func record(calibratedBy calibration: [SeatCalibration]) -> Judgment.SeatRecord {
    let curve = calibration.first { $0.seat == seat.id && $0.model == asked }?.curve
    return Judgment.SeatRecord(
      seat: seat, result: result, answeredBy: answeredBy, family: family, primaryFailure: primaryFailure,
      isCached: isCached, path: path,
      calibratedConfidence: curve.flatMap { result.evaluation?.confidence.map($0.accuracy) }, usage: usage,
      openingUsage: openingUsage, opening: opening)
  }
}
