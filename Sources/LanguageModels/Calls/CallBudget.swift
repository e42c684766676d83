internal import JudgeTypes
import Synchronization

/// Somebody of whom it is known that they will ask.
public struct ExpectedCaller: Sendable {
  let subject: CallSubject
  let calls: [Int: Expense?]

  /// - Parameter calls: by their numbers, what each may take; nil where nobody knows, as of a call that is made at once.
  public init(_ subject: CallSubject, calls: [Int: Expense?] = [0: nil]) {
    self.subject = subject
    self.calls = calls
  }
}

/// The budget of a run, before which its calls wait; the decisions are `BudgetLedger`'s.
///
/// Whoever begins artifacts announces them in order, and says of each which seats will ask; so the seats that matter most
/// are asked first, however the calls come to run.
public final class CallBudget: Sendable {
  private struct State {
    var ledger: BudgetLedger
    var nextTicket = 0
    var ranks: [CallSubject: CallRank] = [:]
    var waiting: [BudgetLedger.Ticket: CheckedContinuation<BudgetLedger.Decision, any Error>] = [:]
    /// Decided on before somebody waited for it.
    var decided: [BudgetLedger.Ticket: BudgetLedger.Decision] = [:]
    /// How many reservations were settled.
    var settled = 0
  }

  public let limits: Budget
  private let state: Mutex<State>

  public init(_ limits: Budget) {
    self.limits = limits
    state = Mutex(State(ledger: BudgetLedger(limits)))
  }

  /// Whether a call was refused.
  public var isUsedUp: Bool { state.withLock { $0.ledger.isUsedUp } }
  public var spent: Expense { state.withLock { $0.ledger.spent } }
  /// The number of requests that wait.
  var waiting: Int { state.withLock { $0.waiting.count } }

  /// What was spent before, by a run that is gone on with.
  public func charge(_ expense: Expense) { change { $0.ledger.charge(expense) } }

  // MARK: Who comes

  /// An artifact will begin; those after it wait for that. `end` must follow.
  public func announce(artifact: Int) { change { $0.ledger.expect(.beginning(of: artifact)) } }

  /// Waits until the artifacts before it have what they ask for; false when the budget is used up by then.
  ///
  /// Throws `CancellationError`.
  public func begin(artifact: Int) async throws -> Bool {
    let ticket = request(nil, rank: .beginning(of: artifact))
    return try await decision(on: ticket) == .granted
  }

  /// The artifact has begun, and these seats of it will ask, the first of them first.
  ///
  /// - Parameter firstPlace: of the first of them; the others follow.
  public func expect(_ callers: [ExpectedCaller], ofArtifact artifact: Int, from firstPlace: Int = 0) {
    change { state in
      // Two names that Unicode holds equal are two files; who asks for the second goes with the first.
      for (place, caller) in callers.enumerated() where state.ranks[caller.subject] == nil {
        let rank = CallRank(artifact: artifact, place: firstPlace + place)
        state.ranks[caller.subject] = rank
        for (call, estimate) in caller.calls { state.ledger.expect(rank, call: call, estimate: estimate) }
      }
      state.ledger.excuse(.beginning(of: artifact))
    }
  }

  /// The seat asks for nothing new any more; it may never have asked.
  public func excuse(_ subject: CallSubject) {
    change { state in
      if let rank = state.ranks[subject] { state.ledger.excuse(rank) }
    }
  }

  /// The seat will not make this one of its calls any more; it may have asked for it.
  public func excuse(_ subject: CallSubject, call: Int) {
    change { state in
      if let rank = state.ranks[subject] { state.ledger.excuse(rank, call: call) }
    }
  }

  /// The artifact is done with, or was never begun.
  public func end(artifact: Int) {
    change { state in
      state.ledger.excuse(artifact: artifact)
      state.ranks = state.ranks.filter { $0.value.artifact != artifact }
    }
  }

  // MARK: One call

