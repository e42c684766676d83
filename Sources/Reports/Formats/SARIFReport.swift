internal import JudgeTypes
public import Provenance

/// A run as a SARIF 2.1.0 log: what was found as results, what could not be said as notifications of the tool.
///
/// Results keep the order of the artifacts, and each artifact's gravest stand first. GitHub shows 5,000 results of a run and takes
/// no more than 25,000; which are the gravest of them all is not known while judgments are written as they come.
public struct SARIFReport: ResultReport {
  private var rules = SARIFRules()
  private var results = SARIFResults()
  private var notifications: [JSONValue] = []
  private var notificationsLeftOut = 0
  private var judged = 0
  private var voided = 0
  private var areDecided = true
  private var isSuccessful = true

  /// Beyond it they are counted.
  private static let notificationLimit = 5_000

  public init() {}

  public mutating func add(_ judgment: RecordedJudgment) -> String {
    judged += 1
    voided += judgment.findings.count { !$0.isVerified }
    if judgment.endsWithoutVerdict { areDecided = false }
    for gap in judgment.gaps { note(gap) }
    let isGated = judgment.gate != nil
    let faults = judgment.faults.map { fault in
      results.text(of: fault, in: judgment, under: rules.reference(to: fault), isGated: isGated)
    }
    let leftOut = judgment.suppressions.filter { $0.state == .applied }.map { suppression in
      results.text(of: suppression, under: rules.reference(to: suppression), isGated: isGated)
    }
    return (faults + leftOut).joined()
  }

  private mutating func note(_ gap: ReportedGap) {
    if gap.isFailure { isSuccessful = false }
    guard notifications.count < Self.notificationLimit else {
      notificationsLeftOut += 1
      return
    }
    notifications.append(SARIFNotification.json(of: gap))
  }

  // MARK: The run

  public func frame(of result: RecordedResult) -> (before: String, after: String) {
    let before = """
      {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
          {
            "tool": {
              "driver": {
                "name": "moe-judge",
                "version": \(JSONValue.string(safeForTerminal(result.version)).canonical),
                "notifications": \(list(SARIFNotification.descriptors)),
                "rules": \(list(rules.descriptors))
              }
            },
            "automationDetails": \(automation(result).canonical),
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The folder in which moe-judge was run."}}},
            "properties": \(properties(result).canonical),
            "invocations": [
              \(invocation(result).canonical)
            ],
            "results": [
      """
    return (before, "\n      ]\n    }\n  ]\n}\n")
  }

  private func list(_ values: [JSONValue]) -> String {
    guard !values.isEmpty else { return "[]" }
    return "[\n" + values.map { "            " + $0.canonical }.joined(separator: ",\n") + "\n          ]"
  }

  /// GitHub takes what stands before the last slash for the category by which it knows runs of one kind.
  private func automation(_ result: RecordedResult) -> JSONValue {
    ["id": .string("moe-judge/" + safeForTerminal(result.run))]
  }

  private func properties(_ result: RecordedResult) -> JSONValue {
    var object: JSONObject = [
      "run": .string(result.run), "mode": .string(result.mode), "outcome": .string(result.outcome),
      "exit_code": .integer(result.exitCode), "head": .optional(result.head),
      "banners": .texts(result.banners.map(safeForTerminal)),
    ]
    if let gate = result.gate { object["gate"] = gate.json }
    return .object(object)
  }

  private func invocation(_ result: RecordedResult) -> JSONValue {
    var notes = notifications
    let incomplete = result.incompleteness(judged: judged, areDecided: areDecided)
    if let incomplete { notes.append(SARIFNotification.json(of: incomplete)) }
    if notificationsLeftOut > 0 { notes.append(SARIFNotification.json(ofMore: notificationsLeftOut)) }
    var object: JSONObject = [
      "executionSuccessful": .bool(isSuccessful && areDecided && incomplete == nil),
      "exitCode": .integer(result.exitCode),
      "toolExecutionNotifications": .array(notes), "properties": ["voided_findings": .integer(voided)],
    ]
    if !result.started.isEmpty { object["startTimeUtc"] = .string(result.started) }
    if !result.finished.isEmpty { object["endTimeUtc"] = .string(result.finished) }
    return .object(object)
  }
}

/// What the judges could not say, as SARIF says it of the tool.
enum SARIFNotification {
  static var descriptors: [JSONValue] {
    ReportedGap.Kind.allCases.map { kind in
      [
        "id": .string(kind.rawValue), "shortDescription": ["text": .string(kind.meaning)],
        "defaultConfiguration": ["level": .string(level(of: kind).rawValue)],
      ]
    }
  }

  static func json(of gap: ReportedGap) -> JSONValue {
    var object: JSONObject = [
      "level": .string(level(of: gap.kind).rawValue), "message": SARIFText.message(gap.message),
      "descriptor": descriptor(gap.kind),
    ]
    if let path = gap.path { object["locations"] = [SARIFText.location(path)] }
    return .object(object)
  }

  static func json(ofMore count: Int) -> JSONValue {
    [
      "level": "warning", "descriptor": descriptor(.incompleteRun),
      "message": ["text": .string("\(count) more notifications are left out here; the run's record has all.")],
    ]
  }

  private static func descriptor(_ kind: ReportedGap.Kind) -> JSONValue {
    ["id": .string(kind.rawValue), "index": .integer(ReportedGap.Kind.allCases.firstIndex(of: kind) ?? 0)]
  }

  private static func level(of kind: ReportedGap.Kind) -> ReportLevel {
    switch kind {
    case .notCovered, .leftOutFiles: .note
    case .undecidedOutcome, .disputedDimension, .unassessedDimension, .silentSeat, .unreadFile, .incompleteRun: .warning
    }
  }
}
