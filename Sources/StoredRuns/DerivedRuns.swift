internal import Dispatch
public import Provenance
internal import Storage
internal import Synchronization

/// Why a whole run is not derived for somebody who asks.
public enum DerivationRefusal: Error, Sendable, Hashable {
  /// Its journal is larger than what is derived beside other work, in bytes.
  case tooLarge(size: Int, limit: Int)
  /// So many wait already.
  case tooManyWait
}

/// The run that was derived last, for as long as others wait for theirs: many who ask for one at the same time share it.
final class DerivedRuns: Sendable {
  /// How many may wait.
  static let limit = 24

  private struct State: Sendable {
    var waiting = 0
    var last: (run: RunID, stamp: RunStamp, value: StoredRun)?
  }

  private let state = Mutex(State())

  func enter() throws(DerivationRefusal) {
    try state.withLock { state throws(DerivationRefusal) in
      guard state.waiting < Self.limit else { throw .tooManyWait }
      state.waiting += 1
    }
  }

  func leave() {
    state.withLock { state in
      state.waiting -= 1
      if state.waiting == 0 { state.last = nil }
    }
  }

  func run(_ run: RunID, in library: RunLibrary) throws(StorageError) -> StoredRun {
    let stamp = library.stamp(of: run)
    if let last = state.withLock(\.last), last.run == run, last.stamp == stamp { return last.value }
    state.withLock { $0.last = nil }
    let value = try StoredRun(run, in: library)
    state.withLock { $0.last = (run, stamp, value) }
    return value
  }
}

extension RunReadings {
  /// Derives a whole run and makes something of it; nobody's thread waits for that, and one run is derived at a time.
  ///
  /// - Throws: `DerivationRefusal`, `StorageError` where the journal cannot be read, and what `body` throws.
  public func whole<Value: Sendable>(
    _ run: RunID, _ body: @escaping @Sendable (StoredRun) throws -> Value
  ) async throws -> Value {
    try enter(run)
    defer { derived.leave() }
    return try await withCheckedThrowingContinuation { continuation in
      derivations.async { [self] in
        continuation.resume(with: Result { try body(try derived.run(run, in: library)) })
      }
    }
  }

  /// As the other, for who has a thread to wait with.
  public func whole<Value: Sendable>(_ run: RunID, waiting body: (StoredRun) throws -> Value) throws -> Value {
    try enter(run)
    defer { derived.leave() }
    return try derivations.sync { try body(try derived.run(run, in: library)) }
  }

  private func enter(_ run: RunID) throws(DerivationRefusal) {
    let size = library.stamp(of: run).journalSize
    guard size <= Self.derivedLimit else { throw .tooLarge(size: size, limit: Self.derivedLimit) }
    try derived.enter()
  }
}
