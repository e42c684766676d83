internal import JudgeTypes
public import Provenance

extension RunStatement {
  /// What there is to attest of a run: what its journal says of itself, which `RunVerification` derives from the answers.
  ///
  /// - Parameters:
  ///   - chain: the check of the journal's lines.
  ///   - lines: the same lines.
  /// - Returns: nil for a run that did not come to its end, or whose chain does not hold.
  public init?(of chain: ChainReport, lines: [String]) {
    guard chain.ending == .closed, let first = chain.entries.first, first.kind == RunOpening.kind,
      let end = chain.entries.last(where: { $0.kind == RunEnding.kind })
    else { return nil }
    let judged = chain.entries.filter { $0.kind == "judgment" }.map(\.body)
      .sorted { ($0["ordinal"]?.intValue ?? 0) < ($1["ordinal"]?.intValue ?? 0) }
    func said(_ key: String) -> String { first.body[key]?.stringValue ?? "" }
    self.init(
      run: said("run"), chain: ChainHead(head: chain.head, entries: chain.entries.count),
      checkpoints: Checkpoints(of: lines), outcome: end.body["outcome"]?.stringValue ?? "",
      exitCode: end.body["exit_code"]?.intValue ?? 0, mode: said("mode"), started: said("started"),
      finished: end.body["finished"]?.stringValue ?? "",
      artifacts: judged.map { judgment in
        Artifact(
          path: judgment["artifact"]?["path"]?.stringValue ?? "",
          sha256: judgment["artifact"]?["sha256"]?.stringValue ?? "",
          outcome: judgment["outcome"]?.stringValue ?? "")
      },
      version: said("version"), verdictRules: said("verdict_rules"),
      revision: first.body["git"].flatMap(GitRevision.init(json:)))
  }
}
