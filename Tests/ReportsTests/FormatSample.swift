import JudgeTypes
import Provenance

/// Results as their JSON tells them, made of few words.
enum FormatSample {
  static func finding(
    _ id: String, rule: String = "sql-injection", severity: String = "high", message: String = "a value becomes SQL",
    dimensions: [String] = [], fingerprint: String? = nil, path: String = "src/app.py", line: Int = 7,
    endLine: Int? = nil, quote: String = "cur.execute(q + name)", status: String = "verified",
    evidence: JSONValue? = nil
  ) -> JSONValue {
    let quotation: JSONValue = [
      "kind": "quote", "path": .string(path), "start_line": .integer(line), "end_line": .integer(endLine ?? line),
      "quote": .string(quote), "verified": .bool(status == "verified"),
    ]
    return [
      "id": .string(id), "fingerprint": .string(fingerprint ?? "print-\(id)"), "rule": .string(rule),
      "severity": .string(severity), "message": .string(message), "dimension": .optional(dimensions.first),
      "dimensions": .texts(dimensions), "seats": ["security"], "status": .string(status),
      "evidence": .array([evidence ?? quotation]),
    ]
  }

  static func absence(_ path: String?) -> JSONValue {
    ["kind": "absence", "path": .optional(path), "terms": ["timeout"], "verified": true]
  }

  static func dimension(
    _ id: String, _ outcome: String, level: String = "MUST", met: Int = 0, violated: Int = 0, adr: String? = nil
  ) -> JSONValue {
    let source: JSONValue =
      adr.map {
        ["adr": .string($0), "path": .string("adrs/\($0).md"), "line": 12, "end_line": 13, "sha256": "ab"]
      } ?? .null
    return [
      "id": .string(id), "name": .string("The \(id)"), "rubric": "rubric", "level": .string(level), "source": source,
      "outcome": .string(outcome), "votes": ["met": .integer(met), "violated": .integer(violated)], "spread": 0,
    ]
  }

  static func seat(_ id: String, _ state: String, reason: String? = nil) -> JSONValue {
    [
      "seat": .string(id), "persona": .string(id), "model": "lab/m", "family": "lab", "weight": "1",
      "state": .string(state), "verdict": state == "judged" ? "fail" : nil, "reason": .optional(reason), "scores": [:],
      "rationale": nil, "path": [],
    ]
  }

  static func file(_ path: String, _ state: String = "judged", cause: String? = nil, reason: String? = nil) -> JSONValue
  {
    [
      "path": .string(path), "state": .string(state), "cause": .optional(cause), "reason": .optional(reason),
    ]
  }

  static func judgment(
    path: String = "src/app.py", outcome: String = "fail", reason: String = "security raised it",
    findings: [JSONValue] = [], dimensions: [JSONValue] = [], seats: [JSONValue] = [], files: [JSONValue]? = nil,
    unassessed: [String] = [], suppressions: [JSONValue] = [], gate: [GateReason]? = nil
  ) -> JSONValue {
    var judgment: JSONObject = [
      "artifact": ["path": .string(path), "kind": "code", "sha256": "cd", "lines": 20],
      "outcome": .string(outcome), "outcome_before_debate": .string(outcome), "agreement": 1,
      "rule": "critical_finding", "reason": .string(reason), "pivot": nil, "seats": .array(seats),
      "dimensions": .array(dimensions), "findings": .array(findings), "rounds": [], "dissent": [], "banners": [],
      "coverage": [
        "assessed_weight": 1, "files": .array(files ?? [file(path)]), "unassessed": .texts(unassessed),
      ],
      "usage": ["calls": 1, "answers": 1, "latency_ms": 1_250], "provenance": ["head": "ef", "entries": 3],
    ]
    if !suppressions.isEmpty { judgment["suppressions"] = .array(suppressions) }
    if let gate { judgment["gate"] = GateDecision(reasons: gate).json }
    return .object(judgment)
  }

  static func result(
    _ judgments: [JSONValue], outcome: String = "fail", exitCode: Int = 1,
    banners: [String] = ["offline: one deterministic reviewer in every role"], gate: GateSummary? = nil
  ) throws -> RecordedResult {
    var result: JSONObject = [
      "schema_version": "1", "run": "20261122T100000Z-abcdef", "mode": "offline", "outcome": .string(outcome),
      "exit_code": .integer(exitCode), "started": "2026-11-22T10:00:00.000Z", "finished": "2026-11-22T10:00:02.000Z",
      "version": "1.2.3", "head": "0123", "banners": .texts(banners), "judgments": .array(judgments),
      "usage": ["calls": 1, "answers": 1, "latency_ms": 1_250], "coverage": ["artifacts": 1],
    ]
    if let gate { result["gate"] = gate.json }
    return try RecordedResult(json: .object(result))
  }

  // MARK: One with everything

  static let waiver = GateReason.Waiver(reason: "replaced in May", author: "Ada", expires: "2027-05-31")

  private static func reason(
    _ finding: String, _ state: GateReason.State, waiver: GateReason.Waiver? = nil
  ) -> GateReason {
    GateReason(
      kind: .finding, state: state, finding: finding, fingerprint: "print-\(finding)", path: "src/app.py",
      message: "", waiver: waiver)
  }

  /// A judgment with one of each thing that a report has to tell apart.
  static var rich: JSONValue {
    judgment(
      findings: [
        finding("F1", severity: "critical", dimensions: ["injection"]),
        finding("F2", severity: "medium", dimensions: ["tls"], line: 9, endLine: 10, quote: "verify=False,\ntimeout=1"),
        finding(
          "F3", rule: "no-timeout", severity: "low", message: "no timeout is set", evidence: absence("src/client.py")),
        finding("F4", rule: "weak-hash", severity: "high", dimensions: ["style"], line: 11),
        finding("F5", rule: "old-library", severity: "high", line: 12),
        finding("F6", rule: "made-up", status: "voided"),
      ],
      dimensions: [
        dimension("injection", "violated", violated: 2), dimension("tls", "violated", violated: 1, adr: "ADR-007"),
        dimension("style", "met", level: "SHOULD", met: 2), dimension("naming", "met", level: "MAY", met: 2),
        dimension("errors", "violated", level: "SHOULD", met: 1, violated: 2),
        dimension("retries", "disputed", level: "SHOULD", met: 1, violated: 1), dimension("audit", "unassessed"),
      ],
      seats: [
        seat("security", "judged"), seat("qa", "failed", reason: "no usable answer"),
        seat("ops", "abstained", reason: "cannot tell"), seat("domain", "not_applicable"),
      ],
      files: [
        file("src/app.py"), file("src/huge.py", "skipped", cause: "too_large", reason: "9 MB"),
        file("logo.png", "skipped", cause: "no_source", reason: "an image"),
      ], unassessed: ["cost_awareness"],
      suppressions: [
        Suppression(rule: "long-file", path: "src/app.py", line: 1, reason: "generated", state: .applied).json,
        Suppression(rule: "other", path: "src/app.py", line: 2, reason: "", state: .unused).json,
      ],
      gate: [
        reason("F1", .blocks), reason("F2", .known), reason("F3", .allowed), reason("F4", .waived, waiver: waiver),
        reason("F5", .expired, waiver: waiver),
        GateReason(
          kind: .dimension, state: .blocks, dimension: "errors", fingerprint: "print-errors", path: "src/app.py",
          message: ""),
      ])
  }

  static let summary = GateSummary(
    isBlocking: true, isAdvisory: false, day: "2026-11-22",
    counts: [.blocks: 2, .expired: 1, .known: 1, .waived: 1, .allowed: 1])
}
