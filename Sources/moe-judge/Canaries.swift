import JudgeTypes
import Judging
import LanguageModels

extension CanaryMode {
  /// Flag, then file, then a sample; none offline, where no model is asked.
  init(_ options: PanelOptions, _ configuration: Configuration) {
    let asked = options.canaries.flatMap { CanaryMode(rawValue: $0.rawValue) }
    self = options.offline ? .off : asked ?? configuration.canaries ?? .sample
  }
}

extension CacheUse {
  /// What a seat said of a canary is used again for a day at most, since a provider may change a model under its name.
  var ofCanaries: CacheUse {
    guard case .upTo(let age) = self else { return self }
    return .upTo(Age(seconds: min(age.seconds, 86_400)))
  }
}

extension Composition {
  /// The canaries of a run; nil where its seats are not tested.
  ///
  /// - Parameter onRecord: what came of them before the run was stopped.
  func canaryRound(nonce: String, onRecord: [CanaryResult] = []) -> CanaryRound? {
    guard canaries != .off else { return nil }
    return CanaryRound(
      canaries, of: seating.tested, nonce: nonce, onRecord: onRecord,
      isPlayable: { canary, seat in
        guard memory.isReplaying else { return true }
        let prompt = try? canaryJudge(canary, nonce: nonce).prompts.prompt(for: seat, in: .whole)
        return prompt.map { memory.isRecorded($0, to: seat.model) } ?? false
      },
      judge: { canary in
        let judge = canaryJudge(canary, nonce: nonce)
        return budget.map { CanaryWithinBudget(judge: judge, budget: $0, path: canary.artifact.path) } ?? judge
      })
  }

  private func canaryJudge(_ canary: Canary, nonce: String) -> ModelJudge {
    ModelJudge(
      on: canary.artifact, nonce: nonce, deadline: deadline, parts: prompts, catalogue: seating.catalogue,
      windows: windows, model: canaryModel)
  }

  /// Says to the budget which canaries the seats of `panel` will be asked about: they go before every artifact.
  func expect(_ round: CanaryRound?, of panel: Panel) {
    for (place, subject) in round?.calls(of: panel) ?? [] {
      budget?.expect([ExpectedCaller(subject)], ofArtifact: -1, from: place)
    }
  }

  /// What the seats that sit for any of `panels` would be asked; of a sample the longest stands for whichever it will be.
  func canaryPlans(for panels: [[Seat]]) throws -> [CallPlan.SeatPlan] {
    let sitting = Set(panels.joined().filter { $0.notApplicable == nil }.map(\.id))
    let seats = canaries == .off ? [] : seating.tested.seats.filter { sitting.contains($0.id) }
    return try seats.map { seat in
      let asked = try Canary.Kind.allCases.map { kind in
        do {
          return try canaryJudge(Canary(kind), nonce: Self.anyNonce).prompts.prompt(for: seat, in: .whole)
        } catch {
          throw CommandFailure("\(error)")
        }
      }
      let longest = asked.sorted { $0.estimatedTokens > $1.estimatedTokens }
      return CallPlan.SeatPlan(seat: seat, prompts: Array(longest.prefix(canaries.count))) { _ in nil }
    }
  }
}

/// A canary within a budget: once it is answered, by the cache or a model, or not at all, nobody waits for it.
private struct CanaryWithinBudget: SeatJudge {
  let judge: ModelJudge
  let budget: CallBudget
  let path: String

  func answer(of seat: Seat) async throws -> RawAnswer {
    defer { budget.excuse(CallSubject(artifact: path, seat: seat.id.rawValue)) }
    return try await judge.answer(of: seat)
  }
}
