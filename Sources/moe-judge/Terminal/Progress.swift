import Foundation
import JudgeTypes
import Judging
import Reports
import Synchronization

/// What a person sees while a run is under way: one live line on a terminal, a plain line per artifact elsewhere.
final class Progress: Sendable {
  enum Style { case none, live, plain }

  private struct State {
    var done = 0
    var seatsInFlight = 0
    var tokens = 0
    var calls = 0
    /// In US dollars, of the calls whose cost is known.
    var cost = 0.0
    var isCostKnown = true
    var shown = false
  }

  private let style: Style
  private let total: Int
  private let listener: @Sendable (JudgingEvent) -> Void
  private let started = ContinuousClock.now
  private let state = Mutex(State())

  /// - Parameter listener: is told of every event too, from any thread, whatever the style.
  init(style: Style, total: Int, listener: @escaping @Sendable (JudgingEvent) -> Void = { _ in }) {
    self.style = style
    self.total = total
    self.listener = listener
  }

  func handle(_ event: JudgingEvent) {
    listener(event)
    guard style != .none else { return }
    state.withLock { state in
      switch event {
      case .artifactStarted: break
      case .seatStarted: state.seatsInFlight += 1
      case .seatEnded(_, _, _, let usage):
        state.seatsInFlight -= 1
        state.calls = state.calls.adding(usage.calls)
        state.tokens = state.tokens.adding(usage.inputTokens ?? 0).adding(usage.outputTokens ?? 0)
        state.cost += usage.costUSD ?? 0
        if usage.answers > 0, usage.costUSD == nil { state.isCostKnown = false }
      case .artifactJudged(let judgment):
        state.done += 1
        if style == .plain { Standard.error.write(line(for: judgment)) }
      }
      if style == .live { draw(&state) }
    }
  }

  /// Takes the live line away, so that the result starts on a clean one.
  func end() {
    state.withLock { state in
      if state.shown { Standard.error.write("\r\u{1B}[K") }
      state.shown = false
    }
  }

  private func line(for judgment: Judgment) -> String {
    let findings = judgment.findings.count { $0.finding.status == .verified }
    return "\(judgment.outcome.rawValue)  \(safeForTerminal(judgment.artifact.path))  \(counted(findings, "finding"))\n"
  }

  private func cost(_ state: State) -> String {
    let known = money(state.cost)
    return state.isCostKnown ? known : state.cost > 0 ? "more than \(known)" : "cost not known"
  }

  private func draw(_ state: inout State) {
    var text = "\(state.done)/\(total) judged, \(counted(state.seatsInFlight, "seat")) in flight"
    if state.calls > 0 { text += ", \(counted(state.calls, "call")), \(state.tokens) tokens, \(cost(state))" }
    let seconds = (ContinuousClock.now - started).components.seconds
    text += ", \(seconds) s"
    if state.done > 0, state.done < total {
      text += ", about \(Int(seconds) * (total - state.done) / state.done) s left"
    }
    Standard.error.write("\r\u{1B}[K\(text)")
    state.shown = true
  }
}
