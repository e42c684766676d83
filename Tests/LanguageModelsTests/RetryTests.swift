import Foundation
import JudgeTypes
import LanguageModels
import Synchronization
import TestSupport
import Testing

private let name = ModelName(provider: "test", model: "m1")
private func failing(_ problem: ProviderError.Problem) -> ProviderError { ProviderError(name, problem) }

/// Waits that were asked for instead of slept.
private final class Waits: Sendable {
  private let all = Mutex<[Duration]>([])
  var list: [Duration] { all.withLock { $0 } }
  func add(_ wait: Duration) { all.withLock { $0.append(wait) } }
}

@Suite struct `The decision to retry` {
  private func waits(_ policy: RetryPolicy, randomness: Double = 1) -> [RetryPolicy.Decision] {
    (1...6).map {
      policy.decision(after: $0, error: failing(.network), randomness: randomness, left: .seconds(1000))
    }
  }

  @Test func `each backoff grows in its own way up to the cap`() {
    func policy(_ backoff: RetryPolicy.Backoff) -> RetryPolicy {
      RetryPolicy(maxRetries: 5, base: .seconds(1), cap: .seconds(6), backoff: backoff, jitter: .none)
    }
    // The base is 1 s and the cap 6 s; the sixth try has no retry left.
    #expect(waits(policy(.exponential)) == [1, 2, 4, 6, 6].map { .wait(.seconds($0)) } + [.stop])
    #expect(waits(policy(.linear)) == [1, 2, 3, 4, 5].map { .wait(.seconds($0)) } + [.stop])
    #expect(waits(policy(.fixed)) == [1, 1, 1, 1, 1].map { .wait(.seconds($0)) } + [.stop])
    #expect(waits(policy(.fibonacci)) == [1, 1, 2, 3, 5].map { .wait(.seconds($0)) } + [.stop])
  }

  @Test func `full jitter spreads from nothing, equal jitter from half`() {
    let full = RetryPolicy(base: .seconds(4), cap: .seconds(60), jitter: .full)
    let equal = RetryPolicy(base: .seconds(4), cap: .seconds(60), jitter: .equal)
    #expect(waits(full, randomness: 0).first == .wait(.zero))
    #expect(waits(full, randomness: 0.5).first == .wait(.seconds(2)))
    #expect(waits(equal, randomness: 0).first == .wait(.seconds(2)))
    #expect(waits(equal, randomness: 0.5).first == .wait(.seconds(3)))
  }

  @Test func `decorrelated backoff grows from the wait before`() {
    let policy = RetryPolicy(base: .seconds(1), cap: .seconds(20), backoff: .decorrelated)
    // Between 1 s and 3 × 5 s, at half of the way: 1 + 14 / 2.
    let decision = policy.decision(
      after: 2, error: failing(.timeout), randomness: 0.5, previous: .seconds(5), left: .seconds(60))
    #expect(decision == .wait(.seconds(8)))
  }

  @Test func `no retries means none, and some errors are never retried`() {
    #expect(RetryPolicy.none.decision(after: 1, error: failing(.network), randomness: 0, left: .seconds(60)) == .stop)
    for problem in [ProviderError.Problem.badKey(variable: nil), .quotaSpent, .invalidRequest(status: 400), .cancelled]
    {
      #expect(RetryPolicy().decision(after: 1, error: failing(problem), randomness: 0, left: .seconds(60)) == .stop)
    }
  }

  @Test func `the provider's wish is honoured above the cap but not past the deadline`() {
    let policy = RetryPolicy(base: .seconds(1), cap: .seconds(2))
    let error = failing(.rateLimited(retryAfter: .seconds(10)))
    #expect(policy.decision(after: 1, error: error, randomness: 0, left: .seconds(60)) == .wait(.seconds(10)))
    #expect(
      policy.decision(after: 1, error: error, randomness: 0.5, left: .seconds(60)) == .wait(.milliseconds(10_500)))
    #expect(
      policy.decision(after: 1, error: error, randomness: 0.5, left: .milliseconds(10_200)) == .wait(.seconds(10)))
    #expect(policy.decision(after: 1, error: error, randomness: 0, left: .seconds(10)) == .stop)
  }

  @Test func `any number of retries stays at the cap`() {
    let policy = RetryPolicy(maxRetries: .max, base: .seconds(1), cap: .seconds(9), jitter: .none)
    let decision = policy.decision(after: .max, error: failing(.network), randomness: 1, left: .seconds(60))
    #expect(decision == .wait(.seconds(9)))
  }
}

@Suite struct `Retrying over HTTP` {
  private func retrying(
    _ simulator: ProviderSimulator, _ policy: RetryPolicy = RetryPolicy(), waits: Waits = Waits()
  ) throws -> RetryingModel {
    RetryingModel(
      try testModel(.openai, at: simulator), policy: policy, randomness: { 0 }, sleep: { waits.add($0) })
  }

  @Test func `a call succeeds after failures and counts every request`() async throws {
    let handler: ProviderSimulator.Handler = { request in
      switch request.number {
      case 1: .serverError
      case 2: .cutShort
      case 3: .overloaded
      default: .answer(answerText, to: request)
      }
    }
    try await ProviderSimulator.run(answering: handler) { simulator in
      let waits = Waits()
      let completion = try await retrying(simulator, waits: waits).complete(testPrompt())
      #expect(completion.text == answerText)
      #expect(completion.attempts == 4)
      #expect(waits.list.count == 3)
      #expect(completion.latency >= 0)
    }
  }

