public import Foundation
public import JudgeTypes

/// Whom a call is for; it is never sent, but kept with the answer, so that a person can find it again.
public struct CallSubject: Sendable, Hashable {
  /// As the artifact was named.
  public let artifact: String
  public let seat: String

  /// - Parameter round: of debate, in which the seat is asked again; 0 for its first word.
  public init(artifact: String, seat: String, round: Int = 0) {
    self.artifact = artifact
    self.seat = round == 0 ? seat : "\(seat), round \(round)"
  }
}

/// An answer as it can be kept: what it takes to hand it on to a later call that asks the same.
public struct KeptAnswer: Sendable, Hashable {
  /// What the answer was asked with and must carry.
  public let nonce: String
  /// Of the prompt that was answered, with its nonce blanked: the request's own, or that which asked to mend the answer.
  public let promptSHA256: String
  public let answeredModel: ModelName
  public let responseID: String?
  /// The response's body without keys, and its wire format.
  public let raw: String
  public let dialect: Dialect
  public let shape: AnswerShape
  public let temperature: Double?
  /// What it cost when it was asked for.
  public let usage: TokenUsage?
  public let started: Date
  public let finished: Date

  public init(
    nonce: String, promptSHA256: String, answeredModel: ModelName, responseID: String?, raw: String, dialect: Dialect,
    shape: AnswerShape, temperature: Double?, usage: TokenUsage?, started: Date, finished: Date
  ) {
    self.nonce = nonce
    self.promptSHA256 = promptSHA256
    self.answeredModel = answeredModel
    self.responseID = responseID
    self.raw = raw
    self.dialect = dialect
    self.shape = shape
    self.temperature = temperature
    self.usage = usage
    self.started = started
    self.finished = finished
  }

  /// The answer to `prompt`, or the kept one that stood in for it.
  public init(_ completion: Completion, to prompt: Prompt) {
    self.init(
      nonce: completion.recalled?.nonce ?? prompt.nonce ?? "",
      promptSHA256: completion.recalled?.promptSHA256 ?? prompt.digests.whole,
      answeredModel: completion.answeredModel, responseID: completion.responseID, raw: completion.raw,
      dialect: completion.dialect, shape: completion.shape, temperature: completion.temperature,
      usage: completion.usage, started: completion.started, finished: completion.finished)
  }

  /// The answer, read anew from its response: no request was sent for it. Nil when it cannot be read.
  public var completion: Completion? {
    guard let reading = RereadAnswer(ofResponse: raw, in: dialect) else { return nil }
    return Completion(
      text: reading.text, answeredModel: answeredModel, responseID: responseID, stop: reading.stop, usage: usage,
      attempts: 0, started: started, finished: finished, latency: 0, raw: raw, dialect: dialect, shape: shape,
      temperature: temperature, recalled: Recalled(nonce: nonce, promptSHA256: promptSHA256))
  }
}
