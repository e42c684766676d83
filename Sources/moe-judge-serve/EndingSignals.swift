@preconcurrency import Dispatch
import Foundation
import Judging
import Synchronization

/// SIGTERM and Ctrl-C: the first lets what is asked be answered, the second leaves at once.
final class EndingSignals: Sendable {
  let signals: AsyncStream<Void>
  private let count = Mutex(0)
  private let sources: [any DispatchSourceSignal]

  init() {
    let (signals, continuation) = AsyncStream<Void>.makeStream()
    self.signals = signals
    sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: .global())
    }
    for source in sources {
      source.setEventHandler { [self] in
        let count = count.withLock { count in
          count += 1
          return count
        }
        if count > 1 { _exit(ExitStatus.interrupted.rawValue) }
        continuation.yield()
        continuation.finish()
      }
      source.resume()
    }
  }
}
