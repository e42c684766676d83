import JudgeTypes
import Synchronization
import TestSupport
import Testing

@testable import LanguageModels

@Suite struct `The adaptive limit` {
  @Test func `grows with each answer until the first cut, then with as many as it is wide`() {
    var limit = AdaptiveLimit(start: 4, bounds: 1...16)
    for _ in 0..<6 { limit.answered(wasFull: true) }
    #expect(limit.limit == 10)
    limit.refused(sentIn: limit.episode)
    #expect(limit.limit == 6)
    for _ in 0..<5 { limit.answered(wasFull: true) }
    #expect(limit.limit == 6)
    limit.answered(wasFull: true)
    #expect(limit.limit == 7)
  }

  @Test func `stays where nobody reaches it, and within its bounds`() {
    var limit = AdaptiveLimit(start: 4, bounds: 2...5)
    for _ in 0..<50 { limit.answered(wasFull: false) }
    #expect(limit.limit == 4)
    for _ in 0..<50 { limit.answered(wasFull: true) }
    #expect(limit.limit == 5)
    for _ in 0..<50 { limit.refused(sentIn: limit.episode) }
    #expect(limit.limit == 2)
  }

  @Test func `is cut once for all the calls that were under way`() {
    var limit = AdaptiveLimit(start: 30, bounds: 1...64)
    let episode = limit.episode
    for _ in 0..<30 { limit.refused(sentIn: episode) }
    #expect(limit.limit == 20)
    limit.refused(sentIn: limit.episode)
    #expect(limit.limit == 13)
  }

  @Test func `a fixed one never moves`() {
    var limit = AdaptiveLimit.fixed(7)
    for _ in 0..<20 { limit.answered(wasFull: true) }
    limit.refused(sentIn: limit.episode)
    #expect(limit.limit == 7)
    #expect(AdaptiveLimit.fixed(0).limit == 1)
  }
}

@Suite struct `The circuit breaker` {
  private let start = ContinuousClock.now

  private func settings() -> CircuitBreaker.Settings {
    var settings = CircuitBreaker.Settings()
    (settings.window, settings.fewest) = (20, 10)
    settings.pause = .seconds(10)
    settings.longest = .seconds(30)
    return settings
  }

  /// Open since `start`.
  private func opened() -> CircuitBreaker {
    var breaker = CircuitBreaker(settings())
    for _ in 0..<10 { breaker.failed(sentIn: breaker.episode, at: start) }
    return breaker
  }

  @Test func `opens at its share of failures, and not before it has seen enough`() {
    var breaker = CircuitBreaker(settings())
    for _ in 0..<9 { breaker.failed(sentIn: breaker.episode, at: start) }
    #expect(breaker.state == .closed)
    breaker.failed(sentIn: breaker.episode, at: start)
    #expect(breaker.state == .open(until: start + .seconds(10)))
    #expect(breaker.admit(at: start + .seconds(9)) == .refuse(until: start + .seconds(10)))
  }

  @Test func `looks at the last calls only`() {
    var breaker = CircuitBreaker(settings())
    for _ in 0..<200 { breaker.succeeded(sentIn: breaker.episode, at: start) }
    for _ in 0..<11 { breaker.failed(sentIn: breaker.episode, at: start) }
    #expect(breaker.state == .closed)
    breaker.failed(sentIn: breaker.episode, at: start)
    #expect(breaker.state == .open(until: start + .seconds(10)))
  }

  @Test func `lets one call through after its pause, and closes after two that succeed`() {
    var breaker = opened()
    let later = start + .seconds(10)
    #expect(breaker.admit(at: later) == .pass)
    #expect(breaker.state == .halfOpen)
    #expect(breaker.admit(at: later) == .refuse(until: later + .milliseconds(250)))
    breaker.succeeded(sentIn: breaker.episode, at: later)
    #expect(breaker.admit(at: later) == .pass)
    breaker.succeeded(sentIn: breaker.episode, at: later)
    #expect(breaker.state == .closed)
  }

  @Test func `a trial that fails opens it for twice as long, up to a bound`() {
    var breaker = opened()
    var now = start + .seconds(10)
    for pause in [20, 30, 30] {
      #expect(breaker.admit(at: now) == .pass)
      breaker.failed(sentIn: breaker.episode, at: now)
      #expect(breaker.state == .open(until: now + .seconds(pause)))
      now += .seconds(pause)
    }
  }

