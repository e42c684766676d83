internal import Synchronization

/// How many refused writes of strangers are logged, so that nobody fills the disk with them: sixty from one address, then ten a minute.
final class RefusalLimit: Sendable {
  private let limiter = Mutex(RateLimiter(rate: 1 / 6, burst: 60))

  func admit(_ address: String) -> Bool {
    limiter.withLock { $0.admit(address, at: ContinuousClock.now) } == nil
  }
}
