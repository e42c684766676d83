import Foundation
import JudgeTypes
import Synchronization
import TestSupport
import Testing

@testable import LanguageModels

private let name = ModelName(provider: "test", model: "m1")
private func subject(_ seat: String) -> CallSubject { CallSubject(artifact: "a.py", seat: seat) }

private func prompt(for seat: String = "one", deadline: Duration = .seconds(20)) -> Prompt {
  Prompt(
    system: "You judge.", shared: "the artifact", own: "your part", schema: answerSchema, outputLimit: 500,
    deadline: deadline, subject: subject(seat))
}

/// What one of those prompts may take: some hundred tokens to read and 500 to write.
private let limit = Expense(limitOf: prompt(), at: nil).tokens

private func budget(tokens: Int) throws -> CallBudget { CallBudget(try #require(Budget(usd: nil, tokens: tokens))) }

@Suite struct `Calls on a budget` {
  private func model(
    _ budget: CallBudget, price: ModelPrice? = nil, policy: RetryPolicy = .none,
    _ script: @escaping ScriptedModel.Script
  ) -> RetryingModel {
    RetryingModel(
      ScriptedModel(name, completing: script), policy: policy, budget: budget, price: price, sleep: { _ in })
  }

  @Test func `a call takes what its provider reported, at the model's price`() async throws {
    let budget = CallBudget(try #require(Budget(usd: 1, tokens: nil)))
    let price = ModelPrice(input: 2, output: 10)
    _ = try await model(budget, price: price) { _ in .scripted("{}", by: name) }.complete(prompt())
    // 100 tokens read at $2 and 20 written at $10 a million.
    #expect(budget.spent == Expense(nanodollars: 400_000, tokens: 120))
  }

  @Test func `where nothing is reported it takes what was reserved`() async throws {
    let budget = try budget(tokens: limit)
    let silent = Completion(
      text: "{}", answeredModel: name, usage: nil, started: Date(timeIntervalSince1970: 0),
      finished: Date(timeIntervalSince1970: 1), latency: 1, raw: "{}", dialect: .openai)
    _ = try await model(budget) { _ in silent }.complete(prompt())
    #expect(budget.spent.tokens == limit)
  }

  static let outcomes: [(ProviderError.Problem, isPaid: Bool)] = [
    (.rateLimited(retryAfter: nil), false), (.server(status: 500, retryAfter: nil), false), (.network, false),
    (.overloaded(status: 529, retryAfter: nil), false), (.badKey(variable: nil), false), (.badResponse, true),
    (.timeout, true),
  ]

  @Test(arguments: outcomes)
  func `a try without an answer costs nothing, one that was answered or left while it was costs the estimate`(
    problem: ProviderError.Problem, isPaid: Bool
  ) async throws {
    let budget = try budget(tokens: limit * 2)
    let error = await failure(of: model(budget) { _ in throw ProviderError(name, problem) }, asked: prompt())
    #expect(error?.problem == problem)
    #expect(budget.spent.tokens == (isPaid ? limit : 0))
  }

  @Test func `each try has its reservation, and one that cost nothing leaves it to the next`() async throws {
    let tries = Mutex(0)
    let budget = try budget(tokens: limit)
    let twice = model(budget, policy: RetryPolicy(maxRetries: 3)) { _ in
      let number = tries.withLock { count in
        count += 1
        return count
      }
      if number < 3 { throw ProviderError(name, .server(status: 503, retryAfter: nil)) }
      return .scripted("{}", by: name)
    }
    #expect(try await twice.complete(prompt()).attempts == 3)
    #expect(budget.spent.tokens == 120)
  }

  @Test func `an answer that cannot be used is paid for, and another try only made where there is enough`() async throws
  {
    let budget = try budget(tokens: limit * 2 - 1)
    let script = ScriptedModel(name) { _ throws -> Completion in throw ProviderError(name, .badResponse) }
    let retrying = RetryingModel(
      script, policy: RetryPolicy(maxRetries: 3), budget: budget, sleep: { _ in })
    let error = await failure(of: retrying, asked: prompt())
    #expect(error?.isOutOfBudget == true && error?.attempts == 1)
    #expect(script.prompts.count == 1 && budget.spent.tokens == limit && budget.isUsedUp)
    #expect(error?.errorDescription?.contains("not asked, as the budget of ") == true)
  }

  @Test func `a call waits for what others may leave of their reservations, in the order of the seats`() async throws {
    let budget = try budget(tokens: limit + 300)
    let seats = ["first", "second", "third"]
    budget.announce(artifact: 0)
    #expect(try await budget.begin(artifact: 0))
    budget.expect(seats.map { ExpectedCaller(subject($0)) }, ofArtifact: 0)
    let order = Mutex<[String]>([])
    let model = model(budget) { prompt in
      order.withLock { $0.append(prompt.subject?.seat ?? "") }
      return .scripted("{}", by: name)
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      // The last comes first, and waits for those that are expected before it.
      for (count, seat) in seats.reversed().enumerated() {
        group.addTask { _ = try await model.complete(prompt(for: seat)) }
        if count < 2 { await wait { budget.waiting == count + 1 } }
      }
      try await group.waitForAll()
    }
    #expect(order.withLock { $0 } == seats)
    #expect(budget.spent.tokens == 360)
  }

  @Test func `a call that waits can be cancelled, and keeps nobody from going on`() async throws {
    let budget = try budget(tokens: limit)
    let ticket = try await budget.reserve(
      Expense(limitOf: prompt(), at: nil), for: nil, by: name, patience: .seconds(20))
    let model = model(budget) { _ in .scripted("{}", by: name) }
    let error = await withTaskGroup(of: ProviderError?.self) { group in
      group.addTask { await failure(of: model, asked: prompt()) }
      await wait { budget.waiting == 1 }
      group.cancelAll()
      return await group.next() ?? nil
    }
    #expect(error?.problem == .cancelled && budget.waiting == 0)
    budget.settle(ticket, .none)
    _ = try await model.complete(prompt())
  }

  @Test func `a call does not wait past its deadline for what is never settled`() async throws {
    let budget = try budget(tokens: limit)
    _ = try await budget.reserve(Expense(limitOf: prompt(), at: nil), for: nil, by: name, patience: .seconds(20))
    let model = model(budget) { _ in .scripted("{}", by: name) }
    let error = await failure(of: model, asked: prompt(deadline: .milliseconds(50)))
    #expect(error?.isOutOfBudget == true && budget.waiting == 0)
  }

  @Test func `an artifact is not begun once the budget is used up, and one that ended keeps nobody waiting`()
    async throws
  {
    let budget = try budget(tokens: limit - 1)
    for artifact in 0..<3 { budget.announce(artifact: artifact) }
    budget.end(artifact: 0)
    #expect(try await budget.begin(artifact: 1))
    budget.expect([ExpectedCaller(subject("one"))], ofArtifact: 1)
    let error = await failure(of: model(budget) { _ in .scripted("{}", by: name) }, asked: prompt())
    #expect(error?.isOutOfBudget == true && error?.attempts == 0)
    #expect(try await budget.begin(artifact: 2) == false)
  }

  @Test func `an answer that was kept takes nothing, and needs nothing`() async throws {
    let budget = try budget(tokens: limit)
    let asked = model(budget) { _ in .scripted(answerText, by: name) }
    let target = CallTarget(
      name: name,
      configuration: ProviderConfiguration(id: "test", dialect: .openai, baseURL: "http://x/v1", keyVariable: nil),
      wireModel: "m1")
    let cached = CachingModel(asked, at: target, cache: MemoryCache(), use: .standard)
    let prompt = Prompt(
      system: "", shared: "", own: "", schema: answerSchema, outputLimit: 400, nonce: "n1", subject: subject("one"))
    let first = try await cached.complete(prompt)
    await cached.used(first, to: prompt, for: prompt)
    #expect(budget.spent.tokens == 120)
    #expect(try await cached.complete(prompt).recalled != nil)
    #expect(budget.spent.tokens == 120)
  }

  @Test func `calls of many artifacts at once stay within the budget, over HTTP too`() async throws {
    let budget = try budget(tokens: limit * 3)
    let replies: ProviderSimulator.Handler = { .answer(answerText, to: $0).after(.milliseconds(3)) }
    try await ProviderSimulator.run(answering: replies) { simulator in
      let model = RetryingModel(try testModel(.openai, at: simulator), limiter: CallLimiter(width: 2), budget: budget)
      let answered = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<40 { group.addTask { await failure(of: model, asked: prompt()) == nil } }
        return await group.reduce(into: 0) { count, isAnswered in count += isAnswered ? 1 : 0 }
      }
      #expect(answered == simulator.requests.count && answered >= 3 && answered < 40)
      #expect(budget.spent.tokens == answered * 120 && budget.spent.tokens <= limit * 3)
    }
  }
}
