public import JudgeTypes
public import LanguageModels

/// A judge whose seats are asked within a budget: those first whose dimensions bind most.
public struct BudgetedJudge: SeatJudge {
  private let judge: any SeatJudge
  private let budget: CallBudget
  private let path: String

  /// Says to the budget which seats will ask, and in which calls.
  ///
  /// - Parameters:
  ///   - ordinal: the artifact's number in the run.
  ///   - path: its name, as the prompts call it.
  ///   - begun: what is on record of it; the seats and calls that were heard ask nothing.
  ///   - estimate: the most that a call should take; nil where nobody knows.
  public init(
    _ judge: any SeatJudge, within budget: CallBudget, of panel: Panel, ordinal: Int, path: String,
    begun: BegunJudgment? = nil, estimate: (Seat, SeatCall) -> Expense? = { _, _ in nil }
  ) {
    self.judge = judge
    self.budget = budget
    self.path = path
    let heard = Set(begun?.heard.map(\.seat.id) ?? [])
    let callers = panel.seatsBySeverity.filter { !heard.contains($0.id) }.map { seat in
      let calls = judge.division.calls(of: seat).filter { begun?.answered[seat.id]?[$0] == nil }
      // A seat that makes one call makes it at once; of several, those behind it need not wait for the last.
      let numbered = calls.map { ($0.number, $0 == .whole ? nil : estimate(seat, $0)) }
      return ExpectedCaller(
        CallSubject(artifact: path, seat: seat.id.rawValue),
        calls: Dictionary(numbered, uniquingKeysWith: { first, _ in first }))
    }
    budget.expect(callers, ofArtifact: ordinal)
  }

  public var division: Division { judge.division }

  public func answer(of seat: Seat) async throws -> RawAnswer { try await answer(of: seat, in: .whole) }

  /// What is asked in a debate is asked when nobody waits for a first word.
  public func answer(in turn: DebateTurn) async throws -> RawAnswer { try await judge.answer(in: turn) }

  public func answer(of seat: Seat, in call: SeatCall) async throws -> RawAnswer {
    let subject = CallSubject(artifact: path, seat: seat.id.rawValue)
    // A call that is answered from the cache keeps nobody waiting, nor does a seat that has failed: it makes no further call.
    do {
      let answer = try await judge.answer(of: seat, in: call)
      budget.excuse(subject, call: call.number)
      return answer
    } catch {
      budget.excuse(subject)
      throw error
    }
  }
}

extension Panel {
  /// The seats that judge: first those by the weight of their MUST and MUST_NOT dimensions, then by that of SHOULD and
  /// SHOULD_NOT, then by id.
  var seatsBySeverity: [Seat] {
    func weight(_ seat: Seat, _ strictness: Int) -> Int {
      seat.dimensions.filter { $0.level.strictness == strictness }.reduce(0) { $0 + $1.weight }
    }
    let judging = seats.filter { $0.notApplicable == nil }.map {
      (seat: $0, must: weight($0, 2), should: weight($0, 1))
    }
    return judging.sorted { left, right in
      left.must == right.must && left.should == right.should
        ? left.seat.id < right.seat.id : (left.must, left.should) > (right.must, right.should)
    }.map(\.seat)
  }
}
