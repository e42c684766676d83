internal import Foundation
internal import JudgeTypes
internal import Judging
public import Provenance
public import Storage

/// One judgment of a stored run with all that its own lines tell, derived anew from them where the bytes for that are there. The
/// lines of the other artifacts are not read.
public struct StoredJudgment: Sendable {
  /// A line of the journal that belongs to it.
  public struct Entry: Sendable {
    /// 1-based.
    public let line: Int
    public let kind: JournalMap.Kind
    /// RFC 3339, in UTC.
    public let time: String
    public let hash, previous: String
    public let body: JSONValue
  }

  /// A file of the artifact as the run kept it: without secrets.
  public struct Source: Sendable {
    public let path: String
    /// Of the file as it was read.
    public let sha256: String
    /// The hash under which its bytes are kept.
    public let blob: String
    /// Of a change: the 1-based lines that it brings.
    public let changedLines: [ClosedRange<Int>]?
  }

  /// The most lines of one artifact that are read; no run of today writes a quarter of them.
  private static let lineLimit = 4_000
  /// The most canaries that are read.
  private static let canaryLimit = 400

  public let run: RunID
  public let ordinal: Int
  /// As it follows from the answers; where that cannot be derived, as its line says it.
  public let judgment: RecordedJudgment
  public let isDerived: Bool
  /// What of its own lines does not hold, in words; empty where nothing could be derived for want of bytes.
  public let problems: [String]
  /// In the order of the journal.
  public let entries: [Entry]
  public let files: [Source]
  /// The words of the clauses on which its dimensions rest, by dimension.
  public let clauses: [String: String]

  /// Nil where the run has no such judgment, or not yet.
  ///
  /// - Throws: `StorageError` where the journal cannot be read.
  public init?(_ ordinal: Int, of reading: RunReading) throws(StorageError) {
    let own = Array(reading.map.lines { _, of in of == ordinal }.prefix(Self.lineLimit))
    guard let last = own.last(where: { $0.kind == .judgment }), let recorded = try reading.body(of: last) else {
      return nil
    }
    var problems: [String] = []
    var entries: [Entry] = []
    for line in own {
      do throws(JournalLineError) { entries.append(try Self.entry(at: line, of: reading.journal).shown) } catch {
        problems.append("line \(line.number): \(error.localizedDescription)")
      }
    }
    problems += try Self.brokenLinks(around: entries, of: reading)
    run = reading.run
    self.ordinal = ordinal
    self.entries = entries
    files = Self.files(in: entries)
    let derived = reading.isPruned || !problems.isEmpty ? nil : Self.derived(ordinal, own, of: reading)
    isDerived = derived?.judgment != nil
    judgment =
      derived?.judgment.map { RecordedJudgment(json: $0.json()) } ?? RecordedJudgment(json: recorded)
    self.problems = problems + (derived?.problems.map(\.description) ?? [])
    clauses = Dictionary(
      (derived?.judgment?.consensus.dimensions ?? []).compactMap { one in
        one.dimension.clause.map { (one.dimension.id.rawValue, $0.text) }
      }, uniquingKeysWith: { first, _ in first })
  }

  // MARK: Its lines

  private static func entry(
    at line: JournalMap.Line, of journal: JournalFile
  ) throws(JournalLineError) -> (shown: Entry, whole: Journal.Entry) {
    // What cannot be read at all is no line either.
    let text = String(decoding: (try? journal.bytes(of: line)) ?? [], as: UTF8.self)
    let entry = try Journal.Entry(line: text)
    let shown = Entry(
      line: line.number, kind: line.kind, time: entry.time, hash: Digest.sha256(text), previous: entry.previous,
      body: entry.body)
    return (shown, entry)
  }

  /// Each line must hold the hash of the one before it, and the one behind it its own.
  private static func brokenLinks(around entries: [Entry], of reading: RunReading) throws(StorageError) -> [String] {
    var hashes = Dictionary(entries.map { ($0.line, $0.hash) }, uniquingKeysWith: { first, _ in first })
    hashes[0] = Journal.origin
    var faults: [String] = []
    for entry in entries {
      if hashes[entry.line - 1] == nil, let line = reading.map.line(entry.line - 1) {
        hashes[entry.line - 1] = Digest.sha256(try reading.journal.bytes(of: line))
      }
      if hashes[entry.line - 1] != entry.previous {
        faults.append("line \(entry.line): it does not hold the hash of the line before it")
      }
      guard hashes[entry.line + 1] == nil, let next = reading.map.line(entry.line + 1),
        let json = try? JSONValue(parsing: try reading.journal.bytes(of: next))
      else { continue }
      if json["previous"]?.stringValue != entry.hash {
        faults.append("line \(entry.line): the line behind it holds another hash than it has")
      }
    }
    return faults
  }

  private static func files(in entries: [Entry]) -> [Source] {
    let artifact = entries.first { $0.kind == .artifact }
    return (artifact?.body["files"]?.arrayValue ?? []).map { file in
      Source(
        path: file["path"]?.stringValue ?? "", sha256: file["sha256"]?.stringValue ?? "",
        blob: file["blob"]?.stringValue ?? "",
        changedLines: file["changed_lines"]?.arrayValue?.compactMap { pair in
          guard let start = pair[0]?.intValue, let end = pair[1]?.intValue, start <= end else { return nil }
          return start...end
        })
    }
  }

  /// From what the run said first, what its seats' canaries came to, and these lines.
  private static func derived(
    _ ordinal: Int, _ own: [JournalMap.Line], of reading: RunReading
  ) -> JudgmentVerification? {
    let end = own.last?.number ?? 0
    let canaries = reading.map.lines { kind, _ in kind == .canary }.filter { $0.number < end }
    guard canaries.count <= canaryLimit else { return nil }
    let tested = Set(canaries.compactMap(\.ordinal))
    let beside = reading.map.lines { kind, of in kind == .artifact && of.map(tested.contains) == true }
      .filter { $0.number < end }
    let numbers = Set([1] + own.map(\.number) + canaries.map(\.number) + beside.map(\.number))
    var entries: [(line: Int, entry: Journal.Entry)] = []
    for line in numbers.sorted().compactMap(reading.map.line) {
      guard let entry = try? entry(at: line, of: reading.journal) else { return nil }
      entries.append((line.number, entry.whole))
    }
    return JudgmentVerification(of: ordinal, in: entries, run: reading.run.description) { hash in
      try reading.blobs.read(hash)
    }
  }
}

extension RunReading {
  /// A judgment as its own line of the journal says it, in the form of the JSON result; nil where there is none. No other line is read.
  ///
  /// - Throws: `StorageError` where the journal cannot be read.
  public func journalledJudgment(_ ordinal: Int) throws(StorageError) -> JSONValue? {
    let own = map.lines { _, of in of == ordinal }
    guard let last = own.last(where: { $0.kind == .judgment }), var judgment = try body(of: last)?.objectValue else {
      return nil
    }
    judgment["ordinal"] = nil
    judgment["provenance"] = [
      "head": .string(Digest.sha256(try journal.bytes(of: last))),
      "entries": .integer(own.count { $0.number <= last.number }),
    ]
    return .object(judgment)
  }
}
