/// When a failed call is tried again, and after how long. It decides; time and chance come in as arguments.
public struct RetryPolicy: Sendable, Hashable {
  /// How the wait grows with the number of retries, before jitter and up to the cap.
  public enum Backoff: String, Sendable, Hashable, Codable, CaseIterable {
    case exponential, linear, fixed, fibonacci, decorrelated
  }

  public enum Jitter: String, Sendable, Hashable, Codable, CaseIterable {
    case none
    /// From nothing to the whole wait.
    case full
    /// From half of the wait to all of it.
    case equal
  }

  public enum Decision: Sendable, Hashable {
    case wait(Duration)
    case stop
  }

  /// Retries after the first try; 0 means none.
  public var maxRetries: Int
  public var base: Duration
  /// The longest wait of the policy's own; a provider that asks for more gets it.
  public var cap: Duration
  public var backoff: Backoff
  public var jitter: Jitter

  public init(
    maxRetries: Int = 7, base: Duration = .milliseconds(500), cap: Duration = .seconds(30),
    backoff: Backoff = .exponential, jitter: Jitter = .full
  ) {
    self.maxRetries = max(0, maxRetries)
    self.base = max(.zero, base)
    self.cap = max(.zero, cap)
    self.backoff = backoff
    self.jitter = jitter
  }

  public static let none = RetryPolicy(maxRetries: 0)

  /// The profiles that can be named in the configuration.
  public static let profiles: [String: RetryPolicy] = [
    "aggressive": RetryPolicy(maxRetries: 10, base: .milliseconds(250), cap: .seconds(60)),
    "standard": RetryPolicy(),
    "conservative": RetryPolicy(maxRetries: 3, base: .seconds(2), cap: .seconds(60), jitter: .equal),
    "quick": RetryPolicy(maxRetries: 2, base: .milliseconds(100), cap: .seconds(2)),
  ]

  /// What to do after try number `attempt` (from 1) failed with `error`.
  ///
  /// - Parameters:
  ///   - randomness: From 0 up to, and without, 1.
  ///   - previous: The wait before this try, which decorrelated backoff grows from.
  ///   - left: What remains of the deadline; a wait that would use it up is none.
  public func decision(
    after attempt: Int, error: ProviderError, randomness: Double, previous: Duration = .zero, left: Duration
  ) -> Decision {
    guard error.isRetryable, attempt <= maxRetries else { return .stop }
    let chance = min(max(randomness, 0), 1)
    let own = ownWait(retry: attempt, chance: chance, previous: previous)
    guard let asked = error.retryAfter else { return own < left ? .wait(own) : .stop }
    // Seats that were refused together shall not come back together.
    let spread = max(asked, own, asked + base * chance)
    if spread < left { return .wait(spread) }
    return asked < left ? .wait(asked) : .stop
  }

  private func ownWait(retry: Int, chance: Double, previous: Duration) -> Duration {
    if backoff == .decorrelated {
      let upper = max(base, previous * 3)
      return min(cap, base + (upper - base) * chance)
    }
    let whole = growth(retry)
    return switch jitter {
    case .none: whole
    case .full: whole * chance
    case .equal: whole / 2 + whole / 2 * chance
    }
  }

  /// The wait before jitter. It stops growing at the cap, so no number of retries overflows.
  private func growth(_ retry: Int) -> Duration {
    var (wait, before) = (base, Duration.zero)
    var step = 1
    while step < retry && wait < cap && wait > .zero {
      switch backoff {
      case .exponential: wait *= 2
      case .linear: wait += base
      case .fibonacci: (wait, before) = (wait + before, wait)
      case .fixed, .decorrelated: return min(wait, cap)
      }
      step += 1
    }
    return min(wait, cap)
  }
}