  @Test func `a trial that tells nothing leaves the place to another`() {
    var breaker = opened()
    let later = start + .seconds(10)
    #expect(breaker.admit(at: later) == .pass)
    breaker.toldNothing(sentIn: breaker.episode)
    #expect(breaker.state == .halfOpen && breaker.admit(at: later) == .pass)
  }
}

extension `The circuit breaker` {
  @Test func `what was sent before it opened is no word on its trial`() {
    var breaker = opened()
    let before = breaker.episode - 1
    let later = start + .seconds(10)
    #expect(breaker.admit(at: later) == .pass)
    breaker.failed(sentIn: before, at: later)
    breaker.toldNothing(sentIn: before)
    #expect(breaker.state == .halfOpen)
    #expect(breaker.admit(at: later) == .refuse(until: later + .milliseconds(250)))
    breaker.succeeded(sentIn: breaker.episode, at: later)
    #expect(breaker.admit(at: later) == .pass)
  }
}

@Suite struct `The gate before a provider` {
  @Test func `a limit that the provider refuses is cut, and the calls that were refused succeed later`() async throws {
    let served = Mutex(0)
    try await ProviderSimulator.run(answering: { request in
      let count = served.withLock {
        $0 += 1
        return $0
      }
      return count <= 4
        ? SimulatedReply(status: 429, headers: ["Retry-After": "0"], body: "{}")
        : .answer(answerText, to: request).after(.milliseconds(2))
    }) { simulator in
      let events = Mutex<[CallGate.Event]>([])
      let gate = CallGate(
        "test", limit: AdaptiveLimit(start: 6, bounds: 1...12),
        onEvent: { event in events.withLock { $0.append(event) } })
      let model = RetryingModel(
        try testModel(.openai, at: simulator), policy: RetryPolicy(maxRetries: 6, base: .milliseconds(1)), gate: gate)
      let done = try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<30 { group.addTask { _ = try await model.complete(testPrompt()) } }
        return try await group.reduce(into: 0) { count, _ in count += 1 }
      }
      #expect(done == 30)
      #expect(simulator.peakInFlight <= 12)
      #expect(events.withLock { $0.contains(.limit(4)) } && gate.waiting == 0)
    }
  }

  @Test func `a provider that keeps failing is left alone, and said so`() async throws {
    var settings = CircuitBreaker.Settings()
    settings.pause = .seconds(60)
    let events = Mutex<[CallGate.Event]>([])
    try await ProviderSimulator.run(answering: { _ in SimulatedReply(status: 500, body: "{}") }) { simulator in
      let gate = CallGate(
        "test", breaker: CircuitBreaker(settings), onEvent: { event in events.withLock { $0.append(event) } })
      let model = RetryingModel(try testModel(.openai, at: simulator), policy: .none, gate: gate)
      var problems: [ProviderError?] = []
      for _ in 0..<24 { problems.append(await failure(of: model)) }
      #expect(simulator.requests.count == 20)
      let last = try #require(problems.last ?? nil)
      guard case .notAsked(let wait) = last.problem else {
        Issue.record("\(last.problem)")
        return
      }
      #expect(wait > .seconds(50) && wait <= .seconds(60) && last.attempts == 0)
      #expect(last.errorDescription?.contains("not asked for now") == true)
      #expect(events.withLock { $0.count } == 1)
    }
  }

  @Test func `bad keys and bad requests do not open it`() async throws {
    try await ProviderSimulator.run(answering: { _ in SimulatedReply(status: 401, body: "{}") }) { simulator in
      let model = RetryingModel(try testModel(.openai, at: simulator), policy: .none, gate: CallGate("test"))
      for _ in 0..<25 { _ = await failure(of: model) }
      #expect(simulator.requests.count == 25)
    }
  }

  @Test func `where the provider asks all to wait past the deadline, no call waits for it`() async throws {
    try await ProviderSimulator.run(answering: { _ in
      SimulatedReply(status: 429, headers: ["Retry-After": "3600"], body: "{}")
    }) { simulator in
      let model = RetryingModel(try testModel(.openai, at: simulator), gate: CallGate("test"))
      for _ in 0..<3 {
        let error = await failure(of: model)
        guard case .rateLimited? = error?.problem else {
          Issue.record("\(String(describing: error))")
          return
        }
      }
      #expect(simulator.requests.count == 1)
    }
  }

  @Test func `time in line does not count against the deadline, time between tries does`() throws {
    let start = ContinuousClock.now
    var tally = CallTally(deadline: .seconds(10), start: start)
    tally.waitedInLine(.seconds(30))
    #expect(tally.left(at: start + .seconds(32)) == .seconds(8))
    let error = ProviderError(ModelName(provider: "test", model: "m"), .server(status: 500, retryAfter: nil))
    let policy = RetryPolicy(maxRetries: 3, base: .seconds(1), jitter: .none)
    #expect(try tally.wait(after: error, by: policy, randomness: 0, at: start + .seconds(32)) == .seconds(1))
    tally.waitedInLine(.seconds(5))
    #expect(tally.left(at: start + .seconds(38)) == .seconds(7))
    #expect(throws: ProviderError.self) {
      _ = try tally.wait(after: error, by: policy, randomness: 0, at: start + .seconds(44))
    }
  }

  @Test func `a call that is kept back has not been tried`() throws {
    let start = ContinuousClock.now
    var tally = CallTally(deadline: .seconds(60), start: start)
    let name = ModelName(provider: "test", model: "m")
    let keptBack = ProviderError(name, .notAsked(retryAfter: .seconds(5)), attempts: 0)
    let policy = RetryPolicy(maxRetries: 2, base: .seconds(1), jitter: .none)
    for second in 0..<6 {
      let now = start + .seconds(second * 5)
      #expect(try tally.wait(after: keptBack, by: policy, randomness: 0, at: now) == .seconds(5))
    }
    #expect(tally.tries == 0)
    #expect(throws: ProviderError.self) {
      _ = try tally.wait(after: keptBack, by: policy, randomness: 0, at: start + .seconds(58))
    }
  }

  @Test func `the wait that a provider asks of all is part of the deadline`() async throws {
    let script = ScriptedModel(ModelName(provider: "test", model: "m")) { prompt throws -> String in
      if prompt.deadline > .seconds(100) {
        throw ProviderError(ModelName(provider: "test", model: "m"), .rateLimited(retryAfter: .milliseconds(300)))
      }
      return "{}"
    }
    let gate = CallGate("test", limit: .fixed(1))
    let model = RetryingModel(script, policy: .none, gate: gate)
    _ = await failure(of: model, asked: testPrompt(deadline: .seconds(200)))
    _ = try await model.complete(testPrompt(deadline: .seconds(50)))
    let last = try #require(script.prompts.last)
    #expect(last.deadline <= .seconds(50) - .milliseconds(200))
  }

  @Test func `one provider's line keeps nobody from another`() async throws {
    let limiter = CallLimiter(width: 1)
    let (slow, quick) = (CallGate("slow", limit: .fixed(1)), CallGate("quick", limit: .fixed(1)))
    let name = ModelName(provider: "test", model: "m")
    let refused = ScriptedModel(name) { _ throws -> String in
      throw ProviderError(name, .rateLimited(retryAfter: .seconds(3_600)))
    }
    let first = RetryingModel(refused, policy: .none, gate: slow, limiter: limiter)
    _ = await failure(of: first)
    // It waits an hour for its provider, and for nobody else.
    let waiting = Task { await failure(of: first, asked: testPrompt(deadline: .seconds(7_200))) }
    let answering = ScriptedModel(name) { _ throws -> String in "{}" }
    let second = RetryingModel(answering, policy: .none, gate: quick, limiter: limiter)
    #expect(try await second.complete(testPrompt()).text == "{}")
    waiting.cancel()
    #expect(await waiting.value?.problem == .cancelled)
  }

  @Test func `a cancelled call leaves the line, and its place is not lost`() async throws {
    try await ProviderSimulator.run(answering: { .answer(answerText, to: $0).after(.milliseconds(100)) }) { simulator in
      let gate = CallGate("test", limit: .fixed(1))
      let model = RetryingModel(try testModel(.openai, at: simulator), policy: .none, gate: gate)
      let calls = (0..<3).map { _ in Task { await failure(of: model) } }
      await wait { gate.waiting > 0 }
      for call in calls { call.cancel() }
      for call in calls { _ = await call.value }
      #expect(gate.waiting == 0)
      _ = try await model.complete(testPrompt())
    }
  }
}
