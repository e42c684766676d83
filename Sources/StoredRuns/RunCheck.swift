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
      let faults = pruned.chain.fault.map { ["line \($0.line): \($0.reason)"] } ?? []
      self.init(
        .chainOfPruned, holds: pruned.holds,
        faults: faults + (faults.isEmpty && !pruned.holds ? ["it is not whole"] : []),
        lines: pruned.lines.count, head: pruned.chain.head,
        result: pruned.summary.flatMap { try? RecordedResult(json: pruned.result($0, of: pruned.judgments)) })
    }
  }

  /// Reads line after line and keeps none: each must hold the hash of the one before it.
  init(chainOf reading: RunReading) throws(StorageError) {
    var head = Journal.origin
    var fault: String?
    for number in 1...max(1, reading.map.count) {
      guard fault == nil, let line = reading.map.line(number) else { break }
      let bytes = try reading.journal.bytes(of: line)
      if Self.previous(in: bytes) != head { fault = "line \(number): it does not hold the hash of the line before it" }
      head = Digest.sha256(bytes)
    }
    self.init(
      .chainOfLarge, holds: fault == nil && reading.map.isClosed, isUnfinished: fault == nil && !reading.map.isClosed,
      faults: fault.map { [$0] } ?? [], lines: reading.map.count, head: head)
  }

  /// The hash stands in the last part of a line, before its number and its time, neither of which holds a quote of its own.
  private static func previous(in bytes: [UInt8]) -> String? {
    let tail = String(decoding: bytes.suffix(240), as: UTF8.self)
    let key = "\"previous\":\""
    guard let start = tail.ranges(of: key).last?.upperBound else { return nil }
    return String(tail[start...].prefix(64))
  }
}