  /// Reserves what a call may cost, after those that go first; `settle` must follow.
  ///
  /// `call`: which of the subject's calls it is. It waits as long as calls under way are settled or others are expected before it, whose calls end by deadlines of their
  /// own, and gives up once neither was for as long as `patience`. Throws `CancellationError`, and `ProviderError` with `budgetSpent` when there is not enough.
  func reserve(
    _ estimate: Expense, for subject: CallSubject?, call: Int = 0, by model: ModelName, patience: Duration
  ) async throws -> BudgetLedger.Ticket {
    let rank = subject.flatMap { subject in state.withLock { $0.ranks[subject] } }
    // What is no seat's is asked when nobody else waits.
    let ticket = request(estimate, rank: rank ?? CallRank(artifact: .max, place: 0), call: call)
    switch try await decision(on: ticket, patience: patience) {
    case .granted: return ticket
    case .exhausted:
      let left = limits.left(after: spent)
      throw refusal(of: model, "asking takes up to \(limits.words(of: estimate)), and \(left) is left")
    case .wait:
      throw refusal(of: model, "no call under way came to its end within \(patience.components.seconds) s")
    }
  }

  private func refusal(of model: ModelName, _ why: String) -> ProviderError {
    ProviderError(model, .budgetSpent(limits.words), detail: why, attempts: 0)
  }

  /// Ends the reservation with what the call took.
  func settle(_ ticket: BudgetLedger.Ticket, _ actual: Expense) {
    change { state in
      state.ledger.settle(ticket, actual)
      state.settled += 1
    }
  }

  // MARK: Waiting

  /// Changes the books, and lets those go on whose turn it is now.
  private func change(_ body: (inout State) -> Void) {
    let ready = state.withLock { state in
      body(&state)
      return state.ledger.decisions().compactMap { ticket, decision in
        guard let waiting = state.waiting.removeValue(forKey: ticket) else {
          state.decided[ticket] = decision
          return nil as (CheckedContinuation<BudgetLedger.Decision, any Error>, BudgetLedger.Decision)?
        }
        return (waiting, decision)
      }
    }
    for (waiting, decision) in ready { waiting.resume(returning: decision) }
  }

  private func request(_ estimate: Expense?, rank: CallRank, call: Int = 0) -> BudgetLedger.Ticket {
    var ticket = 0
    change { state in
      state.nextTicket += 1
      ticket = state.nextTicket
      state.ledger.request(ticket, estimate, rank: rank, call: call)
    }
    return ticket
  }

  /// `wait` once nothing was settled for as long as `patience`; only those that wait are watched for that.
  private func decision(
    on ticket: BudgetLedger.Ticket, patience: Duration
  ) async throws -> BudgetLedger.Decision {
    if let known = state.withLock({ $0.decided.removeValue(forKey: ticket) }) { return known }
    return try await patiently(patience, for: ticket) { try await self.decision(on: ticket) }
  }

  private func decision(on ticket: BudgetLedger.Ticket) async throws -> BudgetLedger.Decision {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        // The task is marked as cancelled before its handler runs, so one of the two always sees the other.
        let known: Result<BudgetLedger.Decision, any Error>? = state.withLock { state in
          if let decision = state.decided.removeValue(forKey: ticket) { return .success(decision) }
          if Task.isCancelled {
            state.ledger.withdraw(ticket)
            return .failure(CancellationError())
          }
          state.waiting[ticket] = continuation
          return nil
        }
        if let known { continuation.resume(with: known) }
        if case .failure? = known { change { _ in } }
      }
    } onCancel: {
      var left: CheckedContinuation<BudgetLedger.Decision, any Error>?
      change { state in
        left = state.waiting.removeValue(forKey: ticket)
        if left != nil { state.ledger.withdraw(ticket) }
      }
      left?.resume(throwing: CancellationError())
    }
  }

  private func patiently(
    _ patience: Duration, for ticket: BudgetLedger.Ticket,
    _ decide: @escaping @Sendable () async throws -> BudgetLedger.Decision
  ) async throws -> BudgetLedger.Decision {
    try await withThrowingTaskGroup(of: BudgetLedger.Decision.self) { group in
      group.addTask { try await decide() }
      group.addTask {
        var seen: Int
        repeat {
          seen = self.state.withLock { $0.settled }
          // Cancelled, it leaves the word to the other, who may have been granted something just then.
          guard (try? await Task.sleep(for: patience)) != nil else { return .wait }
        } while self.state.withLock { $0.settled != seen || $0.ledger.isBehindExpected(ticket) }
        return .wait
      }
      let first = try await group.next() ?? .wait
      group.cancelAll()
      guard first == .wait else { return first }
      // Where both came at once, what was granted is not to be lost.
      if case .success(let decision)? = await group.nextResult() { return decision }
      try Task.checkCancellation()
      return .wait
    }
  }
}
