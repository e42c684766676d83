public import Provenance

/// Where one run keeps its journal and its blobs: `<state>/runs/<run-id>/`.
public struct RunFolder: Sendable, Hashable {
  /// The state folder, by default `.moe-judge`.
  public let state: String
  public let run: RunID

  public init(state: String, run: RunID) {
    self.state = state
    self.run = run
  }

  public var path: String { "\(Self.runs(in: state))/\(run)" }
  public var journal: String { "\(path)/journal.jsonl" }
  public var blobs: String { "\(path)/blobs" }

  /// The folder of all runs.
  static func runs(in state: String) -> String { "\(state)/runs" }
}
