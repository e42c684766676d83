internal import JudgeTypes
internal import Provenance
internal import SkillHealth
internal import Storage

/// A run as lists show it.
struct RunLine: Sendable {
  enum State: Sendable {
    case ended
    case underWay
    /// It ended before its end, and can be gone on with.
    case unfinished
    /// It has ended, and nothing else is known of it until the index is built anew.
    case notIndexed
  }

  let run: RunID
  /// Nil for one that is not in the index.
  let indexed: IndexedRun?
  let state: State
  /// What a look at its record found, no more than at its end; nil where that told of nothing.
  var fault: RecordFault?
}

/// A page of runs, the newest first: those of the index, and among them those that never reached it.
struct RunListing: Sendable {
  let runs: [RunLine]
  let hasNewer: Bool
  let hasOlder: Bool
  /// The run at which a search for rare ones paused; nil where it did not.
  let searchedTo: RunID?

  static let empty = RunListing(runs: [], hasNewer: false, hasOlder: false, searchedTo: nil)

  /// The same runs, each with what a short look at its record finds.
  func looked(at stores: Stores) -> RunListing {
    RunListing(
      runs: runs.map { $0.looked(at: stores) }, hasNewer: hasNewer, hasOlder: hasOlder, searchedTo: searchedTo)
  }

  /// - Parameter query: where it asks for what is not known of a run that is not in the index, these are left out.
  static func load(_ query: RunQuery, from stores: Stores) throws -> RunListing {
    let page = try stores.index()?.slice(of: query)
    // Nothing newer was left to fill a page: the newest page stands for it.
    if case .after = query.edge, let page, page.runs.count < query.limit, page.searchedTo == nil {
      var newest = query
      newest.edge = .newest
      return try load(newest, from: stores)
    }
    let listed = (page?.runs ?? []).map { run in
      RunLine(run: run.record.run, indexed: run, state: state(of: run.record, in: stores.library))
    }
    let others = query.fitsStrangers ? try strangers(to: page, query, in: stores) : .none
    let isForward = if case .after = query.edge { true } else { false }
    let ends = [page?.searchedTo, others.searchedTo].compactMap(\.self)
    let all = (listed + others.runs).sorted { $0.run > $1.run }
    var searchedTo = isForward ? ends.min() : ends.max()
    // What lies behind the place where a search paused comes once it goes on.
    let reached = all.filter { line in searchedTo.map { isForward ? line.run <= $0 : line.run >= $0 } ?? true }
    let shown = Array(isForward ? reached.suffix(query.limit) : reached.prefix(query.limit))
    let isCut = shown.count < reached.count
    if isCut || shown.count == query.limit { searchedTo = nil }
    let isMore = isCut || (searchedTo == nil && !ends.isEmpty)
    return RunListing(
      runs: shown,
      hasNewer: (page?.hasNewer ?? (query.edge != .newest)) || (isForward && isMore),
      hasOlder: (page?.hasOlder ?? false) || (!isForward && isMore), searchedTo: searchedTo)
  }

  private static func state(of record: RunRecord, in library: RunLibrary) -> RunLine.State {
    guard record.finished == nil else { return .ended }
    return library.isUnderWay(record.run) ? .underWay : .unfinished
  }

  /// The stored runs between the first and the last of the page that the index does not know.
  private static func strangers(to page: RunSlice?, _ query: RunQuery, in stores: Stores) throws -> StrangeRuns {
    var (older, newer): (RunID?, RunID?) = (nil, nil)
    if page?.hasOlder == true { older = page?.runs.last?.record.run }
    if page?.hasNewer == true { newer = page?.runs.first?.record.run }
    var isForward = false
    switch query.edge {
    case .newest: break
    case .before(let run): newer = RunID(run)
    case .after(let run): (older, isForward) = (RunID(run), true)
    }
    return try StrangeRuns.between(
      older, and: newer, from: query.from, to: query.to, onlyUnfinished: query.ending == .unfinished,
      limit: query.limit + 1, fromOldest: isForward, in: stores)
  }
}

extension RunQuery {
  /// Of a run that is not in the index nothing is known but when it began and whether it ended.
  fileprivate var fitsStrangers: Bool {
    (ending == nil || ending == .unfinished) && mode == nil && severity == nil && path == nil
  }
}
