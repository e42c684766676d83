import JudgeTypes
import LanguageModels
import Synchronization
import TestSupport
import Testing

@Suite struct `The limit of parallel calls` {
  @Test func `no more than its width run at once, over HTTP too`() async throws {
    try await ProviderSimulator.run(answering: { .answer(answerText, to: $0).after(.milliseconds(5)) }) { simulator in
      let model = RetryingModel(try testModel(.openai, at: simulator), limiter: CallLimiter(width: 3))
      let done = try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 { group.addTask { _ = try await model.complete(testPrompt()) } }
        return try await group.reduce(into: 0) { count, _ in count += 1 }
      }
      #expect(done == 20)
      #expect((1...3).contains(simulator.peakInFlight))
    }
  }

  @Test func `those that wait are served in the order in which they came`() async throws {
    let limiter = CallLimiter(width: 1)
    let gate = Gate()
    let order = Order()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await limiter.run { await gate.hold() } }
      await wait { gate.isHeld }
      for number in 0..<8 {
        group.addTask { try await limiter.run { order.add(number) } }
        await wait { limiter.waiting > number }  // in line before the next one comes
      }
      gate.open()
      try await group.waitForAll()
    }
    #expect(order.numbers == Array(0..<8))
  }

  @Test func `a cancelled call leaves the line, and its place is not lost`() async throws {
    let limiter = CallLimiter(width: 1)
    let gate = Gate()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await limiter.run { await gate.hold() } }
      await wait { gate.isHeld }
      let wasCancelled = await withTaskGroup(of: Bool.self) { waiting in
        waiting.addTask {
          do {
            try await limiter.run { await gate.hold() }
            return false
          } catch { return error is CancellationError }
        }
        await wait { limiter.waiting > 0 }
        waiting.cancelAll()
        return await waiting.next() ?? false
      }
      #expect(wasCancelled)
      #expect(limiter.waiting == 0)
      gate.open()
      try await group.waitForAll()
    }
    #expect(try await limiter.run { 7 } == 7)
  }

  @Test func `a call that fails gives its place back`() async throws {
    let limiter = CallLimiter(width: 1)
    let name = ModelName(provider: "test", model: "m")
    let model = RetryingModel(
      ScriptedModel(name) { _ throws -> String in throw ProviderError(name, .network) }, policy: .none, limiter: limiter
    )
    for _ in 0..<3 { #expect(await failure(of: model)?.problem == .network) }
    #expect(limiter.waiting == 0)
  }
}

/// Keeps a call inside until it is opened.
private final class Gate: Sendable {
  private let state = Mutex((isOpen: false, isHeld: false))
  var isHeld: Bool { state.withLock { $0.isHeld } }
  func open() { state.withLock { $0.isOpen = true } }
  func hold() async {
    state.withLock { $0.isHeld = true }
    await wait { state.withLock { $0.isOpen } }
  }
}

private final class Order: Sendable {
  private let all = Mutex<[Int]>([])
  var numbers: [Int] { all.withLock { $0 } }
  func add(_ number: Int) { all.withLock { $0.append(number) } }
}
