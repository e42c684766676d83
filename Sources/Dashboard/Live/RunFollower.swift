internal import Judging
internal import Provenance
internal import Reports
internal import Storage
internal import StoredRuns

/// Follows the journal of a run that is under way: gives how far it is whenever that changed, a heartbeat where nothing did for a
/// while, and ends with the run, or where its writer is gone.
struct RunFollower: AsyncSequence, Sendable {
  enum Event: Sendable, Hashable {
    case progress(RunProgress)
    case ended(RunProgress)
    /// Nobody writes the run any more, and it has no end.
    case stopped(RunProgress)
    /// Nothing changed; says to whoever stands between that the connection lives.
    case heartbeat
  }

  let reading: RunReading
  let library: RunLibrary
  /// How long is waited before the journal is looked at again.
  var interval = Duration.milliseconds(350)
  var heartbeat = Duration.seconds(15)
  /// How many bytes are looked at in one go, so that no follower keeps others waiting.
  private static let piece = 4 << 20

  func makeAsyncIterator() -> Iterator { Iterator(follower: self) }

  struct Iterator: AsyncIteratorProtocol {
    private let follower: RunFollower
    private var map: JournalMap
    private var counted: Int
    private var progress = RunProgress()
    private var sent: RunProgress?
    private var quiet = Duration.zero
    private var isDone = false

    init(follower: RunFollower) {
      self.follower = follower
      map = follower.reading.map
      counted = 0
      progress.artifacts = follower.reading.opening?.artifacts ?? 0
    }

    /// - Throws: `StorageError` where the journal cannot be read any more, `CancellationError` where nobody listens.
    mutating func next() async throws -> Event? {
      guard !isDone else { return nil }
      while true {
        // Before the journal is looked at: what its writer wrote last is then there.
        let isWritten = follower.library.isUnderWay(follower.reading.run)
        let isMore = try look()
        if progress.isEnded {
          isDone = true
          return .ended(progress)
        }
        if !isWritten, !isMore {
          isDone = true
          return .stopped(progress)
        }
        if sent != progress {
          sent = progress
          quiet = .zero
          return .progress(progress)
        }
        if isMore { continue }
        try await Task.sleep(for: follower.interval)
        quiet += follower.interval
        if quiet >= follower.heartbeat {
          quiet = .zero
          return .heartbeat
        }
      }
    }

    /// Takes in what was written since; says whether there is more.
    private mutating func look() throws -> Bool {
      let isMore = try follower.reading.journal.extend(&map, limit: RunFollower.piece)
      var last: JournalMap.Line?
      for number in (counted + 1)..<(Swift.max(counted, map.count) + 1) {
        guard let line = map.line(number) else { break }
        switch line.kind {
        case .judgment:
          progress.judged += 1
          last = line
        case .answer, .failure: progress.answers += 1
        case .closed: progress.isEnded = true
        default: break
        }
      }
      counted = map.count
      if let last, let judgment = try follower.reading.body(of: last).map(RecordedJudgment.init) {
        progress.lastPath = clipped(judgment.path, to: 200)
        progress.lastOutcome = spoken(judgment.outcome)
      }
      return isMore
    }
  }
}
