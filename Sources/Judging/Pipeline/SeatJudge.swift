public import JudgeTypes
public import Provenance

/// What a judge answered, as it came, and what it took.
public struct RawAnswer: Sendable, Hashable {
  /// The JSON text of the answer.
  public let text: String
  /// What the provider sent, in full; the same as `text` for the offline panel.
  public let response: String
  public let answeredBy: ModelName
  public let responseID: String?
  /// Of the prompt with its nonce blanked; empty for the offline panel.
  public let promptSHA256: String
  public let nonce: String?
  public let parameters: [String: String]
  public let started: String
  public let finished: String
  public let usage: Usage

  public init(
    text: String, response: String, answeredBy: ModelName, responseID: String? = nil, promptSHA256: String = "",
    nonce: String? = nil, parameters: [String: String] = [:], started: String, finished: String, usage: Usage
  ) {
    self.text = text
    self.response = response
    self.answeredBy = answeredBy
    self.responseID = responseID
    self.promptSHA256 = promptSHA256
    self.nonce = nonce
    self.parameters = parameters
    self.started = started
    self.finished = finished
    self.usage = usage
  }
}

/// Why a seat gave no usable answer; it becomes an absence in the record and never fails the panel.
public struct SeatFailure: Error, Sendable, Hashable {
  public let reason: String
  /// Whether the provider or the network failed, which decides the exit code when the quorum is lost.
  public let isProviderFailure: Bool
  public let usage: Usage

  public init(reason: String, isProviderFailure: Bool, usage: Usage = .none) {
    self.reason = reason
    self.isProviderFailure = isProviderFailure
    self.usage = usage
  }
}

/// Asks seats about one artifact: the models, or the offline panel.
public protocol SeatJudge: Sendable {
  func answer(of seat: Seat) async throws -> RawAnswer
}

/// Where a judgment is written down before it is used.
public struct Recorder: Sendable {
  public typealias Record = @Sendable (_ kind: String, _ body: JSONValue, _ isDurable: Bool) async throws -> ChainHead
  public typealias Store = @Sendable (_ bytes: [UInt8]) async throws -> String

  let record: Record
  let store: Store

  /// - Parameters:
  ///   - record: appends one journal line and returns the chain's head after it.
  ///   - store: keeps bytes by content and returns their SHA-256.
  public init(record: @escaping Record, store: @escaping Store) {
    self.record = record
    self.store = store
  }
}
