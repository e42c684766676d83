internal import Provenance
internal import SkillHealth
internal import Storage

/// Stored runs that never reached the index: under way, stopped before their end, or not taken up.
struct StrangeRuns {
  /// How many names are looked at, so that a store of very many runs is shown no later than others.
  static let reach = 10_000

  /// The newest first.
  let runs: [RunLine]
  /// The run at which the search paused; nil where it went as far as it had to.
  let searchedTo: RunID?

  static let none = StrangeRuns(runs: [], searchedTo: nil)

  /// - Parameters:
  ///   - older: runs newer than it; nil for no bound.
  ///   - newer: runs older than it.
  ///   - from: the first day on which they began, in UTC.
  ///   - to: the last one.
  ///   - limit: how many at most.
  static func between(
    _ older: RunID? = nil, and newer: RunID? = nil, from: Day? = nil, to: Day? = nil, onlyUnfinished: Bool = false,
    limit: Int, fromOldest: Bool = false, in stores: Stores
  ) throws -> StrangeRuns {
    let first = [older, from.flatMap { bound(before: $0) }].compactMap(\.self).max()
    let last = [newer, to.flatMap { bound(behind: $0) }].compactMap(\.self).min()
    let names = try stores.runNames.names(between: first, and: last, limit: reach, fromOldest: fromOldest)
    let unknown = try stores.index()?.unknown(among: names) ?? names
    var found: [RunLine] = []
    for name in fromOldest ? unknown.reversed() : unknown where found.count < limit {
      guard let run = RunID(name), let line = line(of: run, in: stores.library) else { continue }
      if !onlyUnfinished || line.state != .notIndexed { found.append(line) }
    }
    let isPaused = names.count == reach && found.count < limit
    return StrangeRuns(
      runs: fromOldest ? found.reversed() : found,
      searchedTo: isPaused ? (fromOldest ? names.first : names.last).flatMap(RunID.init) : nil)
  }

  private static func line(of run: RunID, in library: RunLibrary) -> RunLine? {
    guard let isClosed = try? library.isClosed(run) else { return nil }
    let state: RunLine.State = isClosed ? .notIndexed : library.isUnderWay(run) ? .underWay : .unfinished
    return RunLine(run: run, indexed: nil, state: state)
  }

  /// The last id before the day.
  private static func bound(before day: Day) -> RunID? {
    RunID("\(digits(day.advanced(by: -1)))T235959Z-ffffff")
  }

  /// The first id behind the day.
  private static func bound(behind day: Day) -> RunID? { RunID("\(digits(day.advanced(by: 1)))T000000Z-000000") }

  private static func digits(_ day: Day) -> String { day.description.replacing("-", with: "") }
}
