import JudgeTypes
import Provenance
import SkillHealth

/// What the tools answer, as their list tells a model that reads all of it: the keys that count, short. Further keys may be there;
/// `moe-judge schema result` has judge's whole form.
enum ToolSchemas {
  static let judge = object([
    "schema_version": ["const": "1"], "run": text, "mode": ["enum": ["models", "offline"]], "outcome": outcome,
    "exit_code": integer, "banners": list(of: text),
    "judgments": list(
      of: object([
        "artifact": object(["path": text]), "outcome": outcome, "reason": text,
        "findings": list(
          of: object([
            "id": text, "rule": text, "severity": choice(Severity.allCases), "message": text, "status": text,
          ])),
      ])),
  ])

  static let listRubrics = object([
    "rubrics": list(
      of: object([
        "id": text, "name": text, "path": text,
        "dimensions": list(of: object(["id": text, "name": text, "level": choice(Level.allCases)])),
      ]))
  ])

  static let health = object([
    "date": text, "on_record": integer,
    "skills": list(
      of: object([
        "skill": text, "state": choice(HealthFinding.State.allCases), "trend": choice(SkillState.Trend.allCases),
        "health_score": ["type": "number"], "finding": ["type": ["object", "null"]],
      ])),
  ])

  private static let text: JSONValue = ["type": "string"]
  private static let integer: JSONValue = ["type": "integer"]
  private static let outcome = choice(Outcome.allCases)

  private static func list(of element: JSONValue) -> JSONValue { ["type": "array", "items": element] }

  private static func choice<Word: RawRepresentable<String>>(_ words: [Word]) -> JSONValue {
    ["enum": .array(words.map { .string($0.rawValue) })]
  }

  /// All of these keys have to be there.
  private static func object(_ properties: JSONObject) -> JSONValue {
    [
      "type": "object", "properties": .object(properties),
      "required": .array(properties.keys.sorted().map { .string($0) }),
    ]
  }
}
