public import JudgeTypes
public import Provenance
public import SkillHealth

/// Which runs are asked for, and from where on.
public struct RunQuery: Sendable, Hashable {
  public enum Ending: Sendable, Hashable {
    case outcome(Outcome)
    /// Under way, or stopped before its end.
    case unfinished
    /// Failed, or left with the exit code 1: what a gate stops.
    case stopped
  }

  /// From where on runs are listed. Ids sort by time.
  public enum Edge: Sendable, Hashable {
    case newest
    case before(String)
    case after(String)
  }

  /// How they ended; nil for all.
  public var ending: Ending?
  public var mode: RunResult.Mode?
  /// Only runs with a verified finding of this severity.
  public var severity: Severity?
  /// Of an artifact, or of a folder with artifacts.
  public var path: String?
  /// The first and the last day on which they started, in UTC; nil for no bound.
  public var from: Day?
  public var to: Day?
  public var edge: Edge
  /// How many a page holds, at least 1.
  public var limit: Int
  /// How many runs are looked at for one page, so that a page of rare ones takes no longer than others.
  public var reach: Int

  public init(
    ending: Ending? = nil, mode: RunResult.Mode? = nil, severity: Severity? = nil, path: String? = nil,
    from: Day? = nil, to: Day? = nil, edge: Edge = .newest, limit: Int = 50, reach: Int = 10_000
  ) {
    self.ending = ending
    self.mode = mode
    self.severity = severity
    self.path = path
    self.from = from
    self.to = to
    self.edge = edge
    self.limit = max(1, limit)
    self.reach = max(1, reach)
  }
}

/// A run with what was found in it.
public struct IndexedRun: Sendable, Hashable {
  public let record: RunRecord
  /// How many verified findings of each severity; none where there is no entry.
  public let findings: [Severity: Int]
}

/// A page of runs, the newest first.
public struct RunSlice: Sendable, Hashable {
  public let runs: [IndexedRun]
  public let hasNewer: Bool
  public let hasOlder: Bool
  /// The run at which the search ended before the page was full or the end was reached; the search goes on from there. Nil where it
  /// went as far as it had to.
  public let searchedTo: RunID?
}
