public import JudgeTypes

/// The end of a journal's hash chain, which knows how the next line must read.
public struct Chain: Sendable, Hashable {
  /// The hash of the last line; `Journal.origin` before there is one.
  public private(set) var head = Journal.origin
  /// The number of entries.
  public private(set) var count = 0
  /// Whether the last entry is the closing one; what is appended after it makes the chain fail its check.
  public private(set) var isClosed = false

  public init() {}

  /// Goes on where `lines` end. An incomplete last line is passed over: its writer never got to use it.
  ///
  /// Throws what is wrong with the lines, so that nothing is ever appended to a journal that was tampered with.
  public init(resuming lines: [String]) throws(ChainFault) {
    try self.init(resuming: Self.check(lines: lines))
  }

  /// Goes on where the lines that gave `report` end.
  public init(resuming report: ChainReport) throws(ChainFault) {
    if let fault = report.fault { throw fault }
    head = report.head
    count = report.entries.count
    isClosed = report.ending == .closed
  }

  /// The head and the number of entries, as a judgment quotes them.
  public var end: ChainHead { ChainHead(head: head, entries: count) }

  /// Makes the next line, without its line feed, and its hash, which is the new head.
  ///
  /// `time` is RFC 3339 in UTC.
  @discardableResult
  public mutating func append(kind: String, body: JSONValue, time: String) -> (line: String, hash: String) {
    let (line, hash) = append(Journal.Draft(kind: kind, body: body, time: time))
    return (String(decoding: line, as: UTF8.self), hash)
  }

  /// Makes the next line, in UTF-8 and without its line feed, and its hash, which is the new head.
  public mutating func append(_ draft: Journal.Draft) -> (line: [UInt8], hash: String) {
    let line = draft.line(count, after: head)
    head = Digest.sha256(line)
    count += 1
    isClosed = draft.isClosing
    return (line, head)
  }

  /// Makes the closing line, which carries the number of entries before it.
  @discardableResult
  public mutating func close(time: String) -> (line: String, hash: String) {
    append(kind: Journal.closingKind, body: ["entries": .integer(count)], time: time)
  }
}
