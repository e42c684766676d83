public import JudgeTypes
import Synchronization

/// A request and what came of it, as a cassette holds it.
public struct Exchange: Sendable, Hashable {
  public enum Outcome: Sendable, Hashable {
    /// Also one that was cut short, refused, or could not be used.
    case answer(KeptAnswer)
    /// Why there was none, in words.
    case failure(String)
  }

  public let request: CallRequest
  public let subject: CallSubject?
  public let outcome: Outcome

  public init(request: CallRequest, subject: CallSubject?, outcome: Outcome) {
    self.request = request
    self.subject = subject
    self.outcome = outcome
  }
}

/// Where exchanges are written down.
public protocol CallRecorder: Sendable {
  func record(_ exchange: Exchange)
}

/// A model whose exchanges are recorded, answers and failures alike.
public struct RecordingModel: LanguageModel {
  private let model: any LanguageModel
  private let target: CallTarget
  private let recorder: any CallRecorder

  public init(_ model: any LanguageModel, at target: CallTarget, recorder: any CallRecorder) {
    self.model = model
    self.target = target
    self.recorder = recorder
  }

  public var name: ModelName { model.name }

  public func complete(_ prompt: Prompt) async throws -> Completion {
    do {
      let completion = try await model.complete(prompt)
      record(.answer(KeptAnswer(completion, to: prompt)), of: prompt)
      return completion
    } catch let error as ProviderError {
      if error.problem != .cancelled, !error.isOutOfBudget {
        record(.failure(error.errorDescription ?? "\(name) failed"), of: prompt)
      }
      throw error
    }
  }

  private func record(_ outcome: Exchange.Outcome, of prompt: Prompt) {
    recorder.record(Exchange(request: CallRequest(prompt, to: target), subject: prompt.subject, outcome: outcome))
  }

  public func used(_ completion: Completion, to prompt: Prompt, for original: Prompt) async {
    await model.used(completion, to: prompt, for: original)
  }
}

/// Recorded exchanges, ready to be played: a request that was made several times gets its answers in their order, and the last one
/// from then on.
public final class Cassette: Sendable {
  /// As messages call it.
  public let name: String
  private let exchanges: [Exchange]
  private let left: Mutex<[String: [Exchange.Outcome]]>

  public init(_ exchanges: [Exchange], name: String) {
    self.name = name
    self.exchanges = exchanges
    left = Mutex(Dictionary(grouping: exchanges, by: \.request.key).mapValues { $0.map(\.outcome) })
  }

  /// Whether an exchange of this request was recorded.
  public func holds(_ request: CallRequest) -> Bool { left.withLock { $0[request.key] != nil } }

  func outcome(of request: CallRequest) -> Exchange.Outcome? {
    left.withLock { left in
      guard let outcomes = left[request.key], let first = outcomes.first else { return nil }
      if outcomes.count > 1 { left[request.key]?.removeFirst() }
      return first
    }
  }

  /// Why the cassette has no answer, in words.
  func mismatch(of request: CallRequest, _ subject: CallSubject?) -> String {
    guard let near = exchanges.nearest(to: request, subject, by: { ($0.request, $0.subject) }) else {
      return "the cassette \(name) is empty"
    }
    let whose = near.subject.map { ", of \($0.seat) on \($0.artifact)," } ?? ""
    return "this request is not on the cassette \(name); the nearest one\(whose) differs in "
      + (request.changes(since: near.request) ?? "nothing that can be named")
  }
}

/// A model that is played from a cassette: nothing is sent, no key is needed, and what was not recorded fails.
public struct ReplayingModel: LanguageModel {
  private let target: CallTarget
  private let cassette: Cassette

  public init(at target: CallTarget, from cassette: Cassette) {
    self.target = target
    self.cassette = cassette
  }

  public var name: ModelName { target.name }

  public func complete(_ prompt: Prompt) async throws -> Completion {
    let request = CallRequest(prompt, to: target)
    switch cassette.outcome(of: request) {
    case .answer(let answer):
      guard let completion = answer.completion else {
        throw ProviderError(
          name, .notRecorded, detail: "the answer on the cassette \(cassette.name) cannot be read", attempts: 0)
      }
      return completion
    case .failure(let words): throw ProviderError(name, .recorded, detail: words, attempts: 0)
    case nil:
      throw ProviderError(name, .notRecorded, detail: cassette.mismatch(of: request, prompt.subject), attempts: 0)
    }
  }
}
