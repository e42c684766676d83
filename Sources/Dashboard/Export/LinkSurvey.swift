internal import Synchronization

/// Which pages a page would lead to, noted while it is made.
final class LinkSurvey: Sendable {
  private let found = Mutex<Set<Place>>([])

  func note(_ place: Place) { found.withLock { _ = $0.insert(place) } }

  /// Those that were noted since the last time.
  func take() -> Set<Place> {
    found.withLock { found in
      defer { found = [] }
      return found
    }
  }
}
