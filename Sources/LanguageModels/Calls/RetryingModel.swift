public import JudgeTypes

/// The one path to a model: its calls wait for their turn, and those that fail are tried again as a policy says, within the
/// prompt's deadline.
///
/// The deadline is for what the provider takes and asks for: waiting in line behind other calls does not count, and a call that
/// waits to try again leaves its place to others.
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
  private let gate: CallGate?
  private let limiter: CallLimiter?
  /// The share of a call's deadline that one try may take; nil for all that is left.
  private let tryLimit: Duration?
  private let randomness: @Sendable () -> Double
  private let sleep: @Sendable (Duration) async throws -> Void
  private let onRetry: @Sendable (Retry) -> Void

  /// - Parameters:
  ///   - gate: that of the provider and key.
  ///   - limiter: that of all calls of the run.
  public init(
    _ model: any LanguageModel, policy: RetryPolicy = RetryPolicy(), gate: CallGate? = nil,
    limiter: CallLimiter? = nil, tryLimit: Duration? = nil,
    randomness: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    onRetry: @escaping @Sendable (Retry) -> Void = { _ in }
  ) {
    self.model = model
    self.policy = policy
    self.gate = gate
    self.limiter = limiter
    self.tryLimit = tryLimit
    self.randomness = randomness
    self.sleep = sleep
    self.onRetry = onRetry
  }

  public var name: ModelName { model.name }

  public func complete(_ prompt: Prompt) async throws -> Completion {
    var tally = CallTally(deadline: prompt.deadline, start: .now)
    while true {
      do {
        let left = tally.left(at: .now)
        guard left > .zero else { throw ProviderError(name, .timeout, attempts: 0) }
        return tally.completed(
          try await inTurn(prompt.with(deadline: min(left, tryLimit ?? left)), &tally), at: .now)
      } catch is CancellationError {
        throw ProviderError(name, .cancelled, attempts: tally.requests)
      } catch let error as ProviderError {
        let wait = try tally.wait(after: error, by: policy, randomness: randomness(), at: .now)
        onRetry(Retry(error: error, attempt: tally.tries, wait: wait))
        do { try await sleep(wait) } catch { throw ProviderError(name, .cancelled, attempts: tally.requests) }
      }
    }
  }

  /// The call when it is its turn.
  private func inTurn(_ prompt: Prompt, _ tally: inout CallTally) async throws -> Completion {
    let arrived = ContinuousClock.now
    try await limiter?.enter()
    defer { limiter?.leave() }
    guard let gate else {
      tally.waitedInLine(ContinuousClock.now - arrived)
      return try await model.complete(prompt)
    }
    let pass = try await gate.enter(for: name, left: prompt.deadline)
    tally.waitedInLine(pass.turn - arrived)
    do {
      let completion = try await model.complete(prompt)
      gate.leave(pass, nil)
      return completion
    } catch {
      gate.leave(pass, error as? ProviderError ?? ProviderError(name, .cancelled))
      throw error
    }
  }
}
