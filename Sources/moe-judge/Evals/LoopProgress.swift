import Evals
import Reports
import Synchronization

/// What a person sees of a loop that is under way: a line on a terminal, a line per iteration everywhere.
final class LoopProgress: Sendable {
  private struct State {
    var (done, total) = (0, 0)
    var what = ""
    var shown = false
  }
  private let state = Mutex(State())
  private let isLive = Standard.error.isTerminal

  func show(_ progress: ImprovementLoop.Progress) {
    state.withLock { state in
      switch progress {
      case .judging(let cases, _, let iteration):
        state = State(
          done: 0, total: cases, what: iteration == 0 ? "baseline" : "iteration \(iteration)", shown: state.shown)
      case .judged: state.done += 1
      case .measured, .asked: break
      case .iterated(let iteration): write(iteration.progressLine, &state)
      case .openingHoldout(let cases, let alpha):
        write("opening the holdout once: \(cases) cases, level \(rounded(alpha))", &state)
      }
      guard isLive, state.total > 0 else { return }
      Standard.error.write("\r\u{1B}[K\(state.what): \(state.done)/\(state.total) cases")
      state.shown = true
    }
  }

  func end() {
    state.withLock { state in
      if state.shown { Standard.error.write("\r\u{1B}[K") }
      state.shown = false
    }
  }

  private func write(_ line: String, _ state: inout State) {
    if state.shown { Standard.error.write("\r\u{1B}[K") }
    state.shown = false
    Standard.error.write(safeLines(line + "\n"))
  }
}
