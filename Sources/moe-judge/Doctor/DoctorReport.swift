import JudgeTypes
import Judging
import LanguageModels
import Provenance
import Reports

/// What works here and what does not: `moe-judge doctor`.
struct DoctorReport: Sendable {
  /// One model that was asked, with who needs it.
  struct Probed: Sendable {
    let probe: ModelProbe
    let family: String
    /// The personas that sit on it; "backup of" those that fall back to it.
    let use: String
    let check: DoctorCheck
  }

  var checks: [DoctorCheck] = []
  var models: [Probed] = []
  /// A panel to put in the place of one that does not work.
  var proposal: DoctorProposal?

  var exitStatus: ExitStatus { .worst(of: (checks + models.map(\.check)).map(\.exitStatus)) }
}

/// A proposed panel and what has to be so for it to work.
struct DoctorProposal: Sendable {
  let panel: PanelProposal
  /// One line on whose keys it needs.
  let reason: String
}

// MARK: - For people

extension DoctorReport {
  var text: String {
    var text = Self.lines(of: checks)
    if !models.isEmpty {
      text += "\n" + modelTable + Self.lines(of: models.map(\.check).filter { $0.state != .ok && $0.state != .note })
    }
    if let proposal { text += "\n" + proposal.text }
    return text + "\n" + conclusion + "\n"
  }

  private static func lines(of checks: [DoctorCheck]) -> String {
    let width = checks.map(\.name.count).max() ?? 0
    return checks.map { check in
      let head = check.state.word.padded(to: 9) + check.name.padded(to: width + 2)
      let margin = "\n" + String(repeating: " ", count: head.count)
      let lines = (check.message.split(separator: "\n") + (check.mend.map { ["-> " + $0] } ?? [])).map {
        safeForTerminal(String($0))
      }
      return head + lines.joined(separator: margin) + "\n"
    }.joined()
  }

  private var modelTable: String {
    var columns = TextTable()
    columns.add(["model", "reached", "key", "JSON schema", "tool call", "usage", "time", "seat"])
    for entry in models {
      let probe = entry.probe
      columns.add([
        probe.model.description, probe.isReachable.map { $0 ? "yes" : "no" } ?? "-",
        probe.acceptsKey.map { $0 ? "yes" : "no" } ?? "?",
        probe.jsonSchema?.word ?? "-", probe.toolCall?.word ?? "-",
        probe.reportsUsage.map { $0 ? "yes" : "no" } ?? "-", probe.latency.map { "\($0) ms" } ?? "-", entry.use,
      ])
    }
    return columns.text
  }

  private var conclusion: String {
    let all = checks + models.map(\.check)
    let failed = all.count { $0.exitStatus != .pass }
    let warnings = all.count { $0.state == .warning }
    if failed > 0 { return "\(counted(failed, "check")) failed, \(counted(warnings, "warning"))." }
    return "Nothing failed, \(counted(warnings, "warning"))."
  }
}

extension DoctorProposal {
  fileprivate var text: String {
    var text =
      safeForTerminal("proposed panel: \(panel.summary). \(reason)") + "\nPut this into personas/routing.yaml:\n\n"
    text += safeLines(panel.routing)
    if let configuration = panel.configuration { text += "\nand this into moe-judge.yaml:\n\n" + configuration }
    return text
  }
}

extension ModelProbe.Support {
  /// One word for a table and for scripts.
  var word: String {
    switch self {
    case .supported: "yes"
    case .refused: "no"
    case .ignored: "ignored"
    case .unclear: "unclear"
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

// MARK: - For scripts

extension DoctorReport {
  var json: JSONValue {
    [
      "schema_version": "1", "version": .string(Program.version), "exit_code": .integer(Int(exitStatus.rawValue)),
      "checks": .array(checks.map(\.json)), "models": .array(models.map(\.json)), "proposal": proposal?.json ?? .null,
    ]
  }
}

extension DoctorCheck {
  fileprivate var json: JSONValue {
    [
      "check": .string(name), "state": .string(state.word), "message": .string(message),
      "mend": mend.map { .string($0) } ?? .null,
    ]
  }
}

extension DoctorReport.Probed {
  fileprivate var json: JSONValue {
    [
      "model": .string(probe.model.description), "family": .string(family), "use": .string(use),
      "state": .string(check.state.word), "reachable": probe.isReachable.map { .bool($0) } ?? .null,
      "key_accepted": probe.acceptsKey.map { .bool($0) } ?? .null,
      "json_schema": probe.jsonSchema.map { .string($0.word) } ?? .null,
      "tool_call": probe.toolCall.map { .string($0.word) } ?? .null,
      "usage_reported": probe.reportsUsage.map { .bool($0) } ?? .null,
      "latency_ms": probe.latency.map { .integer($0) } ?? .null,
      "answered_by": probe.answeredModel.map { .string($0.model) } ?? .null,
      "message": .string(check.message), "mend": check.mend.map { .string($0) } ?? .null,
    ]
  }
}

extension DoctorProposal {
  fileprivate var json: JSONValue {
    [
      "profile": .string(panel.isSingleVendor ? "single_vendor" : "standard"), "families": .texts(panel.families),
      "shortcomings": .texts(panel.shortcomings), "reason": .string(reason), "routing_yaml": .string(panel.routing),
      "configuration_yaml": panel.configuration.map { .string($0) } ?? .null,
      "seats": .array(
        panel.seats.map { seat in
          [
            "persona": .string(seat.persona.rawValue), "primary": .string(seat.primary.description),
            "backup": seat.backup.map { .string($0.description) } ?? .null,
          ]
        }),
    ]
  }
}