  @Test func `the last error is thrown with every request counted`() async throws {
    try await ProviderSimulator.run(answering: { _ in .serverError }) { simulator in
      let error = await failure(of: try retrying(simulator, RetryPolicy(maxRetries: 2)))
      #expect(error?.problem == .server(status: 500, retryAfter: nil))
      #expect(error?.attempts == 3)
      #expect(simulator.requests.count == 3)
    }
  }

  @Test func `max retries of 0 sends one request`() async throws {
    try await ProviderSimulator.run(answering: { _ in .rateLimited() }) { simulator in
      let error = await failure(of: try retrying(simulator, .none))
      #expect(error?.problem == .rateLimited(retryAfter: .seconds(1)))
      #expect(simulator.requests.count == 1)
    }
  }

  @Test func `a bad key and a spent quota are not tried again`() async throws {
    for reply in [SimulatedReply.badKey, .quotaSpent, .notFound] {
      try await ProviderSimulator.run(answering: { _ in reply }) { simulator in
        let error = await failure(of: try retrying(simulator))
        #expect(error?.isRetryable == false)
        #expect(simulator.requests.count == 1)
      }
    }
  }

  @Test func `Retry-After is waited for, in seconds, milliseconds and as a reset of limits`() async throws {
    let replies: [(SimulatedReply, Duration)] = [
      (.rateLimited(retryAfter: "7"), .seconds(7)),
      (.rateLimited(retryAfter: "0.5"), .milliseconds(500)),
      (.rateLimited(retryAfter: nil).with(header: "retry-after-ms", "1250"), .milliseconds(1250)),
      (
        .rateLimited(retryAfter: nil).with(header: "x-ratelimit-remaining-tokens", "0")
          .with(header: "x-ratelimit-reset-tokens", "0m6.5s"), .milliseconds(6500)
      ),
      (.error(503, "busy", retryAfter: "2"), .seconds(2)),
    ]
    for (reply, expected) in replies {
      let handler: ProviderSimulator.Handler = { $0.number == 1 ? reply : .answer(answerText, to: $0) }
      try await ProviderSimulator.run(answering: handler) { simulator in
        let waits = Waits()
        _ = try await retrying(simulator, waits: waits).complete(testPrompt())
        #expect(waits.list == [expected])
      }
    }
  }

  @Test func `Retry-After as a date is counted from now`() async throws {
    // 1994-11-06 08:49:37 UTC is 784111777 seconds after 1970; the clock stands 30 seconds before it.
    let now = Date(timeIntervalSince1970: 784_111_747)
    let reply = SimulatedReply.rateLimited(retryAfter: "Sun, 06 Nov 1994 08:49:37 GMT")
    try await ProviderSimulator.run(answering: { _ in reply }) { simulator in
      let configuration = ProviderConfiguration(
        id: "test", dialect: .openai, baseURL: simulator.baseURL, keyVariable: nil)
      let model = try ProviderModel(
        name: name, configuration: configuration, key: nil, transport: CurlTransport(), now: { now })
      #expect(await failure(of: model)?.problem == .rateLimited(retryAfter: .seconds(30)))
    }
  }

  @Test func `a wait that would pass the deadline ends the call at once`() async throws {
    try await ProviderSimulator.run(answering: { _ in .rateLimited(retryAfter: "3600") }) { simulator in
      let error = await failure(of: try retrying(simulator), asked: testPrompt(deadline: .seconds(30)))
      #expect(error?.problem == .rateLimited(retryAfter: .seconds(3600)))
      #expect(simulator.requests.count == 1)
    }
  }

  @Test func `cancelling ends the wait between two tries`() async throws {
    try await ProviderSimulator.run(answering: { _ in .rateLimited(retryAfter: "300") }) { simulator in
      let model = RetryingModel(try testModel(.openai, at: simulator))
      let error = await withTaskGroup(of: ProviderError?.self) { group in
        group.addTask { await failure(of: model, asked: testPrompt(deadline: .seconds(3600))) }
        await wait { !simulator.requests.isEmpty }
        group.cancelAll()
        return await group.next() ?? nil
      }
      #expect(error?.problem == .cancelled)
    }
  }

  @Test func `each try gets what is left of the deadline`() async throws {
    let tries = Mutex(0)
    let script = ScriptedModel(name) { [name] _ throws -> String in
      let isFirst = tries.withLock {
        $0 += 1
        return $0 == 1
      }
      if isFirst { throw ProviderError(name, .server(status: 500, retryAfter: nil)) }
      return "{}"
    }
    let model = RetryingModel(script, policy: RetryPolicy(base: .milliseconds(200), jitter: .none))
    #expect(try await model.complete(testPrompt(deadline: .seconds(600))).text == "{}")
    let deadlines = script.prompts.map(\.deadline)
    #expect(deadlines.count == 2 && deadlines[0] <= .seconds(600) && deadlines[1] <= deadlines[0] - .milliseconds(200))
  }
}
