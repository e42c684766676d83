/// The check of a journal's chain for a journal that is too long to stand in memory: line after line, none of which is kept.
///
/// It finds the fault that `Chain.check` finds, or the line behind it, for it knows nothing of the lines that follow.
public struct ChainWalk: Sendable {
  /// The hash of the last line that holds; `Journal.origin` before there is one.
  public private(set) var head = Journal.origin
  /// The number of entries that hold.
  public private(set) var count = 0
  /// The first thing wrong; nil for as long as the chain holds.
  public private(set) var fault: ChainFault?
  private var isClosed = false
  /// What is wrong with a line that may be an interrupted write, if it is the last one.
  private var torn: JournalLineError?

  public init() {}

  /// How the lines end that were read so far.
  public var ending: ChainReport.Ending {
    torn != nil ? .unfinished(line: count + 1) : isClosed ? .closed : .open
  }

  /// Whether the chain holds and was closed.
  public var isWhole: Bool { fault == nil && ending == .closed }

  /// Takes the next line in, without its line feed.
  ///
  /// - Returns: its entry; nil where it is none, or the chain does not hold.
  public mutating func read(_ line: String) -> Journal.Entry? {
    guard fault == nil else { return nil }
    if let torn { return fail(.altered, torn.errorDescription ?? "") }
    let entry: Journal.Entry
    do throws(JournalLineError) { entry = try Journal.Entry(line: line) } catch {
      if error.isIncompleteLine, !isClosed { torn = error } else { return fail(.altered, error.errorDescription ?? "") }
      return nil
    }
    guard entry.sequence == count else {
      return fail(.altered, "it says it is entry \(entry.sequence) where entry \(count) was written")
    }
    guard entry.previous == head else {
      return fail(
        .altered,
        count == 0
          ? "a first entry must hold 64 zeros as 'previous'" : "it does not hold the hash of line \(count)")
    }
    if isClosed { return fail(.added, "it stands after the closing entry") }
    if entry.isClosing, entry.body != ["entries": .integer(count)] {
      return fail(.altered, "the closing entry must count \(count) entries before it")
    }
    head = Digest.sha256(line)
    count += 1
    isClosed = entry.isClosing
    return entry
  }

  private mutating func fail(_ kind: ChainFault.Kind, _ reason: String) -> Journal.Entry? {
    fault = ChainFault(kind, line: count + 1, reason: reason)
    return nil
  }
}
