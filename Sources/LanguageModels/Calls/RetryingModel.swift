import Foundation
public import JudgeTypes

/// A model whose failed calls are tried again as a policy says, within the prompt's deadline.
public struct RetryingModel: LanguageModel {
  /// What happened between two tries, for progress and metrics.
  public struct Retry: Sendable, Hashable {
    public let error: ProviderError
    /// The try that failed, from 1.
    public let attempt: Int
    public let wait: Duration
  }

  private let model: any LanguageModel
  private let policy: RetryPolicy
  /// The share of a call's deadline that one try may take; nil for all that is left.
  private let tryLimit: Duration?
  private let randomness: @Sendable () -> Double
  private let sleep: @Sendable (Duration) async throws -> Void
  private let onRetry: @Sendable (Retry) -> Void

  public init(
    _ model: any LanguageModel, policy: RetryPolicy = RetryPolicy(), tryLimit: Duration? = nil,
    randomness: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    onRetry: @escaping @Sendable (Retry) -> Void = { _ in }
  ) {
    self.model = model
    self.policy = policy
    self.tryLimit = tryLimit
    self.randomness = randomness
    self.sleep = sleep
    self.onRetry = onRetry
  }

  public var name: ModelName { model.name }

  public func complete(_ prompt: Prompt) async throws -> Completion {
    var tally = Tally(deadline: prompt.deadline)
    while true {
      do {
        let left = tally.left
        guard left > .zero else { throw ProviderError(name, .timeout, attempts: 0) }
        let completion = try await model.complete(prompt.with(deadline: min(left, tryLimit ?? left)))
        return tally.completed(completion)
      } catch let error as ProviderError {
        let wait = try tally.wait(after: error, by: policy, randomness: randomness())
        onRetry(Retry(error: error, attempt: tally.tries, wait: wait))
        do { try await sleep(wait) } catch { throw ProviderError(name, .cancelled, attempts: tally.requests) }
      }
    }
  }

  /// What the tries of one call add up to.
  private struct Tally {
    let deadline: Duration
    private let start = ContinuousClock.now
    private(set) var tries = 0
    private(set) var requests = 0
    private var previous = Duration.zero

    init(deadline: Duration) { self.deadline = deadline }

    private var elapsed: Duration { ContinuousClock.now - start }
    var left: Duration { deadline - elapsed }

    func completed(_ completion: Completion) -> Completion {
      guard tries > 0 else { return completion }
      let latency = elapsed.wholeMilliseconds
      return completion.with(
        attempts: requests.adding(completion.attempts),
        started: completion.finished.addingTimeInterval(-Double(latency) / 1000), latency: latency)
    }

    /// How long to wait before the next try; throws `error` with every request counted when there shall be none.
    mutating func wait(
      after error: ProviderError, by policy: RetryPolicy, randomness: Double
    ) throws(ProviderError) -> Duration {
      tries += 1
      requests = requests.adding(error.attempts)
      let decision = policy.decision(
        after: tries, error: error, randomness: randomness, previous: previous, left: left)
      guard case .wait(let wait) = decision else { throw error.with(attempts: requests) }
      previous = wait
      return wait
    }
  }
}
