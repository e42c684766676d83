import Provenance

/// The hooks of a coding agent whose settings.json has the common form.
enum HookInstallation {
  static let settings: JSONValue = [
    "hooks": .object(
      JSONObject(
        ["SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "PostToolUseFailure", "Stop", "SubagentStop"]
          .map { ($0, .array(groups(of: $0))) }, uniquingKeysWith: { first, _ in first }))
  ]

  private static func groups(of event: String) -> [JSONValue] {
    let watch = group(matcher: event.contains("Tool") ? "*" : nil, command: "moe-judge skills watch")
    switch event {
    case "PreToolUse": return [watch, group(matcher: "Skill", command: "moe-judge skills preflight --hook")]
    case "Stop": return [watch, group(matcher: nil, command: takeUp)]
    default: return [watch]
    }
  }

  /// Puts on record what `skills watch` wrote of the session.
  private static let takeUp =
    "moe-judge health import --hook --format retrospective --amend --skip-bad .moe-judge/sessions/retrospectives.jsonl"

  private static func group(matcher: String?, command: String) -> JSONValue {
    let hook: JSONValue = ["type": "command", "command": .string(command), "timeout": 10]
    guard let matcher else { return ["hooks": [hook]] }
    return ["matcher": .string(matcher), "hooks": [hook]]
  }
}
