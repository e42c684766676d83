@preconcurrency import Dispatch
import Foundation
import Judging
import Synchronization

/// SIGTERM and Ctrl-C: the first lets what is asked be answered, the second leaves at once.
final class EndingSignals: Sendable {
  let signals: AsyncStream<Void>
  private let count = Mutex(0)
  /// Whether one has come.
  var hasCome: Bool { count.withLock { $0 > 0 } }
  private let sources: [any DispatchSourceSignal]

  /// Before it returns, a signal ends the program as it ends any other: none is lost.
  init() async {
    let (signals, continuation) = AsyncStream<Void>.makeStream()
    self.signals = signals
    let numbers = [SIGTERM, SIGINT]
    sources = numbers.map { DispatchSource.makeSignalSource(signal: $0, queue: .global()) }
    for (number, source) in zip(numbers, sources) {
      source.setEventHandler { [self] in
        let count = count.withLock { count in
          count += 1
          return count
        }
        if count > 1 { _exit(ExitStatus.interrupted.rawValue) }
        continuation.yield()
        continuation.finish()
      }
      await withCheckedContinuation { isRegistered in
        source.setRegistrationHandler {
          #if !os(Linux)
            // Where Dispatch handles the signal itself, this would take it away from it.
            signal(number, SIG_IGN)
          #endif
          isRegistered.resume()
        }
        source.resume()
      }
    }
  }
}
