extension SessionWatch {
  /// So many calls of the same thing on one task are too many.
  static let retryLimit = 3
  /// So many failures of nearly the same call are too many even where something was changed between them.
  static let workedLimit = 6

  /// The same tool with the same input three times, or failing with nearly the same, and nothing changed between.
  func retry(_ use: ToolUse) -> Advice? {
    guard use.kind != .waiting, use.kind != .skill else { return nil }
    let signature = CallSignature(use)
    let calls = session.calls.filter { $0.tool == use.name }
    let failures = calls.count { $0.near == signature.near && $0.hasFailed }
    let same = unchangedRun(of: signature) { $0.exact == signature.exact }
    let failing = unchangedRun(of: signature) { $0.near == signature.near && $0.hasFailed }
    guard same >= Self.retryLimit || failing >= Self.retryLimit || failures >= Self.workedLimit else { return nil }
    let what =
      use.command.map { "'\(Self.short($0))'" } ?? use.path.map { "\(use.name) of \(Self.short($0))" } ?? use.name
    if same >= Self.retryLimit, failing < Self.retryLimit {
      return Advice(
        .excessiveRetry,
        "\(what) was asked \(same) times and nothing changed between. Use the answer that is there, or change something first."
      )
    }
    return Advice(
      .excessiveRetry,
      "\(what) failed \(max(failing, failures)) times on this task. Read the error again, find its cause, and try another way or ask."
    )
  }

  /// How many calls at the end of the task are like that, without another call between them that may have changed what they see.
  func unchangedRun(of signature: CallSignature, where isLike: (WatchedSession.Call) -> Bool) -> Int {
    var count = 0
    for call in session.calls.reversed() {
      if isLike(call) {
        count += 1
      } else if call.changes, call.isDone, !call.hasFailed, call.near != signature.near {
        break
      }
    }
    return count
  }

  static func short(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? text
    return line.count > 60 ? line.prefix(57) + "..." : line
  }
}
