internal import JudgeTypes
public import Provenance

/// A run as annotations of a GitHub workflow: what blocks first, then what is gravest, and at the end one notice with the outcome.
///
/// GitHub shows ten errors, ten warnings and ten notices of a step, so no more are written, and the rest is counted. What a gate lets
/// through has no annotation of its own: the last notice counts it.
public struct GitHubReport: ResultReport {
  /// What GitHub shows of each kind.
  private static let limit = 10
  private static let quoteLimit = 300

  private var kept: [WorkflowCommand.Name: [RankedAnnotation]] = [:]
  private var leftOut = 0
  private var order = 0
  private var judged = 0
  private var areDecided = true
  private var unsaid = 0
  private var letThrough = 0

  public init() {}

  public mutating func add(_ judgment: RecordedJudgment) -> String {
    judged += 1
    if judgment.endsWithoutVerdict {
      areDecided = false
      keep(annotation(ofUndecided: judgment))
    }
    unsaid = unsaid.adding(judgment.gaps.count { $0.isFailure })
    for fault in judgment.faults {
      if fault.isLetThrough { letThrough = letThrough.adding(1) } else { keep(annotation(of: fault, in: judgment)) }
    }
    return ""
  }

  private mutating func keep(_ annotation: RankedAnnotation) {
    var annotation = annotation
    annotation.order = order
    order += 1
    var list = kept[annotation.command.name, default: []]
    list.insert(annotation, at: list.firstIndex { annotation < $0 } ?? list.count)
    if list.count > Self.limit {
      list.removeLast()
      leftOut += 1
    }
    kept[annotation.command.name] = list
  }

  /// Where nothing stops for want of a verdict, as with --allow-empty, no error says so.
  private mutating func excuseUndecided() {
    let errors = kept[.error, default: []]
    kept[.error] = errors.filter { !$0.isUndecided }
    for var annotation in errors where annotation.isUndecided {
      annotation.command.name = .notice
      keep(annotation)
    }
  }

  // MARK: Annotations

  private func annotation(of fault: ReportedFault, in judgment: RecordedJudgment) -> RankedAnnotation {
    var lines = [fault.wholeMessage]
    if let quote = fault.quote { lines.append("> " + beginning(of: safeForTerminal(quote), upTo: Self.quoteLimit)) }
    if let source = fault.dimension?.source { lines.append("Clause: \(source.adr), \(source.path):\(source.line)") }
    let path = ReportedPath(fault.path)
    // Where GitHub does not know the file, the words have to say where it is.
    if !path.isBelow || fault.path != path.text || !WorkflowCommand.canName(path) {
      lines.append("In \(safeForTerminal(fault.path)):\(fault.startLine)")
    }
    if let finding = fault.finding {
      lines.append("\(finding.severity), \(finding.id), held by \(finding.seats.joined(separator: ", "))")
    }
    let command = WorkflowCommand(
      name: name(for: fault), file: path, startLine: fault.startLine, endLine: fault.endLine, title: fault.rule,
      message: lines.map(safeForTerminal).joined(separator: "\n"))
    return RankedAnnotation(command: command, isBlocking: fault.reason?.isBlocking ?? false, severity: fault.severity)
  }

  private func name(for fault: ReportedFault) -> WorkflowCommand.Name {
    if fault.reason?.isBlocking == true { return .error }
    return switch fault.level {
    case .error: .error
    case .warning: .warning
    case .note: .notice
    }
  }

  private func annotation(ofUndecided judgment: RecordedJudgment) -> RankedAnnotation {
    let isLetThrough = judgment.outcomeReason.map { !$0.isBlocking } ?? false
    let command = WorkflowCommand(
      name: isLetThrough ? .notice : .error, file: ReportedPath(judgment.path), title: "moe-judge: no verdict",
      message: safeForTerminal(judgment.wordsWithoutVerdict))
    return RankedAnnotation(command: command, isBlocking: !isLetThrough, severity: .critical, isUndecided: true)
  }

  // MARK: The run

  public func frame(of result: RecordedResult) -> (before: String, after: String) {
    var report = self
    if result.exitCode == 0, result.gate == nil { report.excuseUndecided() }
    if let gap = result.incompleteness(judged: judged, areDecided: areDecided) {
      let command = WorkflowCommand(name: .error, title: "moe-judge: incomplete", message: safeForTerminal(gap.message))
      report.keep(RankedAnnotation(command: command, isBlocking: true, severity: .critical))
    }
    var last = [notice(words(on: result))]
    if !result.banners.isEmpty {
      last.insert(notice(result.banners.map(safeForTerminal).joined(separator: "\n")), at: 0)
    }
    // With room for what counts those that are left out.
    let notices = report.kept[.notice, default: []].prefix(max(0, Self.limit - last.count - 1))
    let more = report.leftOut + report.kept[.notice, default: []].count - notices.count
    if more > 0 {
      last.insert(notice("\(more) more are not shown here; the run's other reports have all of them."), at: 0)
    }
    let shown = report.kept[.error, default: []] + report.kept[.warning, default: []] + notices
    return ((shown.map(\.command) + last).map(\.text).joined(), "")
  }

  private func notice(_ message: String) -> WorkflowCommand {
    WorkflowCommand(name: .notice, title: "moe-judge", message: message)
  }

  private func words(on result: RecordedResult) -> String {
    let outcome = result.outcome.replacing("_", with: " ")
    // What a merge goes by comes first.
    let passes = result.gate.map { !$0.isUndecided } ?? false && result.exitCode == 0
    var parts = [(passes ? "passes" : outcome) + ": \(counted(judged, "artifact")) judged"]
    if passes { parts.append("outcome \(outcome)") }
    if result.gate == nil, letThrough > 0 { parts.append("\(counted(letThrough, "finding")) let through") }
    if let gate = result.gate {
      let states = GateReason.State.allCases.compactMap { state in
        gate.counts[state].flatMap { $0 > 0 ? "\($0) \(state == .blocks ? "blocking" : state.rawValue)" : nil }
      }
      let decision =
        gate.isBlocking
        ? "the gate blocks"
        : gate.isUndecided
          ? "the gate is undecided" : gate.isAdvisory ? "the gate only advises" : "the gate lets it pass"
      parts.append(([decision] + states).joined(separator: ", "))
    }
    if unsaid > 0 { parts.append("without a verdict of \(counted(unsaid, "seat or file", "seats or files"))") }
    parts += ["exit code \(result.exitCode)", "run \(result.run)"]
    return safeForTerminal(parts.joined(separator: "; "))
  }
}

/// An annotation with what decides whether it is among those that GitHub shows.
private struct RankedAnnotation: Comparable {
  var command: WorkflowCommand
  let isBlocking: Bool
  let severity: Severity
  /// Whether it says that there is no verdict.
  var isUndecided = false
  /// In which it came.
  var order = 0

  static func == (left: RankedAnnotation, right: RankedAnnotation) -> Bool { left.order == right.order }

  static func < (left: RankedAnnotation, right: RankedAnnotation) -> Bool {
    if left.isBlocking != right.isBlocking { return left.isBlocking }
    if left.severity != right.severity { return left.severity > right.severity }
    return left.order < right.order
  }
}
