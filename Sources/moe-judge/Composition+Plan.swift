import JudgeTypes
import Judging
import LanguageModels
import StaticReview

extension Composition {
  /// What judging `artifacts` would ask; nothing is asked.
  func plan(for artifacts: [Artifact]) throws -> CallPlan {
    let plans = try artifacts.map { raw in
      guard !isOffline else {
        let shown = redacted(raw)
        let offline = offlinePanel(of: raw, shown: shown)
        let panel = seating.panel(
          for: shown, assessable: offline.assessable, isFaulty: offline.holdsGraveFault
        ).panel
        return CallPlan.ArtifactPlan(artifact: shown, seats: panel.seats.map { CallPlan.SeatPlan(seat: $0) })
      }
      let exposure = exposure(of: raw)
      let seats = seating.panel(for: exposure.shown, assessable: nil).panel.seats
      let asked = PanelPrompts(
        for: seats, on: exposure.shown, nonce: Self.anyNonce, parts: prompts, claims: exposure.claims, windows: windows,
        withholding: exposure.objection)
      return CallPlan.ArtifactPlan(
        artifact: asked.artifact, claims: exposure.claims, parts: asked.division.parts,
        seats: try seats.map { seat in
          guard seat.notApplicable == nil else { return CallPlan.SeatPlan(seat: seat) }
          return CallPlan.SeatPlan(seat: seat, prompts: try asked.prompts(for: seat)) { model in
            exposure.objection(to: model) ?? asked.objection(to: model, for: seat)
          }
        })
    }
    return CallPlan(
      artifacts: plans, canaries: try canaryPlans(for: plans.map { $0.seats.map(\.seat) }), banners: seating.banners,
      isOffline: isOffline, addresses: addresses,
      catalogue: seating.catalogue, budget: budget?.limits, rounds: seating.debate.rounds)
  }
}

extension PanelPrompts {
  /// What the seat would be asked, in the order of its calls.
  func prompts(for seat: Seat) throws -> [Prompt] {
    try division.calls(of: seat).map { call in
      do { return try prompt(for: seat, in: call) } catch { throw CommandFailure("\(error)") }
    }
  }
}
