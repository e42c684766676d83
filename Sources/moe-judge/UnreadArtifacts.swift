import JudgeTypes

/// The artifacts of a run that no judge of the panel reads, and what to do about them.
struct UnreadArtifacts {
  let isOffline: Bool
  private var first: String?
  private var others = 0

  init(isOffline: Bool) { self.isOffline = isOffline }

  mutating func add(_ judgment: Judgment) {
    guard judgment.isUnread else { return }
    if first == nil { first = judgment.artifact.path } else { others += 1 }
  }

  /// In one line; nil where somebody reads every artifact.
  var advice: String? {
    guard let first else { return nil }
    let what = first == "-" ? "standard input" : first
    let more = others == 0 ? "" : " and \(others) more"
    let seat = isOffline ? ", or seat a model that reads them: set its key and leave --offline out" : ""
    return "no judge of this panel reads \(what)\(more), and silence is no pass. Name files that need no judge in "
      + ".moe-judgeignore (for a change on its base branch, whose file decides)\(seat)."
  }
}

extension Judgment {
  /// Whether there is something to read, and no seat applies to it.
  fileprivate var isUnread: Bool {
    consensus.rule == .nothingToJudge && !isNothingToGate && artifact.coverage.contains { $0.state == .judged }
  }
}
