import Synchronization

/// Notes that a search ended before the end of its text, wherever below a pattern was used.
///
/// A detector has no use for half an answer and no way to mend it; who started it must know, so that what was not searched
/// is not taken for what was found clean.
final class SearchAudit: Sendable {
  @TaskLocal private static var current: SearchAudit?
  private let isSpent = Mutex(false)

  /// Runs `search`, and says whether every pattern that it used came to the end of its text.
  static func watching<Result>(_ search: () -> Result) -> (result: Result, isComplete: Bool) {
    let audit = SearchAudit()
    let result = $current.withValue(audit) { search() }
    return (result, !audit.isSpent.withLock(\.self))
  }

  /// A pattern spent its budget of steps.
  static func noteSpent() { current?.isSpent.withLock { $0 = true } }
}
