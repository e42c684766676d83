internal import JudgeTypes
internal import Judging
public import Provenance
internal import Storage

/// What a check of a whole stored run came to, without the judgments themselves.
public struct RunCheck: Sendable {
  public enum Depth: Sendable, Hashable {
    /// Everything follows from the answers, or is named among the faults.
    case derivedAnew
    /// Only the chain of hashes: the bytes are pruned.
    case chainOfPruned
    /// Only the chain of hashes: the run is too large to be derived anew beside other work.
    case chainOfLarge
    /// It could not be read to its end; the fault says why.
    case unread
  }

  public let depth: Depth
  /// Whether nothing that is there speaks against the record.
  public let holds: Bool
  /// Whether all that is there holds and the end is not there.
  public let isUnfinished: Bool
  /// In words, the first ones.
  public let faults: [String]
  public let faultCount: Int
  public let lines: Int
  public let head: String
  /// Without judgments; nil where it was not derived.
  public let result: RecordedResult?
  /// How many judgments the gate stops.
  public let blocking: Int
  /// When it was checked, RFC 3339 in UTC.
  public internal(set) var time = ""

  /// How many faults are kept.
  private static let faultLimit = 50

  private init(
    _ depth: Depth, holds: Bool, isUnfinished: Bool = false, faults: [String], lines: Int, head: String,
    result: RecordedResult? = nil, blocking: Int = 0
  ) {
    self.depth = depth
    self.holds = holds
    self.isUnfinished = isUnfinished
    self.faults = Array(faults.prefix(Self.faultLimit))
    faultCount = faults.count
    self.lines = lines
    self.head = head
    self.result = result
    self.blocking = blocking
  }

  /// Reads all of the run into memory and derives it anew.
  init(deriving run: RunID, in library: RunLibrary) throws(StorageError) {
    switch try StoredRun(run, in: library) {
    case .derived(let verification, _, _):
      let result = verification.result(of: run, adding: verification.caveats(of: run))
      let faults =
        (verification.chain.fault.map { ["line \($0.line): \($0.reason)"] } ?? [])
        + verification.problems.map(\.description)
      self.init(
        .derivedAnew, holds: verification.holds, isUnfinished: verification.isUnfinished, faults: faults,
        lines: verification.chain.entries.count, head: verification.chain.head,
        result: try? RecordedResult(json: result.with(judgments: []).json),
        blocking: verification.judgments.count { $0.gate?.isBlocking == true })
    case .pruned(let pruned):
      self.init(
        .chainOfPruned, holds: pruned.holds,
        faults: pruned.faults.map { line, message in line.map { "line \($0): \(message)" } ?? message },
        lines: pruned.lines.count, head: pruned.chain.head,
        result: pruned.summary.flatMap { try? RecordedResult(json: pruned.result($0, of: pruned.judgments)) })
    }
  }

  /// Reads line after line and keeps none: each must hold the hash of the one before it, and the last one count them.
  init(chainOf run: RunID, in library: RunLibrary) throws(StorageError) {
    var walk = ChainWalk()
    var (isOfAnother, hasResult) = (false, false)
    var strays: [String] = []
    try library.forEachLine(of: run) { line throws(StorageError) in
      guard let entry = walk.read(line) else { return }
      if walk.count == 1 { isOfAnother = entry.body["run"]?.stringValue != run.description }
      if hasResult, !entry.isClosing { strays.append("line \(walk.count): it stands after the run's result") }
      hasResult = hasResult || entry.kind == RunEnding.kind
    }
    var faults = walk.fault.map { ["line \($0.line): \($0.reason)"] } ?? []
    if isOfAnother { faults.append("line 1: this is the record of another run") }
    if walk.isWhole, !hasResult { faults.append("line \(walk.count): the run was closed without its result") }
    faults += strays
    self.init(
      .chainOfLarge, holds: faults.isEmpty && walk.isWhole, isUnfinished: faults.isEmpty && !walk.isWhole,
      faults: faults, lines: walk.count, head: walk.head)
  }

  /// Of a run that cannot be read: what cannot be checked does not hold.
  init(of run: RunID, failing error: StorageError, in library: RunLibrary) {
    let folder = library.folder(of: run).path + "/"
    self.init(
      .unread, holds: false, faults: [error.description.replacing(folder, with: "")], lines: 0, head: Journal.origin)
  }
}
