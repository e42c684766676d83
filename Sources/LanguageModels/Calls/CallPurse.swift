internal import JudgeTypes

/// What one call may spend over its tries: each that is sent has a reservation.
///
/// A try that cost nothing leaves its reservation to the next one, so that a call which has to be tried again does not
/// lose its place to those that come after it.
struct CallPurse: Sendable {
  private let budget: CallBudget
  private let model: ModelName
  private let price: ModelPrice?
  private let subject: CallSubject?
  private let call: Int
  private let estimate: Expense
  private var ticket: BudgetLedger.Ticket?

  init(_ budget: CallBudget, for prompt: Prompt, to model: ModelName, at price: ModelPrice?) {
    self.budget = budget
    self.model = model
    self.price = price
    subject = prompt.subject
    call = prompt.call
    estimate = Expense(limitOf: prompt, at: price)
  }

  /// Reserves what a try may cost, where nothing is reserved; see `CallBudget.reserve`.
  mutating func fill(patience: Duration) async throws {
    guard ticket == nil else { return }
    ticket = try await budget.reserve(estimate, for: subject, call: call, by: model, patience: patience)
  }

  /// What the provider reported; where it reported nothing, what was reserved.
  mutating func pay(for completion: Completion) {
    settle(completion.usage.map { Expense($0, at: price) } ?? estimate)
  }

  mutating func pay(for error: ProviderError) {
    if error.isPaidFor { settle(estimate) }
  }

  /// Gives back what is still reserved.
  mutating func close() { settle(.none) }

  private mutating func settle(_ actual: Expense) {
    guard let ticket else { return }
    self.ticket = nil
    budget.settle(ticket, actual)
  }
}

extension ProviderError {
  /// Whether the provider is likely to bill the try: it answered, or was left while it was answering.
  fileprivate var isPaidFor: Bool {
    switch problem {
    case .badResponse, .truncated, .refused: true
    case .timeout, .cancelled: attempts > 0
    case .missingKey, .badKey, .quotaSpent, .rateLimited, .notAsked, .overloaded, .server, .unknownProvider,
      .unknownModel, .promptTooLong, .invalidRequest, .network, .notRecorded, .recorded, .budgetSpent:
      false
    }
  }
}
