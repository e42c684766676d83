import Foundation
import JudgeTypes

/// What the tries of one call add up to, and what is left of its deadline. Time comes in as an argument.
struct CallTally: Sendable {
  private let deadline: Duration
  private let start: ContinuousClock.Instant
  private(set) var tries = 0
  private(set) var requests = 0
  private var previous = Duration.zero
  private var idle = Duration.zero

  init(deadline: Duration, start: ContinuousClock.Instant) {
    self.deadline = deadline
    self.start = start
  }

  /// What remains of the deadline; time spent in line does not count.
  func left(at now: ContinuousClock.Instant) -> Duration { deadline - elapsed(at: now) }

  private func elapsed(at now: ContinuousClock.Instant) -> Duration { now - start - idle }

  mutating func waitedInLine(_ time: Duration) { idle += time }

  func completed(_ completion: Completion, at now: ContinuousClock.Instant) -> Completion {
    guard tries > 0 else { return completion }
    let latency = elapsed(at: now).wholeMilliseconds
    return completion.with(
      attempts: requests.adding(completion.attempts),
      started: completion.finished.addingTimeInterval(-Double(latency) / 1000), latency: latency)
  }

  /// How long to wait before the next try; throws `error` with every request counted when there shall be none.
  ///
  /// A call that was kept back, because its provider is not well, was no try: it waits for as long as the deadline allows.
  mutating func wait(
    after error: ProviderError, by policy: RetryPolicy, randomness: Double, at now: ContinuousClock.Instant
  ) throws(ProviderError) -> Duration {
    if case .notAsked(let pause) = error.problem {
      guard tries <= policy.maxRetries, policy.maxRetries > 0, pause < left(at: now) else {
        throw error.with(attempts: requests)
      }
      return pause
    }
    tries += 1
    requests = requests.adding(error.attempts)
    let decision = policy.decision(
      after: tries, error: error, randomness: randomness, previous: previous, left: left(at: now))
    guard case .wait(let wait) = decision else { throw error.with(attempts: requests) }
    previous = wait
    return wait
  }
}
