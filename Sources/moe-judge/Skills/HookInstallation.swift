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
    guard event == "PreToolUse" else { return [watch] }
    return [watch, group(matcher: "Skill", command: "moe-judge skills preflight --hook")]
  }

  private static func group(matcher: String?, command: String) -> JSONValue {
    let hook: JSONValue = ["type": "command", "command": .string(command), "timeout": 10]
    guard let matcher else { return ["hooks": [hook]] }
    return ["matcher": .string(matcher), "hooks": [hook]]
  }
}
