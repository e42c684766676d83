@preconcurrency import Dispatch
import Foundation
import Judging
import Synchronization

/// Ctrl-C: the first lets what is in flight end and be saved, the second leaves at once.
final class Interruption: Sendable {
  private let count = Mutex(0)
  private let source: (any DispatchSourceSignal)?

  private init(source: (any DispatchSourceSignal)?) { self.source = source }

  /// Never asked for: of a run that somebody else decides about.
  static var none: Interruption { Interruption(source: nil) }

  init() {
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    self.source = source
    source.setEventHandler { [self] in
      let presses = count.withLock { count in
        count += 1
        return count
      }
      if presses > 1 { _exit(ExitStatus.interrupted.rawValue) }
      Standard.error.write("\nstopping: what is in flight ends and is saved; press Ctrl-C again to leave at once\n")
    }
    source.resume()
  }

  var isRequested: Bool { count.withLock { $0 > 0 } }
}
