internal import Deliberation
internal import JudgeTypes
internal import Judging
public import Provenance
internal import Reports
public import Storage

/// A run whose stored bytes are pruned: its chain can be checked, and what its lines say be shown; nothing can be derived anew.
public struct PrunedRun: Sendable {
  public let run: RunID
  /// Of its journal.
  public let lines: [String]
  public let chain: ChainReport
  private let tombstone: Tombstone
  /// The hashes of bytes that are named and neither stored nor pruned, each with the line that names it.
  private let lost: [(line: Int, hash: String)]

  /// Nil for a run of which nothing was pruned.
  public init?(_ run: RunID, in library: RunLibrary, head: String? = nil) throws(StorageError) {
    guard let tombstone = try library.tombstone(of: run) else { return nil }
    let lines = try library.lines(of: run)
    let blobs = library.blobs(of: run)
    self.run = run
    self.tombstone = tombstone
    self.lines = lines
    chain = Chain.check(lines: lines, expectedHead: head)
    lost = chain.entries.enumerated().flatMap { index, entry in
      entry.namedBlobs.filter { tombstone.blobs[$0] == nil && (try? blobs.read($0)) == nil }.map { (index + 1, $0) }
    }
  }

  public var summary: RunSummary? { RunSummary(journalled: chain.entries) }

  private var isOfAnother: Bool { chain.entries.first?.body["run"]?.stringValue != run.description }

  /// Whether the chain holds, is this run's, and no bytes are missing but those that were pruned.
  public var holds: Bool { chain.isWhole && !isOfAnother && lost.isEmpty }

  private var pruned: String {
    "pruned at \(tombstone.time): \(counted(tombstone.blobs.count, "stored piece")) "
      + "(\(shownSize(tombstone.blobs.values.reduce(0) { $0.adding($1) }))) removed"
  }

  // MARK: runs verify

  /// - Parameters:
  ///   - attestation: what there is to say of one.
  ///   - isAttested: false where it was to vouch for the run and does not.
  public func verification(isHeadExpected: Bool, attestation: String, isAttested: Bool) -> String {
    var text = "run \(run): \(counted(lines.count, "journal line")), head \(chain.head)\n" + attestation
    if !isHeadExpected {
      text += "head not checked (--head): a journal rewritten as a whole is told by nothing else\n"
    }
    text += pruned + "\n"
    for (line, message) in faults { text += "FAULT \(line.map { "line \($0): " } ?? "")\(message)\n" }
    guard holds, isAttested else { return text + "does not hold\n" }
    return text
      + "the chain of hashes holds; only it could be checked: no answer, verdict or consensus was derived anew\n"
  }

  // MARK: runs show

  public var banners: [String] {
    [pruned + "; what stands here is what the journal says, not derived anew"]
      + (holds ? [] : ["this record does not hold; see: moe-judge runs verify \(run)"])
  }

  /// The judgments' lines in the form of the result, with the hash of each and the number of lines of its artifact.
  public var judgments: [JSONValue] {
    let ordinals = chain.entries.compactMap { $0.body["ordinal"]?.intValue }
    let counts = Dictionary(ordinals.map { ($0, 1) }, uniquingKeysWith: +)
    return judgmentLines.map { ordinal, entry in
      var judgment = entry.body.objectValue ?? [:]
      judgment["ordinal"] = nil
      judgment["provenance"] = [
        "head": .string(Digest.sha256(entry.line)), "entries": .integer(counts[ordinal] ?? 0),
      ]
      return .object(judgment)
    }
  }

  /// Of the judgments' artifacts, ascending.
  public var ordinals: [Int] { judgmentLines.map(\.ordinal) }

  private var judgmentLines: [(ordinal: Int, entry: Journal.Entry)] {
    chain.entries.filter { $0.kind == "judgment" }.map { ($0.body["ordinal"]?.intValue ?? 0, $0) }
      .sorted { $0.0 < $1.0 }
  }

  /// What does not hold, each with its line; none where it is whole.
  public var faults: [(line: Int?, message: String)] {
    var faults: [(line: Int?, message: String)] = chain.fault.map { [($0.line, $0.reason)] } ?? []
    if chain.fault == nil, chain.ending != .closed { faults.append((nil, "the journal ends without its closing line")) }
    if isOfAnother { faults.append((1, "this is the record of another run")) }
    faults += lost.map { ($0.line, "the bytes \($0.hash) are lost, and no pruning removed them") }
    return faults
  }

  /// The JSON result without its judgments.
  ///
  /// - Parameter judgments: all of them, as `judgments` gives them.
  public func result(_ summary: RunSummary, of judgments: [JSONValue]) -> JSONValue {
    let record = summary.record
    let states = judgments.flatMap { $0["coverage"]?["files"]?.arrayValue ?? [] }.compactMap {
      $0["state"]?.stringValue
    }
    let kept = chain.entries.last { $0.kind == RunEnding.kind }?.body["banners"]?.arrayValue ?? []
    var object: JSONObject = [
      "schema_version": "1", "run": .string(run.description), "mode": .string(record.mode.rawValue),
      "outcome": .string((record.outcome ?? .inconclusive).rawValue), "exit_code": .integer(record.exitCode ?? 0),
      "started": .string(record.started), "finished": .string(record.finished ?? ""),
      "version": .string(record.version), "head": .string(chain.head),
      "banners": .array(kept + banners.map { .string($0) }), "judgments": [],
      "usage": judgments.map { Usage(json: $0["usage"] ?? .null) }.reduce(.none, +).json,
      "coverage": [
        "artifacts": .integer(judgments.count), "files": .integer(states.count),
        "judged": .integer(states.count { $0 == "judged" }), "partial": .integer(states.count { $0 == "partial" }),
        "skipped": .integer(states.count { $0 == "skipped" }),
      ],
    ]
    if let agreement = RunAgreement(of: verdicts(in: judgments)) { object["agreement"] = agreement.json }
    return .object(object)
  }

  private func verdicts(in judgments: [JSONValue]) -> VerdictTally {
    var tally = VerdictTally()
    for judgment in judgments {
      tally.add(
        (judgment["seats"]?.arrayValue ?? []).compactMap { seat in
          guard let id = seat["seat"]?.stringValue,
            let verdict = seat["path"]?[0]?.stringValue.flatMap({ Verdict(rawValue: $0) })
          else { return nil }
          return (Seat.ID(id), verdict)
        })
    }
    return tally
  }
}
