extension SessionWatch {
  /// So many calls of the same thing on one task are too many.
  static let retryLimit = 3
  /// So many failures of nearly the same call are too many even where something was changed between them.
  static let workedLimit = 6

  /// The same tool with the same input three times, or failing with nearly the same, and nothing changed between.
  func retry(_ use: ToolUse, by agent: String?) -> Advice? {
    guard use.kind != .waiting, use.kind != .skill else { return nil }
    let signature = CallSignature(use)
    guard !signature.waits else { return nil }
    let failures = failures(like: signature, of: use.name, by: agent)
    let same = unchangedRun(of: signature, by: agent) { $0.exact == signature.exact }
    let failing = unchangedRun(of: signature, by: agent, endsWithSuccess: true) {
      $0.near == signature.near && $0.hasFailed
    }
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

  /// How often nearly the same call failed since it succeeded last, or since somebody waited for something.
  private func failures(like signature: CallSignature, of tool: String, by agent: String?) -> Int {
    let calls = session.calls.reversed().filter { $0.agent == agent }
    let since = calls.prefix { !$0.waits && !($0.near == signature.near && $0.isDone && !$0.hasFailed) }
    return since.count { $0.tool == tool && $0.near == signature.near && $0.hasFailed }
  }

  /// How many calls at the end of the task are like that, without another call between them that may have changed what they see.
  ///
  /// - Parameter endsWithSuccess: whether nearly the same call that went well ends the run too.
  func unchangedRun(
    of signature: CallSignature, by agent: String?, endsWithSuccess: Bool = false,
    where isLike: (WatchedSession.Call) -> Bool
  ) -> Int {
    var count = 0
    for call in session.calls.reversed() {
      // What another agent did may have changed what this one sees.
      let isForeign = call.agent != agent
      if call.waits { break }
      if !isForeign, isLike(call) {
        count += 1
      } else if call.changes, call.isDone, !call.hasFailed, isForeign || call.near != signature.near || endsWithSuccess
      {
        break
      } else if endsWithSuccess, !isForeign, call.near == signature.near, call.isDone, !call.hasFailed {
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
