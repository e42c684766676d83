import TestSupport
import Testing

@testable import LanguageModels

private func rank(_ artifact: Int, _ place: Int = 0) -> CallRank { CallRank(artifact: artifact, place: place) }
private func tokens(_ count: Int) -> Expense { Expense(nanodollars: 0, tokens: count) }

private func ledger(usd: Double? = nil, tokens: Int? = nil) throws -> BudgetLedger {
  BudgetLedger(try #require(Budget(usd: usd, tokens: tokens)))
}

@Suite struct `The books of a budget` {
  @Test func `a budget without a limit is none, and words name each limit`() {
    #expect(Budget(usd: nil, tokens: nil) == nil)
    #expect(Budget(usd: 0.5, tokens: nil)?.words == "$0.50")
    #expect(Budget(usd: 12, tokens: nil)?.words == "$12.00")
    #expect(Budget(usd: 0.00015, tokens: 20_000)?.words == "$0.00015 and 20,000 tokens")
  }

  @Test func `what fits is granted, what fits once others are settled waits, what never fits is refused`() throws {
    var ledger = try ledger(tokens: 100)
    #expect(ledger.decision(on: tokens(100)) == .granted)
    #expect(ledger.decision(on: tokens(101)) == .exhausted)
    ledger.request(1, tokens(60), rank: rank(0))
    #expect(ledger.decisions().map(\.decision) == [.granted])
    #expect(ledger.decision(on: tokens(40)) == .granted)
    #expect(ledger.decision(on: tokens(41)) == .wait)
    ledger.settle(1, tokens(10))
    #expect(ledger.decision(on: tokens(90)) == .granted)
    #expect(ledger.decision(on: tokens(91)) == .exhausted)
  }

  @Test func `dollars and tokens both bind`() throws {
    let ledger = try ledger(usd: 0.5, tokens: 100)
    #expect(ledger.decision(on: Expense(usd: 0.5, tokens: 100)) == .granted)
    #expect(ledger.decision(on: Expense(usd: 0.51, tokens: 1)) == .exhausted)
    #expect(ledger.decision(on: Expense(usd: 0.01, tokens: 101)) == .exhausted)
  }

  @Test func `nobody overtakes one that waits, however little it asks for`() throws {
    var ledger = try ledger(tokens: 100)
    ledger.request(1, tokens(80), rank: rank(0, 0))
    ledger.request(2, tokens(50), rank: rank(0, 1))
    ledger.request(3, tokens(1), rank: rank(0, 2))
    #expect(ledger.decisions().map(\.ticket) == [1])
    ledger.settle(1, tokens(20))
    #expect(ledger.decisions().map(\.ticket) == [2, 3])
  }

  @Test func `one that is expected is waited for, until it asks or is excused`() throws {
    var ledger = try ledger(tokens: 100)
    for place in 0..<2 { ledger.expect(rank(0, place)) }
    ledger.request(1, tokens(60), rank: rank(0, 2))
    #expect(ledger.decisions().isEmpty)
    ledger.request(2, tokens(60), rank: rank(0, 1))
    #expect(ledger.decisions().isEmpty)
    ledger.excuse(rank(0, 0))
    #expect(ledger.decisions().map(\.ticket) == [2])
    ledger.settle(2, tokens(60))
    #expect(ledger.decisions().map(\.decision) == [.exhausted])
  }

  @Test func `of several expected calls each is waited for, however often another of them asks`() throws {
    var ledger = try ledger(tokens: 100)
    for call in 0..<3 { ledger.expect(rank(0, 0), call: call) }
    ledger.request(1, tokens(10), rank: rank(0, 1))
    ledger.request(2, tokens(10), rank: rank(0, 0), call: 1)
    ledger.request(3, tokens(10), rank: rank(0, 0), call: 1)
    #expect(ledger.decisions().map(\.ticket) == [2, 3] && ledger.isBehindExpected(1))
    ledger.request(4, tokens(10), rank: rank(0, 0), call: 0)
    #expect(ledger.decisions().map(\.ticket) == [4])
    ledger.excuse(rank(0, 0), call: 2)
    #expect(!ledger.isBehindExpected(1) && ledger.decisions().map(\.ticket) == [1])
  }

  @Test func `behind expected calls whose cost is known there is what they are sure to leave`() throws {
    var ledger = try ledger(tokens: 100)
    for call in 0..<2 { ledger.expect(rank(0, 0), call: call, estimate: tokens(40)) }
    ledger.request(1, tokens(21), rank: rank(0, 1))
    #expect(ledger.decisions().isEmpty)
    ledger.withdraw(1)
    ledger.request(2, tokens(20), rank: rank(0, 1))
    ledger.request(3, nil, rank: rank(1, -1))
    #expect(ledger.decisions().map(\.ticket) == [2, 3])
    ledger.request(4, tokens(1), rank: rank(0, 2))
    #expect(ledger.decisions().isEmpty)
    for call in 0..<2 { ledger.request(5 + call, tokens(40), rank: rank(0, 0), call: call) }
    #expect(ledger.decisions().map(\.ticket) == [5, 6])
    ledger.settle(5, tokens(39))
    #expect(ledger.decisions().map(\.decision) == [.granted])
  }

  @Test func `an artifact begins once those before it have what they ask for, and none after a call was refused`()
    throws
  {
    var ledger = try ledger(tokens: 100)
    ledger.expect(rank(0, 0))
    ledger.request(1, nil, rank: rank(1, -1))
    #expect(ledger.decisions().isEmpty)
    ledger.request(2, tokens(60), rank: rank(0, 0))
    #expect(ledger.decisions().map(\.ticket) == [2, 1])
    ledger.request(3, tokens(101), rank: rank(1, 0))
    ledger.request(4, nil, rank: rank(2, -1))
    #expect(ledger.decisions().map(\.decision) == [.exhausted, .exhausted])
    #expect(ledger.isUsedUp)
  }

  @Test func `what takes more than was reserved is spent all the same, and nothing is granted over it`() throws {
    var ledger = try ledger(tokens: 100)
    ledger.request(1, tokens(50), rank: rank(0))
    _ = ledger.decisions()
    ledger.settle(1, tokens(130))
    #expect(ledger.spent.tokens == 130 && ledger.reserved == .none)
    #expect(ledger.decision(on: .none) == .exhausted)
  }

  @Test func `a request that is taken back keeps nobody waiting`() throws {
    var ledger = try ledger(tokens: 100)
    ledger.request(1, tokens(80), rank: rank(0, 0))
    ledger.request(2, tokens(80), rank: rank(0, 1))
    ledger.request(3, tokens(20), rank: rank(0, 2))
    #expect(ledger.decisions().map(\.ticket) == [1])
    ledger.withdraw(2)
    #expect(ledger.decisions().map(\.ticket) == [3])
  }

  /// Calls come, are settled and go away in any order; about one in ten takes up to twice what was reserved for it.
  @Test(arguments: 0..<200)
  func `at no moment more is granted than the limit, all that is granted is settled, and the order is that of ranks`(
    seed: Int
  ) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let limit = Int.random(in: 1...2_000, using: &random)
    var ledger = try ledger(usd: Double(limit) / 1_000, tokens: limit)
    var open: [Int: Int] = [:]
    var asked: [Int: (rank: CallRank, estimate: Int)] = [:]
    var overrun = 0
    var total = 0

    func decide() {
      var last: CallRank?
      for (ticket, decision) in ledger.decisions() {
        let request = asked.removeValue(forKey: ticket)
        let (rank, estimate) = (request?.rank ?? CallRank(artifact: -1, place: 0), request?.estimate ?? 0)
        #expect(decision != .wait)
        #expect(last.map { $0 <= rank } ?? true)
        #expect(!asked.values.contains { $0.rank < rank }, "somebody was overtaken")
        last = rank
        if decision == .granted { open[ticket] = estimate } else { #expect(total + estimate > limit) }
      }
      #expect(ledger.reserved.tokens == open.values.reduce(0, +))
      #expect(ledger.inFlight == open.count && ledger.spent.tokens == total)
      // Whatever goes past the limit was reported above its reservation.
      #expect(ledger.spent.tokens + ledger.reserved.tokens <= limit + overrun)
      #expect(ledger.spent.nanodollars == total * 1_000_000)
      #expect(asked.isEmpty || !open.isEmpty, "somebody waits for nobody")
    }

    func settle(_ ticket: Int) {
      let estimate = open.removeValue(forKey: ticket) ?? 0
      let isOver = Int.random(in: 0..<10, using: &random) == 0
      let actual = Int.random(in: 0...(isOver ? estimate * 2 : estimate), using: &random)
      overrun += max(0, actual - estimate)
      total += actual
      ledger.settle(ticket, Expense(nanodollars: actual * 1_000_000, tokens: actual))
      decide()
    }

    for ticket in 0..<120 {
      switch Int.random(in: 0..<5, using: &random) {
      case 0...2:
        let estimate = Int.random(in: 0...(limit / 3 + 1), using: &random)
        let place = CallRank(
          artifact: Int.random(in: 0..<8, using: &random), place: Int.random(in: 0..<5, using: &random))
        asked[ticket] = (place, estimate)
        ledger.request(ticket, Expense(nanodollars: estimate * 1_000_000, tokens: estimate), rank: place)
        decide()
      case 3:
        if let ticket = open.keys.sorted().randomElement(using: &random) { settle(ticket) }
      default:
        if let ticket = asked.keys.sorted().randomElement(using: &random) {
          asked[ticket] = nil
          ledger.withdraw(ticket)
          decide()
        }
      }
    }
    while let ticket = open.keys.min() { settle(ticket) }
    #expect(ledger.inFlight == 0 && ledger.reserved == .none && asked.isEmpty)
  }
}
