internal import JudgeTypes
internal import Provenance
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
}

/// A page of runs, the newest first: those of the index, and among them those that never reached it.
struct RunListing: Sendable {
  let runs: [RunLine]
  let hasNewer: Bool
  let hasOlder: Bool
  /// The run at which a search for rare ones paused; nil where it did not.
  let searchedTo: RunID?

  static let empty = RunListing(runs: [], hasNewer: false, hasOlder: false, searchedTo: nil)

  /// - Parameter query: where it asks for some runs only, those that are not in the index are left out, since nothing is known of
  ///   them but their names.
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
    let others = query.choosesAll ? try strangers(to: page, query, in: stores) : []
    let all = (listed + others).sorted { $0.run > $1.run }
    let isForward = if case .after = query.edge { true } else { false }
    let shown = Array(isForward ? all.suffix(query.limit) : all.prefix(query.limit))
    let isCut = shown.count < all.count
    return RunListing(
      runs: shown, hasNewer: (page?.hasNewer ?? (query.edge != .newest)) || (isForward && isCut),
      hasOlder: (page?.hasOlder ?? false) || (!isForward && isCut), searchedTo: page?.searchedTo)
  }

  private static func state(of record: RunRecord, in library: RunLibrary) -> RunLine.State {
    guard record.finished == nil else { return .ended }
    return library.isUnderWay(record.run) ? .underWay : .unfinished
  }

  /// The stored runs between the first and the last of the page that the index does not know.
  private static func strangers(to page: RunSlice?, _ query: RunQuery, in stores: Stores) throws -> [RunLine] {
    var (older, newer): (RunID?, RunID?) = (nil, nil)
    if page?.hasOlder == true { older = page?.runs.last?.record.run }
    if page?.hasNewer == true { newer = page?.runs.first?.record.run }
    var isForward = false
    switch query.edge {
    case .newest: break
    case .before(let run): newer = RunID(run)
    case .after(let run): (older, isForward) = (RunID(run), true)
    }
    let names = try stores.runNames.between(older, and: newer, limit: query.limit * 4, fromOldest: isForward)
    let unknown = try stores.index()?.unknown(among: names) ?? names
    return unknown.prefix(query.limit).compactMap { run in
      guard let isClosed = try? stores.library.isClosed(run) else { return nil }
      return RunLine(
        run: run, indexed: nil,
        state: isClosed ? .notIndexed : stores.library.isUnderWay(run) ? .underWay : .unfinished)
    }
  }
}

extension RunQuery {
  fileprivate var choosesAll: Bool {
    ending == nil && mode == nil && severity == nil && path == nil && from == nil && to == nil
  }
}
