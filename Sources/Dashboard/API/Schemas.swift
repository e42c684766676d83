internal import JudgeTypes
internal import Judging
internal import Provenance
internal import Storage

/// The shapes of what the API answers, as JSON Schema 2020-12.
enum Schemas {
  static let runID: JSONValue = [
    "type": "string", "pattern": "^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}$", "minLength": 23, "maxLength": 23,
  ]
  static let text: JSONValue = ["type": "string"]
  static let integer: JSONValue = ["type": "integer"]
  static let boolean: JSONValue = ["type": "boolean"]
  static let number: JSONValue = ["type": "number"]
  static let anyObject: JSONValue = ["type": "object"]
  static let maybeText: JSONValue = ["type": ["string", "null"]]
  static let maybeInteger: JSONValue = ["type": ["integer", "null"]]
  static let maybeNumber: JSONValue = ["type": ["number", "null"]]
  static let share: JSONValue = ["type": ["number", "null"], "minimum": -1, "maximum": 1]
  static let interval: JSONValue = [
    "type": ["array", "null"], "items": ["type": "number"], "minItems": 2, "maxItems": 2,
  ]

  static func list(of items: JSONValue) -> JSONValue { ["type": "array", "items": items] }
  static func choice(_ words: [String]) -> JSONValue { ["type": "string", "enum": .texts(words)] }
  static func named(_ name: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(name)")] }

  /// Every member is there in every answer.
  static func object(_ members: [(String, JSONValue)], isOpen: Bool = false) -> JSONValue {
    [
      "type": "object", "required": .texts(members.map(\.0)), "additionalProperties": .bool(isOpen),
      "properties": .object(JSONObject(members, uniquingKeysWith: { first, _ in first })),
    ]
  }

  private static let outcome = choice(Outcome.allCases.map(\.rawValue))
  private static let maybeOutcome: JSONValue = [
    "type": ["string", "null"], "enum": .array(Outcome.allCases.map { .string($0.rawValue) } + [.null]),
  ]
  private static let next: JSONValue = [
    "type": ["string", "null"], "description": "The address of what follows; null at the end.",
  ]

  /// By the names under which the document holds them.
  static let all: [(name: String, schema: JSONValue)] = [
    ("Problem", problem), ("Run", run), ("Runs", object([("runs", list(of: named("Run"))), ("next", next)])),
    ("JudgmentLine", judgmentLine),
    ("JudgmentLines", object([("run", runID), ("judgments", list(of: named("JudgmentLine"))), ("next", next)])),
    ("Judgment", judgment), ("Verification", verification), ("Finding", finding),
    (
      "Findings",
      object([
        ("run", runID), ("findings", list(of: named("Finding"))), ("count", integer), ("open", integer),
        ("unreadable_words", list(of: integer)),
      ])
    ),
    ("Word", word), ("EvalHead", evalHead),
    ("Evals", object([("evals", list(of: named("EvalHead"))), ("next", next)])),
    (
      "Eval",
      object([("format", text), ("suite", text), ("eval", anyObject), ("cases", list(of: anyObject))], isOpen: true)
    ),
    ("Skill", skill), ("Skills", object([("skills", list(of: named("Skill"))), ("count", integer), ("next", next)])),
    ("Sum", object([("known", maybeNumber), ("not_reported", integer)])), ("CostLine", costLine), ("Costs", costs),
    ("Status", status),
  ]

  private static let problem: JSONValue = [
    "type": "object", "description": "RFC 9457.", "required": ["type", "title", "status", "detail"],
    "additionalProperties": false,
    "properties": [
      "type": text, "title": text, "status": integer, "detail": text,
      "errors": list(of: object([("name", text), ("message", text)])),
    ],
  ]

  private static let run = object([
    ("run", runID), ("state", choice(["finished", "unfinished"])), ("indexed", boolean), ("pruned", boolean),
    ("started", text), ("finished", maybeText), ("mode", maybeText), ("outcome", maybeOutcome),
    ("exit_code", maybeInteger), ("artifacts", maybeInteger), ("first_path", maybeText), ("cost_usd", maybeNumber),
    ("version", maybeText), ("record_fault", recordFault),
  ])

  private static let recordFault: JSONValue = [
    "type": ["string", "null"],
    "description":
      "What a look at the end of the record found, or the last check of all of it; null says nothing of the rest, verifyRun does.",
  ]

  private static let judgmentLine = object([
    ("ordinal", integer), ("path", text), ("kind", text), ("sha256", text), ("outcome", outcome), ("agreement", share),
    ("findings", integer), ("seats_judged", integer), ("seats", integer),
  ])

  private static let judgment: JSONValue = [
    "type": "object",
    "description":
      "As the JSON result has it (docs/schemas/result.json), and as it stands in the journal: not derived anew.",
    "required": ["artifact", "outcome", "seats", "dimensions", "findings", "provenance"],
  ]

  private static let verification = object([
    ("run", runID), ("result", choice(["holds", "does_not_hold", "unfinished", "pruned"])), ("head", text),
    ("lines", integer), ("judgments", integer),
    ("faults", list(of: object([("line", maybeInteger), ("message", text)]))), ("derived", list(of: text)),
    ("attested", list(of: text)),
  ])

  private static let finding = object([
    ("id", text), ("fingerprint", text), ("artifact", text), ("artifact_sha256", text), ("severity", text),
    ("rule", text), ("message", text), ("status", text), ("path", maybeText), ("line", maybeInteger),
    ("end_line", maybeInteger), ("seats", list(of: text)), ("said", choice(["confirmed", "dismissed", "open"])),
    ("reason", maybeText), ("by", maybeText), ("at", maybeText), ("of_same_bytes", ["type": ["boolean", "null"]]),
  ])

  private static let word = object([
    ("run", runID), ("artifact", text), ("fingerprint", text), ("rule", text), ("severity", text),
    ("word", choice(["confirmed", "dismissed"])), ("reason", text), ("by", maybeText), ("at", text),
  ])

  private static let counts: JSONValue = anyObject

  private static let evalHead = object([
    ("id", runID), ("suite", text), ("started", text), ("finished", text), ("split", maybeText), ("mode", text),
    ("version", text), ("commit", maybeText), ("panel", text), ("label", maybeText), ("improvement", maybeText),
    ("iteration", maybeInteger), ("cases", integer), ("repeats", integer), ("not_whole", integer), ("outcome", counts),
    ("findings", counts), ("outcome_f1", share), ("outcome_f1_interval", interval), ("f1_interval", interval),
    ("precision", share), ("recall", share), ("f1", share), ("outcome_macro_f1", share), ("kappa", share),
    ("flip_rate", share), ("cost_usd", maybeNumber), ("input_tokens", maybeInteger), ("output_tokens", maybeInteger),
  ])

  private static let skill: JSONValue = [
    "type": "object", "description": "As `moe-judge health status --format json` has it.", "required": ["skill"],
    "properties": ["skill": text],
  ]

  private static let costLine = object([
    ("name", text), ("calls", integer), ("answers", integer), ("cached_answers", integer),
    ("input_tokens", named("Sum")),
    ("output_tokens", named("Sum")), ("cached_tokens", named("Sum")), ("cost_usd", named("Sum")),
  ])

  private static let costs = object([
    ("by", choice(CostGroup.allCases.map(\.rawValue))), ("since", maybeText), ("lines", list(of: named("CostLine"))),
    ("total", ["anyOf": [named("CostLine"), ["type": "null"]]]),
  ])

  private static let status: JSONValue = [
    "type": "object", "required": ["status"], "additionalProperties": false,
    "properties": [
      "status": choice(["ok", "failing"]), "version": text,
      "checks": list(of: object([("name", text), ("ok", boolean), ("says", text)])),
    ],
  ]
}
