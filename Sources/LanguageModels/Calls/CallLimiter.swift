import Synchronization

/// Lets a fixed number of calls run at once; the others wait their turn, first come first served.
///
/// A lock, not an actor: a waiting call that is cancelled leaves the line at once, without a task of its own.
public final class CallLimiter: Sendable {
  private struct Line {
    var free: Int
    var nextTicket: UInt64 = 0
    var waiting: [(ticket: UInt64, continuation: CheckedContinuation<Void, any Error>)] = []
  }

  public let width: Int
  private let line: Mutex<Line>

  /// At least one call may always run.
  public init(width: Int) {
    self.width = max(1, width)
    line = Mutex(Line(free: max(1, width)))
  }

  /// The number of calls that wait for their turn.
  public var waiting: Int { line.withLock { $0.waiting.count } }

  /// Runs `body` when it is its turn; throws `CancellationError` when the task is cancelled before that.
  public func run<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
    try await enter()
    defer { leave() }
    return try await body()
  }

  /// Waits for a turn, which `leave` ends; throws `CancellationError` when the task is cancelled before it comes.
  func enter() async throws {
    let ticket = line.withLock { line in
      line.nextTicket &+= 1
      return line.nextTicket
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        // The task is marked as cancelled before its handler runs, so one of the two always sees the other.
        let admitted: Swift.Result<Void, any Error>? = line.withLock { line in
          if Task.isCancelled { return .failure(CancellationError()) }
          if line.free > 0 {
            line.free -= 1
            return .success(())
          }
          line.waiting.append((ticket, continuation))
          return nil
        }
        if let admitted { continuation.resume(with: admitted) }
      }
    } onCancel: {
      let left = line.withLock { line in
        line.waiting.firstIndex { $0.ticket == ticket }.map { line.waiting.remove(at: $0).continuation }
      }
      left?.resume(throwing: CancellationError())
    }
  }

  func leave() {
    let next = line.withLock { line -> CheckedContinuation<Void, any Error>? in
      if line.waiting.isEmpty {
        line.free += 1
        return nil
      }
      return line.waiting.removeFirst().continuation
    }
    next?.resume()
  }
}
