internal import JudgeTypes
import Synchronization

/// What stands before every call to one provider with one key: how many may be in flight, how long all have to wait, and
/// whether the provider is well enough to be asked.
///
/// The decisions are `AdaptiveLimit`'s and `CircuitBreaker`'s, the line is `CallLimiter`'s.
public final class CallGate: Sendable {
  /// What changed, for progress and metrics.
  public enum Event: Sendable, Hashable {
    case limit(Int)
    case breaker(CircuitBreaker.State)
  }

  /// What a call takes with it; it is given back with `leave`.
  struct Pass: Sendable {
    fileprivate let limitEpisode: Int
    fileprivate let breakerEpisode: Int
    fileprivate let wasFull: Bool
  }

  private struct State {
    var limit: AdaptiveLimit
    var breaker: CircuitBreaker
    /// Nobody is let through before this instant: the provider asked for it, of one call after another.
    var quietUntil: ContinuousClock.Instant?
    var hasAnsweredSinceRefusal = false
  }

  public let provider: String
  private let state: Mutex<State>
  private let line: CallLimiter
  private let onEvent: @Sendable (Event) -> Void

  public init(
    _ provider: String, limit: AdaptiveLimit = AdaptiveLimit(), breaker: CircuitBreaker = CircuitBreaker(),
    onEvent: @escaping @Sendable (Event) -> Void = { _ in }
  ) {
    self.provider = provider
    self.onEvent = onEvent
    state = Mutex(State(limit: limit, breaker: breaker))
    line = CallLimiter(width: limit.limit)
  }

  /// The number of calls that wait for their turn.
  public var waiting: Int { line.waiting }
  /// How many calls may be in flight now.
  public var limit: Int { state.withLock { $0.limit.limit } }

  /// Waits for a turn, first come first served; throws `CancellationError`. `admit` must follow.
  func waitForTurn() async throws { try await line.enter() }

  /// Lets the call through whose turn it is, after the wait that the provider asks of all.
  ///
  /// Throws `CancellationError`, and `ProviderError` while the breaker is open or where that wait would not end before `deadline`;
  /// then the turn is over.
  func admit(_ model: ModelName, before deadline: ContinuousClock.Instant) async throws -> Pass {
    do {
      try await waitWhileQuiet(model, until: deadline)
      return try pass(model)
    } catch {
      line.leave()
      throw error
    }
  }

  /// Gives the pass back with what became of the call.
  func leave(_ pass: Pass, _ error: ProviderError?) {
    let now = ContinuousClock.now
    let (events, width) = state.withLock { state -> ([Event], Int) in
      let (limit, breaker) = (state.limit.limit, state.breaker.state)
      switch error {
      case nil:
        state.limit.answered(wasFull: pass.wasFull)
        state.hasAnsweredSinceRefusal = true
        state.breaker.succeeded(sentIn: pass.breakerEpisode, at: now)
      case let error? where error.isAboutHealth: state.breaker.failed(sentIn: pass.breakerEpisode, at: now)
      case let error?:
        if case .rateLimited(let asked) = error.problem {
          state.limit.refused(sentIn: pass.limitEpisode)
          // While others are answered it is for the refused call alone to wait.
          if let asked, !state.hasAnsweredSinceRefusal { state.quietUntil = max(state.quietUntil ?? now, now + asked) }
          state.hasAnsweredSinceRefusal = false
        }
        state.breaker.toldNothing(sentIn: pass.breakerEpisode)
      }
      let events =
        (state.limit.limit == limit ? [] : [Event.limit(state.limit.limit)])
        + (state.breaker.state == breaker ? [] : [.breaker(state.breaker.state)])
      return (events, state.limit.limit)
    }
    line.leave()
    line.set(width: width)
    events.forEach(onEvent)
  }

  private func pass(_ model: ModelName) throws(ProviderError) -> Pass {
    let now = ContinuousClock.now
    let inFlight = line.inside
    let (admission, event, pass) = state.withLock { state in
      let before = state.breaker.state
      let admission = state.breaker.admit(at: now)
      let event: Event? = state.breaker.state == before ? nil : .breaker(state.breaker.state)
      let pass = Pass(
        limitEpisode: state.limit.episode, breakerEpisode: state.breaker.episode,
        wasFull: inFlight >= state.limit.limit)
      return (admission, event, pass)
    }
    if let event { onEvent(event) }
    guard case .refuse(let until) = admission else { return pass }
    throw ProviderError(model, .notAsked(retryAfter: max(.milliseconds(1), until - now)), attempts: 0)
  }

  /// Waits while the provider asked everyone to.
  private func waitWhileQuiet(_ model: ModelName, until end: ContinuousClock.Instant) async throws {
    while let until = state.withLock({ $0.quietUntil }), until > ContinuousClock.now {
      guard until < end else {
        throw ProviderError(model, .rateLimited(retryAfter: until - ContinuousClock.now), attempts: 0)
      }
      try await Task.sleep(until: until, clock: .continuous)
    }
  }
}

/// The gates of a run, one for each provider; a provider has one key.
public final class CallGates: Sendable {
  private let limit: @Sendable (String) -> AdaptiveLimit
  private let onEvent: @Sendable (String, CallGate.Event) -> Void
  private let made = Mutex<[String: CallGate]>([:])

  public init(
    limit: @escaping @Sendable (_ provider: String) -> AdaptiveLimit,
    onEvent: @escaping @Sendable (_ provider: String, CallGate.Event) -> Void = { _, _ in }
  ) {
    self.limit = limit
    self.onEvent = onEvent
  }

  public subscript(provider: String) -> CallGate {
    made.withLock { made in
      if let gate = made[provider] { return gate }
      let gate = CallGate(provider, limit: limit(provider), onEvent: { [onEvent] event in onEvent(provider, event) })
      made[provider] = gate
      return gate
    }
  }
}
