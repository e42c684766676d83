import Synchronization

/// Lets so many calls run at once; the others wait their turn, first come first served.
///
/// A lock, not an actor: a waiting call that is cancelled leaves the line at once, without a task of its own.
public final class CallLimiter: Sendable {
  private struct Line {
    var width: Int
    var inside = 0
    var nextTicket: UInt64 = 0
    var waiting: [(ticket: UInt64, continuation: CheckedContinuation<Void, any Error>)] = []
  }

  private let line: Mutex<Line>

  /// At least one call may always run.
  public init(width: Int) {
    line = Mutex(Line(width: max(1, width)))
  }

  /// The calls that run now.
  var inside: Int { line.withLock { $0.inside } }

  /// From now on so many calls may run; those that are under way stay.
  func set(width: Int) {
    let next = line.withLock { line in
      line.width = max(1, width)
      return Self.admit(&line)
    }
    for continuation in next { continuation.resume() }
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
          if line.inside < line.width {
            line.inside += 1
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
    let next = line.withLock { line in
      line.inside -= 1
      return Self.admit(&line)
    }
    for continuation in next { continuation.resume() }
  }

  /// Those who wait and have room now.
  private static func admit(_ line: inout Line) -> [CheckedContinuation<Void, any Error>] {
    let room = max(0, min(line.width - line.inside, line.waiting.count))
    line.inside += room
    let next = line.waiting.prefix(room).map(\.continuation)
    line.waiting.removeFirst(room)
    return next
  }
}
