internal import JudgeTypes
internal import Provenance

/// The results of a SARIF log, one a line.
struct SARIFResults {
  private var isFirst = true
  /// How often each fingerprint was met: two results with the same one would be taken for one.
  private var met: [String: Int] = [:]

  mutating func text(
    of fault: ReportedFault, in judgment: RecordedJudgment, under rule: SARIFRules.Reference, isGated: Bool
  ) -> String {
    let region: JSONValue = fault.region
    var object: JSONObject = [
      "ruleId": .string(rule.id), "ruleIndex": .integer(rule.index), "level": .string(fault.level.rawValue),
      "kind": "fail", "message": SARIFText.message(fault.wholeMessage),
      "locations": [SARIFText.location(fault.path, region: region)],
      "partialFingerprints": [Self.fingerprintName: .string(unique(fault.fingerprint))],
      "suppressions": .array(fault.reason?.suppressions ?? []), "properties": fault.properties(in: judgment),
    ]
    if isGated { object["baselineState"] = fault.reason?.state == .known ? "unchanged" : "new" }
    return line(object)
  }

  /// What a comment in the artifact left out of the findings.
  mutating func text(of suppression: Suppression, under rule: SARIFRules.Reference, isGated: Bool) -> String {
    let fingerprint = Digest.sha256(
      [suppression.rule, suppression.path, suppression.reason].joined(separator: "\u{0}"))
    let line = max(suppression.line, 1)
    var object: JSONObject = [
      "ruleId": .string(rule.id), "ruleIndex": .integer(rule.index), "level": "note", "kind": "fail",
      "message": SARIFText.message("A comment in the artifact leaves \(suppression.rule) out here."),
      "locations": [SARIFText.location(suppression.path, region: ["startLine": .integer(line)])],
      "partialFingerprints": [Self.fingerprintName: .string(unique(String(fingerprint.prefix(16))))],
      "suppressions": [
        [
          "kind": "inSource", "status": "accepted",
          "justification": .string(safeForTerminal(suppression.reason)),
        ]
      ],
    ]
    if isGated { object["baselineState"] = "new" }
    return self.line(object)
  }

  private static let fingerprintName = "moeJudge/v1"

  private mutating func unique(_ fingerprint: String) -> String {
    let count = met[fingerprint, default: 0].adding(1)
    met[fingerprint] = count
    return count == 1 ? fingerprint : "\(fingerprint)/\(count)"
  }

  private mutating func line(_ result: JSONObject) -> String {
    defer { isFirst = false }
    return (isFirst ? "\n        " : ",\n        ") + JSONValue.object(result).canonical
  }
}

extension ReportedFault {
  fileprivate var region: JSONValue {
    var region: JSONObject = ["startLine": .integer(startLine), "endLine": .integer(endLine)]
    if let quote { region["snippet"] = ["text": .string(safeLines(quote))] }
    return .object(region)
  }

  fileprivate func properties(in judgment: RecordedJudgment) -> JSONValue {
    var object: JSONObject = [
      "artifact": .string(safeForTerminal(judgment.path)), "outcome": .string(judgment.outcome),
    ]
    if let finding {
      object["finding"] = .string(finding.id)
      object["rule"] = .string(safeForTerminal(finding.rule))
      object["severity"] = .string(finding.severity)
      object["seats"] = .texts(finding.seats)
      object["dimensions"] = .texts(finding.dimensions)
    }
    if let reason { object["gate"] = .string(reason.state.rawValue) }
    return .object(object)
  }
}

extension GateReason {
  /// Who lets it through; empty for what nobody does, which SARIF takes for not suppressed. All results of a run say so or none.
  fileprivate var suppressions: [JSONValue] {
    guard state == .waived else { return [] }
    var object: JSONObject = ["kind": "external", "status": "accepted"]
    if let waiver {
      object["justification"] = .string(safeForTerminal(waiver.reason))
      object["properties"] = [
        "author": .string(safeForTerminal(waiver.author)), "expires": .string(safeForTerminal(waiver.expires)),
      ]
    }
    return [.object(object)]
  }
}

/// Text and places as SARIF writes them.
enum SARIFText {
  static func message(_ text: String) -> JSONValue { ["text": .string(inert(text))] }

  /// Plain text in SARIF may hold links, `[text](target)`: this makes none.
  static func inert(_ text: String) -> String {
    var inert = ""
    var last: Unicode.Scalar?
    // A mark with an accent on it is still a mark, so it goes by scalars.
    for scalar in safeForTerminal(text).unicodeScalars {
      if scalar == "(", last == "]" { inert.append(" ") }
      inert.unicodeScalars.append(scalar)
      last = scalar
    }
    return inert
  }

  static func location(_ path: String, region: JSONValue? = nil) -> JSONValue {
    let path = ReportedPath(path)
    var artifact: JSONObject = ["uri": .string(path.uri)]
    if path.isBelow { artifact["uriBaseId"] = "%SRCROOT%" }
    if path.isStandardInput { artifact["description"] = ["text": "standard input"] }
    var physical: JSONObject = ["artifactLocation": .object(artifact)]
    if let region { physical["region"] = region }
    return ["physicalLocation": .object(physical)]
  }
}
