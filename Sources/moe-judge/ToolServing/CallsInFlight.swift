import Synchronization
import ToolServer

/// Stops a call that nobody waits for any more, or all of them.
final class CallsInFlight: Sendable {
  /// Ends when the call is to stop.
  typealias Signal = AsyncStream<Never>

  private let signals = Mutex<[RequestID: Signal.Continuation]>([:])

  func begin(_ call: RequestID) -> Signal {
    let (signal, continuation) = Signal.makeStream()
    signals.withLock { $0[call] = continuation }
    return signal
  }

  /// Nil where it ended already.
  func stop(_ call: RequestID) { signals.withLock { $0.removeValue(forKey: call) }?.finish() }

  func stopAll() {
    let all = signals.withLock { signals in
      defer { signals = [:] }
      return Array(signals.values)
    }
    for signal in all { signal.finish() }
  }

  /// Whether an answer is still wanted.
  func holds(_ call: RequestID) -> Bool { signals.withLock { $0[call] != nil } }
}
