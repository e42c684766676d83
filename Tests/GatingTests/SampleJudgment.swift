import Gating
import JudgeTypes
import Provenance

/// A judgment in the form of the JSON result, of as much as the gate looks at.
struct SampleJudgment {
  var path = "src/pay.py"
  var kind = ArtifactKind.code
  var outcome = Outcome.fail
  var rule = DecidingRule.bindingDimension
  var files: [JSONValue] = []
  var findings: [JSONValue] = []
  var dimensions: [JSONValue] = []

  var recorded: RecordedJudgment {
    RecordedJudgment(json: [
      "artifact": ["path": .string(path), "kind": .string(kind.rawValue), "sha256": "", "lines": 9],
      "outcome": .string(outcome.rawValue), "rule": .string(rule.rawValue), "reason": "because",
      "findings": .array(findings), "dimensions": .array(dimensions),
      "coverage": ["files": .array(files.isEmpty ? [["path": .string(path), "state": "judged"]] : files)],
    ])
  }

  static func finding(
    _ id: String, _ severity: Severity = .high, rule: String = "sql-injection", mark: String = "aaaa1111",
    against dimensions: [String] = ["injection"], path: String = "src/pay.py", line: Int = 3,
    status: Finding.Status = .verified, elsewhere: Int = 0, onSecret: Bool = false
  ) -> JSONValue {
    [
      "id": .string(id), "severity": .string(severity.rawValue), "rule": .string(rule), "fingerprint": .string(mark),
      "dimensions": .texts(dimensions), "dimension": .optional(dimensions.first), "status": .string(status.rawValue),
      "message": "text", "seats": ["a"], "elsewhere": .integer(elsewhere), "on_secret": .bool(onSecret),
      "evidence": [
        [
          "kind": "quote", "path": .string(path), "start_line": .integer(line), "end_line": .integer(line),
          "quote": "x", "verified": true,
        ]
      ],
    ]
  }

  static func dimension(
    _ id: String, _ outcome: DimensionOutcome = .violated, level: Level = .must, violated: Int = 2
  ) -> JSONValue {
    [
      "id": .string(id), "name": .string(id), "rubric": "r", "level": .string(level.rawValue),
      "outcome": .string(outcome.rawValue), "votes": ["met": 1, "violated": .integer(violated)], "spread": 1,
    ]
  }
}

extension Gate {
  static func of(
    _ rules: [GateRule] = [.fail], known: [String: Int] = [:], as severity: Severity? = nil, waivers: [Waiver] = [],
    day: String = "2026-11-22"
  ) -> Gate {
    Gate(
      policy: GatePolicy(rules: rules),
      baseline: Baseline(
        entries: known.map { .init(fingerprint: $0.key, count: $0.value, severity: severity, path: "", message: "") }),
      waivers: waivers, day: day)
  }
}
