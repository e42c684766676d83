public import JudgeTypes
public import LanguageModels
public import Provenance

/// What a judge answered, as it came, and what it took.
public struct RawAnswer: Sendable, Hashable {
  /// The JSON text of the answer.
  public let text: String
  /// What the provider sent, in full; the same as `text` for the offline panel.
  public let response: String
  /// The wire format of `response`; nil for the offline panel.
  public let dialect: Dialect?
  /// The seat's model, or its backup.
  public let asked: ModelName
  public let answeredBy: ModelName
  public let responseID: String?
  /// Of the prompt with its nonce blanked; empty for the offline panel.
  public let promptSHA256: String
  /// What it was asked with: the run's, or that of the run which paid for a kept answer.
  public let nonce: String?
  /// Whether it was not asked for now but kept from an earlier call.
  public let isCached: Bool
  public let parameters: [String: String]
  public let started: String
  public let finished: String
  public let usage: Usage
  /// What was asked before and gave no usable answer, in order.
  public let unused: [UnusedAttempt]
  /// What `text` says, where it has been read already.
  var reading: SeatAnswer?

  public init(
    text: String, response: String, dialect: Dialect? = nil, asked: ModelName? = nil, answeredBy: ModelName,
    responseID: String? = nil, promptSHA256: String = "", nonce: String? = nil, isCached: Bool = false,
    parameters: [String: String] = [:], started: String, finished: String, usage: Usage, unused: [UnusedAttempt] = []
  ) {
    self.text = text
    self.response = response
    self.dialect = dialect
    self.asked = asked ?? answeredBy
    self.answeredBy = answeredBy
    self.responseID = responseID
    self.promptSHA256 = promptSHA256
    self.nonce = nonce
    self.isCached = isCached
    self.parameters = parameters
    self.started = started
    self.finished = finished
    self.usage = usage
    self.unused = unused
  }
}

/// A model that was asked and gave no usable answer, and what it said instead.
public struct UnusedAttempt: Sendable, Hashable {
  public let asked: ModelName
  public let reason: String
  /// Of the prompt with its nonce blanked.
  public let promptSHA256: String
  /// What the provider sent, in full; nil when it sent no answer.
  public let response: String?
  /// The wire format of `response`.
  public let dialect: Dialect?
  /// What a kept answer was asked with; nil for one that was asked for now, with the run's.
  public let keptNonce: String?
  /// Who sent `response`, and when it was asked for and came.
  public let origin: Origin?
  /// Which of the seat's calls it was; nil where the record of the seat says so for all of its attempts.
  private(set) var call: SeatCall?

  public struct Origin: Sendable, Hashable {
    public let answeredBy: ModelName
    public let responseID: String?
    /// RFC 3339, in UTC.
    public let started: String
    public let finished: String

    public init(answeredBy: ModelName, responseID: String?, started: String, finished: String) {
      self.answeredBy = answeredBy
      self.responseID = responseID
      self.started = started
      self.finished = finished
    }
  }

  public init(
    asked: ModelName, reason: String, promptSHA256: String, response: String? = nil, dialect: Dialect? = nil,
    keptNonce: String? = nil, origin: Origin? = nil
  ) {
    self.asked = asked
    self.reason = reason
    self.promptSHA256 = promptSHA256
    self.response = response
    self.dialect = dialect
    self.keptNonce = keptNonce
    self.origin = origin
  }

  func asked(in call: SeatCall) -> UnusedAttempt {
    var attempt = self
    attempt.call = call
    return attempt
  }
}

/// Why a seat gave no usable answer; it becomes an absence in the record and never fails the panel.
public struct SeatFailure: Error, Sendable, Hashable {
  public let reason: String
  /// Whether the provider or the network failed, which decides the exit code when the quorum is lost.
  public let isProviderFailure: Bool
  public let usage: Usage
  /// What was asked, in order.
  public let unused: [UnusedAttempt]
  /// Whether something that should have been asked was not, for want of budget.
  public let isOutOfBudget: Bool
  /// Whether the seat's backup may answer instead.
  let allowsBackup: Bool

  public init(
    reason: String, isProviderFailure: Bool, usage: Usage = .none, unused: [UnusedAttempt] = [],
    isOutOfBudget: Bool = false
  ) {
    self.init(
      reason: reason, isProviderFailure: isProviderFailure, usage: usage, unused: unused,
      isOutOfBudget: isOutOfBudget, allowsBackup: true)
  }

  init(
    reason: String, isProviderFailure: Bool, usage: Usage, unused: [UnusedAttempt], isOutOfBudget: Bool = false,
    allowsBackup: Bool
  ) {
    self.reason = reason
    self.isProviderFailure = isProviderFailure
    self.usage = usage
    self.unused = unused
    self.isOutOfBudget = isOutOfBudget
    self.allowsBackup = allowsBackup
  }
}

/// That a seat was stopped while it was asked, after answers that were paid for and cannot be used: they go on record, and the
/// seat is asked again when the run goes on.
public struct SeatInterruption: Error, Sendable, Hashable {
  public let usage: Usage
  /// What was asked, in order.
  public let unused: [UnusedAttempt]

  public init(usage: Usage, unused: [UnusedAttempt]) {
    self.usage = usage
    self.unused = unused
  }
}

/// Asks seats about one artifact: the models, or the offline panel.
public protocol SeatJudge: Sendable {
  /// How the artifact and the dimensions of its seats are divided over calls.
  var division: Division { get }

  func answer(of seat: Seat) async throws -> RawAnswer

  /// - Parameter call: one of the division's.
  func answer(of seat: Seat, in call: SeatCall) async throws -> RawAnswer

  /// Asks a seat again, about what the panel disputes.
  func answer(in turn: DebateTurn) async throws -> RawAnswer
}

extension SeatJudge {
  public var division: Division { .none }
  public func answer(in turn: DebateTurn) async throws -> RawAnswer {
    throw SeatFailure(reason: "it cannot be asked again", isProviderFailure: false)
  }
  public func answer(of seat: Seat, in call: SeatCall) async throws -> RawAnswer { try await answer(of: seat) }
}

/// Where a judgment is written down before it is used.
public struct Recorder: Sendable {
  public typealias Record = @Sendable (_ kind: String, _ body: JSONValue, _ isDurable: Bool) async throws -> ChainHead
  public typealias Store = @Sendable (_ bytes: [UInt8]) throws -> String

  let record: Record
  let store: Store

  /// - Parameters:
  ///   - record: appends one journal line and returns the chain's head after it.
  ///   - store: keeps bytes by content and returns their SHA-256; they are on the disk before any later durable line is.
  public init(record: @escaping Record, store: @escaping Store) {
    self.record = record
    self.store = store
  }
}
