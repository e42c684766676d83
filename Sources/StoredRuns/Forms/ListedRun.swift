internal import JudgeTypes
public import Provenance
public import Storage

/// A run as a list shows it.
public struct ListedRun: Sendable, Hashable {
  public let run: RunID
  /// Nil for a run that is not in the index.
  public let record: RunRecord?
  public let isFinished: Bool
  public let isPruned: Bool

  public init(run: RunID, record: RunRecord?, isFinished: Bool, isPruned: Bool) {
    self.run = run
    self.record = record
    self.isFinished = isFinished
    self.isPruned = isPruned
  }

  public var json: JSONValue {
    [
      "run": .string(run.description), "state": .string(isFinished ? "finished" : "unfinished"),
      "indexed": .bool(record != nil), "pruned": .bool(isPruned), "started": .string(record?.started ?? run.started),
      "finished": .optional(record?.finished), "mode": .optional(record?.mode.rawValue),
      "outcome": .optional(record?.outcome?.rawValue), "exit_code": record?.exitCode.map { .integer($0) } ?? .null,
      "artifacts": record.map { .integer($0.artifacts) } ?? .null, "first_path": .optional(record?.firstPath),
      "cost_usd": .optional(record?.costUSD), "version": .optional(record?.version),
    ]
  }
}
