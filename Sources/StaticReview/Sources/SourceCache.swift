import Synchronization

/// What is asked of one source again and again, found once.
final class SourceCache: Sendable {
  private struct State {
    var functions: [Block]?
    var assignments: [String: [Range<Int>]] = [:]
    var loops: [String: Int?] = [:]
    var weighings = 0
    var readings: [String: any Sendable] = [:]
  }

  /// How often values may be traced back in one file; code that people write takes some hundreds.
  private static let mostWeighings = 50_000

  private let state = Mutex(State())

  func functions(_ find: () -> [Block]) -> [Block] {
    if let known = state.withLock({ $0.functions }) { return known }
    let found = find()
    state.withLock { $0.functions = found }
    return found
  }

  /// What is read out of the whole file, such as its parsed form, by a name of its own.
  func reading<Reading: Sendable>(_ name: String, _ read: () -> Reading) -> Reading {
    // First whether there is one: what is missing would pass for a reading that is an optional.
    if let kept = state.withLock({ $0.readings[name] }), let known = kept as? Reading { return known }
    let found = read()
    state.withLock { $0.readings[name] = found }
    return found
  }

  /// Counts one more value that is traced back; false, and noted in the `SearchAudit`, when there were too many.
  func mayWeigh() -> Bool {
    let count = state.withLock { state in
      state.weighings += 1
      return state.weighings
    }
    if count > Self.mostWeighings { SearchAudit.noteSpent() }
    return count <= Self.mostWeighings
  }

  func assignments(of name: String, _ find: () -> [Range<Int>]) -> [Range<Int>] {
    if let known = state.withLock({ $0.assignments[name] }) { return known }
    let found = find()
    state.withLock { $0.assignments[name] = found }
    return found
  }

  /// Where a name is first the variable of a loop over constants; nil when it never is.
  func constantLoop(over name: String, _ find: () -> Int?) -> Int? {
    if let known = state.withLock({ $0.loops[name] }) { return known }
    let found = find()
    state.withLock { $0.loops[name] = .some(found) }
    return found
  }
}
