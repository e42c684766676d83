internal import JudgeTypes
import Synchronization

/// What stands before every call to one provider with one key: how many may be in flight, how long all have to wait, and
/// whether the provider is well enough to be asked.
///
/// The decisions are `AdaptiveLimit`'s and `CircuitBreaker`'s; this only keeps the line. A lock, not an actor: a waiting call
/// that is cancelled leaves the line at once, without a task of its own.
public final class CallGate: Sendable {
  /// What changed, for progress and metrics.
  public enum Event: Sendable, Hashable {
    case limit(Int)
    case breaker(CircuitBreaker.State)
  }

  /// What a call takes with it; it is given back with `leave`.
  struct Pass: Sendable {
    fileprivate let episode: Int
    fileprivate let wasFull: Bool
    /// When its turn came; what it waited since then it waited for the provider.
    let turn: ContinuousClock.Instant
  }

  private struct State {
    var limit: AdaptiveLimit
    var breaker: CircuitBreaker
    var inFlight = 0
    /// Nobody is let through before this instant: the provider asked for it, of one call after another.
    var quietUntil: ContinuousClock.Instant?
    var hasAnsweredSinceRefusal = false
    var nextTicket: UInt64 = 0
    var waiting: [(ticket: UInt64, continuation: CheckedContinuation<Void, any Error>)] = []
  }

  public let provider: String
  private let state: Mutex<State>
  private let onEvent: @Sendable (Event) -> Void

  public init(
    _ provider: String, limit: AdaptiveLimit = AdaptiveLimit(), breaker: CircuitBreaker = CircuitBreaker(),
    onEvent: @escaping @Sendable (Event) -> Void = { _ in }
  ) {
    self.provider = provider
    self.onEvent = onEvent
    state = Mutex(State(limit: limit, breaker: breaker))
  }

  /// The number of calls that wait for their turn.
  public var waiting: Int { state.withLock { $0.waiting.count } }
  /// How many calls may be in flight now.
  public var limit: Int { state.withLock { $0.limit.limit } }

  /// Waits for a turn, first come first served.
  ///
  /// Throws `CancellationError`, and `ProviderError` while the breaker is open or where the provider asks all to wait for longer
  /// than `left`.
  func enter(for model: ModelName, left: Duration) async throws -> Pass {
    try await waitForTurn()
    let turn = ContinuousClock.now
    do {
      try await waitWhileQuiet(model, until: turn + left)
      return try admit(model, turn)
    } catch {
      release()
      throw error
    }
  }

  /// Gives the pass back with what became of the call.
  func leave(_ pass: Pass, _ error: ProviderError?) {
    let now = ContinuousClock.now
    let events = state.withLock { state -> [Event] in
      let (limit, breaker) = (state.limit.limit, state.breaker.state)
      switch error {
      case nil:
        state.limit.answered(wasFull: pass.wasFull)
        state.hasAnsweredSinceRefusal = true
        state.breaker.succeeded(at: now)
      case let error? where error.isAboutHealth: state.breaker.failed(at: now)
      case let error?:
        if case .rateLimited(let asked) = error.problem {
          state.limit.refused(sentIn: pass.episode)
          // While others are answered it is for the refused call alone to wait.
          if let asked, !state.hasAnsweredSinceRefusal { state.quietUntil = max(state.quietUntil ?? now, now + asked) }
          state.hasAnsweredSinceRefusal = false
        }
        state.breaker.toldNothing()
      }
      return (state.limit.limit == limit ? [] : [.limit(state.limit.limit)])
        + (state.breaker.state == breaker ? [] : [.breaker(state.breaker.state)])
    }
    release()
    events.forEach(onEvent)
  }

  private func admit(_ model: ModelName, _ turn: ContinuousClock.Instant) throws(ProviderError) -> Pass {
    let now = ContinuousClock.now
    let (admission, event, pass) = state.withLock { state in
      let before = state.breaker.state
      let admission = state.breaker.admit(at: now)
      let event: Event? = state.breaker.state == before ? nil : .breaker(state.breaker.state)
      return (
        admission, event, Pass(episode: state.limit.episode, wasFull: state.inFlight >= state.limit.limit, turn: turn)
      )
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

  private func waitForTurn() async throws {
    let ticket = state.withLock { state in
      state.nextTicket &+= 1
      return state.nextTicket
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        // The task is marked as cancelled before its handler runs, so one of the two always sees the other.
        let admitted: Swift.Result<Void, any Error>? = state.withLock { state in
          if Task.isCancelled { return .failure(CancellationError()) }
          if state.inFlight < state.limit.limit {
            state.inFlight += 1
            return .success(())
          }
          state.waiting.append((ticket, continuation))
          return nil
        }
        if let admitted { continuation.resume(with: admitted) }
      }
    } onCancel: {
      let left = state.withLock { state in
        state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0).continuation }
      }
      left?.resume(throwing: CancellationError())
    }
  }

  /// Frees a place and lets in as many as the limit has room for now.
  private func release() {
    let next = state.withLock { state -> [CheckedContinuation<Void, any Error>] in
      state.inFlight -= 1
      let room = max(0, min(state.limit.limit - state.inFlight, state.waiting.count))
      state.inFlight += room
      let next = state.waiting.prefix(room).map(\.continuation)
      state.waiting.removeFirst(room)
      return next
    }
    for continuation in next { continuation.resume() }
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
