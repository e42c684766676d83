internal import Foundation
internal import HTTPTypes
internal import Synchronization

/// Threads for what blocks, a fixed number of them, beside the event loops; what finds too many waiting is sent away.
final class Workers: Sendable {
  private let queue: OperationQueue
  private let waiting = Mutex(0)
  private let limit: Int

  /// - Parameters:
  ///   - width: the number of threads.
  ///   - limit: how many may wait or be worked on at once.
  init(width: Int, limit: Int) {
    queue = OperationQueue()
    queue.maxConcurrentOperationCount = width
    self.limit = limit
  }

  /// - Throws: what `work` throws, or a `Problem` (503) where too many wait.
  func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    let isAdmitted = waiting.withLock { waiting in
      guard waiting < limit else { return false }
      waiting += 1
      return true
    }
    guard isAdmitted else {
      throw Problem(
        .serviceUnavailable, "Too many requests wait for an answer. Try again in a moment.", headers: [.retryAfter: "1"]
      )
    }
    defer { waiting.withLock { $0 -= 1 } }
    return try await withCheckedThrowingContinuation { continuation in
      queue.addOperation { continuation.resume(with: Result { try work() }) }
    }
  }
}
