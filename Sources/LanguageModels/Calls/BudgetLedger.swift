/// Who goes first when a budget does not cover all: artifacts in order, and of one artifact the seats in theirs.
public struct CallRank: Sendable, Hashable, Comparable {
  /// The artifact's number in the run, from 0.
  public let artifact: Int
  /// Of the seat, from 0; the artifact's beginning stands before them.
  public let place: Int

  public init(artifact: Int, place: Int) {
    self.artifact = artifact
    self.place = place
  }

  static func beginning(of artifact: Int) -> CallRank { CallRank(artifact: artifact, place: -1) }

  public static func < (left: CallRank, right: CallRank) -> Bool {
    (left.artifact, left.place) < (right.artifact, right.place)
  }
}

/// The books of a budget: what was spent, what is reserved for calls under way, who waits.
///
/// Those that ask are decided on strictly in the order of their ranks. Nobody overtakes one that waits, nor takes what one may
/// need that is expected to ask and has not yet; so who is asked does not depend on which call happens to come first.
public struct BudgetLedger: Sendable {
  public enum Decision: Sendable, Hashable {
    case granted
    /// It does not fit now, and calls under way hold reservations of which something may be left.
    case wait
    /// It does not fit, whatever becomes of the calls under way.
    case exhausted
  }

  public typealias Ticket = Int

  private struct Request: Sendable {
    let ticket: Ticket
    let rank: CallRank
    let call: Int
    /// Nil for the beginning of an artifact, which takes nothing.
    let estimate: Expense?

    func isBefore(_ other: Request) -> Bool { (rank, call) < (other.rank, other.call) }
  }

  private struct ExpectedCall: Sendable, Hashable {
    let rank: CallRank
    let call: Int
  }

  public let limits: Budget
  public private(set) var spent: Expense
  /// The sum of what is granted and not yet settled.
  public private(set) var reserved = Expense.none
  /// Whether a call was refused; no artifact is begun any more.
  public private(set) var isUsedUp = false
  private var granted: [Ticket: Expense] = [:]
  /// By rank and call; first come, first served among equals.
  private var waiting: [Request] = []
  /// What each may take; nil where nobody knows.
  private var expected: [ExpectedCall: Expense?] = [:]

  public init(_ limits: Budget, spent: Expense = .none) {
    self.limits = limits
    self.spent = spent
  }

  /// The number of reservations that are not yet settled.
  public var inFlight: Int { granted.count }

  /// What would be said of a call that may cost so much.
  public func decision(on estimate: Expense) -> Decision {
    if limits.covers(spent + reserved + estimate) { return .granted }
    return limits.covers(spent + estimate) ? .wait : .exhausted
  }

  // MARK: Who comes

  /// Somebody of this rank will ask; until it has, or is excused, whoever comes after it leaves it what it may take.
  ///
  /// - Parameters:
  ///   - call: which of the calls of this rank it is, from 0.
  ///   - estimate: what it may take; nil where that is not known, and then whoever comes after it waits.
  public mutating func expect(_ rank: CallRank, call: Int = 0, estimate: Expense? = nil) {
    expected[ExpectedCall(rank: rank, call: call)] = .some(estimate)
  }

  /// One of the calls of this rank will not come any more.
  public mutating func excuse(_ rank: CallRank, call: Int) { expected[ExpectedCall(rank: rank, call: call)] = nil }

  /// Nobody of this rank will ask any more that has not yet.
  public mutating func excuse(_ rank: CallRank) { expected = expected.filter { $0.key.rank != rank } }

  /// Of this artifact nobody will ask any more that has not yet.
  public mutating func excuse(artifact: Int) { expected = expected.filter { $0.key.rank.artifact != artifact } }

  /// Whether the request waits, and somebody is expected before it.
  func isBehindExpected(_ ticket: Ticket) -> Bool {
    guard let request = waiting.first(where: { $0.ticket == ticket }) else { return false }
    return expected.keys.contains { $0.rank < request.rank }
  }

  /// What those that are expected before `rank` may take; nil where that is not known of all of them.
  private func held(before rank: CallRank) -> Expense? {
    var sum = Expense.none
    for (call, estimate) in expected where call.rank < rank {
      guard let estimate else { return nil }
      sum = sum + estimate
    }
    return sum
  }

  /// Asks for a reservation; `decisions` says what became of it.
  ///
  /// - Parameters:
  ///   - ticket: of its own for each request.
  ///   - call: which of the calls of its rank asks, from 0; it may ask several times.
  ///   - estimate: nil for the beginning of an artifact.
  public mutating func request(_ ticket: Ticket, _ estimate: Expense?, rank: CallRank, call: Int = 0) {
    if estimate != nil { excuse(rank, call: call) }
    let request = Request(ticket: ticket, rank: rank, call: call, estimate: estimate)
    let place = waiting.firstIndex { request.isBefore($0) } ?? waiting.endIndex
    waiting.insert(request, at: place)
  }

  /// Takes back a request that was not decided on.
  public mutating func withdraw(_ ticket: Ticket) { waiting.removeAll { $0.ticket == ticket } }

  /// Decides on those whose turn it is, in their order; none of them is told to wait.
  public mutating func decisions() -> [(ticket: Ticket, decision: Decision)] {
    var made: [(Ticket, Decision)] = []
    while let next = waiting.first {
      let decision = decision(on: next)
      guard decision != .wait else { break }
      waiting.removeFirst()
      made.append((next.ticket, decision))
      guard let estimate = next.estimate else { continue }
      if decision == .granted {
        granted[next.ticket] = estimate
        reserved = reserved + estimate
      } else {
        isUsedUp = true
      }
    }
    return made
  }

  /// Behind those that are expected there is only what they are sure to leave.
  private func decision(on request: Request) -> Decision {
    let isBehind = expected.keys.contains { $0.rank < request.rank }
    if isBehind {
      guard !isUsedUp, let held = held(before: request.rank) else { return .wait }
      return decision(on: held + (request.estimate ?? .none)) == .granted ? .granted : .wait
    }
    guard let estimate = request.estimate else { return isUsedUp ? .exhausted : .granted }
    return decision(on: estimate)
  }

  // MARK: What was spent

  /// Ends a reservation with what the call really took, which may be more than was reserved.
  public mutating func settle(_ ticket: Ticket, _ actual: Expense) {
    guard let estimate = granted.removeValue(forKey: ticket) else { return }
    reserved = reserved - estimate
    spent = spent + actual
  }

  /// What was spent before, such as by a run that is gone on with.
  public mutating func charge(_ expense: Expense) { spent = spent + expense }
}
